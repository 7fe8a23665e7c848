"""Workbooks: what people write, hidden sheets, titles and several tables, comments, passwords, bombs."""

from __future__ import annotations

import gzip
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest

from scanner.content import Held
from scanner.model.data import Asset, Limits
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources.excel import SOURCE
from tests.command import scan
from tests.sources.reading import read

pytest.importorskip("python_calamine", reason="reads workbooks: pip install 'fairnotice[excel]'")
openpyxl = pytest.importorskip("openpyxl", reason="makes workbooks: pip install openpyxl")

SEEN = datetime(2020, 1, 2, 3, 4, 5)
PEOPLE = [
    ["id", "name", "email", "phone", "born", "seen", "wakes", "height", "active"],
    [1, "Jane", "jane@harborline.io", 14155550123, date(1980, 2, 29), SEEN, time(6, 30), 1.8, True],
    [2, "Omar", None, 831337336666879, date(1990, 3, 1), SEEN, time(7, 0), 2.0, False],
]
CELLS = {
    "People.id": [(1, "1"), (2, "2")],
    "People.name": [(1, "Jane"), (2, "Omar")],
    "People.email": [(1, "jane@harborline.io")],
    "People.phone": [(1, "14155550123"), (2, "831337336666879")],
    "People.born": [(1, "1980-02-29"), (2, "1990-03-01")],
    "People.seen": [(1, "2020-01-02 03:04:05"), (2, "2020-01-02 03:04:05")],
    "People.wakes": [(1, "06:30:00"), (2, "07:00:00")],
    "People.height": [(1, "1.8"), (2, "2")],
}


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def converted(path: Path, kind: str) -> Path:
    program = shutil.which("soffice")
    if not program:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-calc)")
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    command = [program, profile, "--headless", "--convert-to", kind, "--outdir", str(path.parent), str(path)]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    return path.with_suffix(f".{kind}")


