"""Options that the environment or a file (`configuration_file`) tells: typed values, each with where it is told.

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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from scanner.errors import UsageError

PREFIX = "FAIRNOTICE_"
MAIN = "scan"
SHARED = frozenset({"accept", "jobs", "label", "labels", "max-memory", "max-stall", "rules", "run-dir"})
"""What means the same in every command."""

TYPED_ONLY = frozenset({"export", "show-values"})
"""What shows values is asked for each time, by the one who looks."""

WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


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
