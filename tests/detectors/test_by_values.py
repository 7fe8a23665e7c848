"""Columns known by their values: names of people, vocabularies, street addresses, messages."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest

from scanner.columns import with_repeats_once
from scanner.content import LocalFile
from scanner.detect import detect
from scanner.findings import findings
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.found import Confidence, Finding
from scanner.rulebook import load
from scanner.summarising import Summarising

BOOK = load()
NAMES = ["Ingrid Solberg", "Meier, Anna", "Omar Haddad", "MARIA GARCIA", "John Smith", "Łukasz Nowak", "Ana Sofía Gil"]
PLACES = ["Trondheim", "Graz", "Porto", "Cork", "Utrecht", "Lyon", "Bergen"]
STREETS = ["12 Harbour Lane", "Lindenstraße 4a", "14, rue des Lilas", "Calle Mayor 12", "Via Verdi, 7", "Kerkstraat 18"]
RELIGIONS = ["Catholic", "muslim", "Hindu", "Jewish", "Buddhist", "Sikh", "catholic"]
WRITTEN = [
    "Hello, I cannot log in since Monday, please help me.",
    "Guten Tag, ich habe meine Rechnung noch nicht bekommen.",
    "Bonjour, je voudrais changer mon adresse, merci beaucoup.",
    "Thank you for the quick answer, now my phone works.",
]
MANUAL = [
    "The lamp has a steel base and a shade of linen.",
    "Holds two litres and keeps drinks warm for hours.",
    "Made of recycled paper with a cover of cork.",
    "Fits all doors between thirty and forty millimetres.",
]


def found_in(columns: dict[str, Sequence[str | None]]) -> list[Finding]:
    """All findings of one table."""
    rows = max(map(len, columns.values()))
    arrays = {
        name: pa.array([*values, *[None] * (rows - len(values))], pa.string()) for name, values in columns.items()
    }
    batch = Batch(tuple(Column(name, values) for name, values in arrays.items()), rows)
    summary = Summarising(Unit(Asset("table", LocalFile("table"), 0, "csv")), BOOK)
    summary.add(batch, detect(batch, BOOK))
    return list(findings(summary.summary(), BOOK))


def categories(name: str, values: Sequence[str | None], least: Confidence = Confidence.LIKELY) -> set[str]:
    return {str(one.category) for one in found_in({name: values}) if one.confidence >= least}


def test_columns_without_telling_names_are_told_apart() -> None:
    columns = {"a": PLACES, "b": NAMES, "c": ["x1", "x2"], "d": STREETS, "e": RELIGIONS * 3, "f": ["ok"]}
    told = {(one.origin.field, one.category) for one in found_in({key: list(value) for key, value in columns.items()})}
    assert told == {("b", "identity.name"), ("d", "contact.postal_address"), ("e", "special.religion")}


def test_what_repeats_may_be_read_once_and_is_found_all_the_same() -> None:
    """Each rule's own examples as columns of thousands of records, by name and without one."""
    for rule in BOOK.rules.values():
        texts = [each.text for each in rule.examples if each.text]
        for field in ("", *rule.field_names[:1]):
            for some in (texts[:1], [*texts, "unknown"] if field else texts) if texts else ():
                values = pa.array([*some, *random.Random(rule.id).choices(some, k=2100)], pa.string())
                batch = Batch((Column(field, values),), len(values))
                once = with_repeats_once(batch)
                assert len(once.columns[0].values) == len(set(some))
                assert told(once) == told(batch), (rule.id, field)


def told(batch: Batch) -> set[tuple[str | None, Confidence, int]]:
    summary = Summarising(Unit(Asset("table", LocalFile("table"), 0, "csv")), BOOK)
    summary.add(batch, detect(batch, BOOK))
    likely = (one for one in findings(summary.summary(), BOOK) if one.confidence >= Confidence.LIKELY)
    return {(one.category, one.confidence, one.matched) for one in likely}


def test_names_alone_are_likely_and_with_a_name_that_agrees_certain() -> None:
    assert [one.confidence for one in found_in({"col3": NAMES})] == [Confidence.LIKELY]
    assert [one.confidence for one in found_in({"kontoinhaber": NAMES})] == [Confidence.CERTAIN]


def test_all_values_written_as_names_count() -> None:
    [found] = found_in({"x": [*NAMES, *NAMES, "Thrudvang Askeladd", "4711", "n/a", None]})
    assert (found.matched, found.scanned) == (2 * len(NAMES) + 1, 2 * len(NAMES) + 3)


@pytest.mark.parametrize("texts", [NAMES[:4], ["Anna"] * 40, [f"{name} GmbH" for name in NAMES], PLACES])
def test_few_names_the_same_name_and_companies_are_no_column_of_names(texts: list[str]) -> None:
    assert categories("col3", texts) == set()


def test_a_field_that_is_named_as_something_else_holds_no_names() -> None:
    for name in ("city", "product", "vessel_name", "file_name", "month"):
        assert "identity.name" not in categories(name, NAMES)


def test_log_in_names_are_no_names_of_people() -> None:
    assert categories("col3", ["anna.meier", "omar.haddad", "john.smith", "maria.g", "ingrid.s", "ana.gil"]) == set()


def test_first_names_alone_need_a_larger_share() -> None:
    first = [
        name.split()[0].strip(",") for name in ("Ingrid", "Anna", "Omar", "Maria", "John", "Ana", "Giulia", "Marco")
    ]
    assert categories("x", first) == {"identity.name"}
    assert categories("x", [*first, *PLACES]) == set()


def test_dictionary_columns_count_their_records() -> None:
    values = pa.array(NAMES)
    column = Column("x", values, index=pa.array([*range(len(NAMES)), 0, 0, 0]).to_numpy())
    batch = Batch((column,), len(NAMES) + 3)
    summary = Summarising(Unit(Asset("table", LocalFile("table"), 0, "parquet")), BOOK)
    summary.add(batch, detect(batch, BOOK))
    [found] = findings(summary.summary(), BOOK)
    assert found.matched == len(NAMES) + 3


def test_lines_of_names_are_not_looked_at() -> None:
    batch = Batch((Column("", pa.array([f"{name}\n" for name in NAMES * 5])),), 5 * len(NAMES), lines=True)
    assert [part.rule for column in detect(batch, BOOK) for part in column.found if part.rule == "person_values"] == []


def test_vocabularies_need_nearly_all_values_and_several_words() -> None:
    assert categories("x", RELIGIONS * 3) == {"special.religion"}
    assert categories("x", [*RELIGIONS, *PLACES] * 3) == set()
    assert categories("x", ["Catholic", "catholic"] * 20) == set()
    assert categories("denomination", RELIGIONS) == {"special.religion"}


def test_codes_count_only_in_a_field_that_is_named_so() -> None:
    assert categories("geschlecht", ["m", "w", "d", "w"]) == {"identity.gender"}
    assert categories("size", ["m", "w", "d", "w"] * 10) == set()


def test_streets_are_told_in_any_field_and_phones_are_none() -> None:
    assert categories("str", STREETS) == {"contact.postal_address"}
    phones = ["+44 20 7946 0958", "020 7946 0959", "(415) 555-0134", "+49 30 901820", "415-555-0135"]
    assert "contact.postal_address" not in categories("x", phones, Confidence.POSSIBLE)


def test_messages_are_possible_in_any_field_and_descriptions_of_goods_are_not() -> None:
    assert categories("x", WRITTEN * 10, Confidence.POSSIBLE) == {"content.communications"}
    assert categories("x", WRITTEN * 10) == set()
    assert categories("x", MANUAL * 10, Confidence.POSSIBLE) == set()
