"""What every store has to give: its objects in order of their keys, what tells their content, and their bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from scanner.errors import FairnoticeError
from scanner.model.problems import Reason


class StoreError(FairnoticeError):
    """A store does not give what it was asked for. The text is the cause alone, such as `access is denied`."""

    def __init__(self, cause: str, reason: Reason = Reason.NOT_READABLE) -> None:
        super().__init__(cause)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Stored:
    """An object as it was listed.

    key: its whole path in the store. told: a text that is another one once its bytes are, such as its ETag; empty where
    the store tells none.
    """

    key: str
    size: int
    told: str


class Store(Protocol):
    """One way to reach objects. Every method raises `StoreError`, and no exception of a library."""

    def one(self, key: str) -> Stored | None:
        """The object with just this key; None where there is none."""

    def below(self, folder: str) -> Iterator[Stored]:
        """All objects below a folder, in order of key, without ever holding all of them."""

    def pieces(self, stored: Stored, start: int, stop: int) -> Iterator[bytes]:
        """The bytes from `start` to before `stop`, in pieces, as long as the object is what was listed.

        Where it is another one meanwhile, the error's reason is `Reason.CHANGED`.
        """
