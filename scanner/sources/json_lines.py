"""JSON Lines: one object a line, nested values as dotted paths."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scanner.lines import LONGEST_RECORD, long_line
from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._json import JsonRecords, is_json_lines
from scanner.streams import BLOCK, line_units, open_text

_NAMES = (".jsonl", ".ndjson", ".jsonlines")


class JsonLines:
    """See `scanner.source.Source`; a record's row is its number among the lines that are not blank."""

    name = "json_lines"
    about = About("JSON lines", (".jsonl", ".ndjson"))

    def fit(self, head: Head) -> Fit:
        """By lines that are objects, or by name."""
        if head.text is None:
            return Fit.NO
        if is_json_lines(head.text, whole=head.whole):
            return Fit.CONTENT
        return Fit.NAME if head.name.endswith(_NAMES) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Ranges of whole lines."""
        return line_units(asset)

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Leaves as columns, lines that are not JSON as text."""
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(_batches(text.take))


def _batches(take: Callable[[int], bytes]) -> Iterator[Batch | Problem]:
    records, rest = JsonRecords(), b""
    while data := take(BLOCK):
        end = data.rfind(b"\n") + 1
        if end:
            yield from records.parse(b"".join((rest, memoryview(data)[:end])))
            rest = data[end:]
            continue
        rest += data
        end = rest.rfind(b"\n") + 1
        if end:
            yield from records.parse(rest[:end])
            rest = rest[end:]
        elif len(rest) > LONGEST_RECORD:
            rest = yield from long_line(rest, take, b"\n", records.row)
            records.row += 1
    yield from records.parse(rest)


SOURCE = JsonLines()
