"""Where a table is: told by the metadata beside its data, and how libraries are told of what an address says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, unquote, urlsplit

from scanner.address import scheme_of, shown

DELTA, ICEBERG = "delta", "iceberg"
_DELTA = re.compile(r"(?:^|(.*)/)_delta_log/")
_ICEBERG = re.compile(r"(?:^|(.*)/)metadata/[^/]+\.metadata\.json(?:\.gz)?$")


def table_of(key: str) -> tuple[str, str] | None:
    """The table whose metadata a file is, by its path: the path of the table, and the name of the source that reads it.

    None where it is none. `crm/people/_delta_log/00000000000000000003.json` → `crm/people`, `delta`.
    """
    for pattern, source in ((_DELTA, DELTA), (_ICEBERG, ICEBERG)):
        if found := pattern.match(key):
            return found[1] or "", source
    return None


def outermost(tables: Mapping[str, str]) -> dict[str, str]:
    """Tables by their paths, in order, without those that lie inside of others."""
    return {root: source for root, source in sorted(tables.items()) if not _is_below(root, tables)}


def _is_below(root: str, tables: Mapping[str, str]) -> bool:
    parts = root.split("/")
    return any("/".join(parts[:end]) in tables for end in range(1, len(parts))) or ("" in tables and root != "")


def bare(url: str) -> str:
    """An address as libraries take it: without user, password and parameters."""
    return shown(url)


def delta_options(url: str) -> dict[str, str]:
    """What an address of S3 says of the connection, in the words of deltalake's object store."""
    query, user, password = _parameters(url)
    if scheme_of(url) not in ("s3", "s3a"):
        return {}
    found = {"AWS_REGION": query.get("region", ""), "AWS_ACCESS_KEY_ID": user, "AWS_SECRET_ACCESS_KEY": password}
    if endpoint := _endpoint(query):
        found["AWS_ENDPOINT_URL"] = endpoint
        found["AWS_ALLOW_HTTP"] = "true" if endpoint.startswith("http://") else "false"
    if query.get("anonymous") == "true":
        found["AWS_SKIP_SIGNATURE"] = "true"
    return {name: value for name, value in found.items() if value}


def iceberg_properties(url: str) -> dict[str, str]:
    """The same in the words of pyiceberg."""
    query, user, password = _parameters(url)
    if scheme_of(url) not in ("s3", "s3a"):
        return {}
    found = {
        "s3.region": query.get("region", ""),
        "s3.access-key-id": user,
        "s3.secret-access-key": password,
        "s3.endpoint": _endpoint(query),
        "s3.anonymous": query.get("anonymous", ""),
    }
    return {name: value for name, value in found.items() if value}


def _parameters(url: str) -> tuple[dict[str, str], str, str]:
    """Parameters as pyarrow's file systems take them, user and password."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return query, unquote(parts.username or ""), unquote(parts.password or "")


def _endpoint(query: Mapping[str, str]) -> str:
    place = query.get("endpoint_override", "")
    return f"{query.get('scheme', 'https')}://{place}" if place and "://" not in place else place
