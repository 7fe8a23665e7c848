"""Tables that name nobody, and hold what identifies a person all the same: by the words of `rules/together.yaml`.

How many records are really unique would have to be counted over all fields at once, record by record. What a run
knows without that is told: how many records there are, and how many combinations the distinct values could make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import prod
from pathlib import Path
from typing import Any

from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding
from scanner.model.shared import Part, Together
from scanner.notice.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class _Combination:
    parts: tuple[str, ...]
    one_of: tuple[str, ...]
    why: str
    references: tuple[str, ...]

    def held(self, said: Mapping[str, Finding]) -> tuple[str, ...]:
        """Its parts that a table has, none where it has not all of them."""
        more = tuple(each for each in self.one_of if each in said)
        whole = all(each in said for each in self.parts) and (more or not self.one_of)
        return (*self.parts, *more) if whole else ()


@cache
def _words() -> Mapping[str, Any]:
    return dict(read_yaml(Path(str(files("rules"))) / "together.yaml").data)


@cache
def _combinations() -> tuple[_Combination, ...]:
    return tuple(
        _Combination(tuple(each["parts"]), tuple(each.get("one_of", ())), each["why"], tuple(each["references"]))
        for each in _words()["together"]
    )


def label_of(part: str) -> str:
    """A part in words; as it is where the words have none."""
    known = _words()["parts"].get(part)
    return str(known["label"]) if known else part


def together(findings: Iterable[Finding]) -> tuple[Together, ...]:
    """The tables among these findings that name nobody, and whose fields identify a person together."""
    tables: dict[Origin, list[Finding]] = {}
    for finding in findings:
        if finding.origin.field and not finding.test_data and finding.confidence > Confidence.POSSIBLE:
            tables.setdefault(replace(finding.origin, field=""), []).append(finding)
    found = (_of_table(origin, held) for origin, held in sorted(tables.items()))
    return tuple(each for each in found if each)


def _of_table(origin: Origin, held: Sequence[Finding]) -> Together | None:
    said: dict[str, Finding] = {}
    for finding in sorted(held, key=lambda each: each.origin):
        part = _part(finding)
        if part is None and _is_direct(finding):
            return None
        if part and not finding.free_text:
            said.setdefault(part, finding)
    for combination in _combinations():
        parts = combination.held(said)
        if parts:
            return Together(
                origin,
                tuple(Part(said[each].origin.field, each) for each in parts),
                combination.why,
                max(said[each].scanned for each in parts),
                prod(said[each].distinct for each in parts),
                combination.references,
            )
    return None


def _part(finding: Finding) -> str | None:
    """What a field says of a person; None where that is no part of a combination."""
    rules = {each.rule for each in finding.readings if each.confidence == finding.confidence}
    for name, part in _words()["parts"].items():
        if finding.category in part.get("categories", ()) or (rules and rules <= set(part.get("rules", ()))):
            return str(name)
    return None


def _is_direct(finding: Finding) -> bool:
    category = finding.category or ""
    return any(category == each or category.startswith(f"{each}.") for each in _words()["direct"])
