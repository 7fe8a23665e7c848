"""What was found of each person, for people and for programs; values only where they were asked for."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

import orjson

from scanner.find.exact import SURE, How
from scanner.find.indexed import FromIndex
from scanner.find.place import Place
from scanner.find.wanted import Term
from scanner.model.data import Origin
from scanner.model.problems import HOLES, Coverage, Status
from scanner.report.lines import harmless, wrapped

if TYPE_CHECKING:
    from scanner.find.run import Outcome

    Answer = Outcome | FromIndex

FORMAT = "fairnotice-places/1"
_MEANS = {
    How.TAG: "looser: with another tag",
    How.NATIONAL: "looser: without country",
    How.INITIALS: "looser: initials or a middle name",
    How.IDENTIFIER: "looser: in an identifier",
    How.AMONG_OTHERS: "looser: among other words",
    How.FIELDS: "two fields together",
    How.APART: "looser: two fields, not side by side",
}
_FIRST_ROWS = 5
_COLUMNS = ("person", "kind", "match", "asset", "member", "table", "field", "row")


@dataclass(slots=True)
class _Group:
    """Places of one value in one field."""

    count: int = 0
    first: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Tally:
    """Counts places while they go by."""

    groups: dict[tuple[int, How, Origin], _Group] = field(default_factory=dict)
    places: int = 0

    def counted(self, places: Iterable[Place]) -> Iterator[Place]:
        """The same places."""
        for each in places:
            group = self.groups.setdefault((each.term, each.how, each.origin), _Group())
            group.count += 1
            if len(group.first) < _FIRST_ROWS:
                group.first.append(each.row)
            self.places += 1
            yield each

    def of_persons(self, outcome: Answer) -> Counter[int]:
        """How many places each person has, by number."""
        counts: Counter[int] = Counter()
        for (term, _, _), group in self.groups.items():
            counts[outcome.wanted.terms[term].person] += group.count
        return counts


def write_json(outcome: Answer, run: Mapping[str, object], tally: Tally, out: BinaryIO, show: bool) -> None:
    """One document; places are written as they are read. show: whether the asked values are in it."""
    head = {"format": FORMAT, "run": {**run, "complete": outcome.complete, "whole": outcome.whole}}
    out.write(orjson.dumps(head)[:-1] + b',"places":[')
    places = enumerate(tally.counted(outcome.places()))
    out.writelines((b",\n" if number else b"\n") + orjson.dumps(_place(outcome, each, show)) for number, each in places)
    counts = tally.of_persons(outcome)
    persons = [{"person": id_, "places": counts[number]} for number, id_ in enumerate(outcome.wanted.ids)]
    coverage = [_coverage(each) for each in outcome.coverage]
    out.write(b'\n],"persons":' + orjson.dumps(persons) + b',"coverage":' + orjson.dumps(coverage) + b"}\n")


def write_csv(outcome: Answer, tally: Tally, out: BinaryIO, show: bool) -> None:
    """A row for each place."""
    columns = (*_COLUMNS, "value") if show else _COLUMNS
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for each in tally.counted(outcome.places()):
        writer.writerow({key: _tame(value) for key, value in _place(outcome, each, show).items() if key in columns})
    text.detach()


def _tame(value: object) -> object:
    """Names come from outside: a spreadsheet would run one that begins as a formula does."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _place(outcome: Answer, place: Place, show: bool) -> dict[str, object]:
    term = outcome.wanted.terms[place.term]
    found: dict[str, object] = {
        "person": outcome.wanted.ids[term.person],
        "kind": term.kind,
        "match": place.how.value,
        "looser": place.how not in SURE,
        "asset": place.origin.asset,
        "member": place.origin.member or None,
        "table": place.origin.table or None,
        "field": place.origin.field or None,
        "row": place.row,
    }
    return {**found, "value": term.said} if show else found


def _coverage(each: Coverage) -> dict[str, object]:
    return {
        "asset": each.asset,
        "status": each.status.value,
        "bytes": each.bytes,
        "rows": each.rows,
        "problems": [
            {"reason": one.reason.value, "fact": one.fact, "count": one.count, "member": one.member or None}
            for one in each.problems
        ],
    }


def write_rows(outcome: Outcome, out: BinaryIO) -> int:
    """The records themselves as lines of JSON, each with the persons whose values it holds; returns how many."""
    count = 0
    for row in outcome.rows():
        terms = [outcome.wanted.terms[term] for term in _numbers(row.pop("terms"))]
        persons = sorted({outcome.wanted.ids[term.person] for term in terms})
        out.write(orjson.dumps({"persons": persons, **row}) + b"\n")
        count += 1
    return count


