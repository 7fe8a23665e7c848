"""Options that a file or the environment tells: bytes or text → typed values, each with where it is told.

The stronger goes before the weaker:

    weakest    the option's default
               fairnotice.toml, or [tool.fairnotice] of pyproject.toml
               environment: FAIRNOTICE_JOBS, FAIRNOTICE_JUDGE_NOTICE
    strongest  the command line

What stands at the top of a file is for `scan`, what stands in a table for the command of that name. Options of `SHARED`
at the top are for every command that has them. Nothing here knows the command line; who calls tells which options there
are.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scanner.errors import UsageError

NAME = "fairnotice.toml"
PREFIX = "FAIRNOTICE_"
MAIN = "scan"
SHARED = frozenset({"accept", "jobs", "label", "labels", "max-memory", "max-stall", "rules", "run-dir"})
"""What means the same in every command."""

TYPED_ONLY = frozenset({"export", "show-values"})
"""What shows values is asked for each time, by the one who looks."""

WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
_PROJECT = "pyproject.toml"
_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:"[^"]+"|'[^']+'|[\w-]+)(?:\s*\.\s*(?:"[^"]+"|'[^']+'|[\w-]+))*)\s*=""")


class Kind(StrEnum):
    """What a value must be, in words for people."""

    FLAG = "true or false"
    WHOLE = "a whole number"
    NUMBER = "a number"
    TEXT = "text in quotes"
    WORDS = "text in quotes, or a list of words in quotes"


@dataclass(frozen=True, slots=True)
class Option:
    """An option of a command. many: whether it is a list. placed: makes a path in a text relative to a folder.

    parameter: what the command line calls it.
    """

    name: str
    kind: Kind
    many: bool = False
    placed: Callable[[str, Path], str] | None = None
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A value and where it is told: `fairnotice.toml:3`, or the name of a variable."""

    value: object
    where: str


Commands = Mapping[str, Mapping[str, Option]]
"""Their options by name, by the name of the command: `scan`, `runs.prune`."""
Table = dict[str, dict[str, Told]]


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
    from scanner.notice.categories import did_you_mean

    if name in TYPED_ONLY:
        return f"`{name}` is given on the command line only, each time."
    others = [other for other, options in commands.items() if name in options]
    if command == MAIN and others:
        return f"`{name}` is no option of `{MAIN}`. It belongs in the table [{others[0]}]."
    return f"`{command.replace('.', ' ')}` has no option `{name}`. {did_you_mean(name, commands[command])}"


def _no_table(name: str, commands: Commands) -> str:
    from scanner.notice.categories import did_you_mean

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


def variable(command: str, name: str) -> str:
    """The environment variable of an option."""
    whole = name if command == MAIN else f"{command}.{name}"
    return PREFIX + re.sub(r"[.-]", "_", whole).upper()


def from_environment(environment: Mapping[str, str], commands: Commands) -> Table:
    """What variables tell; an empty one tells nothing. Raises `UsageError`."""
    table: Table = {}
    for command, options in commands.items():
        for name, option in options.items():
            said = environment.get(variable(command, name))
            if said:
                value = _read(option, said, variable(command, name))
                table.setdefault(command, {})[name] = Told(value, variable(command, name))
    return table


def _read(option: Option, said: str, where: str) -> object:
    """A value from text. Of a list, an item a line where there is more than one line, else with commas between."""
    if option.many:
        items = said.splitlines() if "\n" in said else said.split(",")
        return [item.strip() for item in items if item.strip()]
    try:
        if option.kind is Kind.FLAG:
            return WORDS[said.strip().lower()]
        if option.kind in (Kind.WHOLE, Kind.NUMBER):
            return int(said) if option.kind is Kind.WHOLE else float(said)
    except (KeyError, ValueError):
        raise UsageError(f"{where}: it must be {option.kind}.") from None
    return said


def unknown_variables(environment: Iterable[str], commands: Commands, others: Iterable[str] = ()) -> tuple[str, ...]:
    """Variables that look like ours and tell nothing: perhaps misspelt, perhaps of another program."""
    known = {variable(command, name) for command, options in commands.items() for name in options}
    return tuple(sorted(name for name in environment if name.startswith(PREFIX) and name not in {*known, *others}))


def in_force(layers: Iterable[Table], commands: Commands, heirs: Commands) -> Table:
    """What holds for each command, of layers with the strongest first. heirs: the options of all commands."""
    table: Table = {command: {} for command in heirs}
    for layer in layers:
        main = layer.get(MAIN, {})
        settled = {command: rivals(told) for command, told in table.items()}
        for command, options in heirs.items():
            own = layer.get(command, {}) if command in commands else {}
            for name, option in options.items():
                told = own.get(name)
                if told is None and name in SHARED and _alike(option, commands[MAIN].get(name)):
                    told = main.get(name)
                if told is not None and name not in settled[command]:
                    table[command].setdefault(name, told)
    return table


_TOGETHER = (frozenset({"paths", "files-from"}), frozenset({"fail-on", "baseline"}))
"""Each says one thing together: a stronger layer that tells one of them leaves out all of a weaker one."""


def rivals(told: Iterable[str]) -> frozenset[str]:
    """The options that a weaker layer does not tell any more, after a stronger one told these."""
    given = frozenset(told)
    return frozenset[str]().union(*(together for together in _TOGETHER if together & given))


def _alike(option: Option, other: Option | None) -> bool:
    return other is not None and (option.kind, option.many) == (other.kind, other.many)
