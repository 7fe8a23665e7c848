"""Tags for OpenMetadata, as JSON lines of its own request and model types, for its Python client to send.

First the classification and its tags (`CreateClassificationRequest`, `CreateTagRequest`), then a line for each table
with a list of `ColumnTag`, which `patch_column_tags` adds to what is there. docs/reports.md has the program for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

import orjson

from scanner.model.data import Origin
from scanner.model.judged import Report
from scanner.report.catalogue import Tag, Tagged, named, tagged
from scanner.report.view import View

CLASSIFICATION = "Fairnotice"
_SERVICE, _DATABASE = "fairnotice", "files"
Json = dict[str, Any]


def render(report: Report, view: View) -> bytes:
    """A line for each thing to be made or tagged, in the order in which they are needed."""
    return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in _lines(report, view))


def _lines(report: Report, view: View) -> Iterator[Json]:
    datasets = list(tagged(report, view))
    about = "Personal data found by Fairnotice, and how it stands to the privacy notice."
    yield {"classification": {"name": CLASSIFICATION, "description": about}}
    for tag in sorted({tag for dataset in datasets for tags in dataset.fields.values() for tag in tags}):
        request = {"classification": CLASSIFICATION, "name": _name(tag), "description": tag.about}
        yield {"tag": request}
    for dataset in datasets:
        yield _table(dataset, view)


def _table(dataset: Tagged, view: View) -> Json:
    table = named(dataset.origin, view) or _by_default(dataset.origin)
    columns = [
        {"column_fqn": f"{table}.{_column(field)}", "tag_label": _label(tag)}
        for field, tags in dataset.fields.items()
        if field
        for tag in tags
    ]
    return {
        "table": table,
        "column_tags": columns,
        "table_tags": [_label(tag) for tag in dataset.fields.get("", ())],
    }


def _name(tag: Tag) -> str:
    return tag.name.replace(".", "_")


def _label(tag: Tag) -> Json:
    """A suggestion, which people confirm or refuse in the catalogue."""
    return {
        "tagFQN": f"{CLASSIFICATION}.{_name(tag)}",
        "source": "Classification",
        "labelType": "Automated",
        "state": "Suggested",
    }


def _column(field: str) -> str:
    """A nested field step by step, as the catalogue names it: `contact.email`; what marks a list is left out."""
    return ".".join(_quoted(step) for step in field.replace("[]", "").split("."))


def _quoted(name: str) -> str:
    """A name in a fully qualified name: in quotes where it has a dot or quotes in it."""
    return f'"{name.replace(chr(34), chr(34) * 2)}"' if "." in name or '"' in name else name


def _by_default(origin: Origin) -> str:
    """Service, database, schema, table: of a file its folder and name, of a table in a file the file and its name."""
    path = PurePosixPath("!".join(part for part in (origin.asset, origin.member) if part))
    schema, table = (str(path), origin.table) if origin.table else (str(path.parent), path.name)
    return ".".join(map(_quoted, (_SERVICE, _DATABASE, "root" if schema == "." else schema, table)))
