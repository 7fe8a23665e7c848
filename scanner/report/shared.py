"""What fields hold together, in words: the same values in several, and what identifies a person only side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from scanner.model.data import Origin
from scanner.model.judged import Judged, Report, Verdict
from scanner.model.shared import SameValues, Share, Together
from scanner.report.kinds import Kind
from scanner.report.lines import count, title, wrapped
from scanner.report.text_parts import folded
from scanner.report.view import View
from scanner.together import label_of

_Field = tuple[Origin, str | None]
Shared = Mapping[_Field, Sequence[str]]
"""Sentences by field and category."""
_SAMPLE = ", among those of a sample: more may be shared"
_TOLD = 0.5
"""A share below is not worth a word of its own."""


def shared_parts(report: Report, found: Mapping[Kind, Sequence[Judged]], view: View) -> Iterator[str]:
    """For a terminal: fields with the same values, those first that tell where something comes from; then tables."""
    if report.same_values:
        failing = _fields(found[Kind.FAILS])
        declared = _fields(each for each in report.findings if each.verdict is Verdict.DECLARED)
        rows = sorted(_facing(each, failing, declared) for each in enumerate(report.same_values))
        what = f"{count(rows, 'pair')} of fields; by hashes of distinct values"
        yield from title("The same values", what + (_SAMPLE if report.sampled else ""))
        yield from folded(rows, 15, view, lambda row: _pair(*row[1:], view=view, failing=failing, declared=declared))
        yield ""
    if report.together:
        yield from title(
            "Identify a person together", f"{count(report.together, 'table')} without a name, an address or a number"
        )
        yield from folded(report.together, 10, view, _table)
        yield ""


def _fields(judged: Iterable[Judged]) -> frozenset[_Field]:
    return frozenset((each.finding.origin, each.finding.category) for each in judged)


def _facing(
    numbered: tuple[int, SameValues], failing: frozenset[_Field], declared: frozenset[_Field]
) -> tuple[tuple[int, int], int, SameValues]:
    """A pair with its rank and which of its fields is spoken of first: 0 for `a`."""
    number, each = numbered
    fields = (each.a, each.category), (each.b, each.category)
    fails = [field in failing for field in fields]
    first = 1 if fails == [False, True] and each.b_in_a.low > _TOLD else 0
    rank = 0 if fails[first] and fields[1 - first] in declared else 1 if any(fails) else 2
    return (rank, number), first, each


def _pair(
    first: int, same: SameValues, *, view: View, failing: frozenset[_Field], declared: frozenset[_Field]
) -> Iterator[str]:
    one, other = (same.b, same.a) if first else (same.a, same.b)
    there, back = (same.b_in_a, same.a_in_b) if first else (same.a_in_b, same.b_in_a)
    yield f"  {one}"
    yield from wrapped(f"{percent(there)} of its values{bounds(there, exact=same.exact)} are in {other}", "      ")
    stand = " and ".join(
        f"{word} {'fails' if (place, same.category) in failing else 'is declared'}"
        for word, place in (("it", one), ("that one", other))
        if (place, same.category) in failing | declared
    )
    yield from wrapped(
        f"{view.label(same.category)}, {same.shared:,} in both; the other way {percent(back)}"
        f"{f'; {stand}' if stand else ''}",
        "      ",
    )


def _table(each: Together) -> Iterator[str]:
    yield f"  {each.origin}"
    yield from wrapped(f"{fields_of(each)}: {each.why}; {amount_of(each)}", "      ")


def fields_of(each: Together) -> str:
    """The fields, each with what it says."""
    return " + ".join(f"{part.field} ({label_of(part.says)})" for part in each.parts)


def amount_of(each: Together) -> str:
    """How many records there are, and how many combinations their values could make."""
    return f"{each.records:,} records, whose values make up to {each.combinations:,} combinations"


def percent(share: Share) -> str:
    """A share in percent, rounded so that only all is 100 % and only nothing 0 %."""
    whole = round(100 * share.share)
    if whole == 100 and share.share < 1:
        return f"{min(round(100 * share.share, 1), 99.9)} %"
    return f"{whole} %" if whole or not share.share else "under 1 %"


def bounds(share: Share, *, exact: bool) -> str:
    """Between what an estimated share lies; nothing for one that was counted."""
    return "" if exact else f" ({100 * share.low:.0f} to {100 * share.high:.0f} %)"


def shared_by_field(report: Report) -> Shared:
    """Of each field of which something is told: with which others it shares values, and what it identifies with."""
    found: dict[_Field, list[str]] = {}
    for same in report.same_values:
        for mine, place, other in ((same.a_in_b, same.a, same.b), (same.b_in_a, same.b, same.a)):
            said = f"{percent(mine)} of its values{bounds(mine, exact=same.exact)} are in {other}"
            found.setdefault((place, same.category), []).append(said)
    tables = {each.origin: each for each in report.together}
    for judged in report.findings if tables else ():
        origin = judged.finding.origin
        table = tables.get(replace(origin, field=""))
        if table and origin.field in {each.field for each in table.parts}:
            said = f"Identifies a person only together, {fields_of(table)}: {table.why}"
            found.setdefault((origin, judged.finding.category), []).append(said)
    return found
