"""Tables whose fields identify a person only together are named, with those fields."""

from __future__ import annotations

from dataclasses import replace

import pytest

from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding, Reading
from scanner.rulebook import load
from scanner.together import _words, label_of, together

FIELDS = {
    "dob": ("identity.date_of_birth", "birth_date"),
    "year": ("identity.date_of_birth", "birth_year"),
    "zip": ("contact.postal_address", "postcode"),
    "street": ("contact.postal_address", "postal_address"),
    "town": ("location.city", "city"),
    "sex": ("identity.gender", "gender"),
    "job": ("work.job_title", "job_title"),
    "mail": ("contact.email", "email_address"),
    "name": ("identity.name", "person_name"),
    "age": ("identity.age", "age_field"),
}


def finding(field: str, table: str = "answers") -> Finding:
    category, rule = FIELDS[field]
    reading = Reading(rule, Confidence.CERTAIN, 90, 30, 0, False, ())
    return Finding(
        Origin("survey.sqlite", table=table, field=field),
        category,
        ("X",),
        Confidence.CERTAIN,
        (),
        100,
        90,
        30,
        readings=(reading,),
    )


@pytest.mark.parametrize(
    ("fields", "parts"),
    [
        (("dob", "zip", "sex"), ("birth_date", "postcode", "gender")),
        (("sex", "town", "dob"), ("birth_date", "place", "gender")),
        (("dob", "zip"), ("birth_date", "postcode")),
        (("age", "zip", "sex", "job"), ("age", "postcode", "gender", "job")),
        (("year", "zip", "sex", "job"), ("birth_year", "postcode", "gender", "job")),
    ],
)
def test_fields_that_identify_together_are_named(fields: tuple[str, ...], parts: tuple[str, ...]) -> None:
    (found,) = together(finding(each) for each in fields)
    assert found.origin == Origin("survey.sqlite", table="answers")
    assert tuple(each.says for each in found.parts) == parts
    assert (found.records, found.combinations) == (100, 30 ** len(parts))
    assert found.why
    assert found.references


@pytest.mark.parametrize(
    "fields",
    [
        ("dob", "zip", "sex", "mail"),
        ("dob", "zip", "sex", "name"),
        ("dob", "zip", "sex", "street"),
        ("zip", "sex"),
        ("dob", "sex"),
        ("age", "zip", "sex"),
    ],
)
def test_nothing_is_named_where_something_is_direct_or_missing(fields: tuple[str, ...]) -> None:
    assert not together(finding(each) for each in fields)


def test_fields_of_different_tables_are_not_together() -> None:
    assert not together([finding("dob"), finding("zip", "other"), finding("sex")])


def test_what_is_merely_possible_or_test_data_does_not_count() -> None:
    rest = [finding("dob"), finding("zip")]
    assert len(together([*rest, replace(finding("mail"), confidence=Confidence.POSSIBLE)])) == 1
    assert len(together([*rest, replace(finding("mail"), test_data=True)])) == 1
    assert not together([replace(each, test_data=True) for each in rest])


def test_the_words_speak_of_rules_and_categories_that_there_are() -> None:
    book = load((), (), ())
    categories = book.categories()
    for part in _words()["parts"].values():
        assert set(part.get("rules", ())) <= set(book.rules)
        assert set(part.get("categories", ())) <= categories
    for each in _words()["direct"]:
        assert any(one == each or one.startswith(f"{each}.") for one in categories)
    for combination in _words()["together"]:
        assert {*combination["parts"], *combination.get("one_of", ())} <= set(_words()["parts"])
    assert label_of("birth_date") == "birth date"
    assert label_of("of a later version") == "of a later version"
