"""`--ner` and `--ner-model`, as a user sees them, and what the report says of how much was read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.content import LocalFile
from scanner.detector.freetext import LEAST, SAMPLE, Budget
from scanner.detector.language import Model, Reading
from scanner.model.data import Asset, Unit
from scanner.model.judged import Report
from scanner.model.problems import Reason
from scanner.reading import names_in_text
from scanner.report.text import to_text
from scanner.report.view import View
from scanner.rulebook import SHIPPED, book_of, load
from scanner.rulecheck import check, unchecked
from scanner.summary import Summary
from scanner.unit import Settings, scan_unit, survey
from tests.command import ROOT, fairnotice, scan
from tests.models import MODEL, needs_model

NAMES = ["Margaret Whitfield", "Thomas Pemberton", "Ingrid Halvorsen", "William Jones"]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """Two fields of free text and one that is none."""
    rows = ["id,notes,comment"]
    for number in range(SAMPLE + 100):
        name = NAMES[number % len(NAMES)]
        rows.append(f"{number},Spoke with {name} about order number {number} today,Nothing else to say about it here")
    (tmp_path / "notes.csv").write_text("\n".join(rows) + "\n")
    return tmp_path


@needs_model
def test_a_sample_is_read_and_the_report_says_how_much(notes: Path) -> None:
    ran = scan("notes.csv", cwd=notes)
    told = ran.report["run"]["names_in_text"]
    assert MODEL
    assert (told["looked_for"], told["reading"], told["model"]) == (True, "sample", MODEL.name)
    assert told["in_part"] == [
        {"asset": "notes.csv", "member": None, "table": None, "field": "notes", "passages": 400, "read": SAMPLE}
    ]
    assert (told["fields"], told["passages"], told["read"]) == (2, 800, 700)
    assert 0 < told["bytes_read"] < told["bytes"]
    (finding,) = [each for each in ran.report["findings"] if each["category"] == "identity.name"]
    assert (finding["field"], finding["matched"], "ner" in finding["evidence"]) == ("notes", SAMPLE, True)
    assert f"{SAMPLE} of 400 passages were read for names" in finding["why"]
    (notes / "report.json").write_text(ran.out)
    text = fairnotice("report", notes / "report.json").out
    assert "Names and places in free text: read 700 of 800 passages of 2 fields" in text
    assert "`--ner all` reads the rest" in text


@needs_model
def test_the_sample_is_the_same_whatever_the_number_of_workers(notes: Path) -> None:
    one, two = (json.loads(fairnotice("scan", "--format", "json", "--jobs", jobs, notes).out) for jobs in (1, 2))
    assert one["findings"] == two["findings"]
    assert one["run"] == two["run"]


@needs_model
def test_all_is_all(notes: Path) -> None:
    ran = scan("notes.csv", "--ner", "all", cwd=notes)
    told = ran.report["run"]["names_in_text"]
    assert (told["passages"], told["read"], told["in_part"]) == (800, 800, [])
    assert [each["matched"] for each in ran.report["findings"] if each["category"] == "identity.name"] == [400]


def test_off_is_said(notes: Path) -> None:
    ran = fairnotice("scan", "--ner", "off", "notes.csv", cwd=notes)
    told = "Names and places in free text (2 fields hold some) were not looked for: it was switched off."
    assert told in " ".join(ran.out.split())


def test_no_model_is_said() -> None:
    told = names_in_text(Summary(), Budget(Reading.SAMPLE, None))
    assert told == {"looked_for": False, "reading": "sample", "why_not": "no language model is installed", "fields": 0}


def test_a_model_that_is_not_there_is_wrong_usage(notes: Path) -> None:
    ran = fairnotice("scan", "--ner-model", "no_such_model", "notes.csv", cwd=notes)
    assert ran.status == 2
    assert "no_such_model: there is no spaCy model of this name" in ran.err


def test_a_model_that_does_not_load_costs_only_the_names(notes: Path) -> None:
    (notes / "model").mkdir()
    (notes / "model" / "meta.json").write_text('{"version": "1"}')
    with (notes / "notes.csv").open("a") as file:
        file.write("9,ask anna.berg@fjordtel.example about this order,Nothing\n")
    ran = scan("--ner-model", "model", "notes.csv", cwd=notes)
    assert ran.status == 3
    assert ran.reasons("notes.csv") == {"names_not_read"}
    assert {each["category"] for each in ran.report["findings"]} >= {"contact.email"}


@needs_model
def test_a_part_of_a_file_has_a_part_of_the_budget(notes: Path) -> None:
    path = notes / "notes.txt"
    path.write_text("\n\n".join(f"Spoke with {NAMES[0]} about order number {each} today." for each in range(2000)))
    size = path.stat().st_size
    settings = Settings(budget=Budget(Reading.SAMPLE, MODEL))
    asset = Asset("notes.txt", LocalFile(str(path)), size, "text")
    for stop, read in ((None, SAMPLE), (size // 2, SAMPLE // 2), (size // 20, LEAST)):
        unit = Unit(asset, stop=stop, bytes=stop or size)
        (tally,) = scan_unit(unit, settings).summary.fields.values()
        assert read <= tally.free.read <= read + 5  # a little more, since lines come in several batches


def test_a_unit_is_scanned_where_the_model_fails_to_load(notes: Path) -> None:
    path = notes / "notes.csv"
    budget = Budget(Reading.ALL, Model("broken 1", notes / "nothing"))
    settings = Settings(budget=budget)
    (unit,) = survey(Asset("notes.csv", LocalFile(str(path)), path.stat().st_size, ""), settings).units
    result = scan_unit(unit, settings)
    assert [problem.reason for problem in result.problems] == [Reason.NAMES_NOT_READ]
    assert result.rows == SAMPLE + 100


@pytest.mark.parametrize("what", ["import scanner.unit", "import scanner.cli"])
def test_neither_package_is_imported_before_a_scan(what: str) -> None:
    code = f"{what}; import sys; sys.exit(any(name in sys.modules for name in ('spacy', 'presidio_analyzer')))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_text_report_says_that_there_is_no_model() -> None:
    told = names_in_text(Summary(), Budget(Reading.SAMPLE, None))
    text = to_text(Report({"complete": True, "names_in_text": told}, None, (), (), ()), View())
    assert (
        "Names and places in free text were not looked for: no language model is installed. "
        "Install the extra `fairnotice[ner]`."
    ) in " ".join(text.split())


def test_rules_are_checked_in_form_where_there_is_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.rulecheck.find_model", lambda: None)
    assert unchecked([SHIPPED]) == ["group_in_text", "person_in_text", "place_in_text"]
    mine = load().rules["person_in_text"].model_copy(update={"references": ()})
    assert [str(each) for each in check(book_of({mine.id: mine}))] == [
        "person_in_text.yaml: references: none. Name the standard, or a page that describes the value."
    ]
