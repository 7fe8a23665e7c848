"""Recognisers of presidio-analyzer and checks of python-stdnum: where they read, and what speaks for a value."""

from __future__ import annotations

import importlib
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.detect import detect
from scanner.detector.book import Rulebook
from scanner.errors import RuleError
from scanner.model.data import Batch, Column
from scanner.model.found import Confidence
from scanner.rulebook import SHIPPED, load
from tests.command import fairnotice, scan
from tests.detectors.looking import looked, spans_of

PESEL = ("44051401359", "02070803628", "90090515836")
NIF = ("12345678Z", "87654321X", "11111111H")


def test_a_word_beside_a_value_speaks_for_it() -> None:
    assert spans_of("uk_nino", ["his nino is AB123456C"]) == [(0, "AB123456C", Confidence.LIKELY)]
    assert spans_of("uk_nino", ["AB123456C, that is a national insurance number"])[0][1] == "AB123456C"
    assert spans_of("pl_pesel", [f"PESEL: {PESEL[0]}"]) == [(0, PESEL[0], Confidence.CERTAIN)]


def test_a_word_speaks_only_for_what_is_near_and_in_the_same_value() -> None:
    assert not spans_of("uk_nino", ["nino=" + "7=1;" * 20 + "AB123456C"])
    assert not spans_of("us_passport", ["passport", "912345678"])


def test_a_phrase_speaks_as_a_whole_and_a_word_inside_a_longer_phrase_as_well() -> None:
    assert not spans_of("in_voter", ["identity=LHG0032128;code=1;2;3;4"])
    assert spans_of("in_voter", ["elector photo identity card=LHG0032128;1;2;3"])
    assert spans_of("us_passport", ["passport_number=912345678;1;2;3;4;5"])


def test_words_that_stand_beside_anything_of_the_shape_say_nothing() -> None:
    numbers = [f"voter ABC{number:07d}" for number in range(1000, 1400)]
    assert {level for *_, level in spans_of("in_voter", numbers)} == {Confidence.LIKELY}
    assert {level for *_, level in spans_of("in_voter", ["voter LHG0032128"])} == {Confidence.CERTAIN}


def test_a_weak_form_without_its_words_is_nothing() -> None:
    for text in ("912345678", "order 912345678 shipped", "AB 12 CDE"):
        column = looked([text])
        assert column is None or not {part.rule for part in column.found} & {
            "us_passport",
            "us_bank_number",
            "uk_vehicle_registration",
        }


def test_a_field_named_for_it_is_read_whole() -> None:
    assert [found for _, found, _ in spans_of("pl_pesel", [*PESEL, "none"], field="pesel")] == list(PESEL)
    assert {level for *_, level in spans_of("es_nif", NIF, field="cliente_dni")} == {Confidence.CERTAIN}
    assert spans_of("us_prescription_number", ["RX-9123456"], field="rxNumber")[0][2] == Confidence.LIKELY


def test_a_wrong_check_digit_is_no_match_but_was_tried() -> None:
    column = looked(["44051401358", "44051401359"], field="pesel")
    assert column is not None
    assert column.tried["pl_pesel"] == 2
    assert [len(part.spans) for part in column.found if part.rule == "pl_pesel"] == [1]


def test_a_column_whose_values_all_pass_is_known_without_a_name() -> None:
    assert len(spans_of("pl_pesel", list(PESEL) * 10, field="col7")) == 30
    mixed = [*PESEL, *(f"{number:011d}" for number in range(70000000000, 70000000100))]
    assert not spans_of("pl_pesel", mixed, field="col7")


def test_digits_that_pass_a_check_are_no_persons_where_the_name_speaks_of_something_else() -> None:
    assert not spans_of("pl_pesel", list(PESEL) * 10, field="order_no")
    assert len(spans_of("es_nif", list(NIF) * 10, field="order_no")) == 30


def test_several_columns_without_names_are_told_apart() -> None:
    columns = (Column("a", pa.array(list(NIF) * 10)), Column("b", pa.array([str(number) for number in range(30)])))
    found = {column.column.field: {part.rule for part in column.found} for column in detect(Batch(columns, 30), load())}
    assert "es_nif" in found["a"]
    assert not found["b"]


def test_prose_is_read_for_forms_that_tell() -> None:
    text = "The new clerk is registered under RSSMRA85T10A562S with the office in Turin and starts on Monday"
    assert spans_of("it_fiscal_code", [text] * 3, field="story")[0][1] == "RSSMRA85T10A562S"


def test_text_of_several_bytes_keeps_places() -> None:
    text = "Grüße, meine Steuer-ID ist 26954371827 – danke"
    assert spans_of("de_tax_id", [text])[0][1] == "26954371827"
    assert spans_of("kr_passport", ["여권 M123A4567 입니다"])[0][1] == "M123A4567"


