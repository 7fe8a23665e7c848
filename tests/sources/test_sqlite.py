"""SQLite: any type in any column, write-ahead logs, damage, and nothing written beside the file."""

from __future__ import annotations

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources.sqlite import SOURCE
from tests.sources.reading import asset_of, read

SCHEMA = """
    create table people (id integer primary key, name text, height real, photo blob, anything);
    insert into people values (1, 'Jane', 180, x'ffd8', 'jane@example.com');
    insert into people values (2, cast(x'4aff' as text), 1.75, cast('text' as blob), 14155550123);
    insert into people values (3, null, null, null, 2.5);
    create table "odd ""name" (k text primary key, "select" text) without rowid;
    insert into "odd ""name" values ('a', 'x'), ('b', 'y');
    create view v as select 1;
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "app.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA)
    return path


def test_fit() -> None:
    assert SOURCE.fit(Head("x", b"SQLite format 3\0...", None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.db", b"other", "other")) == Fit.NO


CELLS = {
    "people.id": [(1, "1"), (2, "2"), (3, "3")],
    "people.name": [(1, "Jane"), (2, "J\ufffd")],
    "people.height": [(1, "180"), (2, "1.75")],
    "people.photo": [(2, "text")],
    "people.anything": [(1, "jane@example.com"), (2, "14155550123"), (3, "2.5")],
    'odd "name.k': [(1, "a"), (2, "b")],
    'odd "name.select': [(1, "x"), (2, "y")],
}


def test_all_tables(path: Path) -> None:
    outcome = read(SOURCE, path)
    assert outcome.cells() == CELLS
    assert outcome.reasons == {Reason.REPAIRED_TEXT: 1, Reason.UNKNOWN_FORMAT: 1}
    assert [file.name for file in path.parent.iterdir()] == ["app.db"]
    assert sum(unit.bytes for unit in SOURCE.plan(asset_of(path, SOURCE))) == path.stat().st_size


def test_a_compressed_database(path: Path) -> None:
    packed = path.with_suffix(".db.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(SOURCE, packed).cells() == CELLS


def test_rows_keep_their_numbers_over_batches(tmp_path: Path) -> None:
    path = tmp_path / "many.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table t (a text)")
        database.executemany("insert into t values (?)", ((str(number),) for number in range(1, 5001)))
        database.commit()
    assert read(SOURCE, path).cells() == {"t.a": [(number, str(number)) for number in range(1, 5001)]}


def test_a_database_in_wal_mode_gets_no_new_files(tmp_path: Path) -> None:
    path = tmp_path / "wal.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table t (a text)")
        database.execute("insert into t values ('x')")
        database.commit()
    assert read(SOURCE, path).values("t.a") == ["x"]
    assert [file.name for file in tmp_path.iterdir()] == ["wal.db"]


def test_a_write_ahead_log_in_use_is_read(tmp_path: Path) -> None:
    path = tmp_path / "wal.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute("pragma journal_mode = wal")
        database.execute("create table t (a text)")
        database.execute("insert into t values ('x')")
        database.commit()
        before = sorted(file.name for file in tmp_path.iterdir())
        assert read(SOURCE, path).values("t.a") == ["x"]
        assert sorted(file.name for file in tmp_path.iterdir()) == before


def test_a_write_ahead_log_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path, copy = tmp_path / "wal.db", tmp_path / "copy" / "wal.db"
    copy.parent.mkdir()
    with closing(sqlite3.connect(path)) as database:
        database.execute("create table t (a text)")
        database.commit()
        database.execute("pragma journal_mode = wal")
        database.execute("insert into t values ('x')")
        database.commit()
        shutil.copy(path, copy)
        shutil.copy(f"{path}-wal", f"{copy}-wal")
    outcome = read(SOURCE, copy)
    assert outcome.reasons == {Reason.NOT_READABLE: 1}
    assert len(list(copy.parent.iterdir())) == 2


@pytest.mark.parametrize("kept", [20, 100, 4096])
def test_a_cut_database(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.MALFORMED


def test_a_database_without_tables(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript("create table t (a); drop table t")
    assert read(SOURCE, path).reasons == {Reason.EMPTY: 1}
