"""The SQL dump reader: dialects by hand, broken dumps, and properties over arbitrary rows."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sources.dump_reading import Row, read_bytes
from tests.sources.dump_writing import ENCODERS, MYSQL, MYSQL_END, POSTGRESQL, POSTGRESQL_END, SQLITE, TABLES

# --- properties ---------------------------------------------------------------------------------

AWKWARD = ["'", "''", "\\", ",", "(", ")", "),(", ";", "--", "NULL", "\\N", "\\.", '"', "é", "😀", "a", "7"]
AWKWARD += ["\n", "\r\n", "\t", " "]
pieces = st.sampled_from(AWKWARD)
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0{")  # what is in braces is taken apart
texts = st.lists(pieces, max_size=8).map("".join) | st.text(characters, max_size=12)
cells = st.none() | texts
some_rows = st.lists(st.tuples(cells, cells, cells), max_size=12)
encoders = st.sampled_from(ENCODERS)
quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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
    closing_line = whole.rstrip().rfind(b"\n")
    if rows and _ends_by(encoder, [], rows, cut) and cut < closing_line:
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
        "INSERT INTO t VALUES(unistr('a\\u000ab\\\\'),"
        "replace(replace('a\\r\\nb','\\r',char(13)),'\\n',char(10)),X'41');\n"
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


# --- what scripts have and dumps do not ---------------------------------------------------------


def test_indented_statements():
    text = "BEGIN;\n  INSERT INTO t (a, b) VALUES (1, 'x');\n"
    text += "\tINSERT INTO t (a, b) VALUES (2, 'y'),\n\t\t(3, 'z');\nEND;\n"
    assert one_table(text, "t") == [("1", "x"), ("2", "y"), ("3", "z")]
    for block in range(1, 60, 7):
        assert read_bytes(("   -- x\n" * 9000 + text).encode(), block).tuples("t") == one_table(text, "t")


def test_insert_set():
    text = (
        MYSQL + "INSERT INTO t SET a='it\\'s; 1', b = NULL, `c` = CONCAT('x', 'y');\n"
        "REPLACE INTO `t` SET a=-2,b='z''',c=7;\n" + MYSQL_END
    )
    assert one_table(text, "t") == [("it's; 1", None, "xy"), ("-2", "z'", "7")]


def test_insert_all():
    text = (
        "INSERT ALL\n  INTO hr.emp (id, name) VALUES (1, 'a')\n  INTO hr.emp (id, name) VALUES (2, 'b(')\n"
        "  INTO hr.dept (id) VALUES (3)\nSELECT * FROM dual;\n"
    )
    result = read_bytes(text.encode())
    assert result.tuples("hr.emp") == [("1", "a"), ("2", "b(")]
    assert result.tuples("hr.dept") == [("3",)]
    assert [line for _, line in result.lines] == ["SELECT * FROM dual;\n"]


def test_json_objects_are_taken_apart():
    lines = (
        '1\t{"mail": "a@fjordtel.net", "n": {"p": [1, 2]}}\n2\t\\N\n'
        '3\t{"mail": "b\\\\nc", "k": {}}\n4\t{\\n"k":\\n "x"}\n'
    )
    result = read_bytes(f"COPY t (id, j) FROM stdin;\n{lines}\\.\n".encode())
    assert result.inside == {
        "t.j.mail": [(1, "a@fjordtel.net"), (3, "b\nc")],
        "t.j.n.p[]": [(1, "1"), (1, "2")],
        "t.j.k": [(4, "x")],
    }
    assert list(result.rows["t"]) == [1, 2, 3, 4]


def test_arrays_are_taken_apart_and_other_braces_are_not():
    text = 'COPY t (a, b) FROM stdin;\n{a@fjordtel.net,"b, \\\\"c\\\\"",NULL,{x}}\t{name}\n\\N\tplain\n{}\t{\n\\.\n'
    result = read_bytes(text.encode())
    assert result.inside == {"t.a[]": [(1, "a@fjordtel.net"), (1, 'b, "c"'), (1, "x")]}
    assert [row["b"] for row in result.rows["t"].values()] == ["{name}", "plain", "{"]


def test_hexadecimal_text_is_decoded_where_all_of_it_is_text():
    mails = "".join(f"(0x{f'n{n}@fjordtel.net'.encode().hex()},0x{f'{n}'.encode().hex()}ff)," for n in range(9))
    result = read_bytes(f"{MYSQL}INSERT INTO `t` (a, b) VALUES {mails}(NULL,NULL);\n{MYSQL_END}".encode())
    assert [row["a"] for row in result.rows["t"].values()] == [*(f"n{n}@fjordtel.net" for n in range(9)), None]
    assert result.rows["t"][1]["b"] == "0x30ff"
    text = "COPY t (a) FROM stdin;\n\\\\x" + b"per@fjordtel.net".hex() + "\n\\.\n"
    assert one_table(text, "t") == [("per@fjordtel.net",)]


def test_the_encoding_that_a_dump_names():
    rows = "".join(f"{n}\tplain\n" for n in range(20_000)) + "x\tJ\u00fcrgen Gro\u00df\n"
    head = "--\n-- PostgreSQL database dump\n--\n\nSET client_encoding = 'LATIN1';\n"
    text = f"{head}COPY t (a, b) FROM stdin;\n{rows}\\.\n"
    assert read_bytes(text.encode("latin1")).tuples("t")[-1] == ("x", "J\u00fcrgen Gro\u00df")