def _numbers(given: object) -> list[int]:
    return [int(each) for each in given] if isinstance(given, list) else []


def to_text(outcome: Answer, tally: Tally, show: bool, absent: bool) -> str:
    """For people; the persons whose values were found, each with the fields, and what was not read."""
    for _ in tally.counted(outcome.places()):
        pass
    lines = [*_verdict(outcome, tally, absent), *_scope(outcome), ""]
    counts = tally.of_persons(outcome)
    for number, id_ in enumerate(outcome.wanted.ids):
        if counts[number]:
            lines += [f"{id_}: {_many(counts[number], 'place')}", *_fields(outcome, tally, number, show), ""]
    missing = sum(not counts[number] for number in range(len(outcome.wanted.ids)))
    if missing and counts:
        lines += [f"Of {_many(missing, 'other person')} nothing was found.", ""]
    lines += left_out(outcome)
    return "\n".join(map(harmless, lines)).rstrip() + "\n"


def _verdict(outcome: Answer, tally: Tally, absent: bool) -> Iterator[str]:
    persons = len(outcome.wanted.ids)
    kinds = ", ".join(
        f"{count} {kind}" for kind, count in sorted(Counter(term.kind for term in outcome.wanted.terms).items())
    )
    yield f"Looked for {_many(len(outcome.wanted.terms), 'value')} of {_many(persons, 'person')} ({kinds})."
    if not outcome.complete:
        yield "INTERRUPTED: this covers only what was read until then."
    if tally.places:
        found = _many(tally.places, "place")
        yield f"NOT ABSENT: {found} left." if absent else f"Found at {found}."
    elif absent and not outcome.whole:
        yield "NOT PROVEN: nothing was found, but not everything could be read; see below."
    elif absent:
        yield "ABSENT: in all that was read, none of the values is left in any of the spellings that are known."
    else:
        yield "Nothing was found."


def _scope(outcome: Answer) -> Iterator[str]:
    whole = sum(each.status is Status.SCANNED for each in outcome.coverage)
    rows = sum(each.rows for each in outcome.coverage)
    size = sum(each.bytes for each in outcome.coverage if each.status is not Status.SKIPPED)
    if isinstance(outcome, FromIndex):
        yield from _indexed(outcome)
    verb = "That run read" if isinstance(outcome, FromIndex) else "Read"
    yield f"{verb} {whole} of {_many(len(outcome.coverage), 'asset')} whole, {size / 1e6:,.1f} MB, {rows:,} records."


def _indexed(outcome: FromIndex) -> Iterator[str]:
    held = f"what its rules matched as one of {len(outcome.entities)} entities, which --format json names"
    yield from wrapped(
        f"From the index of run {outcome.run}, as of {outcome.as_of}: nothing was read now. It holds {held}. What no "
        "rule saw, such as a name in a text, and what changed since is not in it: `fairnotice find PATH` reads all.",
        "",
    )
    missing = ", ".join(outcome.not_held())
    if missing:
        yield from wrapped(f"NOT IN THE INDEX: {missing}. No rule of that run looked for such.", "")


def _fields(outcome: Answer, tally: Tally, person: int, show: bool) -> Iterator[str]:
    mine = [(key, group) for key, group in tally.groups.items() if outcome.wanted.terms[key[0]].person == person]
    before = None
    for (term, how, origin), group in sorted(mine, key=lambda each: (each[0][2], each[0][0], each[0][1])):
        rows = ", ".join(f"{row:,}" for row in group.first) + (" …" if group.count > len(group.first) else "")
        means = f" ({_MEANS[how]})" if how in _MEANS else ""
        word = "row" if group.count == 1 else "rows"
        if origin != before:
            yield f"  {origin}"
        before = origin
        yield f"    {_named(outcome.wanted.terms[term], show)}{means} in {group.count:,} {word}: {rows}"


def _named(term: Term, show: bool) -> str:
    return f"{term.kind} {term.said}" if show else term.kind


def left_out(outcome: Answer) -> Iterator[str]:
    """Everything that was not read as it stands, holes first, a line each."""
    told = [(each, one) for each in outcome.coverage for one in each.problems if one.reason.value != "empty"]
    told.sort(key=lambda pair: (pair[1].reason not in HOLES, pair[0].asset, pair[1].member))
    for title, holes in (
        ("Not read, so that nothing is known of it:", True),
        ("Read otherwise than it stands:", False),
    ):
        some = [pair for pair in told if (pair[1].reason in HOLES) is holes]
        if some:
            yield title
        for each, one in islice(some, 100):
            yield f"  {'!'.join(part for part in (each.asset, one.member) if part)}: {one.fact}"
        if len(some) > 100:
            yield f"  and {len(some) - 100:,} more, which --format json names"


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
