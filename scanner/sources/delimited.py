"""CSV, TSV and their relatives: every column as text, whatever a library would make of it.

Blocks end where a record ends, so one bad record costs nothing but itself: records with another number of fields
than the header are given as text, and where a quote seems to swallow the file, a block is read without quoting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from scanner.blocks import block_units
from scanner.lines import LONGEST_RECORD, terminator_of, unparsed
from scanner.model.data import Asset, Batch, Content, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES, About, Fit, Head
from scanner.sources._dialect import Dialect, dialect_of, is_table, records_of
from scanner.sources._quotes import last_record_end
from scanner.sources._records import Records, blocks_size
from scanner.streams import BLOCK, UNIT_BYTES, TextStream, open_stream, open_text, record_bytes

_NAMES = (".csv", ".tsv", ".tab", ".psv")
_LARGEST_SAMPLE = 4 << 20
_WINDOWS = ((16 << 10, 50), (256 << 10, 3))
"""Bytes in which a record's start is looked for, and records by which it is told there; the first that tell decide."""


class Delimited:
    """See `scanner.source.Source`; `detail` of a unit is the dialect, so that every unit can be read alone."""

    name = "csv"
    about = About("CSV and its relatives", (".csv", ".tsv", ".tab", ".psv"))

    def fit(self, head: Head) -> Fit:
        """By consistent fields under a header, or by name."""
        if head.text is None:
            return Fit.NO
        if is_table(head.text, whole=head.whole):
            return Fit.CONTENT
        return Fit.NAME if head.name.endswith(_NAMES) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit, or ranges of whole records where the file is large, uncompressed UTF-8."""
        with open_text(asset.content) as text:
            dialect = _sniffed(text)
            size, record = text.size, record_bytes(text.take(HEAD_BYTES) if asset.sample else b"")
            divisible = text.divisible and len(dialect.names) > 1 and not dialect.wide
            cuttable = divisible and text.cuttable
        detail = dialect.to_json()
        start_of = partial(_record_start, asset.content, size, dialect)
        sampled = block_units(asset, size, record, start_of, detail) if divisible else []
        if sampled:
            return sampled
        wanted = range(UNIT_BYTES, size - UNIT_BYTES // 2, UNIT_BYTES) if cuttable else ()
        cuts = [start for start in map(start_of, wanted) if start is not None]
        starts, stops = [0, *cuts], [*cuts, None]
        return [
            Unit(asset, number, start, stop, (size if stop is None else stop) - start, detail)
            for number, (start, stop) in enumerate(zip(starts, stops, strict=True))
        ]

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Records as columns; what comes before the header and rows that do not fit as text."""
        dialect = Dialect.from_json(unit.detail)
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            held, take = b"", _narrowed(text.take, dialect)
            if not unit.start:
                held = take(max(dialect.start, HEAD_BYTES))
                while len(held) < dialect.start and (more := take(BLOCK)):
                    held += more
                yield from _preamble(held[: dialect.preamble])
                held = held[dialect.start :]
            yield from text.then_problems(_batches(_with(held, take), dialect))


def _sniffed(text: TextStream) -> Dialect:
    data = text.take(HEAD_BYTES)
    while True:
        before = len(data)
        sample = data.decode()
        more = b""
        if before < _LARGEST_SAMPLE and sample.count("\n") + sample.count("\r") < 3:
            more = text.take(1 << 20)
        if not more:
            break
        data += more
    probe = text.take(1)
    return dialect_of(data.decode(), whole=not probe)


def _preamble(data: bytes) -> Iterator[Batch | Problem]:
    if data.strip():
        lines = data.decode().splitlines()
        yield Problem(Reason.UNPARSED, "lines before the header, scanned as text", len(lines))
        yield unparsed(lines, [1] * len(lines))


def _record_start(content: Content, size: int, dialect: Dialect, wanted: int) -> int | None:
    """A record start at or behind a place in the file, where one can be told without reading all before it."""
    for window, fewest in _WINDOWS:
        start = _told_by(content, min(wanted + window, size), dialect, wanted, fewest)
        if start is not None:
            return start
    return None


def _told_by(content: Content, end: int, dialect: Dialect, wanted: int, fewest: int) -> int | None:
    """The same, where the bytes up to an end hold so many records."""
    with open_stream(content, wanted - 1, end) as stream:
        window = stream.read(end - wanted + 1).decode("latin-1")
    line = window.find("\n") + 1
    choices = [_agreement(window[line:], dialect, line, fewest)] if line else []
    if dialect.quote:
        choices.append(_agreement(dialect.quote + window, dialect, -1, fewest, first_is_cut=True))
    share, start = max(choices, default=(0.0, 0))
    return wanted - 1 + start if share >= 0.95 else None


def _agreement(
    text: str, dialect: Dialect, shift: int, fewest: int, *, first_is_cut: bool = False
) -> tuple[float, int]:
    """Which share of records has the right width if a record starts here, and where the first whole one does."""
    found = list(records_of(text, dialect.delimiter, dialect.quote, dialect.escape))[:-1]
    start = shift
    if first_is_cut and found:
        start += found.pop(0)[1]
    if len(found) < fewest:
        return 0.0, 0
    fitting = sum(len(record) == len(dialect.names) for record, _ in found)
    return fitting / len(found), start


def _narrowed(take: Callable[[int], bytes], dialect: Dialect) -> Callable[[int], bytes]:
    """The same text with delimiters of one character."""
    if not dialect.wide:
        return take
    wide, narrow, held = dialect.wide.encode(), dialect.delimiter.encode(), b""

    def taken(size: int) -> bytes:
        nonlocal held
        while data := take(size):
            whole = (held + data).replace(wide, narrow)
            held = whole[-1:] if whole.endswith(wide[:1]) else b""
            if whole := whole[: len(whole) - len(held)]:
                return whole
        data, held = held, b""
        return data

    return taken


def _with(held: bytes, take: Callable[[int], bytes]) -> Callable[[int], bytes]:
    """The same text with bytes before it that were taken already."""
    parts = [held] if held else []
    return lambda size: parts.pop() if parts else take(size)


def _batches(take: Callable[[int], bytes], dialect: Dialect) -> Iterator[Batch | Problem]:
    """Cuts the text into blocks of whole records and parses each."""
    records, size = Records(dialect), blocks_size(dialect)
    rest, terminator = b"", b""
    while data := take(size):
        terminator = terminator or terminator_of(data)
        end = 0 if records.may_join(rest) or records.may_join(data) else data.rfind(terminator) + 1
        if end:
            yield from records.parse(b"".join((rest, memoryview(data)[:end])))
            rest = data[end:]
            continue
        rest += data
        end = last_record_end(rest, dialect, terminator)
        if end:
            yield from records.parse(rest[:end])
            rest = rest[end:]
        elif len(rest) > LONGEST_RECORD:
            end = rest.rfind(terminator) + 1
            if end:
                yield from records.parse_unquoted(rest[:end])
                rest = rest[end:]
            else:
                rest = yield from records.pass_long(rest, take, terminator)
    end = last_record_end(rest + terminator, dialect, terminator) if rest else 0
    yield from records.parse(rest[:end])
    if end < len(rest):
        yield from records.parse_unquoted(rest[end:])


SOURCE = Delimited()
