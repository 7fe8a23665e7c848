"""What tables of a lake are to be tagged with, for catalogues whose tags are keys with values.

A key is a category, `fairnotice_contact_email`, and its value how what was found stands: `declared`, `undeclared` …
So a catalogue can be asked for both, and a later run writes over what an earlier one said. The worst of several counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.errors import UsageError
from scanner.model.data import Origin
from scanner.model.found import Confidence
from scanner.model.judged import Report
from scanner.report.catalogue import named
from scanner.report.kinds import MEANS
from scanner.report.view import View, standing

WORDS = tuple(word for word in MEANS if word != "test_data")
"""All values that a tag can have, the worst first."""
PREFIX = "fairnotice_"
VERDICT = f"{PREFIX}verdict"
"""The key of a table's own tag: the worst of all that was found in it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the parts of its name, and the tags of it and of its columns, by key."""

    name: tuple[str, ...]
    tags: dict[str, str]
    columns: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables to be tagged, and the assets that no `--dataset` names though others are."""

    named: tuple[Table, ...]
    left_out: tuple[str, ...]


def tables(report: Report, view: View, most: int) -> Tables:
    """What is likely or certain, has a category and is no test data, by the table that it lies in.

    A field inside another belongs to the column that holds it. Findings of several assets that are given the same name
    are of one table. most: parts that a name may have. Raises `UsageError` for a name with more of them.
    """
    found: dict[tuple[str, ...], Table] = {}
    left_out = set[str]()
    for name, field, key, word in _tagged(report, view, most, left_out):
        table = found.setdefault(name, Table(name, {}, {}))
        column = re.split(r"[.\[]", field, maxsplit=1)[0]
        for tags, each in (
            (table.tags, VERDICT),
            (table.columns.setdefault(column, {}) if column else table.tags, key),
        ):
            tags[each] = min(tags.get(each, word), word, key=WORDS.index)
    return Tables(tuple(found[name] for name in sorted(found)), tuple(sorted(left_out)))


def _tagged(
    report: Report, view: View, most: int, left_out: set[str]
) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    """Table, field, key and value of each tag."""
    for each in report.findings:
        finding, origin = each.finding, each.finding.origin
        if finding.test_data or finding.confidence is Confidence.POSSIBLE or not finding.category:
            continue
        told = named(Origin(origin.asset, origin.member, origin.table), view)
        if told is None and view.datasets:
            left_out.add(origin.asset)
            continue
        name = tuple(told.split(".")) if told else _by_default(origin)
        if len(name) > most or not all(name):
            kind = "catalog.schema.table" if most > 2 else "database.table"
            raise UsageError(f"--dataset: {told} is no name of a table. Write {kind}.")
        yield name, origin.field, PREFIX + re.sub(r"\W", "_", finding.category), standing(each)


def _by_default(origin: Origin) -> tuple[str, ...]:
    """Schema and table: as a database has them, else the folder's and the file's name without endings."""
    if origin.table:
        return tuple(origin.table.split(".")[-2:])
    path = PurePosixPath(origin.member or origin.asset)
    return tuple(part for part in (path.parent.name, path.name.split(".")[0] or path.name) if part)
