"""Dumps that the database programs themselves made, against what the server held."""

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.content import LocalFile
from scanner.source import Fit
from scanner.sources.sql_dump import SOURCE
from scanner.streams import head_of
from tests.sources.dump_reading import read_bytes, read_file
from tests.sources.dump_servers import label, same_rows

DUMPS = Path(__file__).parents[1] / "data" / "dumps"
TRUTH: dict[str, Any] = json.loads((DUMPS / "truth.json").read_text())
NAMES = sorted(path.stem for path in DUMPS.glob("*-*.sql"))


def test_there_are_dumps_of_all_flavours() -> None:
    assert len(NAMES) == 14


@pytest.mark.parametrize("name", NAMES)
def test_every_value_is_what_the_server_held(name: str) -> None:
    server, _, flavour = name.partition("-")
    result = read_file(DUMPS / f"{name}.sql")
    assert "ragged_rows" not in result.reasons
    assert not result.lost
    for table, truth in TRUTH[server].items():
        same_rows(result, label(server, flavour, table), truth["fields"], truth["rows"], flavour)


@pytest.mark.parametrize("name", NAMES)
def test_bodies_of_functions_hold_no_rows(name: str) -> None:
    server, _, flavour = name.partition("-")
    assert label(server, flavour, "log") not in read_file(DUMPS / f"{name}.sql").rows


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("block", [7, 300, 5000])
def test_blocks_of_any_size_give_the_same(name: str, block: int) -> None:
    data = (DUMPS / f"{name}.sql").read_bytes()
    data = data + b"" if name.startswith("mariadb-replace") else _padded(data)
    whole, pieces = read_bytes(data), read_bytes(data, block)
    assert pieces == whole


def _padded(data: bytes) -> bytes:
    """More comment than is read to tell the dialect, so that what follows is read in small blocks."""
    first, rest = data[:1200].rsplit(b"\n", 1)[0], data[len(data[:1200].rsplit(b"\n", 1)[0]) :]
    return first + b"\n" + b"-- padding\n" * 7000 + rest


@pytest.mark.parametrize("name", NAMES)
def test_dumps_are_told_by_their_header(name: str) -> None:
    expected = Fit.CONTENT if name == "mariadb-replace" else Fit.SIGNATURE
    assert SOURCE.fit(head_of(LocalFile(str(DUMPS / f"{name}.sql")))) is expected
