"""What separates and quotes the fields of a delimited text, told from its first records."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import lru_cache
from io import StringIO
from itertools import accumulate, islice
from typing import Self

DELIMITERS = ",\t;|"
RARE = "^~\x01\x1f"
"""Delimiters that are tried only where they come in most lines."""
WIDE = ("::", "||")
"""The same, of two characters; a text with them is read with `STAND_IN` in their place."""
STAND_IN = "\x1f"
_RECORDS = 400
_TABLE = 0.9
"""Share of the records that must have the same number of fields."""
_JOINING = ('"', "'", "\\")
"""What may quote or escape the end of a line."""
_VALUE = re.compile(
    r"\s*(?:[-+$€£(]{0,3}\d[\d.,:/ T()+-]*[%Z]?|\S+@\S+|https?://\S*|[0-9a-fA-F]{16,}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|\\N|(?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*:[0-9a-fA-F]*|true|false)\s*",
    re.IGNORECASE,
)
_LONGEST_NAME = 80
_HINT = re.compile(r"sep=([^\w\s]|\t)\r?\n", re.IGNORECASE)
"""The first line in which Excel is told the delimiter."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How to take a text apart. `start` is the offset of the first data record in the text as UTF-8, without a
    byte order mark; `preamble` is where the header, or without one the first record, begins. wide: the delimiter of two
    characters for which `delimiter` stands in, in the offsets as well.
    """

    delimiter: str
    quote: str
    escape: str
    names: tuple[str, ...]
    preamble: int = 0
    start: int = 0
    wide: str = ""

    def to_json(self) -> str:
        """For the detail of a unit."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The dialect that `to_json` wrote."""
        fields = json.loads(text)
        return cls(**fields | {"names": tuple(fields["names"])})


@dataclass(frozen=True, slots=True)
class Sample:
    """The first records of a text under one guess of its dialect.

    width: the usual number of fields. share: of records that have it.
    """

    delimiter: str
    quote: str
    escape: str
    records: list[list[str]]
    width: int
    share: float


def records_of(text: str, delimiter: str, quote: str, escape: str) -> Iterator[tuple[list[str], int]]:
    """Records that are not blank, and the offset in characters behind each; stops at what `csv` refuses."""
    lines = _lines(text)
    ends = list(accumulate(map(len, lines)))
    reader = csv.reader(lines, delimiter=delimiter, quotechar=quote, escapechar=escape or None)
    with suppress(csv.Error):
        for record in reader:
            if record:
                yield record, ends[reader.line_num - 1]


def _lines(text: str) -> list[str]:
    """The lines of a text with what ends them, be it of Unix, of Windows or of the old Mac."""
    return list(StringIO(text, newline=""))


@lru_cache(maxsize=2)
def sniff(text: str, *, whole: bool) -> Sample:
    """The guess under which most records have the same number of fields, at best many.

    A text without any delimiter gives a sample of width 1, one without a complete record a sample without records.
    The last guesses are kept, since a file is looked at when its reader is chosen, where its name is asked for alone
    too, and when it is planned.
    """
    lines = max(text.count("\n"), text.count("\r"), 1)
    rare = [delimiter for delimiter in RARE if text.count(delimiter) >= lines]
    there = [delimiter for delimiter in DELIMITERS if delimiter in text]
    missing = [delimiter for delimiter in DELIMITERS if delimiter not in there][
        :1
    ]  # all the others would give the same
    samples = [_sample(text, delimiter, '"', "", whole=whole) for delimiter in (*there, *missing, *rare)]
    best = max(samples, key=_quality)
    if '\\"' in text or f"\\{best.delimiter}" in text:
        best = max(best, _sample(text, best.delimiter, '"', "\\", whole=whole), key=_quality)
    if _single_quoted(best):
        best = max(best, _sample(text, best.delimiter, "'", "", whole=whole), key=lambda sample: sample.share)
        if best.quote == '"':
            best = _sample(text, best.delimiter, "'", "", whole=whole)
    return best


def _sample(text: str, delimiter: str, quote: str, escape: str, *, whole: bool) -> Sample:
    records: list[list[str]] = []
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, quotechar=quote, escapechar=escape or None)
    with suppress(csv.Error):
        records.extend(islice(filter(None, reader), _RECORDS + 1))  # keeps what came before an error
    if len(records) > _RECORDS or (not whole and len(records) > 1):
        records.pop()
    widths = Counter(map(len, records))
    width = max(widths, key=lambda size: (widths[size], size), default=1)
    return Sample(delimiter, quote, escape, records, width, widths[width] / max(len(records), 1))


def _quality(sample: Sample) -> tuple[bool, float, int]:
    return sample.width > 1, round(sample.share * 20), sample.width


