"""The part of a document that is not known to be a record: a small tree, until it shows what repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

Path = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Node:
    """An element. values: of attributes and text, by the path below it. children: those not given yet."""

    name: str
    label: str = ""
    """What its attribute `name` says."""
    values: list[tuple[str, str]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def all_values(self, path: str = "") -> Iterator[tuple[str, str]]:
        """Values of this element and all below it."""
        for below, value in self.values:
            yield joined(path, below), value
        for child in self.children:
            yield from child.all_values(joined(path, child.name))


def joined(path: str, name: str) -> str:
    """A path with one more step."""
    return f"{path}.{name}" if path and name else path or name


def repeated(node: Node, path: Path, known: set[Path]) -> None:
    """Adds to the known ones the outermost paths below an element of which there are several in one parent."""
    names = Counter(child.name for child in node.children)
    known.update((*path, name) for name, count in names.items() if count > 1)
    for child in node.children:
        below = (*path, child.name)
        if below not in known:
            repeated(child, below, known)
