"""`fairnotice config`: what holds, and where it was told."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from typing import Annotated, Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from scanner import address
from scanner.commands.options import (
    CONFIGURED,
    PRIVATE,
    InForce,
    inputs,
    name_of,
    parameters,
    source,
)
from scanner.commands.output import Format
from scanner.configuration import MAIN
from scanner.errors import UsageError
from scanner.report.forms import FORMS

app = typer.Typer(help="The configuration: what holds, and where it was told.", no_args_is_help=True)


@app.callback()
def about() -> None:
    """The configuration: what holds, and where it was told."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An option, its value fit to be shown, and where that was told."""

    option: str
    value: object
    told: str


@app.command(name="show", context_settings={"allow_interspersed_args": False})
def show(
    ctx: typer.Context,
    command: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[COMMAND...]", help="A command, with its options if you like; `scan` if none is named."
        ),
    ] = None,
    format: Annotated[Format, typer.Option(help="Form of the list.")] = Format.TEXT,  # noqa: A002
) -> None:
    """Show every option of a command, its value, and whether command line, environment, file or default told it."""
    force: InForce = ctx.obj
    name, inner = _entered(cast("typer.Context", ctx.find_root()), command or [MAIN])
    rows = list(_rows(inner, name, force))
    file = str(force.file) if force.file else None
    if format is Format.JSON:
        told = [{("from" if key == "told" else key): value for key, value in asdict(row).items()} for row in rows]
        document = {"command": name, "file": file, "options": told, "unknown_variables": force.unknown}
        typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
        return
    typer.echo(f"Configuration: {file or 'no file'}")
    wide, long = (max(len(text) for text in texts) for texts in _columns(rows))
    for row in rows:
        typer.echo(f"{row.option:<{wide}}  {_text(row.value):<{min(long, 40)}}  {row.told}")
    for variable in force.unknown:
        typer.echo(f"{variable}: set, but no option is called so.")


def _columns(rows: Sequence[Shown]) -> tuple[list[str], list[str]]:
    return [row.option for row in rows], [_text(row.value) for row in rows]


def _entered(root: typer.Context, words: list[str]) -> tuple[str, typer.Context]:
    """The command that is named and what would hold for it. Raises `UsageError`."""
    from scanner.notice.categories import did_you_mean

    context, names = root, list[str]()
    while isinstance(group := context.command, TyperGroup):
        word = words[0] if words else ""
        inner = group.commands.get(word)
        if inner is None:
            asked = " ".join([*names, word]).strip()
            raise UsageError(f"config show: there is no command `{asked}`. {did_you_mean(word, group.commands)}")
        names.append(word)
        words = words[1:]
        if isinstance(inner, TyperCommand):
            entered = inner.make_context(word, _complete(inner, words), parent=context)
            return ".".join(names), cast("typer.Context", entered)
        context = typer.Context(inner, parent=context, info_name=word)
    raise AssertionError(names)


def _complete(command: TyperCommand, words: list[str]) -> list[str]:
    """The words with something for each argument that is needed, where none were given."""
    needed = [each for each in parameters(command) if each.required and each.param_type_name == "argument"]
    return words or ["…"] * len(needed)


def _rows(ctx: typer.Context, command: str, force: InForce) -> Iterator[Shown]:
    if command == MAIN:
        inputs(ctx)
    told = force.table.get(command, {})
    for parameter in parameters(ctx.command):  # type: ignore[arg-type]
        option, key = name_of(parameter), str(parameter.name)
        if parameter.required:
            continue
        where = source(ctx, key)
        value = ctx.params[key]
        if where == CONFIGURED:
            where = told[option].where
            if where.startswith("FAIRNOTICE_"):
                where = f"environment: {where}"
        hidden = command == "find" and option in PRIVATE and value
        yield Shown(option, "•••" if hidden else _shown(value), where)


def _shown(value: Any) -> object:
    """A value as a report may show it: addresses without user, password and parameters."""
    if isinstance(value, list | tuple):
        return [_shown(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, str):
        form, equals, rest = value.partition("=")
        if equals and form in FORMS:
            return f"{form}={_shown(rest)}"
        return address.shown(value) if address.is_address(value) else value
    return value


def _text(value: object) -> str:
    if value in (None, "", []):
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)
