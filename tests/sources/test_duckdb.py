"""DuckDB: all types, all schemas, no views, nothing written, no way out."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from scanner.model.data import Hint
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources.duckdb import SOURCE
from tests.command import scan
from tests.sources.reading import asset_of, read

duckdb = pytest.importorskip("duckdb", reason="reads databases: pip install 'fairnotice[databases]'")

SCHEMA = """
    create table people (
        id integer, email varchar, tags varchar[], home struct(city varchar), labels map(varchar, integer),
        kind enum ('new', 'old'), either union (a integer, b varchar), balance decimal(10, 2), born date
    );
    insert into people values
        (1, 'jane@harborline.io', ['a', 'b'], {'city': 'Porto'}, map {'k': 7}, 'old', 'text', 12.5, '1980-02-29'),
        (2, null, null, null, null, null, 5, null, null);
    create schema "old one";
    create table "old one"."a ""b" (phone varchar);
    insert into "old one"."a ""b" values ('+14155550123');
    create view everyone as select email from people;
"""
CELLS = {
    "people.id": [(1, "1"), (2, "2")],
    "people.email": [(1, "jane@harborline.io")],
    "people.tags[]": [(1, "a"), (1, "b")],
    "people.home.city": [(1, "Porto")],
    "people.labels.key": [(1, "k")],
    "people.labels.value": [(1, "7")],
    "people.kind": [(1, "old")],
    "people.either": [(1, "text"), (2, "5")],
    "people.balance": [(1, "12.50")],
    "people.born": [(1, "1980-02-29")],
    'old one.a "b.phone': [(1, "+14155550123")],
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "app.duckdb"
    with duckdb.connect(path) as database:
        database.execute(SCHEMA)
    return path


def test_fit(path: Path) -> None:
    assert SOURCE.fit(Head("x", path.read_bytes()[:4096], None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("a.duckdb", b"12345678DUCK is a bird", "12345678DUCK is a bird")) == Fit.NO


def test_all_tables(path: Path) -> None:
    outcome = read(SOURCE, path)
    cells = {name: sorted(rows) for name, rows in outcome.cells().items()}
    assert (cells, outcome.reasons, outcome.error) == (CELLS, {}, None)
    assert [file.name for file in path.parent.iterdir()] == ["app.duckdb"]
    assert sum(unit.bytes for unit in SOURCE.plan(asset_of(path, SOURCE))) == path.stat().st_size


def test_rows_keep_their_numbers_over_batches(tmp_path: Path) -> None:
    path = tmp_path / "many.duckdb"
    with duckdb.connect(path) as database:
        database.execute("create table t as select range as a from range(1, 50001)")
    assert read(SOURCE, path).cells() == {"t.a": [(number, str(number)) for number in range(1, 50001)]}


def test_labels_in_comments(path: Path) -> None:
    with duckdb.connect(path) as database:
        database.execute("comment on column people.email is 'fairnotice: source=third_party'")
    items = [item for unit in SOURCE.plan(asset_of(path, SOURCE)) for item in SOURCE.read(unit)]
    hint = Hint("source", "third_party", "people", "email", where="comment on the column")
    assert [item for item in items if isinstance(item, Hint)] == [hint]


def test_a_log_beside_the_file_is_read_and_left(tmp_path: Path) -> None:
    path = tmp_path / "log.duckdb"
    with duckdb.connect(path) as database:
        database.execute(
            "pragma disable_checkpoint_on_shutdown; create table t (a varchar); insert into t values ('x')"
        )
    log = path.with_name("log.duckdb.wal")
    before = log.read_bytes()
    assert read(SOURCE, path).values("t.a") == ["x"]
    assert log.read_bytes() == before


def test_a_view_of_other_files_is_not_looked_at(path: Path) -> None:
    secret = path.with_name("secret.csv")
    secret.write_text("email\nomar@fjordpost.net\n")
    with duckdb.connect(path) as database:
        database.execute(f"create view outside as select * from read_csv('{secret}')")
    assert "omar@fjordpost.net" not in {value for rows in read(SOURCE, path).cells().values() for _, value in rows}


def test_a_compressed_database_cannot_be_read(path: Path) -> None:
    packed = path.with_name("app.duckdb.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    outcome = read(SOURCE, packed)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.NOT_READABLE


@pytest.mark.parametrize("kept", [20, 5000, 200_000])
def test_a_cut_database(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    outcome = read(SOURCE, path)
    assert outcome.error is not None
    assert str(outcome.error).startswith("app.duckdb: ")


def test_a_database_without_tables(tmp_path: Path) -> None:
    duckdb.connect(tmp_path / "none.duckdb").close()
    assert read(SOURCE, tmp_path / "none.duckdb").reasons == {Reason.EMPTY: 1}


def test_the_command_names_the_table_and_the_field(path: Path) -> None:
    assert ("app.duckdb", "people", "email", "contact.email") in scan(path.parent).found()
