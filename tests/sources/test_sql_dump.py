"""The SQL dump reader: dialects by hand, broken dumps, and properties over arbitrary rows."""

import gzip
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model import UNPARSED
from scanner.source import Fit, Head
from scanner.sources.sql_dump import SOURCE
from tests.sources.dump_reading import Row, read_bytes, read_file

# --- encoders -----------------------------------------------------------------------------------

POSTGRESQL = (
    "--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.t (\n    a text,\n    b text,\n    c text\n);\n\n"
)
POSTGRESQL_END = "\n\n--\n-- PostgreSQL database dump complete\n--\n"
MYSQL = "-- MySQL dump 10.13\n\nCREATE TABLE `t` (\n  `a` text,\n  `b` text,\n  `c` text,\n  KEY `k` (`a`)\n);\n"
MYSQL_END = "\n-- Dump completed on 2020-01-01\n"
SQLITE = "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a, b, c);\n"

_COPY = {"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"}
_MYSQL = {"\\": "\\\\", "'": "\\'", '"': '\\"', "\n": "\\n", "\r": "\\r", "\0": "\\0", "\x1a": "\\Z"}


def _mapped(value: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in value)


def _standard(value: str | None) -> str:
    return "NULL" if value is None else "'" + value.replace("'", "''") + "'"


def _mysql(value: str | None) -> str:
    return "NULL" if value is None else "'" + _mapped(value, _MYSQL) + "'"


def _sqlite(value: str | None) -> str:
    if value is None or "\n" not in value:
        return _standard(value)
    return (
        "replace(" + _standard(value.replace("\n", "\\n")) + ",'\\n',char(10))"
        if "\\n" not in value
        else _standard(value)
    )


def copy_dump(rows: list[Row]) -> str:
    lines = ["\t".join("\\N" if cell is None else _mapped(cell, _COPY) for cell in row) + "\n" for row in rows]
    return f"{POSTGRESQL}COPY public.t (a, b, c) FROM stdin;\n{''.join(lines)}\\.\n{POSTGRESQL_END}"


def inserts_dump(rows: list[Row]) -> str:
    lines = [f"INSERT INTO public.t VALUES ({', '.join(map(_standard, row))});\n" for row in rows]
    return POSTGRESQL + "".join(lines) + POSTGRESQL_END


def several_dump(rows: list[Row]) -> str:
    tuples = ",\n".join(f"\t({', '.join(map(_standard, row))})" for row in rows)
    return POSTGRESQL + (f"INSERT INTO public.t (a, b, c) VALUES\n{tuples};\n" if rows else "") + POSTGRESQL_END


def mysql_dump(rows: list[Row]) -> str:
    tuples = ",".join(f"({','.join(map(_mysql, row))})" for row in rows)
    return MYSQL + (f"INSERT INTO `t` VALUES {tuples};\n" if rows else "") + MYSQL_END


def sqlite_dump(rows: list[Row]) -> str:
    return SQLITE + "".join(f"INSERT INTO t VALUES({','.join(map(_sqlite, row))});\n" for row in rows) + "COMMIT;\n"


ENCODERS = [copy_dump, inserts_dump, several_dump, mysql_dump, sqlite_dump]
TABLES = {copy_dump: "public.t", inserts_dump: "public.t", several_dump: "public.t", mysql_dump: "t", sqlite_dump: "t"}

# --- properties ---------------------------------------------------------------------------------

pieces = st.sampled_from(
    [
        "'",
        "''",
        "\\",
        "\n",
        "\r\n",
        "\t",
        ",",
        "(",
        ")",
        "),(",
        ";",
        "--",
        "NULL",
        "\\N",
        "\\.",
        '"',
        "é",
        "😀",
        " ",
        "a",
        "7",
    ]
)
texts = st.lists(pieces, max_size=8).map("".join) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12
)
cells = st.none() | texts
some_rows = st.lists(st.tuples(cells, cells, cells), max_size=12)
encoders = st.sampled_from(ENCODERS)
quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(encoders, some_rows)
def test_rows_come_back_equal(encoder, rows):
    result = read_bytes(encoder(rows).encode())
    assert result.tuples(TABLES[encoder]) == rows
    assert not result.reasons
    assert not rows or result.fields[TABLES[encoder]] == ["a", "b", "c"]


@quick
@given(encoders, some_rows, st.integers(1, 200))
def test_the_size_of_blocks_changes_nothing(encoder, rows, block):
    data = encoder(rows).encode()
    padding = (b"-- padding" * 60 + b"\n") * 110
    first = data.index(b"\n", 30) + 1
    data = data[:first] + padding + data[first:]
    assert read_bytes(data, block) == read_bytes(data)


