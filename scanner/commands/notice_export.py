"""`fairnotice notice export`: a notice in other vocabularies."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scanner.arguments import check_writable
from scanner.commands.common import RulesOption
from scanner.commands.output import write


class Vocabulary(StrEnum):
    """What a notice can be written as."""

    DPV = "dpv"
    FIDES = "fides"


def export(
    notice: Annotated[str, typer.Argument(metavar="ID|FILE", help="Which notice.")],
    to: Annotated[Vocabulary, typer.Option(help="W3C DPV as JSON-LD, or a Fides manifest as YAML.")],
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it here, not to the terminal.")] = None,
    rules: RulesOption = [],  # noqa: B006
) -> None:
    """Write a notice as W3C Data Privacy Vocabulary (JSON-LD) or as a Fides system (YAML)."""
    import yaml

    from scanner.notice.categories import Categories
    from scanner.notice.export_dpv import to_dpv
    from scanner.notice.export_fides import to_fides
    from scanner.notice.read import find_notice

    check_writable(output)
    found, categories = find_notice(notice, rules), Categories.shipped()
    if to is Vocabulary.DPV:
        text = json.dumps(to_dpv(found, categories), indent=2, ensure_ascii=False) + "\n"
    else:
        text = yaml.safe_dump(to_fides(found, categories), sort_keys=False, allow_unicode=True, width=110)
    write(text.encode(), output)
