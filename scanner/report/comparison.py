"""The differences between two notices, as text and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap
from typing import Any

import orjson

from scanner.notice.compare import Change, Kind, Side
from scanner.notice.model import Notice
from scanner.report.lines import WIDTH, harmless
from scanner.report.rejudged import VerdictChange

FORMAT = "fairnotice-notice-diff/1"
_INDENT = " " * 6


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two notices and all that differs; `verdicts` is None where no report was given."""

    before: Notice
    after: Notice
    changes: Sequence[Change]
    verdicts: Sequence[VerdictChange] | None = None

    @property
    def only(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Categories that only the first, and only the second notice declares."""
        old = dict.fromkeys(each.category for each in self.before.held)
        new = dict.fromkeys(each.category for each in self.after.held)
        return tuple(each for each in old if each not in new), tuple(each for each in new if each not in old)


def comparison_text(compared: Comparison, label: Callable[[str | None], str]) -> str:
    """By part, what became of each clause, with the words of both."""
    lines = [*_head(compared)]
    for part, changes in groupby(compared.changes, key=lambda change: change.part):
        lines += ["", _title(part)]
        for _, alike in groupby(changes, key=_alike):
            lines += _change(list(alike))
    if compared.verdicts is not None:
        lines += ["", *_verdicts(compared.verdicts, label)]
    return "\n".join(harmless(line) for line in lines) + "\n"


def comparison_json(compared: Comparison) -> bytes:
    """The same as data."""
    first, second = compared.only
    document = {
        "format": FORMAT,
        "before": _notice(compared.before),
        "after": _notice(compared.after),
        "same": not compared.changes,
        "categories_only_before": list(first),
        "categories_only_after": list(second),
        "changes": [_json(change) for change in compared.changes],
        "verdicts": None if compared.verdicts is None else [_verdict(each) for each in compared.verdicts],
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


# --- as text ------------------------------------------------------------------------------------


def _head(compared: Comparison) -> Iterator[str]:
    before, after = compared.before, compared.after
    many = (
        f"{len(compared.changes)} difference{'' if len(compared.changes) == 1 else 's'}"
        if compared.changes
        else "the same"
    )
    yield f"{before.id} → {after.id}: {many}"
    yield f"  updated {before.updated} → {after.updated}"
    for which, notice in (("first", before), ("second", after)):
        if not notice.document.complete:
            yield f"  the {which} was read from an incomplete text: what it lacks may be in the notice"
    first, second = compared.only
    yield from _wrapped(f"categories that only the first declares: {', '.join(first) or 'none'}", "  ")
    yield from _wrapped(f"categories that only the second declares: {', '.join(second) or 'none'}", "  ")


def _title(part: str) -> str:
    return (
        "Sentences that no clause quotes" if part == "text" else part.replace("_", " ").replace(".", ": ").capitalize()
    )


def _alike(change: Change) -> object:
    """Pairs of clauses that differ by the same facts are told together."""
    return (change.kind, change.facts) if change.before and change.after and change.facts else change


def _change(alike: Sequence[Change]) -> Iterator[str]:
    """One change, or several for the same reason, of which the first is quoted."""
    first = alike[0]
    yield from _wrapped(f"{first.kind.replace('_', ' ')}: {', '.join(each.what for each in alike)}".rstrip(": "), "  ")
    for fact in first.facts:
        yield from _wrapped(fact, _INDENT)
    for name, side in (("was", first.before), ("now", first.after)):
        if side is not None:
            line = f" (line {side.line})" if side.line else ""
            yield from _wrapped(f"{name}  “{side.quote}”{line}", _INDENT)


def _verdicts(changes: Sequence[VerdictChange], label: Callable[[str | None], str]) -> Iterator[str]:
    if not changes:
        yield "No finding of the report changes its verdict."
        return
    yield f"{len(changes)} finding{'s change their verdicts' if len(changes) > 1 else ' changes its verdict'}"
    for each in changes:
        yield from _wrapped(
            f"{each.origin}  {label(each.category)}: {_listed(each.before)} → {_listed(each.after)}", "  "
        )
        yield from _wrapped(each.reason, _INDENT)


def _listed(verdicts: Iterable[object]) -> str:
    return " and ".join(map(str, verdicts)) or "not judged"


def _wrapped(text: str, indent: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  ", break_long_words=False)


# --- as data ------------------------------------------------------------------------------------


def _notice(notice: Notice) -> dict[str, Any]:
    return {"id": notice.id, "updated": notice.updated, "complete": notice.document.complete}


def _json(change: Change) -> dict[str, Any]:
    return {
        "part": change.part,
        "kind": Kind(change.kind),
        "what": change.what,
        "before": _side(change.before),
        "after": _side(change.after),
        "facts": list(change.facts),
    }


def _side(side: Side | None) -> dict[str, Any] | None:
    if side is None:
        return None
    return {"id": side.id or None, "quote": side.quote, "section": side.section, "line": side.line}


def _verdict(change: VerdictChange) -> dict[str, Any]:
    origin = change.origin
    return {
        "asset": origin.asset,
        "member": origin.member or None,
        "table": origin.table or None,
        "field": origin.field or None,
        "category": change.category,
        "before": list(change.before),
        "after": list(change.after),
        "reason": change.reason,
    }
