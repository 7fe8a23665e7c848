"""Logs that name their fields: W3C extended (IIS, CloudFront, …) by `#Fields:`, Zeek by `#fields`.

The names may change on the way. Lines with a `#` are given as text, as are those with another number of fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from scanner.model.data import Asset, Batch, Content, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES, About, Fit, Head
from scanner.streams import BLOCK, line_units, open_stream, open_text

_FIELDS = re.compile(r"^#(?:Fields:[ \t]*|fields\t)\S+[ \t]+\S", re.MULTILINE)
_MARK = re.compile(rb"(?:\A|\n)(#(?:Fields:|fields\t)[^\n]*)")
_LONGEST = 1 << 16


class W3cLog:
    """See `scanner.source.Source`; rows are lines, `detail` of a unit is how its fields are named and separated."""

    name = "w3c_log"
    about = About("W3C extended logs (IIS, CloudFront), Zeek logs", (".log",))

    def fit(self, head: Head) -> Fit:
        """By the line that names the fields, near the start."""
        found = head.text is not None and head.text.startswith("#") and _FIELDS.search(head.text[:8192])
        return Fit.SIGNATURE if found else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Ranges of whole lines, each with the names that hold at its start."""
        with open_text(asset.content) as text:
            separator = _separator(text.take(HEAD_BYTES))
        units = line_units(asset)
        names = _names_at(asset.content, [unit.start for unit in units]) if len(units) > 1 else [""]
        return [replace(unit, detail=json.dumps([line, separator])) for unit, line in zip(units, names, strict=True)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Fields as columns, lines that do not have them as text."""
        from scanner.sources._logs.blocks import batches
        from scanner.sources._logs.w3c import W3c, names_in

        line, separator = json.loads(unit.detail)
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(batches(text.take, W3c(names_in(line.encode()) or (), separator).parse))


def _separator(head: bytes) -> str:
    """A tab where the first line of data has one, else a blank."""
    first = next((line for line in head.split(b"\n") if line.strip() and not line.startswith(b"#")), b"")
    return "\t" if b"\t" in first else " "


def _names_at(content: Content, starts: list[int]) -> list[str]:
    """For each of these line starts the last line before it that names fields."""
    names, held, seen, last = [], b"", 0, b""
    with open_stream(content) as stream:
        for start in starts:
            while seen < start and (data := stream.read(min(BLOCK, start - seen))):
                seen += len(data)
                held += data
                for found in _MARK.finditer(held):
                    last = found[1]
                held = held[-_LONGEST:]
            names.append(last.decode("utf-8", "replace").strip())
    return names


SOURCE = W3cLog()