def _with(book: Rulebook, text: str) -> set[str]:
    columns = detect(Batch((Column("", pa.array([f"{text}\n"])),), 1, lines=True), book)
    return {part.rule for column in columns for part in column.found}


def test_countries_choose_national_rules() -> None:
    german = load(countries=("DE",))
    assert "de_tax_id" in german.rules
    assert "crypto" in german.rules
    assert not {"uk_nino", "us_passport"} & german.rules.keys()
    assert "uk_nino" in load(countries=("GB",)).rules


def test_a_class_of_the_users(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "badges.py").write_text(
        "from presidio_analyzer import Pattern, PatternRecognizer\n"
        "class Badge(PatternRecognizer):\n"
        "    def __init__(self):\n"
        "        form = Pattern('badge', r'(?<!\\d)7\\d{3}-\\d{2}(?!\\d)', 0.5)\n"
        "        super().__init__('BADGE', patterns=[form], context=['badge'])\n"
        "    def validate_result(self, text):\n"
        "        return int(text[0:4]) % 7 == 0\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    book = load(recognizers=("badges.Badge",))
    assert _with(book, "badge 7007-12 at the door") == {"badge"}
    assert not _with(book, "badge 7008-12 at the door")


YAML = """
recognizers:
  - name: Staff number
    supported_language: en
    supported_entity: STAFF_NUMBER
    patterns: [{name: staff, regex: '\\bST\\d{5}\\b', score: 0.6}]
    context: [staff]
  - name: Titles
    supported_entity: TITLE
    deny_list: [Archdeacon, Margravine]
"""


def test_a_yaml_file_of_the_users_through_the_command(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(YAML)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "list.csv").write_text("number,who\n" + "".join(f"ST{row:05d},x\n" for row in range(30)))
    ran = scan("data", "--recognizers", "own.yaml", cwd=tmp_path)
    assert [each["entities"] for each in ran.report["findings"]] == [["STAFF_NUMBER"]]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("no.such.Class", "there is no such recogniser"),
        ("presidio_analyzer.AnalyzerEngine", "it is not a recogniser made of patterns"),
        ("missing.yaml", "not a YAML file of recognisers"),
    ],
)
def test_recognizers_that_cannot_be_used_are_wrong_usage(source: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text\n")
    ran = fairnotice("scan", ".", "--recognizers", source, cwd=tmp_path)
    assert ran.status == 2
    assert says in ran.err


def test_a_pattern_that_takes_too_long_is_named_and_costs_what_it_reads(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "recognizers:\n- name: slow\n  supported_entity: SLOW\n"
        "  patterns: [{name: slow, regex: '(?:a|a|aa)+(?=!)', score: 0.5}]\n"
    )
    (tmp_path / "a.csv").write_text("v,w\n" + f"{'a' * 64},x\n" * 50)
    ran = scan("a.csv", "--recognizers", "own.yaml", cwd=tmp_path)
    assert ran.status == 3
    assert "takes more than 2 seconds" in ran.coverage("a.csv")["problems"][0]["fact"]


def test_a_pattern_without_a_superset_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(
        "recognizers:\n- name: x\n  supported_entity: X\n  patterns: [{name: x, regex: '(a)(?(1)b|c)', score: 0.5}]\n"
    )
    with pytest.raises(RuleError, match="cannot be used"):
        load(recognizers=(str(file),))


CHECKED = sorted(rule.id for rule in load().rules.values() if rule.check)


@pytest.mark.parametrize("rule", CHECKED)
@settings(max_examples=20)
@given(st.lists(st.from_regex(r"[0-9A-Z][0-9A-Z .-]{7,20}", fullmatch=True), min_size=1, max_size=20))
def test_what_a_check_of_stdnum_refuses_is_not_found(rule: str, texts: list[str]) -> None:
    check = load().rules[rule].check
    is_valid = importlib.import_module(f"stdnum.{check}").is_valid
    for _, found, _ in spans_of(rule, texts, field=load().rules[rule].field_names[0]):
        assert is_valid(found)


def test_a_rule_with_an_unknown_check_is_refused(tmp_path: Path) -> None:
    text = (SHIPPED / "entities" / "br_cpf.yaml").read_text("utf-8").replace("check: br.cpf", "check: br.none")
    (tmp_path / "br_cpf.yaml").write_text(text)
    book = load([tmp_path])
    with pytest.raises(RuleError, match=r"no module br\.none"):
        list(detect(Batch((Column("cpf", pa.array(["x"])),), 1), book))
