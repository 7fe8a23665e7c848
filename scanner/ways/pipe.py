"""Standard input as a content: it comes once, from the process that was started with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.resource_sharer import DupFd
from typing import BinaryIO

from scanner.content import PIECE, Pieces
from scanner.errors import SourceError
from scanner.model.data import LIMITS, Asset, Limits
from scanner.model.problems import Reason

NAME = "-"


def piped(limits: Limits = LIMITS) -> Asset:
    """Standard input of this process, for whichever worker reads it."""
    return Asset(NAME, StandardInput(DupFd(0), limits), 0, "stream")


@dataclass(frozen=True, slots=True)
class StandardInput:
    """See `model.data.Content`. The descriptor is sent to the process that opens it, which can be done once."""

    descriptor: DupFd
    limits: Limits = LIMITS
    name: str = NAME
    path: None = None
    ranged: bool = False

    def size(self) -> int:
        """Not known."""
        return 0

    def identity(self) -> str:
        """None: it comes once."""
        return ""

    def open(self, start: int = 0, stop: int | None = None) -> Pieces:  # noqa: ARG002 - see `model.data.Content`
        """All of it. Raises `SourceError` where it was read before."""
        try:
            return Pieces(_read(self.descriptor.detach()))
        except (OSError, EOFError) as error:
            raise SourceError(
                "standard input can be read once only, and the worker that read it was lost. Scan a file instead",
                Reason.NOT_READABLE,
            ) from error

    def at_random(self) -> BinaryIO:
        """Never asked for: what comes through is read as a stream, see `sources.stream`."""
        raise SourceError("standard input cannot be read to and fro", Reason.NOT_READABLE)


def _read(file: int) -> Iterator[bytes]:
    try:
        while data := os.read(file, PIECE):
            yield data
    except OSError as error:
        raise SourceError(f"standard input cannot be read: {(error.strerror or 'unknown error').lower()}") from None
    finally:
        os.close(file)
