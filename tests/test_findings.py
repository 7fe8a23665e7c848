from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import pairwise
from math import comb
from random import Random

import numpy as np
import pyarrow as pa
import pytest
import stdnum.luhn
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.allow import Entry
from scanner.chance import CHANCE_LIMIT, chance_explains
from scanner.content import LocalFile
from scanner.detect import detect
from scanner.detector.rule import Level, Rule
from scanner.findings import findings
from scanner.marks import Lists
from scanner.model.data import Asset, Batch, Column, Origin, Unit
from scanner.model.found import Confidence, Finding
from scanner.rulebook import book_of, load
from scanner.summarising import Summarising
from scanner.summary import Summary, merge

BOOK = load()
LISTS = Lists((Entry("one", "these", values=("known@mail.example",)), Entry("two", "test", True, domains=("test",))))
ASSET = Asset("data", LocalFile("data"), 0, "csv")

EMAILS = [f"person{at}@mail.example" for at in range(40)]
VALUES = st.sampled_from([*EMAILS[:12], "a@x.test", "a@x.test known@mail.example", "a@x.test b@mail.example",
                           "203.0.113.7", "4111 1111 1111 1111", "5500000000000004", "219-45-6781",
                          "nothing", "4.4.2.1", "x", "", None])  # fmt: skip
ROWS = st.lists(VALUES, min_size=1, max_size=60)


def _summary(batches: list[tuple[int, Batch]], asset: Asset = ASSET) -> Summary:
    """Batches, each with the number of its unit."""
    units: dict[int, Summarising] = {}
    for number, batch in batches:
        one = units.setdefault(number, Summarising(Unit(asset, number), BOOK, lists=LISTS))
        one.add(batch, [LISTS.marked(column, BOOK) for column in detect(batch, BOOK)])
    return merge(one.summary() for one in units.values())


def _cut(values: list[str | None], at: list[int], unit: list[int]) -> list[tuple[int, Batch]]:
    """The values as a column, cut into batches at these places; `unit`: how many batches each unit takes."""
    edges = sorted({0, len(values), *(one % (len(values) + 1) for one in at)})
    batches, number, first = [], 0, 1
    for part, (start, end) in enumerate(pairwise(edges)):
        if part and unit[part % len(unit)]:
            number, first = number + 1, 1
        column = Column("value", pa.array(values[start:end], pa.string()))
        batches.append((number, Batch((column,), end - start, first_row=first)))
        first += end - start
    return batches


@settings(max_examples=80)
@given(ROWS, st.lists(st.integers(0, 100), max_size=8), st.lists(st.integers(0, 1), min_size=1, max_size=8))
def test_findings_do_not_depend_on_how_rows_are_cut(values: list[str | None], at: list[int], unit: list[int]) -> None:
    whole = findings(_summary(_cut(values, [], [0])), BOOK, LISTS.entries)
    assert findings(_summary(_cut(values, at, unit)), BOOK, LISTS.entries) == whole


@settings(max_examples=60)
@given(ROWS)
def test_dictionary_columns_give_what_plain_ones_give(values: list[str | None]) -> None:
    plain = findings(
        _summary([(0, Batch((Column("value", pa.array(values, pa.string())),), len(values)))]), BOOK, LISTS.entries
    )
    coded = pa.array(values, pa.string()).dictionary_encode()
    index = coded.indices.fill_null(-1).to_numpy().astype(np.int64)
    column = Column("value", coded.dictionary, index=index)
    assert findings(_summary([(0, Batch((column,), len(values)))]), BOOK, LISTS.entries) == plain


@given(st.lists(st.lists(st.sampled_from(EMAILS[:9]), max_size=6), min_size=1, max_size=20))
def test_lists_count_values_and_show_records(lists: list[list[str]]) -> None:
    rows = np.repeat(np.arange(len(lists)), [len(one) for one in lists])
    column = Column("mails[]", pa.array([one for part in lists for one in part], pa.string()), rows=rows)
    found = findings(_summary([(0, Batch((column,), len(lists), first_row=5))]), BOOK, LISTS.entries)
    if not len(rows):
        assert found == ()
        return
    [one] = found
    assert one.matched == one.scanned == len(rows)
    assert one.places == tuple(np.unique(rows)[:5] + 5)
    assert one.distinct == len(set(column.values.to_pylist()))


def _units(columns: list[list[str | None]]) -> list[Summary]:
    asset = Asset("many", LocalFile("many"), 0, "csv")
    return [_summary([(number, batch)], asset) for number, values in enumerate(columns)
            for _, batch in _cut(values, [], [0])]  # fmt: skip


