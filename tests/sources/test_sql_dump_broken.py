"""What is not a row of a table, and dumps that are cut, damaged or hostile: nothing is lost, nothing raises."""

import gzip
from pathlib import Path

import pytest

from tests.sources.dump_reading import Row, read_bytes, read_file
from tests.sources.dump_writing import MYSQL, MYSQL_END, POSTGRESQL, copy_dump, mysql_dump


def test_other_statements_are_lines_with_their_numbers():
    text = "CREATE TABLE t (\n  a text DEFAULT 'x@mail.example');\nINSERT INTO t VALUES ('a\nb');\n-- the end\n"
    result = read_bytes(text.encode())
    assert result.lines == [
        (1, "CREATE TABLE t (\n"),
        (2, "  a text DEFAULT 'x@mail.example');\n"),
        (5, "-- the end\n"),
    ]


def test_rows_of_another_width_are_text_of_their_table():
    text = "INSERT INTO t (a, b) VALUES (1, 2), (3), (4, 'x', 5), (6, 7);\n"
    result = read_bytes(text.encode())
    assert result.rows["t"] == {1: {"a": "1", "b": "2"}, 4: {"a": "6", "b": "7"}}
    assert result.lost == {"t": ["3", "4, 'x', 5"]}
    assert result.reasons == {"ragged_rows": 2}


def test_copied_rows_of_another_width_are_text_of_their_table():
    result = read_bytes(b"COPY t (a, b) FROM stdin;\n1\t2\n3\n4\t5\t6\n7\t8\n\\.\n")
    assert result.rows["t"] == {1: {"a": "1", "b": "2"}, 4: {"a": "7", "b": "8"}}
    assert result.lost == {"t": ["3", "4\t5\t6"]}
    assert result.reasons == {"ragged_rows": 2}


def test_a_statement_that_cannot_be_taken_apart_is_text_up_to_the_next():
    text = "INSERT INTO t VALUES (1, 'x'), oops 'y' (2);\nmore\nINSERT INTO t VALUES (3, 'z');\n"
    result = read_bytes(text.encode())
    assert result.tuples("t") == [("1", "x"), ("3", "z")]
    assert result.lost == {"t": [", oops 'y' (2);\n", "more\n"]}
    assert result.reasons == {"unparsed": 1}


def test_a_missing_quote_costs_no_more_than_some_statements():
    lines = [f"INSERT INTO t VALUES ({n}, 'it''s (row)', 'x');\n" for n in range(5000)]
    lines[1000] = "INSERT INTO t VALUES (1000, 'broken, 'x');\n"
    result = read_bytes("".join(lines).encode())
    assert len(result.rows["t"]) > 4500


@pytest.mark.parametrize("row", ["(2, 'b", "(2, ", "("])
def test_a_dump_that_ends_inside_a_tuple(row):
    result = read_bytes(f"{MYSQL}INSERT INTO `t` VALUES (1,'a','x'),{row}".encode())
    assert result.tuples("t") == [("1", "a", "x")]
    assert result.lost == {"t": [row]} if row != "(" else True
    assert result.reasons == {"truncated": 1}


def test_a_dump_that_ends_inside_a_copy_block():
    result = read_bytes(f"{POSTGRESQL}COPY public.t (a, b, c) FROM stdin;\n1\t2\t3\n4\tjane@ma".encode())
    assert result.tuples("public.t") == [("1", "2", "3")]
    assert result.lost == {"public.t": ["4\tjane@ma"]}
    assert result.reasons == {"truncated": 1}


def test_a_dump_without_its_closing_line_is_truncated():
    whole = mysql_dump([("a", "b", "c")])
    assert read_bytes(whole.encode()).reasons == {}
    assert read_bytes(whole.replace(MYSQL_END, "").encode()).reasons == {"truncated": 1}


@pytest.mark.parametrize("opening", ["INSERT INTO t VALUES (1, '", "COPY t (a) FROM stdin;\n"])
def test_a_huge_value_is_read_as_text(tmp_path: Path, opening):
    path = tmp_path / "huge.sql"
    row = f"{opening}{'x' * 30_000_000} a@mail.example');\n"
    path.write_text(f"INSERT INTO t VALUES (0, 'first');\n{row}INSERT INTO u VALUES (2, 'after');\n")
    result = read_file(path)
    assert tuple(result.rows["t"][1].values())[:2] == ("0", "first")
    assert sum(map(len, result.lost["t"])) >= 30_000_000
    assert any("a@mail.example" in line for line in result.lost["t"])
    assert result.reasons["unparsed"] == 1
    if opening.startswith("INSERT"):
        assert result.tuples("u") == [("2", "after")]


def test_a_long_copied_row_does_not_end_its_table(tmp_path: Path):
    path = tmp_path / "huge.sql"
    path.write_text(f"COPY t (a, b) FROM stdin;\n1\tx\n2\t{'y' * 30_000_000}\n3\tz\n\\.\n-- after\n")
    result = read_file(path)
    assert result.rows["t"] == {1: {"a": "1", "b": "x"}, 3: {"a": "3", "b": "z"}}
    assert result.lines == [(6, "-- after\n")]


def test_a_compressed_dump_that_is_cut_gives_its_rows_first(tmp_path: Path):
    rows: list[Row] = [(str(n), f"value {n * n}", None) for n in range(20_000)]
    packed = gzip.compress(copy_dump(rows).encode())
    path = tmp_path / "dump.sql.gz"
    path.write_bytes(packed[: len(packed) // 2])
    result = read_file(path)
    found = result.tuples("public.t")
    assert len(found) > 5000
    assert found == rows[: len(found)]


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES ('\n",
        "INSERT INTO t (\n",
        "INSERT INTO `\n",
        "INSERT INTO t VALUES (\n",
        "INSERT INTO t VALUES (((((\n",
        "INSERT INTO t VALUES (1);\n-- '\n",
        "CREATE TABLE t (\n",
        "CREATE FUNCTION f AS $a$\n",
        "DELIMITER ;;\n",
        "DO $a$\n",
        "COPY t (a) FROM stdin;\n",
        "USE `\n",
        "'",
        "(",
        "\\",
        "\n",
    ],
)
def test_hostile_text_is_given_back(text):
    whole = "INSERT INTO t VALUES (1, 'x');\n" + text * (60_000 // len(text)) + "\nlast@mail.example\n"
    result = read_bytes(whole.encode())
    assert "last@mail.example" in str(result.rows) + str(result.lost) + str(result.lines)
