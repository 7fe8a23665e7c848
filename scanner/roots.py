"""What a run was pointed at → assets: paths, standard input, addresses on the web, object stores, databases."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from scanner import address
from scanner.choice import Choice
from scanner.errors import SourceError, UsageError
from scanner.model.data import Asset
from scanner.model.problems import Coverage
from scanner.registry import address_sources, is_dataset, is_table
from scanner.walk import Folders, walk
from scanner.ways import pipe, web
from scanner.ways.tables import as_table


def assets_of(roots: Sequence[str], choice: Choice) -> Iterator[Asset | Coverage]:
    """All assets at or below the roots, with a line of coverage for each thing that is passed over.

    Roots may overlap: each asset comes once. Raises `UsageError` where there is nothing at a root.
    """
    alone = len(roots) == 1
    every = _found(roots, choice, alone)
    return every if alone else _once(every)


def _once(found: Iterable[Asset | Coverage]) -> Iterator[Asset | Coverage]:
    names = set[str]()
    for each in found:
        if isinstance(each, Asset):
            if each.name in names:
                continue
            names.add(each.name)
        yield each


def _found(roots: Sequence[str], choice: Choice, alone: bool) -> Iterator[Asset | Coverage]:
    elsewhere = {root: way for root in sorted(set(roots)) if (way := _way(root))}
    if len({shown(root) for root in elsewhere}) < len(elsewhere):
        raise UsageError("two addresses differ only in what stays secret. Write host and port before the first `/`.")
    paths = [Path(root) for root in roots if root not in elsewhere]
    for each in walk(paths, choice, Folders(is_dataset, is_table), alone=alone):
        yield as_table(each) if isinstance(each, Asset) else each
    for root, way in elsewhere.items():
        for each in way(root, alone, choice):
            if way is _in_a_store or choice.wants(each.asset if isinstance(each, Coverage) else each.name):
                yield each


def shown(root: str) -> str:
    """A root as reports may show it: without user, password and query where it is an address."""
    return address.shown(root) if address.is_address(root) else root


def read_list(file: str) -> list[str]:
    """The roots that a file names, one a line; `-` is standard input. Raises `UsageError`."""
    try:
        text = sys.stdin.buffer.read() if file == pipe.NAME else Path(file).read_bytes()
    except OSError as error:
        cause = (error.strerror or "unknown error").lower()
        raise UsageError(f"{file}: cannot be read: {cause}. Check the path") from None
    lines = text.split(b"\0") if b"\0" in text else text.splitlines()
    return [os.fsdecode(line) for line in lines if line]


Way = Callable[[str, bool, Choice], Iterator[Asset | Coverage]]


def _way(root: str) -> Way | None:
    """How a root is reached that is no path."""
    if root == pipe.NAME:
        return _piped
    if not address.is_address(root):
        return None
    scheme = address.scheme_of(root)
    if scheme in web.SCHEMES:
        return _on_the_web
    return _in_a_database if scheme in address_sources() else _in_a_store


def _piped(root: str, alone: bool, choice: Choice) -> Iterator[Asset | Coverage]:  # noqa: ARG001 - see `Way`
    yield pipe.piped(choice.limits)


def _on_the_web(root: str, alone: bool, choice: Choice) -> Iterator[Asset | Coverage]:  # noqa: ARG001
    yield web.page(root, choice.limits)


def _in_a_store(root: str, alone: bool, choice: Choice) -> Iterator[Asset | Coverage]:
    from scanner.ways.stores import objects

    return objects(root, alone, choice)


def _in_a_database(root: str, alone: bool, choice: Choice) -> Iterator[Asset | Coverage]:  # noqa: ARG001
    try:
        yield from address_sources()[address.scheme_of(root)].assets(root, alone)
    except SourceError as error:
        raise UsageError(f"{error}.") from None
