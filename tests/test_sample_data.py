from __future__ import annotations

import ast
import csv
import gzip
import ipaddress
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import phonenumbers
import pyarrow.dataset as ds
import pytest
import yaml
from backports import zstd
from stdnum import iban, luhn
from stdnum.us import ssn

from sample_data.make import FOLDERS, make

HERE = Path(__file__).parent.parent / "sample_data"
Table = dict[str, list[Any]]
EMAIL = re.compile(r"[\w.+-]+(?:@|%40)[A-Za-z][\w-]*(?:\.[\w-]+)*\b")
IPV4 = re.compile(r"(?<![\w./@=-])(?<!ip=)\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<=ip=)\d{1,3}(?:\.\d{1,3}){3}(?!\S)")
IPV6 = re.compile(r"\b2001:db8:[0-9a-f:]+")
SSN = re.compile(r"\b\d{3}-\d{2}-\d{4}\b")
VERSION = re.compile(r"(?:version|firmware|build|beta) v?[\d.]+|/[\d.]+", re.IGNORECASE)
CALLING = re.compile(r"phone|call|direct line|number|reach|text me|ring|sms", re.IGNORECASE)
VERDICTS = {"declared", "wider_term", "broad_only", "undeclared", "contradicts"}


@cache
def listed() -> dict[str, Any]:
    document = yaml.safe_load((HERE / "planted.yaml").read_text(encoding="utf-8"))
    assert isinstance(document, dict)
    return document


def rows_of(section: str) -> list[dict[str, Any]]:
    found = listed()[section]
    assert isinstance(found, list)
    return found


def raw(asset: str) -> str:
    data = (HERE / asset).read_bytes()
    if asset.endswith(".gz"):
        data = gzip.decompress(data)
    if asset.endswith(".zst"):
        data = zstd.decompress(data)
    return data.decode("utf-8-sig")


# --- plain readers, written apart from the program's own ----------------------------------------


def flat(value: Any, path: str, into: Table) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            flat(inner, f"{path}.{key}" if path else key, into)
    elif isinstance(value, list):
        for inner in value:
            flat(inner, f"{path}[]", into)
    else:
        into.setdefault(path, []).append(value)


def from_objects(objects: Iterable[Any]) -> dict[str, Table]:
    table: Table = {}
    for one in objects:
        flat(one, "", table)
    return {"": table}


def from_copy(text: str) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for name, header, body in re.findall(r"(?ms)^COPY (\S+) \((.*?)\) FROM stdin;\n(.*?)^\\\.$", text):
        columns: Table = {column: [] for column in header.split(", ")}
        for line in body.splitlines():
            for column, cell in zip(columns, line.split("\t"), strict=True):
                columns[column].append(None if cell == "\\N" else cell)
        tables[name] = columns
    return tables


def from_inserts(text: str) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for name, body in re.findall(r"(?ms)^CREATE TABLE `(\w+)` \(\n(.*?)^\)", text):
        tables[name] = {column: [] for column in re.findall(r"^  `(\w+)`", body, re.MULTILINE)}
    for name, body in re.findall(r"(?ms)^INSERT INTO `(\w+)` VALUES\n(.*?);\n(?=INSERT|/\*)", text):
        for line in re.findall(r"^\((.*)\),?$", body, re.MULTILINE):
            cells = ast.literal_eval("(" + re.sub(r"\bNULL\b(?=,|$)", "None", line) + ")")
            for column, cell in zip(tables[name], cells, strict=True):
                tables[name][column].append(cell)
    return tables


def from_sqlite(path: Path) -> dict[str, Table]:
    base = sqlite3.connect(path)
    names = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables: dict[str, Table] = {}
    for name in names:
        cursor = base.execute(f"SELECT * FROM {name}")
        fetched = cursor.fetchall()
        tables[name] = {column[0]: [row[at] for row in fetched] for at, column in enumerate(cursor.description)}
    base.close()
    return tables


def from_csv(text: str) -> dict[str, Table]:
    header, *rows = csv.reader(text.splitlines(keepends=True))
    whole = [row for row in rows if len(row) == len(header)]
    return {"": {name: [row[at] or None for row in whole] for at, name in enumerate(header)}}


ACCESS = re.compile(
    r'(?P<remote_addr>\S+) - - \[[^]]*\] "\S+ (?P<request_uri>\S+) \S+" \d+ (?P<body_bytes_sent>\S+) '
    r'"(?P<http_referer>[^"]*)" "(?P<http_user_agent>[^"]*)"'
)


