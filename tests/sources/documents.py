"""Documents made by libraries that people use for it, and by hand where a library would not make them so."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from scanner.members import read_unit
from scanner.model.data import Batch, Member
from scanner.model.problems import Problem
from scanner.source import Source
from tests.sources.reading import asset_of, cells_of

TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(parts: Mapping[str, str | bytes], stored: str = "") -> bytes:
    """A zip file of these parts, one of which is not compressed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data, zipfile.ZIP_STORED if name == stored else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def word(body: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word document with this body."""
    document = f"<w:document {WORD}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": document, **(more or {})})


def items_of(source: Source, path: Path) -> tuple[dict[str, list[tuple[int, str]]], list[Problem], list[Member]]:
    """Field → cells, problems and members of a file, as its own reader gives them."""
    cells: dict[str, list[tuple[int, str]]] = {}
    problems: list[Problem] = []
    members: list[Member] = []
    for unit in source.plan(asset_of(path, source)):
        for item in source.read(unit):
            if isinstance(item, Batch):
                for name, found in cells_of(item).items():
                    cells.setdefault(name, []).extend((row, value.removesuffix("\n")) for row, value in found)
            elif isinstance(item, Problem):
                problems.append(item)
            elif isinstance(item, Member):
                members.append(item)
    return cells, problems, members


def values_within(source: Source, path: Path) -> dict[tuple[str, str], list[str]]:
    """(member, field) → values of everything that lies in a file, however deep."""
    found: dict[tuple[str, str], list[str]] = {}
    for unit in source.plan(asset_of(path, source)):
        for item in read_unit(unit):
            if isinstance(item, Batch):
                for name, cells in cells_of(item).items():
                    found.setdefault((item.member, name), []).extend(value.removesuffix("\n") for _, value in cells)
    return found
