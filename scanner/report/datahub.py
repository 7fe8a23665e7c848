"""Tags for DataHub: a file of metadata change proposals for its `file` source.

Tags are added by patches, so that what people wrote in the catalogue stays; none is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import orjson

from scanner.model.data import Origin
from scanner.model.judged import Report
from scanner.report.catalogue import Tag, Tagged, named, tagged
from scanner.report.view import View

_PLATFORMS = {"s3": "s3", "gs": "gcs", "abfs": "abs", "abfss": "abs", "hdfs": "hdfs", "postgresql": "postgres",
              "postgres": "postgres", "mysql": "mysql", "mariadb": "mariadb", "mssql": "mssql",
              "sqlserver": "mssql", "mongodb": "mongodb"}  # fmt: skip
"""Schemes of addresses, and the platforms that DataHub has for them."""
_DATABASES = ("postgres", "mysql", "mariadb", "mssql", "mongodb")
_RESERVED = str.maketrans({char: quote(char) for char in ",()␟"})
_ENVIRONMENT = "PROD"
Json = dict[str, Any]


def render(report: Report, view: View) -> bytes:
    """A list of proposals: first what the tags are, then which datasets and fields have them."""
    datasets = list(tagged(report, view))
    tags = sorted({tag for dataset in datasets for tags in dataset.fields.values() for tag in tags})
    proposals = [_properties(tag) for tag in tags]
    proposals += [proposal for dataset in datasets for proposal in _proposals(dataset, view)]
    return orjson.dumps(proposals, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _urn(tag: Tag) -> str:
    return f"urn:li:tag:fairnotice.{tag.name}"


def _properties(tag: Tag) -> Json:
    value = {"name": f"fairnotice.{tag.name}", "description": tag.about}
    return _proposal("tag", _urn(tag), "UPSERT", "tagProperties", value)


def _proposals(dataset: Tagged, view: View) -> Iterator[Json]:
    urn = _dataset_urn(dataset.origin, view)
    fields = [
        _added(f"/editableSchemaFieldInfo/{_escaped(field)}/globalTags/tags/{_escaped(_urn(tag))}", tag)
        for field, tags in dataset.fields.items()
        if field
        for tag in tags
    ]
    if fields:
        yield _proposal("dataset", urn, "PATCH", "editableSchemaMetadata", fields)
    own = [_added(f"/tags//{_escaped(_urn(tag))}", tag) for tag in dataset.fields.get("", ())]
    if own:
        keys = {"tags": ["attribution␟source", "tag"]}
        yield _proposal("dataset", urn, "PATCH", "globalTags", {"arrayPrimaryKeys": keys, "patch": own})


def _added(path: str, tag: Tag) -> Json:
    return {"op": "add", "path": path, "value": {"tag": _urn(tag)}}


def _escaped(name: str) -> str:
    """A name as a step of a JSON pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def _proposal(entity: str, urn: str, change: str, aspect: str, value: Json | list[Json]) -> Json:
    kind = "application/json-patch+json" if change == "PATCH" else "application/json"
    return {
        "entityType": entity,
        "entityUrn": urn,
        "changeType": change,
        "aspectName": aspect,
        "aspect": {"value": orjson.dumps(value).decode(), "contentType": kind},
    }


def _dataset_urn(origin: Origin, view: View) -> str:
    """As the user says: a whole URN or `platform:name`; else by the address, or on the platform `file`."""
    told = named(origin, view)
    if told is not None and told.startswith("urn:"):
        return told
    platform, _, name = told.partition(":") if told is not None else _by_default(origin)
    return f"urn:li:dataset:(urn:li:dataPlatform:{platform},{name.translate(_RESERVED)},{_ENVIRONMENT})"


def _by_default(origin: Origin) -> tuple[str, str, str]:
    scheme, address, rest = origin.asset.partition("://")
    if not address or scheme not in _PLATFORMS:
        path = "!".join(part for part in (origin.asset, origin.member) if part)
        return "file", ":", "/".join(part for part in (path, origin.table) if part)
    platform = _PLATFORMS[scheme]
    if platform not in _DATABASES:
        return platform, ":", "/".join(part for part in (rest, origin.table) if part)
    database = rest.partition("/")[2]
    return platform, ":", ".".join(part for part in (database, origin.table) if part)
