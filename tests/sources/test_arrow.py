"""Arrow files, streams and Feather: what Arrow writes is read; what is cut, damaged or blown up costs what it must."""

from __future__ import annotations

import gzip
import io
import random
import warnings
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pytest

from scanner.content import Held
from scanner.model.data import Asset, Hint, Limits
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources import arrow
from scanner.sources.arrow import SOURCE
from tests.command import scan
from tests.sources.reading import asset_of, read

PEOPLE = pa.table(
    {
        "id": [1, 2, 3],
        "contact": [{"email": "jane@harborline.io", "phones": ["+14155550123"]}, None, {"email": None, "phones": []}],
        "city": pa.array(["Porto", "Lyon", "Porto"]).dictionary_encode(),
    }
)
CELLS = {
    "id": [(1, "1"), (2, "2"), (3, "3")],
    "contact.email": [(1, "jane@harborline.io")],
    "contact.phones[]": [(1, "+14155550123")],
    "city": [(1, "Porto"), (2, "Lyon"), (3, "Porto")],
}


def written(kind: str, table: pa.Table = PEOPLE, rows: int = 2, compression: str | None = None) -> bytes:
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(compression=compression)
    new = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with new(sink, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=rows)
    return sink.getvalue()


def outcome_of(tmp_path: Path, data: bytes):
    path = tmp_path / "data.bin"
    path.write_bytes(data)
    return read(SOURCE, path)


@pytest.mark.parametrize("kind", ["file", "stream"])
@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
def test_files_and_streams(tmp_path: Path, kind: str, compression: str | None) -> None:
    data = written(kind, compression=compression)
    assert SOURCE.fit(Head("x", data[:65536], None)) == Fit.SIGNATURE
    for bytes_ in (data, gzip.compress(data)):
        outcome = outcome_of(tmp_path, bytes_)
        assert (outcome.cells(), outcome.reasons, outcome.error) == (CELLS, {}, None)
        assert [batch.rows for batch in outcome.batches] == [2, 1]


def test_both_versions_of_feather(tmp_path: Path) -> None:
    path = tmp_path / "people.feather"
    feather.write_feather(PEOPLE, path)
    assert read(SOURCE, path).cells() == CELLS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feather.write_feather(PEOPLE.select(["id", "city"]), path, version=1)
    assert SOURCE.fit(Head("x", path.read_bytes(), None)) == Fit.SIGNATURE
    assert read(SOURCE, path).cells() == {name: CELLS[name] for name in ("id", "city")}


def test_what_polars_writes(tmp_path: Path) -> None:
    frame = pl.DataFrame({"email": ["jane@harborline.io", None], "tags": [["a"], ["b", "c"]]})
    for write in (frame.write_ipc, frame.write_ipc_stream):
        path = tmp_path / "frame.arrow"
        write(path)
        assert read(SOURCE, path).cells() == {
            "email": [(1, "jane@harborline.io")],
            "tags[]": [(1, "a"), (2, "b"), (2, "c")],
        }


def test_fit_leaves_other_files_alone() -> None:
    others = (b"", b"ARROW1", b"FEA1 is a text", b"\xff" * 64, b"\xff\xff\xff\xff" + b"\0" * 60)
    assert {SOURCE.fit(Head("x.arrow", data, None if data[:1] == b"\xff" else data.decode())) for data in others} == {
        Fit.NO
    }


def test_batches_of_large_files_are_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrow, "_UNIT_BYTES", 1000)
    path = tmp_path / "many.arrow"
    path.write_bytes(written("file", pa.table({"a": [str(number) for number in range(2000)]}), rows=100))
    units = SOURCE.plan(asset_of(path, SOURCE))
    assert len(units) > 5
    assert sum(unit.bytes for unit in units) == path.stat().st_size
    assert read(SOURCE, path).values("a") == [str(number) for number in range(2000)]
    packed = tmp_path / "many.arrow.gz"
    packed.write_bytes(gzip.compress(path.read_bytes(), 0))
    assert len(SOURCE.plan(asset_of(packed, SOURCE))) == 1
    assert read(SOURCE, packed).values("a") == [str(number) for number in range(2000)]


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_cut_files_give_the_batches_before_the_cut(tmp_path: Path, kind: str) -> None:
    table = pa.table({"a": [str(number) for number in range(1000)]})
    data = written(kind, table, rows=100)
    for cut in (len(data) // 2, len(data) - 700):
        outcome = outcome_of(tmp_path, data[:cut])
        values = outcome.values("a")
        assert values == [str(number) for number in range(len(values))]
        assert len(values) >= 400
        assert outcome.error is not None
        assert outcome.error.reason == Reason.MALFORMED


def test_a_damaged_batch_costs_that_batch(tmp_path: Path) -> None:
    table = pa.table({"a": [f"value {number}" for number in range(300)]})
    data = bytearray(written("stream", table, rows=100))
    place = data.index(b"value 150")
    data[place] = 0xFF
    outcome = outcome_of(tmp_path, bytes(data))
    assert len(outcome.values("a")) == 200
    assert outcome.values("a")[-1] == "value 299"
    assert outcome.reasons == {Reason.MALFORMED: 1}


def test_labels_in_the_metadata(tmp_path: Path) -> None:
    labelled = PEOPLE.replace_schema_metadata({"fairnotice.source": "third_party", "other": "x"})
    path = tmp_path / "a.arrow"
    path.write_bytes(written("file", labelled))
    hints = [item for unit in SOURCE.plan(asset_of(path, SOURCE)) for item in SOURCE.read(unit)]
    assert Hint("source", "third_party", where="metadata of the file") in hints


def test_a_blown_up_batch_is_not_decompressed() -> None:
    data = written("stream", pa.table({"a": ["0" * 50_000_000]}), compression="zstd")
    assert len(data) < 100_000
    asset = Asset("bomb", Held("bomb.arrows", data, Limits(held=1 << 20)), len(data), "arrow")
    with pytest.raises(Exception, match="asks for more than 1 MiB of memory") as caught:
        list(SOURCE.read(SOURCE.plan(asset)[0]))
    assert caught.value.reason == Reason.LIMIT


def test_a_file_without_rows(tmp_path: Path) -> None:
    assert outcome_of(tmp_path, written("file", PEOPLE[:0])).reasons == {Reason.EMPTY: 1}


def test_no_mutation_brings_anything_but_problems(tmp_path: Path) -> None:
    chance = random.Random(5)
    samples = [written(kind, compression=how) for kind in ("file", "stream") for how in (None, "lz4")]
    for _ in range(400):
        data = bytearray(chance.choice(samples))
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.choice((0, 255, 127, 128, chance.randrange(256)))
        outcome = outcome_of(tmp_path, bytes(data[: chance.choice((None, len(data) * 3 // 4))]))
        assert all(batch.rows < 1 << 28 for batch in outcome.batches)


def test_the_command_names_the_field_and_the_row(tmp_path: Path) -> None:
    (tmp_path / "people.bin").write_bytes(written("stream"))
    assert ("people.bin", None, "contact.email", "contact.email") in scan(tmp_path).found()