def fit_of(path: Path, name: str = "x") -> Fit:
    return SOURCE.fit(Head(name, path.read_bytes()[: 1 << 16], None))


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The workbook with other members."""
    with zipfile.ZipFile(path) as old:
        members = {info.filename: change(info.filename, old.read(info)) for info in old.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)
    return path


def test_values_as_people_write_them(tmp_path: Path) -> None:
    path = workbook(tmp_path / "people.xlsx", People=PEOPLE)
    assert fit_of(path) == Fit.SIGNATURE
    packed = tmp_path / "people.xlsx.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    for file in (path, packed):
        outcome = read(SOURCE, file)
        assert (outcome.cells(), outcome.reasons, outcome.error) == (CELLS, {}, None)


@pytest.mark.parametrize("kind", ["ods", "xls", "xlsx"])
def test_what_libreoffice_writes(tmp_path: Path, kind: str) -> None:

    source = workbook(tmp_path / "people.xlsx", People=PEOPLE)
    path = converted(source if kind != "xlsx" else converted(source, "ods"), kind)
    assert fit_of(path) == Fit.SIGNATURE
    cells = read(SOURCE, path).cells()
    wakes = cells.pop("People.wakes")
    assert {name: cells[name] for name in cells.keys() & CELLS.keys()} == {
        k: v for k, v in CELLS.items() if k != "People.wakes"
    }
    assert [value.removeprefix("1899-12-31 ").rjust(8, "0") for _, value in wakes] == ["06:30:00", "07:00:00"]


@pytest.mark.parametrize("name", ["biff8.xls", "biff5.xls"])
def test_old_workbooks(name: str) -> None:
    path = Path("tests/data/workbooks", name)
    assert fit_of(path) == Fit.SIGNATURE
    outcome = read(SOURCE, path)
    assert outcome.cells()["People.email"] == [(1, "jane@harborline.io"), (2, "omar@fjordpost.net")]
    assert outcome.cells()["People.born"] == [(1, "1980-02-29"), (2, "1990-03-01")]


def test_cells_that_the_library_passes_over_are_told() -> None:
    path = Path("tests/data/workbooks/short_cells.xlsb")
    assert fit_of(path) == Fit.SIGNATURE
    outcome = read(SOURCE, path)
    assert outcome.values("People.id") == ["1", "2"]
    assert outcome.reasons[Reason.UNKNOWN_FORMAT] > 5


def test_fit_leaves_other_files_alone() -> None:
    names = {"letter.docx": b"[Content_Types].xml word/document.xml", "a.zip": b"readme.txt"}
    for name, members in names.items():
        assert SOURCE.fit(Head(name, b"PK\x03\x04" + members, None)) == Fit.NO
    assert (
        SOURCE.fit(Head("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), None))
        == Fit.NO
    )
    assert SOURCE.fit(Head("a.xlsx", b"text", "text")) == Fit.NO


def test_titles_blank_rows_and_several_tables(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Customers, north"],
        [],
        [None, "id", "email"],
        [None, 1, "jane@harborline.io"],
        [],
        [None, 2, "omar@fjordpost.net"],
        [],
        ["Suppliers"],
        ["city", "phone", "since", "note"],
        ["Porto", 14155550123, date(2019, 5, 1), "calls back"],
    ]
    cells = read(SOURCE, workbook(tmp_path / "t.xlsx", S=rows)).cells()
    assert cells["S.email"] == [(1, "jane@harborline.io"), (2, "omar@fjordpost.net")]
    assert cells["S.id"] == [(1, "1"), (2, "2")]
    assert cells["S.city"] == [(3, "Porto")]
    assert cells["S.phone"] == [(3, "14155550123")]
    assert cells["S.note"] == [(3, "calls back")]
    assert [value for _, value in cells["S.(unparsed)"]] == ["Customers, north\n", "Suppliers\n"]


def test_sheets_without_names_of_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [["jane@harborline.io", 1], ["omar@fjordpost.net", 2]]
    cells = read(SOURCE, workbook(tmp_path / "t.xlsx", S=rows)).cells()
    assert cells["S.column_1"] == [(1, "jane@harborline.io"), (2, "omar@fjordpost.net")]


def test_hidden_sheets_and_comments(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", People=PEOPLE, Secret=[["email"], ["omar@fjordpost.net"]])
    book = openpyxl.load_workbook(path)
    book["Secret"].sheet_state = "veryHidden"
    book["People"]["B2"].comment = openpyxl.comments.Comment("Call her at +14155550199", "Ada")
    book.save(path)
    cells = read(SOURCE, path).cells()
    assert cells["Secret.email"] == [(1, "omar@fjordpost.net")]
    assert any("Call her at +14155550199" in text for _, text in cells["comment1.text"] if text)
    assert cells["comment1.cell"] == [(1, "B2")]
    notes = read(SOURCE, converted(path, "ods")).cells()
    assert any("+14155550199" in text for _, text in notes["notes.text"])
    assert notes["Secret.email"] == [(1, "omar@fjordpost.net")]


def test_protected_workbooks_are_named(tmp_path: Path) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(2000)
    path = tmp_path / "locked.xlsx"
    path.write_bytes(locked)
    assert fit_of(path, "locked.xlsx") == Fit.SIGNATURE
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.ENCRYPTED


def test_far_cells_ask_for_too_much(tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "a", "b"
    book.save(path)
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.LIMIT


def test_blown_up_workbooks_are_not_read(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", S=[["a"]])
    repacked(path, lambda name, data: data + b" " * 30_000_000 if name.endswith("sheet1.xml") else data)
    data = path.read_bytes()
    assert len(data) < 50_000
    asset = Asset("t.xlsx", Held("t.xlsx", data, Limits(free=1 << 20)), len(data), "excel")
    with pytest.raises(Exception, match="MiB when it is decompressed") as caught:
        list(SOURCE.read(SOURCE.plan(asset)[0]))
    assert caught.value.reason == Reason.LIMIT


def test_repeated_cells_are_bounded(tmp_path: Path) -> None:
    path = converted(workbook(tmp_path / "t.xlsx", S=[["a", "b"], ["x", 1]]), "ods")

    def blow_up(name: str, data: bytes) -> bytes:
        if name != "content.xml":
            return data
        return re.sub(
            rb"<table:table-row [^>]*><table:table-cell office:value-type=\"string\"",
            b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
            b'table:number-columns-repeated="16384" office:value-type="string"',
            data,
            count=1,
        )

    outcome = read(SOURCE, repacked(path, blow_up))
    assert sum(batch.rows for batch in outcome.batches) <= 1002
    assert "x" in {value for rows in outcome.cells().values() for _, value in rows}


@pytest.mark.parametrize("name", ["people.xlsx", "people.ods", "biff8.xls"])
def test_no_mutation_brings_anything_but_problems(tmp_path: Path, name: str) -> None:
    if name.endswith(".xls"):
        whole = Path("tests/data/workbooks", name).read_bytes()
    else:
        path = workbook(tmp_path / "people.xlsx", People=PEOPLE)
        whole = (converted(path, "ods") if name.endswith("ods") else path).read_bytes()
    chance, path = random.Random(5), tmp_path / name
    for _ in range(100):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.choice((0, 255, 127, 128, chance.randrange(256)))
        path.write_bytes(data[: chance.choice((None, len(data) * 3 // 4))])
        outcome = read(SOURCE, path)
        assert outcome.error is None or str(outcome.error).startswith(f"{name}: ")


def test_the_command_names_the_sheet_and_the_field(tmp_path: Path) -> None:
    made = workbook(tmp_path / "people.xlsx", People=PEOPLE)
    made.rename(tmp_path / "people.bin")
    assert ("people.bin", "People", "email", "contact.email") in scan(tmp_path).found()
