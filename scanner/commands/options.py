"""The configuration between the command line and `scanner.configuration`: what options there are, and what holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from scanner import address, configuration, configuration_file
from scanner.configuration import Kind, Option, Table
from scanner.errors import UsageError
from scanner.report.forms import FORMS

if TYPE_CHECKING:
    from typer.core import TyperArgument, TyperOption

    Parameter = TyperArgument | TyperOption

CONFIG = f"{configuration.PREFIX}CONFIG"
_NO_TABLE = frozenset({"config", "labels", "notice", "rules", "sources"})
"""Groups that have no table: most of them are named like an option of `scan`."""

PRIVATE = frozenset({"email", "phone", "name", "card", "iban", "value", "entity", "from"})
"""Options of `find` that are one request, and personal data."""


@dataclass(frozen=True, slots=True)
class InForce:
    """What the configuration tells. file: where. typed: the command. unknown: variables that tell nothing."""

    file: Path | None
    table: Table
    commands: configuration.Commands
    typed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def defaults(self) -> dict[str, Any]:
        """The same as defaults for the command line, without what the options that were typed settle."""
        found: dict[str, Any] = {}
        settled = configuration.rivals(word[2:].partition("=")[0] for word in self.typed if word.startswith("--"))
        for command, told in self.table.items():
            *groups, last = command.split(".")
            level = found
            for group in groups:
                level = level.setdefault(group, {})
            level[last] = {
                self.commands[command][name].parameter: each.value for name, each in told.items() if name not in settled
            }
        return found


def name_of(parameter: Parameter) -> str:
    """The name of an option or argument as people write it."""
    return next((each.removeprefix("--") for each in parameter.opts if each.startswith("--")), str(parameter.name))


def read(root: TyperGroup, typed: Sequence[str], file: Path | None, *, none: bool) -> InForce:
    """What holds for every command. file: read instead of the nearest. none: no file is. Raises `UsageError`."""
    everywhere = dict(_commands(root))
    commands = {name: options for name, options in everywhere.items() if name.partition(".")[0] not in _NO_TABLE}
    found = None if none else file or _nearest()
    layers = [configuration.from_environment(os.environ, commands)]
    if found:
        layers.append(configuration_file.parsed(_bytes(found), str(found), found.absolute().parent, commands))
    unknown = configuration.unknown_variables(os.environ, commands, (CONFIG,))
    return InForce(found, configuration.in_force(layers, commands, everywhere), everywhere, tuple(typed), unknown)


def _nearest() -> Path | None:
    found = configuration_file.nearest(Path.cwd())
    return Path(os.path.relpath(found)) if found else None


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {(error.strerror or 'unknown error').lower()}.") from None


def _commands(group: TyperGroup, above: str = "") -> Iterator[tuple[str, Mapping[str, Option]]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _commands(command, f"{above}{name}.")
        elif isinstance(command, TyperCommand):
            yield f"{above}{name}", dict(_options(command, f"{above}{name}"))


def _options(command: TyperCommand, name: str) -> Iterator[tuple[str, Option]]:
    left_out = {"help", *configuration.TYPED_ONLY, *(PRIVATE if name == "find" else ())}
    for parameter in parameters(command):
        option = name_of(parameter)
        if option not in left_out and (parameter.param_type_name == "option" or option == "paths"):
            many = parameter.nargs == -1 or getattr(parameter, "multiple", False)
            yield option, Option(option, _kind(parameter), many, _placing(parameter), str(parameter.name))


def parameters(command: TyperCommand) -> list[Parameter]:
    """The options and arguments of a command."""
    return [each for each in command.params if each.name != "help"]  # type: ignore[misc]


def _kind(parameter: Parameter) -> Kind:
    if parameter.metavar == "VERDICTS":
        return Kind.WORDS
    kinds = {bool: Kind.FLAG, int: Kind.WHOLE, float: Kind.NUMBER}
    return kinds.get(parameter.type_descriptor.annotation, Kind.TEXT)


def _placing(parameter: Parameter) -> Any:
    """How a text of an option is made relative to a folder, by what it is said to be."""
    if parameter.type_descriptor.is_path or parameter.metavar in ("PATH...", "FILE", "DIR|URL"):
        return _path
    return {"ID|FILE": _named, "CLASS|FILE": _named, "NAME|FOLDER": _named, "[FORM=]FILE": _output}.get(
        parameter.metavar or ""
    )


def _path(text: str, folder: Path) -> str:
    """Relative to where the command runs, as one would type it there; addresses and `-` as they are."""
    if text == "-" or address.is_address(text) or Path(text).is_absolute():
        return text
    return os.path.relpath(folder / text)


def _named(text: str, folder: Path) -> str:
    """What is a file there, or looks like one, is a path; all else is a name."""
    is_path = "/" in text or text.endswith((".yaml", ".yml")) or (folder / text).exists()
    return _path(f"./{text}", folder) if is_path else text


def _output(text: str, folder: Path) -> str:
    form, equals, file = text.partition("=")
    return f"{form}={_path(file, folder)}" if equals and form in FORMS else _path(text, folder)


class Configured(TyperGroup):
    """The root of all commands. Where an option is wrong that the configuration tells, its place there is named."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Runs the command. Raises `UsageError`."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            where = _told_at(ctx, name_of(error.param)) if error.param else ""  # type: ignore[arg-type]
            if not where:
                raise
            raise UsageError(f"{where}: {error.format_message()}") from None
        except UsageError as error:
            option = re.match(r"--([\w-]+): ", str(error))
            where = _told_at(ctx, option[1]) if option else ""
            raise type(error)(f"{where}: {error}") if where else error from None


