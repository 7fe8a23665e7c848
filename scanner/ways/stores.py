"""Object stores and other file systems: `s3://`, `gs://`, `abfs://`, `hdfs://`; any other by fsspec.

Credentials come the usual way of each: the environment, a profile, the machine's own role. What an address says of the
connection (`?endpoint_override=…`) is used and never shown.

A listing is a stream in order of key: of a dataset (see `scanner.datasets`) the number of its objects, their bytes and
a hash of what tells them are kept, and it is listed once more where it is read.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from scanner.address import shown
from scanner.choice import Choice
from scanner.datasets import Group, group_of
from scanner.errors import UsageError
from scanner.model.data import Asset
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.ways._objects import StoredDataset, StoredObject, store_of, text_of
from scanner.ways._stored import Stored, StoreError
from scanner.ways.tables import of_table, outermost, table_at, table_of

_WAITING = 100
"""So many objects and datasets are held back until it is known whether they lie in a table."""


def objects(uri: str, alone: bool, choice: Choice = Choice()) -> Iterator[Asset | Coverage]:  # noqa: B008 - frozen
    """Every object or dataset at or below a URI that is wanted. alone: names are relative to it, as of a single folder.

    Raises `UsageError` where the store is not known or does not answer, or nothing is there.
    """
    whole = shown(uri).rstrip("/")
    last = whole.rpartition("/")[2]
    base, found = _listed(uri)
    if base is None:
        yield from _asset(uri, next(found), last if alone else shown(uri), choice)
        return
    above = "" if alone else f"{whole}/"
    tables: dict[str, str] = {}
    loose = (each for each in _outside(found, len(base), tables) if choice.wants(above + each.key[len(base) :]))
    for each in _held(loose if choice.apart else grouped(loose, len(base)), len(base), tables):
        if isinstance(each, Stored):
            yield from _asset(uri, each, above + each.key[len(base) :], choice)
        else:
            name = above + each.name if each.name else last if alone else whole
            content = StoredDataset(uri, base, above, each.group, name, each.bytes, each.identity, choice)
            yield Asset(name, content, each.bytes, "")
    for root, source in outermost(tables).items():
        name = above + root if root else last if alone else whole
        if choice.wants(name):
            yield table_at(_within(uri, root), name, source, choice.limits)


def _outside(found: Iterator[Stored], skip: int, tables: dict[str, str]) -> Iterator[Stored]:
    """The objects that lie in none of the tables; these are added as their metadata come. skip: of each key."""
    for stored in found:
        key = stored.key[skip:]
        if table := table_of(key):
            tables.setdefault(*table)
        elif of_table(key, tables) is None:
            yield stored


def _held(found: Iterator[Stored | _Found], skip: int, tables: dict[str, str]) -> Iterator[Stored | _Found]:
    """The same without what lies in a table whose metadata come later in a listing, as those of Iceberg do."""

    def is_loose(each: Stored | _Found) -> bool:
        place = each.key[skip:] if isinstance(each, Stored) else f"{each.group.root}/".lstrip("/")
        return of_table(place, tables) is None

    waiting: deque[Stored | _Found] = deque()
    for each in found:
        waiting.append(each)
        if len(waiting) > _WAITING and is_loose(first := waiting.popleft()):
            yield first
    yield from filter(is_loose, waiting)


def _within(uri: str, relative: str) -> str:
    """The address of what lies below another one."""
    place, mark, query = uri.partition("?")
    return f"{place.rstrip('/')}/{relative}".rstrip("/") + mark + query


def _asset(uri: str, stored: Stored, name: str, choice: Choice) -> Iterator[Asset | Coverage]:
    if not choice.wants(name):
        return
    if stored.size < 0:
        unknown = Problem(Reason.NOT_READABLE, "its size is not known")
        yield Coverage(name, Status.SKIPPED, problems=(unknown,))
    else:
        yield Asset(name, StoredObject(uri, stored, choice.limits), stored.size, "")


def _listed(uri: str) -> tuple[str | None, Iterator[Stored]]:
    """What the keys below a URI begin with, and its objects; None where it is one object."""
    store, root = store_of(uri)
    try:
        try:
            found = store.below(root)
            first = next(found, None)
        except StoreError:
            if not root:
                raise
            first = None
        if first is not None:
            return f"{root.rstrip('/')}/" if root else "", _told(uri, chain((first,), found))
        one = store.one(root) if root else None
    except StoreError as error:
        raise _unusable(uri, error) from None
    if one is None:
        raise _unusable(uri, StoreError("there is nothing"))
    return None, iter((one,))


def _told(uri: str, found: Iterator[Stored]) -> Iterator[Stored]:
    try:
        yield from found
    except StoreError as error:
        raise _unusable(uri, error) from None


def _unusable(uri: str, error: StoreError) -> UsageError:
    return UsageError(f"{shown(uri)}: cannot be listed: {error}. Check address and credentials")


@dataclass
class _Found:
    """A dataset while it is listed. told: a hash of what tells its objects. name: empty where nothing else is there."""

    group: Group
    first: Stored
    count: int = 0
    bytes: int = 0
    known: bool = True
    name: str = ""
    told: Any = field(default_factory=hashlib.sha256)

    def add(self, stored: Stored) -> None:
        self.count += 1
        self.bytes += stored.size
        self.known = self.known and bool(stored.told)
        self.told.update(f"{stored.key}\0{text_of(stored)}\n".encode("utf-8", "surrogateescape"))

    @property
    def identity(self) -> str:
        return self.told.hexdigest() if self.known else ""


def grouped(found: Iterator[Stored], skip: int) -> Iterator[Stored | _Found]:
    """Objects that are alone as they come, and datasets once all of their objects came. skip: of each key."""
    under_way: dict[Group, _Found] = {}
    folder = ""
    for stored in found:
        key = stored.key[skip:]
        if key.rpartition("/")[0] != folder:
            folder = key.rpartition("/")[0]
            past = [group for group in under_way if group.root and not key.startswith(f"{group.root}/")]
            yield from _named([under_way.pop(group) for group in past])
        group = group_of(key) if stored.size >= 0 else None
        if group is None:
            yield stored
        else:
            under_way.setdefault(group, _Found(group, stored)).add(stored)
    yield from _named([*under_way.values()])


def _named(several: list[_Found]) -> Iterator[Stored | _Found]:
    """What was found, each dataset by its folder; with the form of its files where that does not tell it."""
    roots = Counter(each.group.root for each in several if each.group.partitioned)
    for each in several:
        root, kind = each.group.root, each.group.kind
        if each.group.partitioned:
            each.name = root if roots[root] == 1 else f"{root}/*.{kind}".lstrip("/")
        elif each.count == 1:
            yield each.first
            continue
        else:
            each.name = f"{root}/{kind}".lstrip("/")
        yield each
