"""The lists of words, each held against its own examples and near misses."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scanner.notice.denial import denied
from scanner.notice.normal import normalise
from scanner.notice.terms import FOLDER, required
from scanner.notice.yaml_file import read_yaml

DENIALS = read_yaml(FOLDER / "denials.yaml").data
OPEN_PHRASES = read_yaml(FOLDER / "open_phrases.yaml").data["open_phrases"]


def is_denied(case: dict[str, str]) -> bool:
    text, quote = normalise(case["text"]).text, normalise(case["quote"]).text
    start = text.index(quote)
    return denied(text[:start].strip(), quote, text[start + len(quote) :]) is not None


@pytest.mark.parametrize("case", DENIALS["examples"], ids=lambda case: case["text"])
def test_what_is_denied(case: dict[str, str]) -> None:
    assert is_denied(case)


@pytest.mark.parametrize("case", DENIALS["near_misses"], ids=lambda case: case["text"])
def test_what_is_not_denied(case: dict[str, str]) -> None:
    assert not is_denied(case)


@pytest.mark.parametrize("phrase", OPEN_PHRASES, ids=lambda phrase: phrase["id"])
def test_open_phrases(phrase: dict[str, Any]) -> None:
    pattern = re.compile(phrase["pattern"])
    assert phrase["examples"]
    assert phrase["near_misses"]
    assert all(pattern.search(normalise(text).text) for text in phrase["examples"])
    assert not any(pattern.search(normalise(text).text) for text in phrase["near_misses"])


def test_what_the_law_asks_is_asked_by_paragraph() -> None:
    asked = required()
    assert len({each.id for each in asked}) == len(asked)
    assert all(re.fullmatch(r"Art\. 1[34]\([1-4]\)\([a-h]\)", each.article) for each in asked)
    assert all(each.has or each.words for each in asked)
