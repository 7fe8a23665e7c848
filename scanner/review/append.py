"""New entries at the end of a file of acceptances; what people wrote stays as it is, byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from scanner.acceptances import FORMAT, Entry, read_acceptances
from scanner.errors import UsageError
from scanner.notice.yaml_file import read_yaml

_KEYS = ("finding", "verdict", "reason", "owner", "expires", "note")


def append(file: Path, entry: Entry) -> None:
    """Adds an entry for one finding, in a new file where there is none.

    Raises `UsageError` where the file is none of acceptances, or not laid out so that one can be added at its end; it
    is left as it was.
    """
    try:
        if not file.exists():
            file.write_text(f"format: {FORMAT}\nentries:\n", encoding="utf-8")
        before = len(read_acceptances(file))
        size = file.stat().st_size
        added = _separator(file) + _written(entry, file)
        with file.open("a", encoding="utf-8", newline="") as out:
            out.write(added)
        if not _holds(file, before, entry):
            with file.open("r+b") as out:
                out.truncate(size)
            raise UsageError(
                f"{file}: an entry cannot be added at its end. Let `entries:` be its last key, an entry on each `-`."
            )
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None


def _separator(file: Path) -> str:
    text = file.read_bytes()
    return "" if not text or text.endswith(b"\n") else "\n"


def _written(entry: Entry, file: Path) -> str:
    """The entry as YAML, as far indented as those before it."""
    indent, head = _layout(file)
    said = {key: getattr(entry, key) for key in _KEYS}
    lines = [f"{key}: {_quoted(str(value))}" for key, value in said.items() if value]
    return head + "".join(f"{indent}{'- ' if not number else '  '}{line}\n" for number, line in enumerate(lines))


def _layout(file: Path) -> tuple[str, str]:
    """How far entries are indented, and what must stand before the first."""
    for key, value in read_yaml(file).node.value:
        if key.value == "entries":
            block = isinstance(value, yaml.SequenceNode) and not value.flow_style
            return " " * value.start_mark.column if block else "", ""
    return "", "entries:\n"


def _holds(file: Path, before: int, entry: Entry) -> bool:
    """Whether the file is still one, with this entry as its last."""
    try:
        entries = read_acceptances(file)
    except UsageError:
        return False
    return len(entries) == before + 1 and entries[-1].entry.finding == entry.finding


def _quoted(text: str) -> str:
    """A YAML scalar in double quotes, on one line."""
    return json.dumps("".join(char if char.isprintable() else " " for char in text), ensure_ascii=False)
