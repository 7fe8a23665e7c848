"""The words of rules/notice_terms: each entry declares what its examples say, and not what its near misses say."""

from pathlib import Path
from typing import Any

import pytest

from scanner.notice.categories import Categories
from scanner.notice.draft.blocks import Source
from scanner.notice.draft.cues import Stand
from scanner.notice.draft.lexicon import lexicon, term_entries
from scanner.notice.draft.mentions import mentions
from scanner.notice.draft.outline import section_kind, sentences
from scanner.notice.draft.phrases import tokenise
from scanner.notice.draft.plain import plain_blocks
from scanner.notice.yaml_file import read_yaml

FOLDER = Path(__file__).parents[3] / "rules" / "notice_terms"
ENTRIES = [entry for _, entry in term_entries()]
LANGUAGE = {name: read_yaml(FOLDER / f"{name}.yaml").data for name in ("sections", "sources", "clauses")}


def held(text: str) -> set[tuple[str, str]]:
    """(category, source) of what a text of its own declares."""
    source = Source.of("text", text.encode(), text, plain_blocks(text))
    found = (each for line in sentences(source, lexicon()) for each in mentions(line, lexicon()))
    return {(each.term.category, each.source) for each in found if each.stand is Stand.HELD}


def categories(text: str) -> set[str]:
    return {category for category, _ in held(text)}


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["category"])
def test_examples_and_near_misses(entry: dict[str, Any]) -> None:
    assert entry["examples"]
    assert entry["near_misses"]
    for text in entry["examples"]:
        assert entry["category"] in categories(text), text
    for text in entry["near_misses"]:
        assert entry["category"] not in categories(text), text


def test_every_category_has_words() -> None:
    named = {entry["category"] for entry in ENTRIES}
    assert named == {category.id for category in Categories.shipped()}


@pytest.mark.parametrize("entry", LANGUAGE["sections"]["sections"], ids=lambda entry: entry["kind"])
def test_headings(entry: dict[str, Any]) -> None:
    for heading in entry["headings"]:
        assert section_kind(tokenise(heading.lower()), lexicon()) == entry["kind"], heading


@pytest.mark.parametrize("entry", LANGUAGE["sources"]["sources"], ids=lambda entry: entry["source"])
def test_sources(entry: dict[str, Any]) -> None:
    for text in entry["examples"]:
        assert {source for _, source in held(text)} == {entry["source"]}, text


@pytest.mark.parametrize("entry", LANGUAGE["clauses"]["clauses"], ids=lambda entry: entry["name"])
def test_clauses(entry: dict[str, Any]) -> None:
    for text in entry["examples"]:
        assert entry["name"] in {found.of.name for found in lexicon().clauses.find(tokenise(text.lower()))}, text