def _told_at(ctx: typer.Context, option: str) -> str:
    """Where the configuration tells an option of the command that ran; nothing where it was typed."""
    force, command = ctx.obj, ctx.invoked_subcommand
    if not isinstance(force, InForce) or command not in force.typed:
        return ""
    words = force.typed[force.typed.index(command) :]
    if any(re.fullmatch(rf"--(no-)?{option}(=.*)?", word, re.DOTALL) for word in words):
        return ""
    told = force.table.get(command) or force.table.get(".".join(words[:2])) or {}
    return told[option].where if option in told else ""


def inputs(ctx: typer.Context) -> tuple[list[str], list[str]]:
    """The paths to be scanned, and the lists of them: only what was typed, where either was."""
    names = ("paths", "files_from")
    typed = [name for name in names if source(ctx, name) == TYPED]
    for name in names:
        if typed and name not in typed:
            ctx.params[name] = []
    return ctx.params["paths"] or [], ctx.params["files_from"]


def configured_by(ctx: typer.Context) -> str:
    """The file that told options, as it is shown; nothing where none did."""
    return str(ctx.obj.file) if isinstance(ctx.obj, InForce) and ctx.obj.file else ""


TYPED, CONFIGURED, DEFAULT = "command line", "configuration", "default"


def source(ctx: typer.Context, parameter: str) -> str:
    """Where the value of a parameter comes from."""
    known = {"COMMANDLINE": TYPED, "DEFAULT_MAP": CONFIGURED}
    found = ctx.get_parameter_source(parameter)
    return known.get(found.name, DEFAULT) if found else DEFAULT


def command_line(ctx: typer.Context) -> list[str]:
    """The command with all that is not a default, as it could be typed where no configuration is."""
    words, rest = [str(ctx.info_name)], list[str]()
    for parameter in parameters(ctx.command):  # type: ignore[arg-type]
        value = ctx.params.get(str(parameter.name))
        if value is None or source(ctx, str(parameter.name)) == DEFAULT:
            continue
        if isinstance(value, bool):
            words += parameter.opts[:1] if value else getattr(parameter, "secondary_opts", [])[:1]
            continue
        items = [str(each) for each in (value if isinstance(value, list) else [value])]
        if parameter.param_type_name == "argument":
            rest += items
        else:
            words += [word for item in items for word in (parameter.opts[0], item)]
    return [*words, *(["--"] if any(len(each) > 1 and each.startswith("-") for each in rest) else []), *rest]
