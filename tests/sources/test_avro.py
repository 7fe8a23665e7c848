"""Avro: all types, all codecs, units between marks, blocks that are damaged, schemas that mean harm."""

from __future__ import annotations

import gzip
import io
import random
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import fastavro
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.content import Held
from scanner.model.data import Asset, Limits
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources import avro
from scanner.sources.avro import SOURCE
from tests.command import scan
from tests.sources.reading import Outcome, asset_of, read


def record(*fields: tuple[str, Any], name: str = "Row") -> dict[str, Any]:
    return {"type": "record", "name": name, "fields": [{"name": key, "type": kind} for key, kind in fields]}


def logical(kind: str, meaning: str, **more: int) -> dict[str, Any]:
    return {"type": kind, "logicalType": meaning, **more}


ADDRESS = record(("city", "string"), ("zip", ["null", "int"]), name="Address")
PERSON = record(
    ("id", "long"),
    ("email", ["null", "string"]),
    ("home", ["null", ADDRESS]),
    ("others", {"type": "array", "items": "Address"}),
    ("labels", {"type": "map", "values": "string"}),
    ("contact", ["null", "string", "long", "Address", {"type": "map", "values": "long"}]),
    ("born", logical("int", "date")),
    ("seen", logical("long", "timestamp-millis")),
    ("wakes", logical("int", "time-millis")),
    ("balance", logical("bytes", "decimal", precision=9, scale=2)),
    ("key", logical("string", "uuid")),
    ("kind", {"type": "enum", "name": "Kind", "symbols": ["NEW", "OLD"]}),
    ("height", "double"),
    ("active", "boolean"),
)
KEY = UUID("12345678-1234-4234-8234-123456789abc")


def person(number: int, **other: Any) -> dict[str, Any]:
    return {
        "id": number,
        "email": None,
        "home": None,
        "others": [],
        "labels": {},
        "contact": None,
        "born": date(1980, 2, 29),
        "seen": datetime(2020, 1, 2, 3, 4, 5, tzinfo=UTC),
        "wakes": time(6, 30),
        "balance": Decimal("12.50"),
        "key": KEY,
        "kind": "NEW",
        "height": 180.0,
        "active": True,
        **other,
    }


PEOPLE = [
    person(
        1,
        email="jane@harborline.io",
        home={"city": "Porto", "zip": 4000},
        labels={"team": "sales"},
        contact="+14155550123",
    ),
    person(2, contact=14155550124, others=[{"city": "Lyon", "zip": None}, {"city": "Ghent", "zip": 9000}]),
    person(3, contact={"city": "Turin", "zip": None}, kind="OLD"),
    person(4, contact={"desk": 42}),
]
CELLS = {
    "email": [(1, "jane@harborline.io")],
    "home.city": [(1, "Porto")],
    "home.zip": [(1, "4000")],
    "others[].city": [(2, "Lyon"), (2, "Ghent")],
    "others[].zip": [(2, "9000")],
    "labels.key": [(1, "team")],
    "labels.value": [(1, "sales")],
    "contact": [(1, "+14155550123"), (2, "14155550124")],
    "contact.city": [(3, "Turin")],
    "contact.key": [(4, "desk")],
    "contact.value": [(4, "42")],
    "kind": [(1, "NEW"), (2, "NEW"), (3, "OLD"), (4, "NEW")],
}
SAME = {
    "born": "1980-02-29",
    "seen": "2020-01-02 03:04:05.000",
    "wakes": "06:30:00.000",
    "balance": "12.50",
    "key": str(KEY),
    "height": "180",
}


def written(schema: Any, records: list[Any], codec: str = "null", **options: Any) -> bytes:
    sink = io.BytesIO()
    fastavro.writer(sink, fastavro.parse_schema(schema), records, codec, **options)
    return sink.getvalue()


def outcome_of(tmp_path: Path, data: bytes) -> Outcome:
    path = tmp_path / "people.avro"
    path.write_bytes(data)
    return read(SOURCE, path)


NUMBERS = record(("a", "string"), ("n", "long"))


def numbered(count: int, **options: Any) -> bytes:
    records = [{"a": f"value {number}", "n": number} for number in range(1, count + 1)]
    return written(NUMBERS, records, sync_interval=500, **options)