@quick
@given(encoders, some_rows, st.data())
def test_a_cut_dump_keeps_the_rows_before_the_cut(encoder, rows, data):
    whole = encoder(rows).encode()
    cut = data.draw(st.integers(60, len(whole)))
    result = read_bytes(whole[:cut])
    found = result.tuples(TABLES[encoder])
    assert found == rows[: len(found)]
    prefix = next((n for n in range(len(rows), -1, -1) if _ends_by(encoder, rows[:n], rows, cut)), 0)
    assert len(found) >= prefix
    if cut < len(whole) - 10:
        assert "truncated" in result.reasons


def _ends_by(encoder, first: list[Row], rows: list[Row], cut: int) -> bool:
    """Whether the first rows lie whole before the cut, their last byte included."""
    common = 0
    for one, other in zip(encoder(first).encode(), encoder(rows).encode(), strict=False):
        if one != other:
            break
        common += 1
    return common + 2 <= cut


@quick
@given(encoders, some_rows, st.integers(0, 10_000), st.binary(max_size=3))
def test_damage_raises_nothing_and_loses_no_address(encoder, rows, place, damage):
    rows = [*rows, ("jane@mail.example", "x", None), ("joe@mail.example", None, "")]
    data = encoder(rows).encode()
    place %= len(data)
    result = read_bytes(data[:place] + damage + data[place + len(damage) :])
    everything = str(result.rows) + str(result.lost) + str(result.lines)
    spared = len(data) - place > 1000 or place > len(data) - 40
    assert not spared or "jane@mail.example" in everything


# --- by hand ------------------------------------------------------------------------------------


def one_table(text: str, table: str) -> list[Row]:
    return read_bytes(text.encode()).tuples(table)


def test_sql_server():
    text = (
        "USE [shop]\nGO\nSET IDENTITY_INSERT [dbo].[Some Table] ON\nGO\n"
        "INSERT [dbo].[Some Table] ([Id], [Full Name], [When]) VALUES (1, N'O''Hara \\', CAST(N'2020-01-02' AS Date))\n"
        "GO\n"
        "INSERT [dbo].[Some Table] ([Id], [Full Name], [When]) VALUES (2, NULL, CAST(12.50 AS Decimal(5, 2)))\nGO\n"
    )
    result = read_bytes(text.encode("utf-16"))
    assert result.tuples("shop.dbo.Some Table") == [("1", "O'Hara \\", "2020-01-02"), ("2", None, "12.50")]
    assert result.fields["shop.dbo.Some Table"] == ["Id", "Full Name", "When"]


def test_oracle():
    text = (
        "SET DEFINE OFF;\nInsert into HR.EMP (ID,NAME,BORN) values (1,'a\\b',to_date('02-JAN-20','DD-MON-RR'));\n"
        "Insert into HR.EMP (ID,NAME,BORN) values (2,'c'||chr(10)||'d',null);\n/\n"
    )
    assert one_table(text, "HR.EMP") == [("1", "a\\b", "02-JAN-20"), ("2", "c\nd", None)]


def test_mysql_escapes_and_introducers():
    text = (
        MYSQL
        + "INSERT INTO `t` VALUES (_binary 'a\\0\\'b',_utf8mb4'c',0x4142),('\\%\\_\\x','\\Z\\\"',b'01');\n"
        + MYSQL_END
    )
    assert one_table(text, "t") == [("a\0'b", "c", "0x4142"), ("\\%\\_x", '\x1a"', "01")]


def test_sqlite_unistr_and_nested_replace():
    text = SQLITE + (
        "INSERT INTO t VALUES(unistr('a\\u000ab\\\\'),replace(replace('a\\r\\nb','\\r',char(13)),'\\n',char(10)),X'41');\n"
    )
    assert one_table(text + "COMMIT;\n", "t") == [("a\nb\\", "a\r\nb", "41")]


def test_postgresql_expressions():
    text = POSTGRESQL + (
        "INSERT INTO public.t VALUES ('x'::text, E'a\\nb', ARRAY['p','q']), (-1.5e3, true, ' s');\n" + POSTGRESQL_END
    )
    assert one_table(text, "public.t") == [("x", "a\nb", "p,q"), ("-1.5e3", "true", " s")]


def test_white_space_and_lines_inside_tuples():
    text = "CREATE TABLE t (a int, b text);\nINSERT INTO t\n  VALUES\n  ( 1 ,\n    'x' ) ,\n  (2, NULL\n);\n"
    assert one_table(text, "t") == [("1", "x"), ("2", None)]


@pytest.mark.parametrize("value", ["it\\'s here", "\\' x"])
def test_an_unsigned_dump_shows_by_its_quotes_that_backslashes_escape(value):
    text = f"INSERT INTO t (a, b) VALUES ('{value}', 'y'), ('a\\nb', 'c');\n"
    assert one_table(text, "t") == [(value.replace("\\", ""), "y"), ("a\nb", "c")]


