"""Tables by the name that a catalog has for them: `iceberg://CATALOG/namespace.table`.

Which catalogs there are, where, and with what credentials, is pyiceberg's own configuration: `~/.pyiceberg.yaml`, or
`PYICEBERG_CATALOG__NAME__URI` and the like in the environment.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from scanner.address import shown
from scanner.errors import SourceError
from scanner.model.problems import Reason

SCHEME = "iceberg"


def tables(address: str) -> Iterator[str]:
    """The names of the tables at an address: one, those of a namespace and all below it, or all of the catalog.

    Raises `SourceError`.
    """
    name, wanted = _parts(address)
    catalog = _catalog(name, address)
    try:
        yield from sorted(_below(catalog, tuple(wanted.split(".")) if wanted else ()))
    except Exception as error:  # noqa: BLE001 - catalogs raise what they like
        raise _failure(address, error) from None


def _below(catalog: Any, wanted: tuple[str, ...]) -> Iterator[str]:
    if len(wanted) > 1 and catalog.table_exists(wanted):
        yield ".".join(wanted)
        return
    for namespace in [wanted] if wanted else catalog.list_namespaces():
        yield from _within(catalog, namespace)


def _within(catalog: Any, namespace: tuple[str, ...]) -> Iterator[str]:
    yield from (".".join(table) for table in catalog.list_tables(namespace))
    for below in catalog.list_namespaces(namespace):
        if len(below) > len(namespace) and below[: len(namespace)] == namespace:
            yield from _within(catalog, below)


def loaded(url: str) -> tuple[str, Any]:
    """Where the metadata of a table are, and what opens its files. Raises `SourceError`."""
    name, table = _parts(url)
    try:
        found = _catalog(name, url).load_table(tuple(table.split(".")))
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - catalogs raise what they like
        raise _failure(url, error) from None
    return str(found.metadata_location), found.io


def _parts(address: str) -> tuple[str, str]:
    """Catalog, and namespace or table."""
    name, _, table = shown(address).removeprefix(f"{SCHEME}://").partition("/")
    return name, table.strip("/")


@lru_cache(maxsize=8)
def _catalog(name: str, address: str) -> Any:
    from pyiceberg.catalog import load_catalog

    try:
        return load_catalog(name)
    except Exception as error:  # noqa: BLE001 - catalogs raise what they like
        raise _failure(address, error) from None


def _failure(address: str, error: Exception) -> SourceError:
    """What went wrong, without the library's text, which may hold credentials."""
    return SourceError(
        f"{shown(address)}: the catalog cannot be asked ({type(error).__name__}). Write "
        "iceberg://CATALOG/namespace.table, and check the configuration of pyiceberg: ~/.pyiceberg.yaml, or "
        "PYICEBERG_CATALOG__NAME__URI",
        Reason.NOT_READABLE,
    )
