"""What a zip file is, by the names of the members that lie in its first bytes."""

from __future__ import annotations

import re

from scanner.source import Fit, Head

_MAGIC = b"PK\x03\x04"
_MEMBER = re.compile(rb"PK\x03\x04.{22}(..)..", re.DOTALL)
_FIRST = ("[content_types].xml", "_rels/", "docprops/", "mimetype", "customxml/")


def fit_of_folder(head: Head, folder: str, endings: tuple[str, ...]) -> Fit:
    """How well a format fits whose parts lie in this folder, beside the list of their types."""
    if not head.data.startswith(_MAGIC):
        return _by_name(head, endings)
    names = _names(head.data)
    if names[0].startswith((*_FIRST, folder)):
        if any(name.startswith(folder) for name in names):
            return Fit.SIGNATURE
        if names[0] == _FIRST[0] and head.name.endswith(endings):
            return Fit.CONTENT
    return Fit.NO


def fit_of_type(head: Head, types: tuple[bytes, ...], endings: tuple[str, ...]) -> Fit:
    """How well a format fits that names its media type in its first member, as it lies."""
    if not head.data.startswith(_MAGIC):
        return _by_name(head, endings)
    if head.data[30:38] == b"mimetype":
        return Fit.SIGNATURE if head.data[38:].startswith(types) else Fit.NO
    return Fit.CONTENT if head.name.endswith(endings) else Fit.NO


def _by_name(head: Head, endings: tuple[str, ...]) -> Fit:
    """What is no zip file is none of these, whatever its name; an unknown content may be one."""
    return Fit.NAME if not head.data and head.name.endswith(endings) else Fit.NO


def _names(data: bytes) -> list[str]:
    """The names of the members in the first bytes, in lower case."""
    found = []
    for member in _MEMBER.finditer(data):
        length = int.from_bytes(member[1], "little")
        found.append(data[member.end() : member.end() + length].decode("latin-1").lower())
    return found or [""]
