"""What a run was pointed at → assets: paths, standard input, addresses on the web, object stores."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from scanner.errors import UsageError
from scanner.model import Asset, Coverage, Limits
from scanner.walk import Choice, IsDataset, walk
from scanner.ways import pipe, web


def assets_of(roots: Sequence[str], choice: Choice, is_dataset: IsDataset) -> Iterator[Asset | Coverage]:
    """All assets at or below the roots, with a line of coverage for each thing that is passed over.

    Raises `UsageError` where there is nothing at a root.
    """
    alone = len(roots) == 1
    paths = [Path(root) for root in roots if _way(root) is None]
    yield from walk(paths, choice, is_dataset, alone=alone)
    for root in sorted(set(roots)):
        way = _way(root)
        for each in way(root, alone, choice.limits) if way else ():
            if choice.wants(each.asset if isinstance(each, Coverage) else each.name):
                yield each


def shown(root: str) -> str:
    """A root as reports may show it: without user, password and query where it is an address."""
    return web.shown(root) if _way(root) else root


def read_list(file: str) -> list[str]:
    """The roots that a file names, one a line; `-` is standard input. Raises `UsageError`."""
    try:
        text = sys.stdin.buffer.read() if file == pipe.NAME else Path(file).read_bytes()
    except OSError as error:
        cause = (error.strerror or "unknown error").lower()
        raise UsageError(f"{file}: cannot be read: {cause}. Check the path") from None
    lines = text.split(b"\0") if b"\0" in text else text.splitlines()
    return [os.fsdecode(line) for line in lines if line]


Way = Callable[[str, bool, Limits], Iterator[Asset | Coverage]]


def _way(root: str) -> Way | None:
    """How a root is reached that is no path: by its scheme; a letter before the colon is a drive."""
    scheme = urlsplit(root).scheme if "://" in root else ""
    if root == pipe.NAME:
        return _piped
    if scheme in web.SCHEMES:
        return _on_the_web
    return _in_a_store if len(scheme) > 1 else None


def _piped(root: str, alone: bool, limits: Limits) -> Iterator[Asset | Coverage]:  # noqa: ARG001 - see `Way`
    yield pipe.piped(limits)


def _on_the_web(root: str, alone: bool, limits: Limits) -> Iterator[Asset | Coverage]:  # noqa: ARG001
    yield web.page(root, limits)


def _in_a_store(root: str, alone: bool, limits: Limits) -> Iterator[Asset | Coverage]:
    from scanner.ways.stores import objects

    return objects(root, alone, limits)
