"""Dumps made now by whatever servers this machine has: every value in every flavour is what the server returns."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.dump_reading import Row, read_bytes, read_file
from tests.sources.dump_servers import (
    FIELDS,
    ODD_TABLE,
    MariaDB,
    PostgreSQL,
    label,
    mariadb,
    postgresql,
    postgresql_programs,
    rows,
    run,
    same_rows,
)


@pytest.fixture(scope="module")
def postgresql_server() -> Iterator[PostgreSQL]:
    if postgresql_programs() is None:
        pytest.skip("PostgreSQL's server programs are not installed: initdb was found nowhere")
    with postgresql() as server:
        yield server


@pytest.fixture(scope="module")
def mariadb_server() -> Iterator[MariaDB]:
    if not all(map(shutil.which, ("mariadbd", "mariadb-install-db", "mariadb", "mariadb-dump"))):
        pytest.skip("MariaDB's programs are not installed: mariadbd, mariadb-install-db, mariadb, mariadb-dump")
    with mariadb() as server:
        yield server


@pytest.mark.parametrize("flavour", [*PostgreSQL.flavours, "all"])
def test_postgresql(postgresql_server: PostgreSQL, flavour: str) -> None:
    result = read_bytes(postgresql_server.dump(flavour))
    assert not result.reasons
    for table, fields in postgresql_server.tables.items():
        truth = postgresql_server.truth(table, fields)
        same_rows(result, label("postgresql", flavour, table), fields, truth, flavour)


@pytest.mark.parametrize("flavour", [*MariaDB.flavours, "databases"])
def test_mariadb(mariadb_server: MariaDB, flavour: str) -> None:
    result = read_bytes(mariadb_server.dump(flavour))
    assert set(result.reasons) <= {"repaired_text"}
    for table, fields in mariadb_server.tables.items():
        same_rows(result, label("mariadb", flavour, table), fields, mariadb_server.truth(table, fields), flavour)


def make_sqlite(path: Path, table: str, fields: list[str]) -> list[Row]:
    """A database with the awkward values and some types; what the table of values holds."""
    name = table.replace('"', '""')
    with sqlite3.connect(path) as database:
        columns = ", ".join('"' + field.replace('"', '""') + '"' for field in fields)
        database.execute(f'CREATE TABLE "{name}" ({columns}, UNIQUE ("id"))')
        database.executemany(f'INSERT INTO "{name}" VALUES (?, ?, ?, ?, ?, ?)', rows())
        database.execute("CREATE TABLE typed(key INTEGER PRIMARY KEY, value REAL, raw BLOB)")
        database.execute("INSERT INTO typed VALUES (1, -2.5, x'41ff27'), (2, NULL, NULL)")
        database.execute("CREATE TRIGGER noted AFTER INSERT ON typed BEGIN\nINSERT INTO typed VALUES (1, 2, 3); END")
    database.close()
    return [tuple(row) for row in rows()]


def test_sqlite_from_python(tmp_path: Path) -> None:
    fields = [field.replace('"', "") for field in FIELDS]  # iterdump() itself fails on quotes in names
    truth = make_sqlite(tmp_path / "a.db", "Some (table), x", fields)
    database = sqlite3.connect(tmp_path / "a.db")
    dump = "\n".join(["PRAGMA foreign_keys=OFF;", *database.iterdump(), ""]).encode()
    database.close()
    result = read_bytes(dump)
    assert result.tuples("Some (table), x") == truth
    assert result.fields["Some (table), x"] == fields
    assert result.tuples("typed") == [("1", "-2.5", "41FF27"), ("2", None, None)]
    assert not result.reasons


def test_sqlite_shell(tmp_path: Path) -> None:
    if shutil.which("sqlite3") is None:
        pytest.skip("the sqlite3 shell is not installed")
    truth = make_sqlite(tmp_path / "a.db", ODD_TABLE, FIELDS)
    (tmp_path / "a.sql").write_bytes(run(["sqlite3", str(tmp_path / "a.db"), ".dump"]))
    result = read_file(tmp_path / "a.sql")
    assert result.tuples(ODD_TABLE) == truth
    assert result.fields[ODD_TABLE] == FIELDS
    assert result.tuples("typed") == [("1", "-2.5", "41ff27"), ("2", None, None)]
    assert not result.reasons