def _plain(summary: Summary) -> object:
    return (
        summary.units,
        sorted(summary.rows.items()),
        [
            (origin, tally.scanned, tally.prose, tally.lines, sorted(tally.tried.items()),
             sorted(tally.allowed.items()), sorted(tally.named.items()), sorted(tally.lost.items()),
             [(key, one.values, sorted(one.evidence.items()), one.sketch.tolist(), one.samples, one.places, one.ages)
              for tallies in (tally.matches, tally.tests) for key, one in sorted(tallies.items())])
            for origin, tally in sorted(summary.fields.items())
        ],
    )  # fmt: skip


@settings(max_examples=60)
@given(st.lists(ROWS, min_size=3, max_size=3))
def test_merging_is_commutative_associative_and_idempotent(columns: list[list[str | None]]) -> None:
    a, b, c = _units(columns)
    assert _plain(a.merged(b)) == _plain(b.merged(a))
    assert _plain(a.merged(b).merged(c)) == _plain(a.merged(b.merged(c))) == _plain(merge([c, a, b]))
    assert _plain(a.merged(a)) == _plain(a)
    assert _plain(a.merged(b).merged(b)) == _plain(a.merged(b))
    assert _plain(Summary().merged(a)) == _plain(a.merged(Summary())) == _plain(a)
    assert _plain(pickle.loads(pickle.dumps(a))) == _plain(a)


def test_summaries_that_overlap_in_part_do_not_merge() -> None:
    a, b, c = _units([["x"], ["x"], ["x"]])
    with pytest.raises(ValueError, match="overlap"):
        a.merged(b).merged(b.merged(c))


@pytest.mark.parametrize("count", [10, 900, 5000, 60_000])
def test_distinct_values_are_counted_or_estimated(count: int) -> None:
    values = [f"p{at % count}@mail.example" for at in range(count + 50)]
    [found] = findings(_summary(_cut(list(values), [1000, 7], [1])), BOOK, LISTS.entries)
    assert found.matched == count + 50
    assert abs(found.distinct - count) <= (0 if count < 1024 else 0.12 * count)


# --- judgement --------------------------------------------------------------------------------------


def _of(field: str, values: list[str], lines: bool = False) -> dict[str, Finding]:
    column = Column(field, pa.array([f"{value}\n" if lines else value for value in values], pa.string()))
    found = findings(_summary([(0, Batch((column,), len(values), lines=lines))]), BOOK, LISTS.entries)
    return {entity: one for one in found for entity in one.entities}


def _digits(rng: Random, size: int, first: str = "") -> str:
    return first + "".join(rng.choice("0123456789") for _ in range(size - len(first)))


@pytest.mark.parametrize("first", ["", "4", "5500", "6011", "9"])
@pytest.mark.parametrize("count", [100, 5000])
def test_random_numbers_of_a_card_s_length_are_no_cards(first: str, count: int) -> None:
    rng = Random(f"{first} {count}")
    found = _of("reference", [_digits(rng, 16, first) for _ in range(count)])
    assert "CREDIT_CARD" not in found or found["CREDIT_CARD"].confidence is Confidence.POSSIBLE


def test_few_luhn_valid_numbers_among_many_are_no_cards() -> None:
    rng = Random(4)
    bodies = [_digits(rng, 15, "4") for _ in range(5000)]
    right = [stdnum.luhn.calc_check_digit(body) for body in bodies]
    values = [
        f"{body}{digit if at % 25 == 0 else (int(digit) + 3) % 10}"
        for at, (body, digit) in enumerate(zip(bodies, right, strict=True))
    ]
    assert "CREDIT_CARD" not in _of("reference", values)


def test_one_number_again_and_again_is_one_trial() -> None:
    found = _of("account", ["4000000000000002", "4000000000000003", "4000000000000004"] * 1000)
    assert "CREDIT_CARD" not in found or found["CREDIT_CARD"].confidence is Confidence.POSSIBLE


def test_numbers_of_three_groups_of_which_some_were_never_issued_are_no_social_security_numbers() -> None:
    rng = Random(6)
    parts = [f"{rng.randint(0, 999):03}-{rng.randint(0, 99):02}-{rng.randint(0, 9999):04}" for _ in range(400)]
    assert "US_SSN" not in _of("", [f"picked {part}" for part in parts], lines=True)
    assert _of("", [f"picked {part}" for part in parts[:15]], lines=True)["US_SSN"].confidence is Confidence.POSSIBLE
    issued = [part for part in parts if part[0] in "12345" and "00" not in part]
    assert _of("", [f"picked {part}" for part in issued], lines=True)["US_SSN"].confidence is Confidence.CERTAIN
    assert _of("", [f"picked {issued[0]}"], lines=True)["US_SSN"].confidence is Confidence.LIKELY