def test_names_without_a_definition():
    result = read_bytes(b"INSERT INTO t VALUES (1, 'x');\nINSERT INTO u (\"p, q\", [r]) VALUES (1, 'x');\n")
    assert result.fields == {"t": ["column_1", "column_2"], "u": ["p, q", "r"]}


def test_what_is_a_column_of_a_definition():
    text = (
        "CREATE TABLE t (\n  key text, -- the (key), it's\n  value varchar(9) DEFAULT 'a,(b', check int /* , x */,\n"
        "  [or der] int, index varchar(2), UNIQUE (key), CHECK (value > 'x'), CONSTRAINT c PRIMARY KEY (key, value),\n"
        "  KEY idx (value), FOREIGN KEY (key) REFERENCES u (a, b));\nINSERT INTO t VALUES (1,2,3,4,5);\n"
    )
    assert read_bytes(text.encode()).fields["t"] == ["key", "value", "check", "or der", "index"]


def test_tables_taking_turns_keep_their_ordinals():
    lines = "".join(f"INSERT INTO {'ab'[n % 2]} VALUES ({n}, '(');\n" for n in range(1000))
    result = read_bytes(lines.encode())
    assert result.tuples("a") == [(str(n), "(") for n in range(0, 1000, 2)]
    assert result.tuples("b") == [(str(n), "(") for n in range(1, 1000, 2)]


def test_pages_of_databases():
    text = (
        '\\connect "my shop"\nCOPY public.t (a) FROM stdin;\n1\n\\.\n'
        "\\connect -reuse-previous=on \"dbname='b c'\"\nCOPY public.t (a) FROM stdin;\n2\n\\.\n"
    )
    result = read_bytes(text.encode())
    assert result.tuples("my shop.public.t") == [("1",)]
    assert result.tuples("b c.public.t") == [("2",)]


def test_octal_and_hexadecimal_escapes_of_copy():
    text = POSTGRESQL + "COPY public.t (a, b, c) FROM stdin;\n\\101\\x42\\q\t\\\\N\t\\\\101\n\\.\n" + POSTGRESQL_END
    assert one_table(text, "public.t") == [("ABq", "\\N", "\\101")]


def test_a_copy_block_with_windows_line_ends():
    text = POSTGRESQL + "COPY public.t (a, b, c) FROM stdin;\n1\t\\N\t2\n3\t4\t5\n\\.\n" + POSTGRESQL_END
    result = read_bytes(text.replace("\n", "\r\n").encode())
    assert result.tuples("public.t") == [("1", None, "2"), ("3", "4", "5")]
    assert not result.reasons


# --- what is not a row --------------------------------------------------------------------------


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
    path.write_text(
        f"INSERT INTO t VALUES (0, 'first');\n{opening}{'x' * 30_000_000} a@mail.example');\nINSERT INTO u VALUES (2, 'after');\n"
    )
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


# --- which files --------------------------------------------------------------------------------


def fit(text: str, name: str = "x") -> Fit:
    data = text.encode()
    return SOURCE.fit(Head(name, data, text))


@pytest.mark.parametrize(
    "text",
    [
        POSTGRESQL,
        MYSQL,
        SQLITE,
        "--\n-- PostgreSQL database cluster dump\n--\n",
        "/*M!999999\\- enable the sandbox mode */ \n-- MariaDB dump 10.19  Distrib 10.11\n",
    ],
)
def test_headers_are_signatures(text):
    assert fit(text) is Fit.SIGNATURE


@pytest.mark.parametrize(
    "text",
    [
        "INSERT INTO t VALUES (1);\n",
        "-- mine\n\n/* two\nlines */\nSET x = 1;\ninsert into t (a) values\n(1);\n",
        "COPY public.t (a, b) FROM stdin;\n1\t2\n",
        "USE [a]\nGO\nINSERT [t] ([a]) VALUES (1)\n",
    ],
)
def test_statements_with_rows_are_content(text):
    assert fit(text) is Fit.CONTENT


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-01 10:00 LOG: statement: INSERT INTO t VALUES (1);\n",
        "2020-01-01 10:00 LOG: statement:\nINSERT INTO t VALUES (1);\n",
        "# How to\n\n    INSERT INTO t VALUES (1);\n",
        "Select a town to begin with.\nCopy it.\n",
        "a,b\n1,INSERT INTO t VALUES (1)\n",
        "",
    ],
)
def test_other_text_is_not_a_dump(text):
    assert fit(text) is Fit.NO


def test_a_name_is_enough_where_there_are_no_rows():
    assert fit("create view v as select 1;\n", "schema.sql") is Fit.NAME
    assert SOURCE.fit(Head("x.sql", b"\x00\x01", None)) is Fit.NO


def test_unparsed_text_has_its_own_field():
    assert re.fullmatch(r"\(\w+\)", UNPARSED)
