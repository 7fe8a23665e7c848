"""From what a model names to mentions: cleaned, settled by what stands before, and told without the model."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.mentions import ENTITIES, mentions


def found(text: str, *named: tuple[str, str]) -> list[tuple[str, str]]:
    """What is made of a text in which a model names these parts with these labels."""
    entities = [(text.index(part), text.index(part) + len(part), label) for part, label in named]
    return [(text[each.start : each.end], each.entity) for each in mentions(text, entities)]


@pytest.mark.parametrize(
    ("text", "part", "left"),
    [
        ("ask Anna Berg's team", "Anna Berg's", "Anna Berg"),
        ("ask Mrs. Anna Berg today", "Mrs. Anna Berg", "Anna Berg"),
        ("Anna Berg\nNordlys Shipping\n4 of them", "Anna Berg\nNordlys Shipping", "Anna Berg"),
        ("for Anna Berg/OSL/NORD here", "Anna Berg/OSL/NORD", "Anna Berg"),
        ("Anna Berg    Senior Analyst", "Anna Berg    Senior Analyst", "Anna Berg"),
        ("Anna B.  Then they left", "Anna B.  Then", "Anna B."),
        ("see Anna Berg Fax below", "Anna Berg Fax", "Anna Berg"),
        ("with “Anna Berg”, again", "“Anna Berg”", "Anna Berg"),
    ],
)
def test_what_is_no_part_of_a_name_is_trimmed(text: str, part: str, left: str) -> None:
    assert found(text, (part, "PERSON")) == [(left, "PERSON")]


@pytest.mark.parametrize(
    "part",
    [
        "4471 Anna",
        "anna@fjord.example",
        "https://fjord.example/",
        "Monday",
        "ImportError",
        "user_name",
        "Nordlys Inc.",
        "Customer",
        "Victoria Street",
        "%20/x",
        "x",
    ],
)
def test_what_no_name_looks_like_is_dropped(part: str) -> None:
    assert found(f"Then they saw {part} there", (part, "PERSON")) == []


def test_several_names_in_one_are_several() -> None:
    assert found("with Anna Berg and Tom Lund", ("Anna Berg and Tom Lund", "PERSON")) == [
        ("Anna Berg", "PERSON"),
        ("Tom Lund", "PERSON"),
    ]


@pytest.mark.parametrize(
    ("text", "part", "label", "kind"),
    [
        ("I moved to Vik in May", "Vik", "PERSON", "LOCATION"),
        ("She lives in Molde now", "Molde", "ORG", "LOCATION"),
        ("He was born in Hamar too", "Hamar", "PERSON", "LOCATION"),
        ("Please call me Sydney", "Sydney", "GPE", "PERSON"),
        ("Mrs. Paris called", "Paris", "GPE", "PERSON"),
        ("Dear Solveig, thanks", "Solveig", "ORG", "PERSON"),
    ],
)
def test_words_before_settle_what_it_is(text: str, part: str, label: str, kind: str) -> None:
    assert found(text, (part, label)) == [(part, kind)]


@pytest.mark.parametrize("text", ["We live in Hamar's house", "at 12 Hamar", "Hamar 14, top floor"])
def test_a_person_stays_one_or_is_part_of_an_address(text: str) -> None:
    assert ("Hamar", "LOCATION") not in found(text, ("Hamar", "PERSON"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hello, my name is Solveig Berg and I", "Solveig Berg"),
        ("Dear Mr Berg, thank you", "Berg"),
        ("Solveig,\n\nplease call", "Solveig"),
        ("see you then.\n\nThanks,\nSolveig Berg\nNordlys", "Solveig Berg"),
        ("From: Solveig Berg\nSubject: boats", "Solveig Berg"),
    ],
)
def test_names_are_told_without_a_model(text: str, name: str) -> None:
    (mention,) = mentions(text, [])
    assert text[mention.start : mention.end] == name
    assert (mention.told, mention.model) == (True, False)


@pytest.mark.parametrize(
    "text",
    ["Dear customer, we", "Dear Team,", "Hi all,", "Thanks,\nSupport Team", "Dear Hiring Manager,", "To: Sales Team"],
)
def test_salutations_to_nobody_tell_no_name(text: str) -> None:
    assert mentions(text, []) == []


def test_lower_case_counts_only_where_all_is() -> None:
    assert found("The linalg module", ("linalg", "GPE")) == []
    assert found("I was in iraq", ("iraq", "GPE")) == [("iraq", "LOCATION")]
    assert found("I saw my brother john", ("john", "PERSON")) == [("john", "PERSON")]
    assert found("we went to california", ("california", "GPE")) == [("california", "LOCATION")]


def test_labels_mean_what_presidio_takes_them_for() -> None:
    from presidio_analyzer.nlp_engine import NerModelConfiguration

    theirs = NerModelConfiguration().model_to_presidio_entity_mapping
    assert {label: theirs[label] for label in ENTITIES if label != "FAC"} | {"FAC": "LOCATION"} == ENTITIES


@given(
    st.text(max_size=80),
    st.lists(st.tuples(st.integers(0, 80), st.integers(1, 20), st.sampled_from(["PERSON", "GPE", "ORG", "NORP"]))),
)
def test_mentions_lie_in_the_text_and_apart(text: str, given_: list[tuple[int, int, str]]) -> None:
    entities = [(start, min(start + size, len(text)), label) for start, size, label in given_ if start < len(text)]
    held = mentions(text, entities)
    assert all(0 <= each.start < each.end <= len(text) for each in held)
    assert all(one.end <= other.start for one, other in pairwise(held))
    assert all("\n" not in text[each.start : each.end] for each in held)