def test_fit() -> None:
    assert SOURCE.fit(Head("x", b"Obj\x01\x04", None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.avro", b"Object", "Object")) == Fit.NO


@pytest.mark.parametrize("codec", ["null", "deflate", "bzip2", "xz"])
def test_all_types(tmp_path: Path, codec: str) -> None:
    data = written(PERSON, PEOPLE, codec)
    for lying in (data, gzip.compress(data)):
        outcome = outcome_of(tmp_path, lying)
        cells = outcome.cells()
        assert {name: cells[name] for name in CELLS} == CELLS
        assert {name: {value for _, value in cells[name]} for name in SAME} == {k: {v} for k, v in SAME.items()}
        assert cells.keys() == CELLS.keys() | SAME.keys() | {"id"}
        assert (outcome.reasons, outcome.error) == ({}, None)


def test_values_that_are_no_records(tmp_path: Path) -> None:
    assert outcome_of(tmp_path, written({"type": "array", "items": "string"}, [["a", "b"], ["c"]])).cells() == {
        "[]": [(1, "a"), (1, "b"), (2, "c")]
    }


@pytest.mark.parametrize("codec", ["snappy", "zstandard"])
def test_codecs_of_other_libraries(tmp_path: Path, codec: str) -> None:
    pytest.importorskip("cramjam" if codec == "snappy" else "backports.zstd")
    data = numbered(1000, codec=codec)
    assert outcome_of(tmp_path, data).values("n") == [str(number) for number in range(1, 1001)]


@pytest.mark.parametrize("unit", [700, 3000, 7000])
def test_each_block_is_in_one_unit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unit: int) -> None:
    monkeypatch.setattr(avro, "UNIT_BYTES", unit)
    path = tmp_path / "many.avro"
    path.write_bytes(numbered(3000))
    units = SOURCE.plan(asset_of(path, SOURCE))
    assert len(units) > 3
    assert sum(unit.bytes for unit in units) == path.stat().st_size
    assert read(SOURCE, path).values("n") == [str(number) for number in range(1, 3001)]


def test_a_damaged_block_costs_itself(tmp_path: Path) -> None:
    data = bytearray(numbered(1000))
    place = data.index(b"value 500") - 1
    data[place] = 0x80
    outcome = outcome_of(tmp_path, bytes(data))
    cells = outcome.cells()["n"]
    assert 900 < len(cells) < 1000
    assert all(row == int(value) for row, value in cells)
    assert cells[-1] == (1000, "1000")
    assert outcome.reasons == {Reason.MALFORMED: 1}


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_a_cut_file_gives_what_it_has(tmp_path: Path, codec: str) -> None:
    data = numbered(1000, codec=codec)
    outcome = outcome_of(tmp_path, data[: len(data) * 2 // 3 + 5])
    assert outcome.values("n")[:500] == [str(number) for number in range(1, 501)]
    assert len(outcome.values("n")) < 1000
    assert outcome.reasons == {Reason.MALFORMED: 1}


def test_invalid_text_and_impossible_dates_are_read(tmp_path: Path) -> None:
    schema = record(("a", "string"), ("d", logical("int", "time-millis")), ("n", "int"))
    data = written(schema, [{"a": "xyz", "d": 2**31 - 1, "n": 7}]).replace(b"xyz", b"x\xffz")
    cells = outcome_of(tmp_path, data).cells()
    assert cells["a"] == [(1, "x\ufffdz")]
    assert cells["n"] == [(1, "7")]


def test_a_schema_that_holds_itself(tmp_path: Path) -> None:
    node = record(("name", "string"), ("next", ["null", "Node"]), name="Node")
    chain: dict[str, Any] | None = None
    for name in ("c", "b", "a"):
        chain = {"name": name, "next": chain}
    outcome = outcome_of(tmp_path, written(node, [chain]))
    assert outcome.cells() == {"name": [(1, "a")], "next.name": [(1, "b")], "next.next.name": [(1, "c")]}


def test_deep_nesting_costs_the_block(tmp_path: Path) -> None:
    node = record(("next", ["null", "Node"]), name="Node")
    data = written(node, [{"next": None}])
    body = b"\x02" * 1_000_000 + b"\x00"
    mark = data[-16:]
    size = fastavro_long(len(body))
    bomb = data[: data.index(mark) + 16] + b"\x02" + size + body + mark
    assert outcome_of(tmp_path, bomb).reasons == {Reason.MALFORMED: 1}


def fastavro_long(value: int) -> bytes:
    sink = io.BytesIO()
    fastavro.schemaless_writer(sink, "long", value)
    return sink.getvalue()


def test_lists_of_nothing_are_refused(tmp_path: Path) -> None:
    data = written(record(("a", {"type": "array", "items": "null"})), [{"a": [None]}])
    outcome = outcome_of(tmp_path, data)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.MALFORMED


def test_a_blown_up_block_is_not_decompressed() -> None:
    data = written(NUMBERS, [{"a": "x" * 50_000_000, "n": 1}], "deflate")
    asset = Asset("bomb", Held("bomb.avro", data, Limits(free=1 << 20)), len(data), "avro")
    with pytest.raises(Exception, match="decompression was stopped") as caught:
        list(SOURCE.read(SOURCE.plan(asset)[0]))
    assert caught.value.reason == Reason.LIMIT


def test_a_file_without_records(tmp_path: Path) -> None:
    assert outcome_of(tmp_path, written(NUMBERS, [])).reasons == {Reason.EMPTY: 1}


def test_no_mutation_brings_anything_but_problems(tmp_path: Path) -> None:
    chance = random.Random(5)
    samples = [written(PERSON, PEOPLE, codec) for codec in ("null", "deflate")] + [numbered(100)]
    for _ in range(300):
        data = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.choice((0, 255, 127, 128, chance.randrange(256)))
        outcome = outcome_of(tmp_path, bytes(data[: chance.choice((None, len(data) * 3 // 4))]))
        assert outcome.error is None or str(outcome.error).startswith("people.avro: ")


texts = st.one_of(st.none(), st.text(max_size=5))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(texts, st.lists(texts, max_size=3)), min_size=1, max_size=20))
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Any, list[Any]]]) -> None:
    schema = record(("a", ["null", "string"]), ("b", {"type": "array", "items": ["null", "string"]}))
    data = written(schema, [{"a": a, "b": b} for a, b in rows])
    cells = outcome_of(tmp_path_factory.mktemp("avro"), data).cells()
    assert cells.get("a", []) == [(row, a) for row, (a, _) in enumerate(rows, 1) if a is not None]
    assert cells.get("b[]", []) == [(row, b) for row, (_, items) in enumerate(rows, 1) for b in items if b is not None]


def test_the_command_names_the_field(tmp_path: Path) -> None:
    (tmp_path / "people.bin").write_bytes(written(PERSON, PEOPLE))
    assert ("people.bin", None, "email", "contact.email") in scan(tmp_path).found()
