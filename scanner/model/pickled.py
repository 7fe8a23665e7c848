"""How what goes to workers and back, by the million, is pickled."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any


class Pickled:
    """A dataclass of several fields that is pickled as a call of its class with its fields.

    As dataclasses with slots are pickled by themselves, either way takes longer, of frozen ones twice as long.
    """

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        kind = self.__class__
        fields = _FIELDS.get(kind) or _FIELDS.setdefault(kind, attrgetter(*kind.__match_args__))
        return kind, fields(self)


_FIELDS: dict[type, Callable[[Any], tuple[Any, ...]]] = {}
"""What gives the fields of an object, by its class."""
