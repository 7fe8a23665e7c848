"""LF-Tags for tables and columns of the AWS Glue Data Catalog, as JSON lines of requests to AWS Lake Formation.

Glue's own tags (`TagResource`) do not go on tables, and `UpdateTable` replaces the whole definition of a table, so that
parameters of columns cannot be added without it. LF-Tags are what the catalogue has for columns: a key and one of its
values, on a table or a column (Lake Formation API: CreateLFTag, AddLFTagsToResource). They add and replace, never take
away. docs/write-back.md has the program that sends them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from scanner.model.judged import Report
from scanner.report.columns_tagged import WORDS, Table, tables
from scanner.report.view import View

_PARTS = 2
_DATABASE = "default"
_MOST = 50
"""LF-Tags that one request, and one resource, may have."""
Json = dict[str, Any]


def render(report: Report, view: View) -> bytes:
    """A request a line, by the name of the operation: first the tags, then what has them."""
    return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in _lines(report, view))


def _lines(report: Report, view: View) -> Iterator[Json]:
    found = tables(report, view, _PARTS).named
    every = [tags for table in found for tags in (table.tags, *table.columns.values())]
    for key in sorted({key for tags in every for key in tags}):
        yield {"create_lf_tag": {"TagKey": key, "TagValues": list(WORDS)}}
    for table in found:
        yield from _of_table(table)


def _of_table(table: Table) -> Iterator[Json]:
    """Names in lower case, as the catalogue keeps them."""
    *database, name = (part.lower() for part in table.name)
    place = {"DatabaseName": database[0] if database else _DATABASE, "Name": name}
    yield _added({"Table": place}, table.tags)
    for column, tags in sorted(table.columns.items()):
        yield _added({"TableWithColumns": {**place, "ColumnNames": [column.lower()]}}, tags)


def _added(resource: Json, tags: dict[str, str]) -> Json:
    pairs = [{"TagKey": key, "TagValues": [value]} for key, value in sorted(tags.items())[:_MOST]]
    return {"add_lf_tags_to_resource": {"Resource": resource, "LFTags": pairs}}
