"""Folders of mariadb-dump --tab: every value is what the server holds."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.content import Held, LocalFile
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Hint, Member
from scanner.model.problems import Problem
from scanner.registry import folder_source, is_dataset
from scanner.sources._tab.rows import blocks, parse
from scanner.sources.mysql_tab import SOURCE
from scanner.streams import open_text
from tests.command import fairnotice
from tests.sources.dump_reading import plain
from tests.sources.dump_servers import MariaDB, mariadb, same_rows
from tests.sources.reading import Outcome

SIGNED = (
    "-- MySQL dump 10.13\n--\n\nCREATE TABLE `t` (\n  `a` text,\n  `b` text COMMENT 'fairnotice: source=bought'\n"
    ") DEFAULT CHARSET=utf8mb4;\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[MariaDB]:
    if not all(map(shutil.which, ("mariadbd", "mariadb-install-db", "mariadb", "mariadb-dump"))):
        pytest.skip("MariaDB's programs are not installed: mariadbd, mariadb-install-db, mariadb, mariadb-dump")
    with mariadb() as server:
        yield server


class Opened:
    """What came out of a folder."""

    def __init__(self, folder: Path) -> None:
        self.outcome, self.hints, self.members = Outcome(), list[Hint](), list[str]()
        for unit in SOURCE.plan(Asset(folder.name, LocalFile(str(folder)), 0, SOURCE.name)):
            try:
                for item in SOURCE.read(unit):
                    if isinstance(item, Batch):
                        self.outcome.batches.append(item)
                    elif isinstance(item, Problem):
                        self.outcome.problems.append(item)
                    elif isinstance(item, Member):
                        self.members.append(item.name)
                    else:
                        self.hints.append(item)
            except SourceError as error:
                self.outcome.error = error


def test_every_value_is_what_the_server_holds(server: MariaDB) -> None:
    folder = server.tab("usual")
    source = folder_source(str(folder))
    assert source is not None
    assert source.name == "mysql_tab"
    read = plain(Opened(folder).outcome)
    for table, fields in server.tables.items():
        known = [field for field in fields if field != "raw"]  # the server itself writes `?` for bytes that are no text
        same_rows(read, table, known, server.truth(table, known), "")
    assert not read.reasons
    assert any("CREATE TABLE `empty`" in line for _, line in read.lines)


def test_other_forms_are_files_of_their_own(server: MariaDB) -> None:
    folder = server.tab("quoted", "--fields-terminated-by=,", '--fields-enclosed-by="')
    opened = Opened(folder)
    assert "plain.txt" in opened.members
    assert not plain(opened.outcome).rows.get("plain")


def _folder(tmp_path: Path, rows: bytes) -> Path:
    (tmp_path / "t.sql").write_text(SIGNED + "-- Dump completed\n")
    (tmp_path / "t.txt").write_bytes(rows)
    return tmp_path


def test_labels_ragged_rows_and_damage(tmp_path: Path) -> None:
    opened = Opened(_folder(tmp_path, b"a\tb\nper@fjordtel.net\nc\t\\N\nd\xff\te"))
    read = plain(opened.outcome)
    assert read.rows["t"] == {1: {"a": "a", "b": "b"}, 3: {"a": "c", "b": None}, 4: {"a": "d\ufffd", "b": "e"}}
    assert read.lost == {"t": ["per@fjordtel.net"]}
    assert read.reasons == {"ragged_rows": 1, "repaired_text": 1}
    assert [(hint.table, hint.field, hint.value) for hint in opened.hints] == [("t", "b", "bought")]


def test_a_folder_with_other_files_is_a_folder(tmp_path: Path) -> None:
    assert not is_dataset(str(tmp_path))
    folder = _folder(tmp_path, b"a\tb\n")
    assert is_dataset(str(folder))
    (folder / "view.sql").write_text(SIGNED)
    assert is_dataset(str(folder))
    (folder / "notes.txt").write_text("x")
    assert not is_dataset(str(folder))
    (folder / "notes.txt").unlink()
    (folder / "view.sql").write_text("select 1;\n")
    assert not is_dataset(str(folder))


cells = st.none() | st.text(st.sampled_from("a\\\t\n\r\x01\x02Nn0'\"\u00e9"), max_size=6)


def _written(value: str | None) -> str:
    """As SELECT INTO OUTFILE writes it."""
    if value is None:
        return "\\N"
    return "".join(f"\\{character}" if character in "\\\t\n" else character for character in value)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(cells, cells), min_size=1, max_size=8), st.integers(1, 40))
def test_rows_come_back_equal(rows: list[tuple[str | None, str | None]], block: int) -> None:
    import scanner.sources._tab.rows as module

    text = "".join("\t".join(map(_written, row)) + "\n" for row in rows)
    before, module.BLOCK = module.BLOCK, block
    try:
        with open_text(Held("t.txt", text.encode())) as stream:
            found = [parse(each, 2) for each in blocks(stream)]
    finally:
        module.BLOCK = before
    columns = [[value for copied in found for value in copied.arrays[place].to_pylist()] for place in (0, 1)]
    decoded = [[None if value is None else bytes(value).decode() for value in column] for column in columns]
    assert list(zip(*decoded, strict=True)) == rows


def test_the_command_names_table_and_field(tmp_path: Path) -> None:
    folder = _folder(tmp_path, b"x\tper.olsen@nordkraft.net\ny\teva@nordkraft.net\n")
    done = fairnotice("scan", folder, "--ner", "off", "--jobs", "1")
    assert "t.b" in done.out
