"""A file of options: `fairnotice.toml`, or `[tool.fairnotice]` of a pyproject.toml, found, read and checked."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from scanner.configuration import MAIN, TYPED_ONLY, Commands, Kind, Option, Table, Told
from scanner.errors import UsageError
from scanner.notice.categories import did_you_mean

NAME = "fairnotice.toml"
_PROJECT = "pyproject.toml"
_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:"[^"]+"|'[^']+'|[\w-]+)(?:\s*\.\s*(?:"[^"]+"|'[^']+'|[\w-]+))*)\s*=""")


def nearest(folder: Path) -> Path | None:
    """The configuration in a folder, or in the nearest above it that has one."""
    for each in (folder, *folder.parents):
        if (each / NAME).is_file():
            return each / NAME
        project = each / _PROJECT
        if project.is_file() and _is_ours(project):
            return project
    return None


def _is_ours(project: Path) -> bool:
    """Whether it speaks of Fairnotice; one that cannot be read is somebody else's."""
    try:
        data = project.read_bytes()
        return b"fairnotice" in data and "fairnotice" in tomllib.loads(data.decode()).get("tool", {})
    except (OSError, UnicodeDecodeError):
        return False
    except tomllib.TOMLDecodeError:
        return b"[tool.fairnotice" in data


def parsed(data: bytes, file: str, folder: Path, commands: Commands) -> Table:
    """What a file tells. file: its name, for people. folder: to which its paths are relative. Raises `UsageError`."""
    try:
        text = data.decode("utf-8-sig")
        document = tomllib.loads(text)
    except UnicodeDecodeError:
        raise UsageError(f"{file}: it is not UTF-8. Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{file}: it is no valid TOML: {error}.") from None
    top: tuple[str, ...] = ()
    if Path(file).name == _PROJECT:
        document, top = document.get("tool", {}).get("fairnotice", {}), ("tool", "fairnotice")
    return _File(file, folder, _lines(text), top, commands).read(document)


@dataclass(frozen=True, slots=True)
class _File:
    """One file while it is read. top: the table in it that is ours."""

    name: str
    folder: Path
    lines: Mapping[tuple[str, ...], int]
    top: tuple[str, ...]
    commands: Commands

    def read(self, document: Mapping[str, object]) -> Table:
        table: Table = {MAIN: {}}
        for path, value in self._entries(document):
            command, name = ".".join(path[:-1]) or MAIN, path[-1]
            option = self.commands[command].get(name)
            if option is None:
                raise UsageError(f"{self.where(path)}: {_unknown(name, command, self.commands)}")
            try:
                told = _checked(option, value)
            except ValueError as error:
                raise UsageError(f"{self.where(path)}: `{name}` must be {error}.") from None
            table.setdefault(command, {})[name] = Told(_placed(option, told, self.folder), self.where(path))
        return table

    def _entries(
        self, document: Mapping[str, object], above: tuple[str, ...] = ()
    ) -> Iterator[tuple[tuple[str, ...], object]]:
        for key, value in document.items():
            path = (*above, key)
            if not isinstance(value, dict):
                if above and ".".join(above) not in self.commands:
                    raise UsageError(f"{self.where(path)}: {_no_table('.'.join(above), self.commands)}")
                yield path, value
            elif path == (MAIN,):
                raise UsageError(f"{self.where(path)}: options of `{MAIN}` stand at the top, in no table of their own.")
            elif not any(f"{name}.".startswith(f"{'.'.join(path)}.") for name in self.commands):
                raise UsageError(f"{self.where(path)}: {_no_table('.'.join(path), self.commands)}")
            else:
                yield from self._entries(value, path)

    def where(self, path: tuple[str, ...]) -> str:
        whole = (*self.top, *path)
        line = next((self.lines[whole[:end]] for end in range(len(whole), 0, -1) if whole[:end] in self.lines), None)
        return f"{self.name}:{line}" if line else self.name


def _lines(text: str) -> dict[tuple[str, ...], int]:
    """The line on which each table and key begins."""
    found: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _parts(header[1])
            found.setdefault(table, number)
        elif key := _KEY.match(line):
            found.setdefault((*table, *_parts(key[1])), number)
    return found


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


def _unknown(name: str, command: str, commands: Commands) -> str:
    if name in TYPED_ONLY:
        return f"`{name}` is given on the command line only, each time."
    others = [other for other, options in commands.items() if name in options]
    if command == MAIN and others:
        return f"`{name}` is no option of `{MAIN}`. It belongs in the table [{others[0]}]."
    return f"`{command.replace('.', ' ')}` has no option `{name}`. {did_you_mean(name, commands[command])}"


def _no_table(name: str, commands: Commands) -> str:
    if name in commands[MAIN]:
        return f"`{name}` must be {_wanted(commands[MAIN][name])}; it is a table."
    tables = sorted(set(commands) - {MAIN})
    return f"there is no table [{name}]. {did_you_mean(name, tables)} Tables: {', '.join(tables)}."


def _wanted(option: Option) -> str:
    return f"a list of {Kind.TEXT.replace('text', 'texts')}" if option.many else str(option.kind)


def _checked(option: Option, value: object) -> object:
    """The value where it is of the option's kind. Raises `ValueError` with what it must be."""
    if option.many:
        listed = [value] if isinstance(value, str) else value
        if isinstance(listed, list) and all(isinstance(each, str) for each in listed):
            return listed
    elif option.kind is Kind.WORDS and isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ",".join(value)
    elif isinstance(value, _TYPES[option.kind]) and isinstance(value, bool) is (option.kind is Kind.FLAG):
        return value
    raise ValueError(_wanted(option))


_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.FLAG: (bool,),
    Kind.WHOLE: (int,),
    Kind.NUMBER: (int, float),
    Kind.TEXT: (str,),
    Kind.WORDS: (str,),
}


def _placed(option: Option, value: object, folder: Path) -> object:
    if option.placed is None:
        return value
    if isinstance(value, list):
        return [option.placed(each, folder) for each in value]
    return option.placed(str(value), folder)
