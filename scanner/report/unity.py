"""Tags for Databricks Unity Catalog, as SQL statements that people run: `ALTER TABLE … SET TAGS (…)`.

The statement for columns takes top-level columns of tables and views. Keys may not hold `. , - = / :`, are at most 255
characters long, and an object has 50 at most (docs.databricks.com, "Apply tags to Unity Catalog securable objects").
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.judged import Report
from scanner.report.columns_tagged import tables
from scanner.report.view import View

_PARTS = 3
_MOST = 50
"""Tags that an object may have."""


def render(report: Report, view: View) -> bytes:
    """A statement for each table and each column, the same ones for the same report."""
    return "".join(f"{line}\n" for line in _lines(report, view)).encode("utf-8", "backslashreplace")


def _lines(report: Report, view: View) -> Iterator[str]:
    found = tables(report, view, _PARTS)
    yield f"-- Tags by fairnotice, scan of {report.run.get('day') or 'an unknown day'}. Not applied until it is run."
    for asset in found.left_out:
        yield f"-- No --dataset names a table for {_comment(asset)}"
    for table in found.named:
        name = ".".join(map(_identifier, table.name))
        yield f"ALTER TABLE {name} SET TAGS ({_tags(table.tags)});"
        for column, tags in sorted(table.columns.items()):
            yield f"ALTER TABLE {name} ALTER COLUMN {_identifier(column)} SET TAGS ({_tags(tags)});"


def _identifier(name: str) -> str:
    """In backticks, of which those in the name are doubled; a name never ends its line."""
    return f"`{_comment(name).replace('`', '``')}`"


def _tags(tags: dict[str, str]) -> str:
    """Keys and values are of letters, digits and `_` alone."""
    return ", ".join(f"'{key}' = '{value}'" for key, value in sorted(tags.items())[:_MOST])


def _comment(text: str) -> str:
    """Text that stays on its line."""
    return "".join(char if char.isprintable() else " " for char in text)
