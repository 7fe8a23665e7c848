"""YAML files read with the line of everything in them, so that errors can point at it.

Dates stay text and only `true` and `false` are booleans: a notice that names Norway (`NO`) means a
country, and a bad date is reported with its line by the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import yaml

from scanner.errors import NoticeError

MAX_BYTES = 4 << 20
"""Notices and categories are written by hand; anything larger is another kind of file."""

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BOOL, _DATE = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"


class _Loader(_Base):  # type: ignore[misc]
    """Safe loader of YAML 1.1 without its surprises: `no`, `on` and dates are text."""

    yaml_implicit_resolvers: ClassVar[dict[str, list[Any]]] = {
        first: [(tag, pattern) for tag, pattern in rules if tag != _DATE and not (tag == _BOOL and first not in "tTfF")]
        for first, rules in _Base.yaml_implicit_resolvers.items()
    }


@dataclass(frozen=True)
class YamlFile:
    """A parsed file: `data` is its content, `line(location)` tells where a part of it stands."""

    path: Path
    data: dict[str, Any]
    node: Any

    def line(self, location: Sequence[str | int]) -> int:
        """1-based line of the deepest existing part of `location` (keys and list positions)."""
        node, mark = self.node, self.node.start_mark
        for step in location:
            found = _child(node, step)
            if found is None:
                break
            key, node = found
            mark = key.start_mark
        return int(mark.line) + 1

    def where(self, location: Sequence[str | int]) -> str:
        """`file:line`, as messages begin."""
        return f"{self.path}:{self.line(location)}"


def read_yaml(path: Path) -> YamlFile:
    """The file's mapping.

    Raises `NoticeError` when it cannot be read, is not UTF-8 YAML, holds no mapping, or names a key twice.
    """
    text = _read_text(path)
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        raise NoticeError(_yaml_message(path, error)) from None
    except (ValueError, RecursionError):
        raise NoticeError(f"{path}: not usable YAML: a value is malformed or nested too deeply. Simplify it.") from None
    finally:
        loader.dispose()
    if not isinstance(data, dict):
        raise NoticeError(f"{path}: this is not a mapping of keys to values. Begin the file with `format: …`.")
    file = YamlFile(path, data, node)
    for key, first, line in _repeated_keys(node):
        raise NoticeError(f"{path}:{line}: `{key}` stands here and on line {first}. Keep one of them.")
    return file


def _read_text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise NoticeError(
            f"{path}: cannot be read: {error.strerror or error}. Check the path and its rights."
        ) from None
    if len(raw) > MAX_BYTES:
        raise NoticeError(f"{path}: larger than {MAX_BYTES >> 20} MB, so not such a file. Check the path.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise NoticeError(f"{path}:{line}: the text is not UTF-8. Save the file as UTF-8.") from None


def _yaml_message(path: Path, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    where = f"{path}:{mark.line + 1}" if mark is not None else str(path)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "the file cannot be parsed"
    return f"{where}: not valid YAML: {problem}. Check indentation, quotes and colons on this line and the one before."


def _child(node: Any, step: str | int) -> tuple[Any, Any] | None:
    """The key's node and the value's node of one step down; for a list position both are the item."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _repeated_keys(root: Any) -> Iterator[tuple[str, int, int]]:
    """(key, first line, second line) of keys that a mapping holds twice; YAML itself keeps the last."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            stack.extend(node.value)
        elif isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                line = key.start_mark.line + 1
                if isinstance(key, yaml.ScalarNode) and key.value in lines:
                    yield key.value, lines[key.value], line
                lines[str(key.value)] = line
                stack.append(value)


def text_of(entry: Mapping[str, Any], key: str) -> str:
    """`entry[key]` where it is text, else the empty string."""
    value = entry.get(key)
    return value if isinstance(value, str) else ""