def from_access_log(text: str) -> dict[str, Table]:
    matches = [ACCESS.fullmatch(line) for line in text.splitlines()]
    rows = [match.groupdict() for match in matches if match]
    assert len(rows) == len(matches)
    return {"": {name: [None if row[name] == "-" else row[name] for row in rows] for name in ACCESS.groupindex}}


@cache
def tables(asset: str) -> dict[str, Table]:
    if asset == "calls":
        return from_objects(ds.dataset(HERE / asset, format="parquet").to_table().to_pylist())
    if asset.endswith(".sqlite"):
        return from_sqlite(HERE / asset)
    text = raw(asset)
    if asset.startswith("crm/"):
        return from_copy(text)
    if asset.startswith("billing/"):
        return from_inserts(text)
    if ".jsonl" in asset:
        return from_objects(json.loads(line) for line in text.splitlines())
    if asset.endswith(".json"):
        return from_objects(json.loads(text))
    if asset.endswith(".csv"):
        return from_csv(text)
    if "access.log" in asset:
        return from_access_log(text)
    return {"": {"": list(text.splitlines())}}


def values(row: dict[str, Any]) -> list[Any]:
    return [value for value in tables(row["asset"])[row["table"]][row["field"]] if value is not None]


# --- what a cell must be to count ---------------------------------------------------------------


def is_phone(text: str) -> bool:
    number = "+" + text[2:] if text.startswith("00") else text
    return phonenumbers.is_valid_number(phonenumbers.parse(number, "US"))


def is_ip(text: str) -> bool:
    return ipaddress.ip_address(text).version in (4, 6)


CELL: dict[str, Callable[[str], bool]] = {
    "EMAIL_ADDRESS": lambda text: EMAIL.fullmatch(text) is not None,
    "PHONE_NUMBER": is_phone,
    "IP_ADDRESS": is_ip,
    "CREDIT_CARD": lambda text: luhn.is_valid(re.sub("[ -]", "", text)),
    "US_SSN": ssn.is_valid,
    "IBAN_CODE": iban.is_valid,
    "DATE_OF_BIRTH": lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}", text) is not None,
    "PASSWORD_HASH": lambda text: re.fullmatch(r"\$2[aby]\$1[02]\$[./\w]{53}|[0-9a-f]{32}", text) is not None,
    "MAC_ADDRESS": lambda text: re.fullmatch(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}", text) is not None,
    "COORDINATES": lambda text: -180 <= float(text) <= 180 and "." in text,
    "GENDER": lambda text: text in ("F", "M"),
}
WITHIN: dict[str, Callable[[str], bool]] = {
    "EMAIL_ADDRESS": lambda text: EMAIL.search(text) is not None,
    "IP_ADDRESS": lambda text: bool(IPV6.search(text) or IPV4.search(VERSION.sub("", text))),
    "US_SSN": lambda text: SSN.search(text) is not None,
    "PHONE_NUMBER": lambda text: any(
        CALLING.search(text[max(0, match.start - 60) : match.start])
        for match in phonenumbers.PhoneNumberMatcher(re.sub(r"(?<![\d+])00(?=\d\d )", "+", text), "US")
    ),
    "CREDIT_CARD": lambda text: any(
        luhn.is_valid(re.sub("[ -]", "", run)) for run in re.findall(r"card ([\d -]*\d)", text)
    ),
    "IBAN_CODE": lambda text: any(
        iban.is_valid(run) for run in re.findall(r"\b[A-Z]{2}\d\d(?: ?[A-Z\d]{4})+(?: ?[A-Z\d]{1,4})?\b", text)
    ),
    "HEALTH": lambda text: re.search(r"diabetes|chemotherapy|epilepsy|depression|asthma", text) is not None,
    "COMMUNICATION": bool,
}
FREE = {"web/app.log", "request_uri", "body", "text", "subject", "comments[].text"}


def planted_id(row: dict[str, Any]) -> str:
    return "-".join((row["asset"], row["table"], row["field"], row["entity"], row["verdict"]))


@pytest.mark.parametrize("row", rows_of("planted"), ids=planted_id)
def test_planted_values_are_there_and_right(row: dict[str, Any]) -> None:
    cells = [str(value) for value in values(row)]
    if row["verdict"] == "contradicts":
        assert children(row) == row["values"]
        return
    free = row["field"] in FREE or (row["field"] == "" and row["asset"] in FREE)
    test = (WITHIN if free else CELL).get(row["entity"], bool)
    assert sum(test(cell) for cell in cells) == row["values"]
    if not free:
        assert len(cells) == row["values"]


