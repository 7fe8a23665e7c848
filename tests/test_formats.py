"""One file of each format, written by a real library, through the real command: read whole, told by field and row."""

from __future__ import annotations

import pytest

from benchmarks.samples import PEOPLE, WRITERS, make
from tests.command import Ran, scan

TABLES = {
    "people.csv": (None, None, "mail"),
    "people.tsv": (None, None, "mail"),
    "utf16.csv": (None, None, "mail"),
    "people.json": (None, "people", "mail"),
    "people.jsonl": (None, None, "mail"),
    "people.xml": (None, "person", "mail"),
    "access.log": (None, None, "request_uri"),
    "inserts.sql": (None, "people", "mail"),
    "copy.sql": (None, "people", "mail"),
    "people.csv.gz": (None, None, "mail"),
    "people.csv.bz2": (None, None, "mail"),
    "people.csv.xz": (None, None, "mail"),
    "people.parquet": (None, None, "mail"),
    "people.orc": (None, None, "mail"),
    "people.feather": (None, None, "mail"),
    "people.arrows": (None, None, "mail"),
    "people.avro": (None, None, "mail"),
    "people.sqlite": (None, "people", "mail"),
    "people.duckdb": (None, "people", "mail"),
    "people.bson": (None, "people", "mail"),
    "people.xlsx": (None, "Sheet", "mail"),
    "all.zip": ("crm/people.csv", None, "mail"),
    "all.tar": ("crm/people.csv", None, "mail"),
    "all.tgz": ("crm/people.csv", None, "mail"),
    "all.7z": ("people.csv", None, "mail"),
}
OTHERS = {
    "people.yaml": {"[].mail"},
    "settings.ini": {"user"},
    "settings.env": {"ADMIN_EMAIL"},
    "letter.txt": {None},
    "page.html": {"href", "text"},
    "letter.rtf": {"text"},
    "mail.eml": {"from", "to", "body", "mail"},
    "mail.mbox": {"from", "to", "body", "mail"},
    "letter.pdf": {"text"},
    "letter.docx": {"text"},
    "show.pptx": {"text"},
    "letter.odt": {"text"},
}
PICTURES = {"scan.png"}
"""Their text is read where tesseract is installed."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], Ran]:
    folder = tmp_path_factory.mktemp("samples")
    return {file.name for file in make(folder)}, scan(folder, "--ner", "off", "--ocr", "off")


def test_there_is_a_sample_for_each_expectation() -> None:
    assert set(WRITERS) == set(TABLES) | set(OTHERS) | PICTURES


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_file_is_read_whole(made: tuple[set[str], Ran], name: str) -> None:
    files, ran = made
    if name not in files:
        pytest.skip("the library that writes it is not installed")
    coverage = ran.coverage(name)
    assert (coverage["status"], [each for each in coverage["problems"] if name not in PICTURES]) == ("scanned", [])


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_address_of_a_table_is_found_in_its_field(made: tuple[set[str], Ran], name: str) -> None:
    files, ran = made
    if name not in files:
        pytest.skip("the library that writes it is not installed")
    member, table, field = TABLES[name]
    (finding,) = [
        each
        for each in ran.report["findings"]
        if (each["asset"], each["member"], each["category"]) == (name, member, "contact.email")
    ]
    assert (finding["table"], finding["field"]) == (table, field)
    assert (finding["matched"], finding["distinct"]) == (len(PEOPLE), len(PEOPLE))
    assert [place["row"] for place in finding["places"]][:3] == [1, 2, 3]


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_addresses_of_documents_are_found_in_their_fields(made: tuple[set[str], Ran], name: str) -> None:
    files, ran = made
    if name not in files:
        pytest.skip("the library that writes it is not installed")
    found = {
        each["field"] for each in ran.report["findings"] if (each["asset"], each["category"]) == (name, "contact.email")
    }
    assert found == OTHERS[name]
