"""Every shipped rule against its own examples and near misses, through the whole of `detect`.

That the linter has no complaint is a matter of `fairnotice rules check`, in `test_cli`.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from scanner.detect import detect
from scanner.detector.rule import Rule
from scanner.model.data import Batch, Column
from scanner.rulebook import load
from scanner.rulecheck import matches
from tests.models import MODEL

BOOK = load()
IDS = [
    pytest.param(id_, marks=pytest.mark.skipif(rule.detector == "ner" and not MODEL, reason="no language model"))
    for id_, rule in sorted(BOOK.rules.items())
]


@pytest.mark.parametrize("rule_id", IDS)
def test_examples_are_found_whole(rule_id: str) -> None:
    rule = BOOK.rules[rule_id]
    for example in rule.examples:
        found = [match.text for match in matches(rule, example, BOOK)]
        assert found == [example.text if example.found is None else example.found]


@pytest.mark.parametrize("rule_id", IDS)
def test_near_misses_are_not_found_at_any_level(rule_id: str) -> None:
    rule = BOOK.rules[rule_id]
    for example in rule.near_misses:
        assert matches(rule, example, BOOK) == []


@pytest.mark.parametrize("rule_id", IDS)
def test_lines_in_company_are_read_as_they_are_alone(rule_id: str) -> None:
    rule = BOOK.rules[rule_id]
    texts = [example.text for example in (*rule.examples, *rule.near_misses) if not example.field]
    alone = [found for text in texts for found in _found(rule, [text])]
    together = _found(rule, texts)
    if rule.prose_only:
        return  # whether a text is prose is a matter of all its lines
    assert sorted(text for _, text in together) == sorted(text for _, text in alone)


@pytest.mark.parametrize("rule_id", IDS)
def test_examples_are_found_among_other_text(rule_id: str) -> None:
    rule = BOOK.rules[rule_id]
    for example in rule.examples:
        if not example.field and example.found is None and not rule.prose_only:
            for before, after in (("", " ok"), ('"', '"'), ("<", ">"), ("", "\t1"), ("a ", ""), ("", "\r"), ("\t", "")):
                assert _found(rule, [f"{before}{example.text}{after}"]) == [(0, example.text)]


def _found(rule: Rule, texts: list[str]) -> list[tuple[int, str]]:
    values = pa.array([f"{text}\n" for text in texts], pa.string())
    result = []
    for column in detect(Batch((Column("", values),), len(texts), lines=True), BOOK):
        for part in column.found:
            if part.rule == rule.id:
                at = column.text.value_at(np.asarray(part.spans.start))
                result += zip(at.tolist(), column.text.strings(part.spans).to_list(), strict=True)
    return sorted(result)