def _single_quoted(sample: Sample) -> bool:
    cells = [cell for record in sample.records[1:] for cell in record if cell]
    wrapped = sum(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
    return bool(cells) and wrapped * 2 > len(cells)


def is_value(cell: str) -> bool:
    """Whether a cell looks like a value rather than like a name: a number, a date, an address."""
    return _VALUE.fullmatch(cell) is not None


def header_at(sample: Sample) -> int | None:
    """The index of the record that names the columns, None where there is none.

    A preamble of up to ten records may come before it, that are shorter or have cells in half of the columns at most.
    """
    fitting = [place for place, record in enumerate(sample.records) if len(record) == sample.width]
    first = fitting[0] if fitting else 0
    if (
        first == 1
        and len(sample.records[0]) == sample.width - 1
        and _names_columns(sample.records[0], sample.records[1:])
    ):
        return 0
    first = next((place for place in fitting if not _is_sparse(sample.records[place])), first)
    body = [record for record in sample.records[first + 1 :] if len(record) == sample.width]
    if first > 10 or not sample.records or (body and all(map(_is_sparse, body))):
        return None
    if _is_group(sample.records[first]) and body and _names_columns(body[0], body[1:]):
        return fitting[fitting.index(first) + 1]
    return first if _names_columns(sample.records[first], body) else None


def _is_sparse(record: Sequence[str]) -> bool:
    """Whether hardly half of the cells hold anything."""
    return sum(not cell.strip() for cell in record) * 2 > len(record)


def _is_group(record: Sequence[str]) -> bool:
    """Whether names come again side by side, as those of groups of columns do."""
    named = [cell.strip() for cell in record]
    return all(named) and len(set(named)) * 3 <= len(named) * 2 and not any(map(is_value, named))


def group_of(sample: Sample, at: int) -> list[str]:
    """For each column the name of the group that stands above it, in the record before the header; else nothing."""
    above = sample.records[at - 1] if at else []
    named = [cell.strip() for cell in above]
    if len(above) != sample.width or sum(map(bool, named)) < 2 or any(map(is_value, filter(None, named))):
        return []
    if not (_is_group(above) or _is_sparse(above)):
        return []
    groups: list[str] = []
    for name in named:
        groups.append(name or (groups[-1] if groups else ""))
    return groups


def has_units(sample: Sample, at: int) -> bool:
    """Whether the record behind the header says in which units the numbers below it are."""
    body = [record for record in sample.records[at + 1 :] if len(record) == sample.width]
    units = [(place, cell.strip()) for place, cell in enumerate(body[0] if body else []) if cell.strip()]
    if (
        len(body) < 3
        or body[0] is not sample.records[at + 1]
        or len(units) < 2
        or not all(_UNIT.fullmatch(unit) for _, unit in units)
    ):
        return False
    measured = [place for place, unit in units if unit not in "-–"]
    return any(all(is_value(record[place]) for record in body[1:]) for place in measured)


_UNIT = re.compile(
    r"[\[(]?(?:[-–%‰€$£°]|°?[CFK]|deg ?[CFK]?|[kcmµnMG]?[msglVAWJNh]|[kM]Wh|min|[kMG]?Hz|[kh]?Pa|m?bar|EUR|USD|CHF|GBP"
    r"|[kMG]?B(?:ytes)?)(?:/(?:m|s|h|l|kg|min|day))?[²³23]?[\])]?"
)


def _names_columns(record: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    names = [cell.strip() for cell in record]
    named = [name for name in names if name]
    if len(named) * 2 < len(names) or not named or any(len(name) > _LONGEST_NAME for name in named):
        return False
    if sum(map(is_value, named)) * 3 > len(named) or any("@" in name for name in named):
        return False
    if body and len(names) == len(body[0]):
        columns = list(zip(*(row for row in body if len(row) == len(names)), strict=True))
        again = sum(name in column for name, column in zip(names, columns, strict=True) if name)
        return again * 4 <= len(named)
    return True


def column_names(header: Sequence[str], width: int, *, extra_first: bool) -> tuple[str, ...]:
    """Names for all columns: `column_N` where the header has none, `_2`, `_3` … behind repeated ones."""
    missing = [""] * (width - len(header))
    cells = [*missing, *header] if extra_first else [*header, *missing]
    taken: set[str] = set()
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        base = name = " ".join(cell.split()) or f"column_{number}"
        count = 1
        while name in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name)
        names.append(name)
    return tuple(names)


def dialect_of(text: str, *, whole: bool) -> Dialect:
    """The dialect of a text by its beginning."""
    hint = _HINT.match(text)
    skipped = hint.end() if hint else 0
    wide, text, sample = _sniffed(text, skipped, whole=whole)
    if hint and hint[1] != sample.delimiter and not wide:
        sample = _sample(text[skipped:], hint[1], sample.quote, sample.escape, whole=whole)
    at = header_at(sample)
    header, groups = ([], []) if at is None else (sample.records[at], group_of(sample, at))
    first = 0 if at is None else at - bool(groups)
    last = 0 if at is None else at + has_units(sample, at)
    records = records_of(text[skipped:], sample.delimiter, sample.quote, sample.escape)
    ends = [0, *(end for _, end in islice(records, last + 1))]
    before = skipped + ends[first]
    after = skipped + (0 if at is None else ends[last + 1])
    last_is_empty = all(
        not record[-1] for record in sample.records if len(record) == sample.width and record is not header
    )
    if groups:
        header = [".".join(filter(None, parts)) for parts in zip(groups, header, strict=True)]
    return Dialect(
        sample.delimiter,
        sample.quote,
        sample.escape,
        column_names(
            [cell.removeprefix("#") for cell in header],
            max(sample.width, len(header)),
            extra_first=not last_is_empty and at is not None,
        ),
        len(text[:before].encode()) if before > skipped else 0,
        len(text[:after].encode()),
        wide,
    )


def _sniffed(text: str, skipped: int, *, whole: bool) -> tuple[str, str, Sample]:
    """The delimiter of two characters, where the text has one, the text without it, and its best sample."""
    best = "", text, sniff(text[skipped:], whole=whole)
    for wide in WIDE:
        if STAND_IN not in text and text.count(wide) >= max(text.count("\n"), 1):
            narrow = text.replace(wide, STAND_IN)
            sample = _sample(narrow[skipped:], STAND_IN, '"', "", whole=whole)
            taken = best[2].delimiter in wide and best[2].width > 2 * (sample.width - 1)
            if _quality(sample) > _quality(best[2]) or (taken and sample.share == best[2].share):
                best = wide, narrow, sample
    return best


def is_table(text: str, *, whole: bool) -> bool:
    """Whether the text looks like a table whatever its name is; prose, logs, markup and code do not."""
    if _HINT.match(text):
        return True
    if not _is_separated(text) or text.lstrip()[:1] in ("{", "[", "<", "-", "#"):
        return False
    wide, _, sample = _sniffed(text, 0, whole=whole)
    if sample.width < 2 or sample.share < _TABLE or len(sample.records) < 2:
        return False
    if (wide or sample.delimiter in RARE) and (sample.width < 3 or sample.share < 1):
        return False
    at = header_at(sample)
    body = sample.records[1:]
    if _is_prose(sample, body) or _is_log(body) or _is_list(sample) or _STATEMENT.search(text):
        return False
    if at is None:
        longest = sorted(len(cell) for record in body for cell in record)
        short = longest[len(longest) * 9 // 10] <= 40
        return sample.width > 2 and sample.share == 1 and len(body) > 1 and short
    names = sample.records[at]
    return all(len(name.split()) <= 5 for name in names) and sum(map(bool, names)) * 2 > len(names)


def _is_separated(text: str) -> bool:
    """Whether some delimiter comes in most lines, where nothing can join lines to a record, else anywhere.

    What is not so separated is no table; most texts are told by this alone, before any is taken apart.
    """
    most = max(map(text.count, (*DELIMITERS, *RARE, *WIDE)))
    if most and not any(mark in text for mark in _JOINING):
        lines = sum(line.strip("\r\n") != "" for line in islice(_lines(text), _RECORDS))
        return most >= _TABLE * (lines - 1)
    return most > 0


def _is_prose(sample: Sample, body: Sequence[Sequence[str]]) -> bool:
    """Most delimiters are followed by a space, and nothing else speaks for a table."""
    later = [cell for record in body for cell in record[1:]]
    spaced = sum(cell.startswith(" ") for cell in later)
    return spaced * 2 > len(later) and not (sample.width > 2 and sample.share == 1 and len(body) > 2)


def _is_list(sample: Sample) -> bool:
    """Lines of one value with a delimiter behind it, such as a list in a program."""
    filled = sum(bool(record[-1]) for record in sample.records)
    return sample.width < 4 and filled * 10 < len(sample.records)


def _is_log(body: Sequence[Sequence[str]]) -> bool:
    """Most records begin with a time and name a log level among other words."""
    logged = sum(
        _TIME.match(record[0]) is not None and any(_LEVEL.search(cell) for cell in record) for record in body if record
    )
    return logged * 2 > len(body)


_TIME = re.compile(r"\W{0,2}(?:\d{4}[-/]\d\d[-/]\d\d|\d\d[:/]\d\d|[A-Z][a-z]{2} [ \d]\d )")
_LEVEL = re.compile(r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b[\]:|]* \S")
_STATEMENT = re.compile(
    r"^\s*(?:INSERT\s+INTO|REPLACE\s+INTO|CREATE\s+TABLE|COPY\s+.*FROM\s+stdin|BEGIN TRANSACTION|PRAGMA\s|SELECT\s)",
    re.IGNORECASE | re.MULTILINE,
)