def test_many_luhn_valid_numbers_are_cards_whatever_the_field_is_called() -> None:
    rng = Random(5)
    bodies = [_digits(rng, 15, "4") for _ in range(500)]
    found = _of("c17", [body + stdnum.luhn.calc_check_digit(body) for body in bodies])
    assert found["CREDIT_CARD"].confidence is Confidence.CERTAIN


def test_a_column_of_addresses_with_some_blemishes_is_certain() -> None:
    found = _of("c3", [f"p{at}@mail.example" if at % 50 else "none given" for at in range(1000)])
    assert found["EMAIL_ADDRESS"].confidence is Confidence.CERTAIN
    assert found["EMAIL_ADDRESS"].matched == 980
    assert found["EMAIL_ADDRESS"].scanned == 1000


@pytest.mark.parametrize("field", ["version", "app_version", "firmwareVersion", "build"])
def test_a_column_of_versions_is_nothing(field: str) -> None:
    rng = Random(field)
    assert _of(field, [".".join(str(rng.randint(0, 250)) for _ in range(4)) for _ in range(500)]) == {}


def test_a_column_of_addresses_of_machines_is_certain_by_its_name() -> None:
    rng = Random(8)
    values = [f"203.0.113.{rng.randint(1, 254)}" for _ in range(100)]
    assert _of("client_ip", values)["IP_ADDRESS"].confidence is Confidence.CERTAIN


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("status", ["completed", "cancelled", "failed", "accepted"]),
        ("state", ["busy", "ringing", "queued"]),
        ("platform", ["trading desk", "payments", "advertising"]),
        ("os", ["7.6.2", "5.8.1"]),
    ],
)
def test_words_that_many_things_have_are_no_finding_without_one_that_tells(field: str, values: list[str]) -> None:
    assert _of(field, values * 50) == {}


def test_words_that_tell_carry_the_others_of_their_field() -> None:
    calls = _of("status", ["completed", "completed", "no_answer", "busy"] * 50)["CALL_DETAIL"]
    assert (calls.matched, calls.confidence) == (200, Confidence.LIKELY)
    systems = _of("os", ["Android 9", "7.6.2e"] * 50)["OPERATING_SYSTEM"]
    assert (systems.matched, systems.confidence) == (100, Confidence.CERTAIN)


def test_one_value_again_and_again_is_one_step_less() -> None:
    constant = _of("mail", ["info@nordlys-bygg.no"] * 500)["EMAIL_ADDRESS"]
    assert constant.confidence is Confidence.LIKELY
    assert "default" in constant.why
    varied = _of("mail", [f"p{at % 2}@nordlys-bygg.no" for at in range(500)])["EMAIL_ADDRESS"]
    assert varied.confidence is Confidence.CERTAIN
    few = _of("mail", ["info@nordlys-bygg.no"] * 5)["EMAIL_ADDRESS"]
    assert few.confidence is Confidence.CERTAIN
    lines = _of("", ["from info@nordlys-bygg.no"] * 500, lines=True)["EMAIL_ADDRESS"]
    assert lines.confidence is Confidence.CERTAIN


def test_a_name_that_says_something_else_is_told() -> None:
    mails = _of("phone", [f"p{at}@nordlys-bygg.no" for at in range(50)])["EMAIL_ADDRESS"]
    assert (mails.name_says, mails.name_agrees) == (("PHONE_NUMBER",), False)
    assert "the field's name says phone number" in mails.why
    right = _of("email", [f"p{at}@nordlys-bygg.no" for at in range(50)])["EMAIL_ADDRESS"]
    assert (right.name_says, right.name_agrees) == (("EMAIL_ADDRESS",), True)
    silent = _of("c3", [f"p{at}@nordlys-bygg.no" for at in range(50)])["EMAIL_ADDRESS"]
    assert (silent.name_says, silent.name_agrees) == ((), None)


def test_readings_that_gave_way_are_kept_as_evidence() -> None:
    found = _of("username", [f"p{at}@nordlys-bygg.no" for at in range(50)])
    [lost] = found["EMAIL_ADDRESS"].also_read
    assert (lost.rule, lost.entity, lost.values) == ("username", "USERNAME", 50)
    assert "USERNAME" not in found


