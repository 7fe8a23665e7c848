"""Parquet files and datasets: nested columns, row groups, damage, encryption."""

from __future__ import annotations

import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources import parquet
from scanner.sources.parquet import SOURCE, is_dataset
from tests.sources.reading import asset_of, read

PEOPLE = pa.table(
    {
        "id": [1, 2, 3],
        "contact": [
            {"email": "jane@example.com", "phones": ["+14155550123", "+14155550124"]},
            None,
            {"email": None, "phones": []},
        ],
        "tags": pa.array([[("k", "v")], [], None], pa.map_(pa.string(), pa.string())),
        "balance": [1.0, 2.5, None],
        "active": [True, False, None],
    }
)
CELLS = {
    "id": [(1, "1"), (2, "2"), (3, "3")],
    "contact.email": [(1, "jane@example.com")],
    "contact.phones[]": [(1, "+14155550123"), (1, "+14155550124")],
    "tags.key": [(1, "k")],
    "tags.value": [(1, "v")],
    "balance": [(1, "1"), (2, "2.5")],
}


def test_fit() -> None:
    assert SOURCE.fit(Head("x", b"PAR1....", None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x", b"PARE....", None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.parquet", b"other", "other")) == Fit.NO


@pytest.mark.parametrize("compression", ["snappy", "zstd", "gzip"])
def test_nested_columns_become_leaves(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "people.parquet"
    pq.write_table(PEOPLE, path, compression=compression)
    outcome = read(SOURCE, path)
    assert outcome.cells() == CELLS
    assert (outcome.reasons, outcome.error) == ({}, None)


def test_a_compressed_file(tmp_path: Path) -> None:
    plain = tmp_path / "people.parquet"
    pq.write_table(PEOPLE, plain)
    path = tmp_path / "people.parquet.gz"
    path.write_bytes(gzip.compress(plain.read_bytes()))
    assert read(SOURCE, path).cells() == CELLS


def test_dictionary_columns_keep_distinct_values_once(tmp_path: Path) -> None:
    path = tmp_path / "cities.parquet"
    cities = ["Springfield", "Shelbyville", None] * 40_000
    pq.write_table(pa.table({"city": cities, "id": [str(n) for n in range(120_000)]}), path, row_group_size=50_000)
    outcome = read(SOURCE, path)
    cities_read = [batch.columns[0] for batch in outcome.batches]
    assert all(column.index is not None and len(column.values) == 2 for column in cities_read)
    assert outcome.values("city") == [city for city in cities if city]
    assert outcome.cells()["id"][-1] == (120_000, "119999")


def test_row_groups_are_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "UNIT_BYTES", 4000)
    path = tmp_path / "many.parquet"
    pq.write_table(pa.table({"a": [str(n) for n in range(3000)]}), path, row_group_size=500)
    units = SOURCE.plan(asset_of(path, SOURCE))
    assert len(units) > 1
    assert [unit.start for unit in units[1:]] == [unit.stop for unit in units[:-1]]
    assert sum(unit.bytes for unit in units) == path.stat().st_size
    assert read(SOURCE, path).values("a") == [str(n) for n in range(3000)]


def test_fat_rows_come_in_small_batches(tmp_path: Path) -> None:
    path = tmp_path / "fat.parquet"
    pq.write_table(pa.table({"a": [f"{n}" + "x" * 100_000 for n in range(600)]}), path, use_dictionary=False)
    assert len(read(SOURCE, path).batches) > 2


def write_dataset(root: Path) -> None:
    for day in ("2018-11-01", "2018-11-02"):
        folder = root / f"dt={day}" / "country=US%20A"
        folder.mkdir(parents=True)
        pq.write_table(pa.table({"n": [day]}), folder / "part-0.parquet")
        (folder / ".part-0.parquet.crc").touch()
    (root / "_SUCCESS").touch()


def test_a_dataset_has_its_partition_keys_as_columns(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    assert is_dataset(str(tmp_path))
    outcome = read(SOURCE, tmp_path)
    assert outcome.values("n") == outcome.values("dt") == ["2018-11-01", "2018-11-02"]
    assert outcome.values("country") == ["US A", "US A"]


def test_a_damaged_file_of_a_dataset_costs_only_itself(tmp_path: Path) -> None:
    write_dataset(tmp_path)
    (tmp_path / "dt=2018-11-01" / "country=US%20A" / "part-0.parquet").write_bytes(b"PAR1 and nothing")
    outcome = read(SOURCE, tmp_path)
    assert outcome.values("n") == ["2018-11-02"]
    assert outcome.error is not None
    assert outcome.error.reason == Reason.MALFORMED


def test_what_is_no_dataset(tmp_path: Path) -> None:
    assert not is_dataset(str(tmp_path))
    pq.write_table(PEOPLE, tmp_path / "one.parquet")
    assert not is_dataset(str(tmp_path))
    pq.write_table(PEOPLE, tmp_path / "two.parquet")
    assert is_dataset(str(tmp_path))
    (tmp_path / "notes.txt").write_text("notes")
    assert not is_dataset(str(tmp_path))


@pytest.mark.parametrize("kept", [4, 12, 200, -1, -8])
def test_a_cut_file(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "cut.parquet"
    pq.write_table(PEOPLE, path)
    path.write_bytes(path.read_bytes()[:kept])
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.MALFORMED
    assert outcome.batches == []


def test_a_damaged_column_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "bad.parquet"
    table = pa.table({"good": [f"good {n}" for n in range(5000)], "bad": [f"bad {n}" for n in range(5000)]})
    pq.write_table(table, path, compression="snappy", use_dictionary=False)
    chunk = pq.ParquetFile(path).metadata.row_group(0).column(1)
    data = bytearray(path.read_bytes())
    data[chunk.data_page_offset : chunk.data_page_offset + 300] = b"\xff" * 300
    path.write_bytes(bytes(data))
    outcome = read(SOURCE, path)
    assert outcome.values("good") == [f"good {n}" for n in range(5000)]
    assert outcome.reasons == {Reason.MALFORMED: 1}


def test_an_encrypted_file(tmp_path: Path) -> None:
    path = tmp_path / "secret.parquet"
    path.write_bytes(b"PARE" + bytes(100) + b"\x40\0\0\0PARE")
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.ENCRYPTED


def test_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    pq.write_table(PEOPLE.slice(0, 0), path)
    assert read(SOURCE, path).reasons == {Reason.EMPTY: 1}


LEAF = st.none() | st.text(st.characters(codec="utf-8"), max_size=5)
ROW = st.none() | st.fixed_dictionaries(
    {"a": LEAF, "b": st.none() | st.lists(st.none() | st.fixed_dictionaries({"c": LEAF}), max_size=3)}
)
KIND = pa.struct([("a", pa.string()), ("b", pa.list_(pa.struct([("c", pa.string())])))])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(st.lists(ROW, min_size=1, max_size=8))
def test_nested_round_trip(tmp_path: Path, rows: list[dict[str, object] | None]) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"x": pa.array(rows, KIND)}), path)
    cells = read(SOURCE, path).cells()
    present = [(number, row) for number, row in enumerate(rows, 1) if row]
    assert cells["x.a"] == [(number, row["a"]) for number, row in present if row["a"] is not None]
    items = [(number, item["c"]) for number, row in present for item in row["b"] or [] if item]  # type: ignore[union-attr, attr-defined]
    assert cells["x.b[].c"] == [(number, value) for number, value in items if value is not None]