def children(row: dict[str, Any]) -> int:
    table = tables(row["asset"])[row["table"]]
    found = 0
    for born_text, created_text in zip(table[row["field"]], table["created_at"], strict=True):
        if born_text is not None:
            born, created = date.fromisoformat(born_text), datetime.fromisoformat(created_text).date()
            age = created.year - born.year - ((created.month, created.day) < (born.month, born.day))
            found += age < 16
    return found


@pytest.mark.parametrize("section", ["near_misses", "also_personal"])
def test_listed_fields_exist(section: str) -> None:
    for row in rows_of(section):
        assert row["field"] == "(unparsed)" or row["field"] in tables(row["asset"])[row["table"]], row


def test_every_table_and_file_is_listed() -> None:
    every = [row for section in ("planted", "near_misses") for row in rows_of(section)]
    named = {(row["asset"], row["table"]) for row in every}
    assets = {
        path.relative_to(HERE).as_posix() for name in FOLDERS for path in (HERE / name).rglob("*.*") if path.is_file()
    }
    assert {"calls" if asset.startswith("calls/") else asset for asset in assets} == {asset for asset, _ in named}
    assert {(asset, table) for asset, _ in named for table in tables(asset)} == named


def test_each_place_is_planted_once_and_all_kinds_occur() -> None:
    planted = rows_of("planted")
    twice = [key for key, count in Counter(planted_id(row) for row in planted).items() if count > 1]
    assert not twice
    assert {row["verdict"] for row in planted} == VERDICTS
    assert all(row["values"] > 0 for row in planted)


def test_near_misses_are_none() -> None:
    for row in rows_of("near_misses"):
        if row["field"] == "batch_no" or row["asset"].startswith("releases/"):
            for value in values(row):
                assert not any(luhn.is_valid(run) for run in re.findall(r"(?<![\w.])[3-6]\d{11,18}(?!\w)", str(value)))


def test_releases_hold_nothing_personal() -> None:
    for asset in ("releases/release-notes.md", "releases/build.log"):
        for line in raw(asset).splitlines():
            bare = re.sub(r"[\w.]+@\d[\w.]*", "", line)
            assert not EMAIL.search(bare)
            assert not SSN.search(bare)
            assert not IPV4.search(VERSION.sub("", bare))


def test_ragged_rows_of_the_leads() -> None:
    rows = list(csv.reader(raw("marketing/leads.csv").splitlines(keepends=True)))
    lengths = Counter(len(row) - len(rows[0]) for row in rows)
    assert lengths[1] == 3
    assert sum(count for missing, count in lengths.items() if missing < 0) == 2
    assert any("\n" in cell for row in rows for cell in row)


def test_the_program_and_its_pages_hold_no_value() -> None:
    for path in [*HERE.glob("*.py"), HERE / "README.md", HERE / "planted.yaml"]:
        text = path.read_text(encoding="utf-8")
        for pattern in (re.compile(r"[\w.+-]+@[\w-]+\.[a-z]{2,}\b"), IPV4, IPV6, SSN, re.compile(r"\b\d{13,19}\b")):
            assert not pattern.search(text), path.name


def test_the_program_makes_the_same_files(tmp_path: Path) -> None:
    make(tmp_path)
    for path in sorted(tmp_path.rglob("*.*")):
        if not path.is_file():
            continue
        name = path.relative_to(tmp_path).as_posix()
        kept = HERE / name
        if path.suffix == ".parquet":
            assert ds.dataset(path).to_table().equals(ds.dataset(kept).to_table())
        elif path.suffix == ".sqlite":
            assert from_sqlite(path) == from_sqlite(kept)
        elif path.suffix == ".gz":
            assert gzip.decompress(path.read_bytes()) == gzip.decompress(kept.read_bytes())
        elif path.suffix == ".zst":
            assert zstd.decompress(path.read_bytes()) == zstd.decompress(kept.read_bytes())
        else:
            assert path.read_bytes() == kept.read_bytes(), name
    made = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    assert made >= {path.relative_to(HERE) for name in FOLDERS for path in (HERE / name).rglob("*") if path.is_file()}


def test_the_sample_stays_small() -> None:
    assert (
        sum(path.stat().st_size for name in FOLDERS for path in (HERE / name).rglob("*.*") if path.is_file())
        < 6_000_000
    )