def test_the_evidence_of_a_rule_is_counted_by_match() -> None:
    [reading] = _of("card", ["4111 1111 1111 1111"] * 3 + ["4111111111111111"] * 2)["CREDIT_CARD"].readings
    assert {(flags, count) for flags, _, count in reading.evidence} == {
        (("pattern", "checksum", "structure", "field_name"), 3),
        (("pattern", "checksum", "field_name"), 2),
    }
    assert (reading.rule, reading.tried, reading.by_chance) == ("credit_card", 5, False)


def test_one_strong_match_in_lines_is_a_finding() -> None:
    found = _of("", ["nothing here"] * 999 + ["my ssn is 219-45-6781"], lines=True)
    assert found["US_SSN"].confidence is Confidence.CERTAIN
    assert found["US_SSN"].places == (1000,)
    assert found["US_SSN"].free_text


def test_samples_are_masked_and_reasons_hold_no_value() -> None:
    for one in _of("note", ["mail jane.doe@mail.example or call +44 20 7946 0958"] * 3).values():
        shown = " ".join(one.samples) + one.why
        assert "jane" not in shown
        assert "7946" not in shown


@pytest.mark.parametrize("show", [True, False])
def test_values_are_shown_on_request_only(show: bool) -> None:
    summarising = Summarising(Unit(ASSET), BOOK, show_values=show)
    batch = Batch((Column("email", pa.array(["jane.doe@mail.example"])),), 1)
    summarising.add(batch, detect(batch, BOOK))
    [found] = findings(summarising.summary(), BOOK, LISTS.entries)
    assert (found.samples == ("jane.doe@mail.example",)) is show


def test_places_go_on_from_unit_to_unit_of_one_table() -> None:
    values = ["x"] * 9 + [EMAILS[0]]
    summary = _summary([(number, batch) for number in range(3) for _, batch in _cut(list(values), [], [0])])
    [found] = findings(summary, BOOK, LISTS.entries)
    assert found.origin == Origin("data", "", "", "value")
    assert found.places == (10, 20, 30)


# --- chance -----------------------------------------------------------------------------------------


def _tail(passed: int, tried: int, chance: Fraction) -> Fraction:
    terms = (comb(tried, at) * chance**at * (1 - chance) ** (tried - at) for at in range(passed, tried + 1))
    return sum(terms, Fraction(0))


@settings(max_examples=60)
@given(st.integers(1, 200), st.integers(0, 200), st.sampled_from(["0.1", "0.0103", "0.5", "0.9"]))
def test_chance_is_the_tail_of_the_binomial_distribution(tried: int, passed: int, chance: str) -> None:
    passed = min(passed, tried)
    exact = _tail(passed, tried, Fraction(chance))
    if abs(float(exact) - CHANCE_LIMIT) > 1e-9:
        assert chance_explains(passed, tried, float(chance)) is (passed > 0 and exact > CHANCE_LIMIT)


@pytest.mark.parametrize("tried", [1001, 5000, 20_000])
@pytest.mark.parametrize("chance", [0.1, 0.0103])
def test_the_approximation_for_many_trials_is_near(tried: int, chance: float) -> None:
    limit = next(at for at in range(1, tried) if not chance_explains(at, tried, chance))
    mean = tried * chance
    spread = (mean * (1 - chance)) ** 0.5
    assert mean + 3 * spread < limit < mean + 5.5 * spread


@pytest.mark.parametrize(("passed", "tried", "chance"), [(0, 10, 0.1), (5, 10, 0.0), (5, 0, 0.1), (10, 10, 0.1)])
def test_what_chance_does_not_explain(passed: int, tried: int, chance: float) -> None:
    assert not chance_explains(passed, tried, chance)


@pytest.mark.parametrize(
    ("values", "confidence"),
    [
        (["BDG-11", "BDG-22", "BDG-33", "x"], Confidence.LIKELY),
        (["BDG-11", "BDG-22", "BDG-33", "x", "x", "x", "x"], None),
        (["BDG-11", "BDG-22", "BDG-22", "BDG-11"], None),
    ],
)
def test_a_rule_may_ask_for_a_share_and_for_different_values(values: list[str], confidence: Confidence | None) -> None:
    rule = Rule(
        id="badge", entity="BADGE", label="Badge", description="A badge.", pattern="BDG-[0-9]{2}",
        confidence={"pattern": Level.CERTAIN}, share=0.5, fewest=3, at_most=Level.LIKELY,
    )  # fmt: skip
    book = book_of({"badge": rule})
    batch = Batch((Column("value", pa.array(values, pa.string())),), len(values))
    summary = Summarising(Unit(ASSET), book)
    summary.add(batch, detect(batch, book))
    assert [found.confidence for found in findings(summary.summary(), book)] == ([confidence] if confidence else [])
