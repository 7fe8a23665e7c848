"""Files of streams in storages (OLE), which mails of Outlook and documents of before 2007 are."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from scanner.errors import SourceError
from scanner.model.data import Content
from scanner.source import Head
from scanner.streams import at_random

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ERRORS = (
    OSError, ValueError, IndexError, KeyError, struct.error, RecursionError, MemoryError, TypeError, AttributeError,
    OverflowError, ZeroDivisionError,
)  # fmt: skip
"""What olefile and those who read its streams let out for damage."""

_LONGEST_STREAM = 512 << 20
_STREAM = 2

_Tree: TypeAlias = "dict[str, _Tree]"


def has_stream(head: Head, *names: str) -> bool:
    """Whether the first bytes hold the name of one of these streams."""
    return head.data.startswith(MAGIC) and any(name.encode("utf-16-le") in head.data for name in names)


class Storage:
    """The streams of one file, or of a storage inside it."""

    def __init__(self, file: Any, prefix: Sequence[str] = (), tree: _Tree | None = None) -> None:
        self._file = file
        self._prefix = prefix
        self._tree = _tree(file.listdir(streams=True, storages=True)) if tree is None else tree
        self.names = list(self._tree)

    def inside(self, name: str) -> Storage:
        """A storage of this one; an empty one where it has none of that name."""
        return Storage(self._file, [*self._prefix, name], self._tree.get(name, {}))

    def data(self, name: str) -> bytes:
        """The bytes of a stream, none where there is none or it is damaged."""
        path = [*self._prefix, name]
        try:
            if name not in self._tree or self._file.get_type(path) != _STREAM:
                return b""
            data: bytes = self._file.openstream(path).read(_LONGEST_STREAM)
        except ERRORS:
            return b""
        return data


def _tree(paths: Iterable[Sequence[str]]) -> _Tree:
    tree: _Tree = {}
    for path in paths:
        below = tree
        for name in path:
            below = below.setdefault(name, {})
    return tree


def opened(content: Content) -> Any:
    """The file, to be closed. Raises `SourceError` where it is damaged."""
    import olefile

    try:
        return olefile.OleFileIO(at_random(content))
    except ERRORS as error:
        if isinstance(error, SourceError):
            raise
        raise damaged(content.name) from None


def damaged(name: str) -> SourceError:
    """The error for what cannot be read further."""
    return SourceError(f"{name}: the file is damaged or cut off, as its list of streams cannot be read. Fetch it again")
