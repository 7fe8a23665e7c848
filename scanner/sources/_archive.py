"""What archives of all kinds need: names of members as labels, and a bound on what one of them gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.errors import LimitError
from scanner.model.data import Limits

ENCRYPTED = "members that need a password, not scanned"
LINK = "links in an archive, not followed"

_LONGEST_NAME = 1000


def label(name: str) -> str:
    """A member's name as it is shown, with `/` between its parts; it is never used as a path."""
    name = name.replace("\\", "/")[:_LONGEST_NAME].encode("utf-8", "backslashreplace").decode()
    return name if name.isprintable() else "".join(map(_shown, name))


def _shown(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode()


@dataclass(slots=True)
class Taken:
    """How many bytes were taken from an archive for one member, as they lie."""

    count: int = 0

    def of(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The same pieces, counted."""
        for piece in pieces:
            self.count += len(piece)
            yield piece


def bounded(pieces: Iterator[bytes], name: str, taken: Taken, limits: Limits) -> Iterator[bytes]:
    """The pieces of a member, as long as they are not too many for what was taken. Raises `LimitError`."""
    given = 0
    for piece in pieces:
        given += len(piece)
        if given > limits.free and given > limits.ratio * taken.count:
            raise LimitError(
                f"{name}: it gave more than {limits.ratio} times its size in the archive, so the rest was not scanned. "
                "Raise --max-ratio if it is right"
            )
        yield piece
