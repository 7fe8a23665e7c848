"""ORC: nested columns, unions, stripes, damage."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.orc
import pytest

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources import orc
from scanner.sources.orc import SOURCE
from tests.command import scan
from tests.sources.reading import asset_of, read

PEOPLE = pa.table(
    {
        "id": [1, 2, 3],
        "contact": [{"email": "jane@harborline.io", "phones": ["+14155550123"]}, None, {"email": None, "phones": []}],
        "tags": pa.array([[("k", "v")], [], None], pa.map_(pa.string(), pa.string())),
        "balance": [1.0, 2.5, None],
    }
)
CELLS = {
    "id": [(1, "1"), (2, "2"), (3, "3")],
    "contact.email": [(1, "jane@harborline.io")],
    "contact.phones[]": [(1, "+14155550123")],
    "tags.key": [(1, "k")],
    "tags.value": [(1, "v")],
    "balance": [(1, "1"), (2, "2.5")],
}


def many(path: Path) -> list[str]:
    """A file of several stripes; its values."""
    chance = random.Random(1)
    values = [f"{chance.getrandbits(200):x}" for _ in range(20_000)]
    table = pa.table({"id": [str(number) for number in range(20_000)], "a": values})
    pa.orc.write_table(table, path, stripe_size=100_000, compression="zlib", batch_size=1000)
    return values


def test_fit() -> None:
    assert SOURCE.fit(Head("x", b"ORC\x08\x01", None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.orc", b"ORC is a format", "ORC is a format")) == Fit.NO


@pytest.mark.parametrize("compression", ["uncompressed", "snappy", "zlib", "zstd", "lz4"])
def test_nested_columns_become_leaves(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "people.orc"
    pa.orc.write_table(PEOPLE, path, compression=compression)
    outcome = read(SOURCE, path)
    assert (outcome.cells(), outcome.reasons, outcome.error) == (CELLS, {}, None)
    packed = tmp_path / "people.orc.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(SOURCE, packed).cells() == CELLS


def test_stripes_are_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "many.orc"
    values = many(path)
    assert len(SOURCE.plan(asset_of(path, SOURCE))) == 1
    assert read(SOURCE, path).cells()["a"] == list(enumerate(values, 1))
    monkeypatch.setattr(orc, "_UNIT_BYTES", 200_000)
    units = SOURCE.plan(asset_of(path, SOURCE))
    assert len(units) > 2
    assert sum(unit.bytes for unit in units) == path.stat().st_size
    assert read(SOURCE, path).values("a") == values


def test_damage_costs_the_stripe(tmp_path: Path) -> None:
    path = tmp_path / "many.orc"
    values = many(path)
    data = bytearray(path.read_bytes())
    data[200_000:320_000] = b"\xff" * 120_000
    path.write_bytes(data)
    outcome = read(SOURCE, path)
    assert 0 < len(outcome.values("a")) < len(values)
    assert set(outcome.reasons) == {Reason.MALFORMED}


def test_a_cut_file_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "cut.orc"
    pa.orc.write_table(PEOPLE, path)
    path.write_bytes(path.read_bytes()[:-30])
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.MALFORMED


def test_no_mutation_ends_the_run(tmp_path: Path) -> None:
    path, chance = tmp_path / "people.orc", random.Random(5)
    pa.orc.write_table(PEOPLE, path, compression="zlib")
    whole = path.read_bytes()
    for number in range(60):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.choice((0, 255, 127, 128, chance.randrange(256)))
        (tmp_path / f"{number}.orc").write_bytes(data)
    coverage = scan(tmp_path).report["coverage"]
    assert len(coverage) == 61
    assert sum(each["status"] != "scanned" for each in coverage) > 10


def test_the_command_names_the_field(tmp_path: Path) -> None:
    pa.orc.write_table(PEOPLE, tmp_path / "people.bin")
    assert ("people.bin", None, "contact.email", "contact.email") in scan(tmp_path).found()
