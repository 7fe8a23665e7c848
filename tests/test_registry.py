"""The source of a file is told by content first, name second."""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.registry import folder_source, is_dataset, source_for, sources

CSV = "id,name\n1,Jane\n2,Ann\n"
LINES = '{"a": 1}\n{"a": 2}\n'
SQL = "CREATE TABLE t (a int, b text);\nINSERT INTO t VALUES (1,'a');\nINSERT INTO t VALUES (2,'b');\n"


def test_all_sources_are_found_and_sorted() -> None:
    names = list(sources())
    assert names == sorted(names)
    assert {"csv", "json", "json_lines", "parquet", "sqlite", "text"} <= set(names)
    assert all(source.name == name for name, source in sources().items())


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", CSV, "csv"),
        ("a.dat", CSV, "csv"),
        ("a.csv", "name\nJane\nAnn\n", "csv"),
        ("a.txt", CSV, "csv"),
        ("a.csv", LINES, "json_lines"),
        ("a.json", LINES, "json_lines"),
        ("a.jsonl", '{"a": 1}\n', "json"),
        ("a.json", '[{"a": 1}]', "json"),
        ("a.json", "no JSON at all", "json"),
        ("a.sql", SQL, "sql_dump"),
        ("a.txt", SQL, "sql_dump"),
        ("a.log", "one line\nanother, with a comma\n", "text"),
        ("README", "words\n", "text"),
        ("empty", "", "text"),
        ("a.csv", "", "csv"),
    ],
)
def test_kinds_of_text(tmp_path: Path, name: str, content: str, expected: str) -> None:
    for path, data in ((tmp_path / name, content.encode()), (tmp_path / f"{name}.gz", gzip.compress(content.encode()))):
        path.write_bytes(data)
        source = source_for(LocalFile(str(path)), path.name)
        assert source is not None
        assert source.name == expected


def test_kinds_by_signature(tmp_path: Path) -> None:
    parquet, sqlite = tmp_path / "a.csv", tmp_path / "b.txt"
    pq.write_table(pa.table({"a": ["x"]}), parquet)
    with closing(sqlite3.connect(sqlite)) as database:
        database.execute("create table t (a)")
    assert [found.name for path in (parquet, sqlite) if (found := source_for(LocalFile(str(path)), path.name))] == [
        "parquet",
        "sqlite",
    ]


def test_unknown_binary_is_searched_for_strings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bytes(range(256)) * 10)
    source = source_for(LocalFile(str(path)), "a.csv")
    assert source is not None
    assert source.name == "binary"


def test_what_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        source_for(LocalFile(str(tmp_path / "gone")), "gone")


def test_a_folder_of_parquet_is_one_dataset(tmp_path: Path) -> None:
    assert not is_dataset(str(tmp_path))
    for part in "ab":
        pq.write_table(pa.table({"a": ["x"]}), tmp_path / f"{part}.parquet")
    source = folder_source(str(tmp_path))
    assert source is not None
    assert source.name == "parquet"
