"""What presidio-analyzer's own tests expect of its pattern recognisers, asked of the adapter in whole columns."""

from __future__ import annotations

import json
from collections import defaultdict
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
import yaml

from scanner.detect import detect
from scanner.detector.recognizers import Recognizer, packaged, resolve
from scanner.detector.rule import Level
from scanner.model.data import Batch, Column
from scanner.recognizer_rules import rule_of
from scanner.rulebook import book_of, load
from tests.command import ROOT

FOLDER = ROOT / "tests" / "data" / "presidio"
CASES: list[dict[str, Any]] = [json.loads(line) for line in (FOLDER / "cases.jsonl").read_text("utf-8").splitlines()]
EXCEPTIONS: dict[str, dict[str, str]] = yaml.safe_load((FOLDER / "exceptions.yaml").read_text("utf-8"))
ANY = {"pattern": Level.POSSIBLE, "structure": Level.LIKELY, "checksum": Level.CERTAIN}
RECOGNIZERS = {resolve(place).entity: resolve(place) for place in packaged()}
PLACES = [
    case
    for case in CASES
    if case["kind"] in ("spans", "count") and case["recognizer"] != "spacy" and case["entity"] in RECOGNIZERS
]
CHECKS = [case for case in CASES if case["kind"] == "validate" and "option" not in case]
ENTITIES = sorted({case["entity"] for case in PLACES})
FORMER = {"FIN": "SG_NRIC_FIN"}
"""Names that entities have in older cases."""


@cache
def unmet(entity: str) -> tuple[str, ...]:
    """Ids of the cases of an entity that are not met, read as one column that is named for it."""
    cases = [case for case in PLACES if case["entity"] == entity]
    found = spans_in([case["text"] for case in cases], RECOGNIZERS[entity])
    return tuple(case["id"] for number, case in enumerate(cases) if not _met(case, found[number]))


def spans_in(texts: list[str], recognizer: Recognizer) -> dict[int, list[tuple[int, int]]]:
    """Per text the code points of what one recogniser finds."""
    rule = rule_of(recognizer).model_copy(update={"field_names": ("x",), "confidence": ANY})
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for column in detect(Batch((Column("x", pa.array(texts)),), len(texts)), book_of({rule.id: rule})):
        for part in column.found:
            at = column.text.value_at(part.spans.start)
            begins, ends = part.spans.start - column.text.starts[at], part.spans.end - column.text.starts[at]
            for number, begin, end in zip(at.tolist(), begins.tolist(), ends.tolist(), strict=True):
                raw = texts[number].encode()
                found[number].append((len(raw[:begin].decode()), len(raw[:end].decode())))
    return found


def _met(case: dict[str, Any], spans: list[tuple[int, int]]) -> bool:
    if case["kind"] == "count":
        return len(spans) == int(case["expected_count"])
    return sorted(spans) == sorted((start, end) for _, start, end in case["expected"])


@pytest.mark.parametrize("entity", ENTITIES)
def test_cases_are_met_but_for_listed_exceptions(entity: str) -> None:
    listed = {case["id"] for case in CASES if case["entity"] == entity} & EXCEPTIONS["spans"].keys()
    assert set(unmet(entity)) == listed


def test_at_least_97_percent_of_all_are_met() -> None:
    assert len(PLACES) > 1400
    assert sum(len(unmet(entity)) for entity in ENTITIES) <= 0.03 * len(PLACES)


@pytest.mark.parametrize("case", CHECKS, ids=lambda case: case["id"])
def test_checks_answer_as_the_package_expects(case: dict[str, Any]) -> None:
    assert RECOGNIZERS[case["entity"]].validate(case["text"]) is case["valid"]


def test_values_with_their_words_beside_them_are_found_in_lines() -> None:
    cases = [case for case in CASES if case["kind"] == "context"]
    texts = pa.array([case["text"] + "\n" for case in cases])
    book = load()
    found: set[tuple[int, str]] = set()
    for column in detect(Batch((Column("", texts),), len(cases), lines=True), book):
        for part in column.found:
            entity = book.rules[part.rule].entity
            found |= {(at, entity) for at in column.text.value_at(part.spans.start[part.levels > 0]).tolist()}
    missed = {
        case["id"]
        for number, case in enumerate(cases)
        if (number, FORMER.get(case["entity"], case["entity"])) not in found
    }
    assert missed == EXCEPTIONS["context"].keys()
