"""CSV and its relatives: dialects, headers, ragged rows, and inputs that misbehave."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.content import LocalFile
from scanner.model.data import UNPARSED, Batch
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources import _dialect, _quotes, _records, delimited
from scanner.sources._dialect import Dialect, dialect_of, is_table
from scanner.sources.delimited import SOURCE
from scanner.streams import CUT_FROM, head_of
from tests.sources.reading import Outcome, asset_of, read


def read_bytes(folder: Path, data: bytes, name: str = "a.csv") -> Outcome:
    path = folder / name
    path.write_bytes(data)
    return read(SOURCE, path)


def table(outcome: Outcome) -> dict[str, list[str]]:
    """Field → its values that are not blank."""
    return {name: [value for _, value in cells if value] for name, cells in outcome.cells().items()}


def fit(name: str, text: str) -> Fit:
    return SOURCE.fit(Head(name, text.encode(), text, whole=True))


TABLES = {
    "comma": "id,name,email\n1,Jane,jane@example.com\n2,Ann,ann@example.com\n",
    "semicolon": "id;name;price\n1;Jane;3,50\n2;Ann;4,20\n",
    "tab": "id\tname\n1\tJane, Doe\n2\tAnn\n",
    "pipe": "id|name\n1|Jane\n2|Ann\n",
    "quoted": '"id","name"\n"1","Doe, ""J"""\n"2","two\nlines"\n',
    "headerless": "1,Jane,jane@example.com\n2,Ann,ann@example.com\n3,Bob,bob@example.com\n",
}

NO_TABLES = {
    "access log": '203.0.113.7 - - [30/Nov/2018:10:00:01 +0000] "GET /a,b?x=1;y=2 HTTP/1.1" 200 51 "-" "Mozilla/5.0"\n'
    * 20,
    "app log": "".join(f"2018-11-30 12:00:{n:02d},123 INFO started, user {n} came\n" for n in range(30)),
    "app log of two": "".join(f"2018-11-30 12:00:{n:02d},123 INFO user {n} came\n" for n in range(30)),
    "prose": "Dear Jane, thank you.\nWe met in May, as you know.\nYours, Ann\n",
    "sql": "INSERT INTO t VALUES (1,'a','b');\nINSERT INTO t VALUES (2,'c','d');\nINSERT INTO t VALUES (3,'c','d');\n",
    "json lines": '{"a": 1, "b": 2}\n{"a": 1, "b": 2}\n',
    "code": "int a = 1;\nint b = 2;\nint c = 3;\n",
    "markup": "<a,b>\n<c,d>\n",
    "markdown": "| a | b |\n| - | - |\n| 1 | 2 |\n",
    "one column": "a\nb\nc\n",
    "one line": "a,b,c\n",
    "nothing": "",
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_known_whatever_their_name(name: str) -> None:
    assert fit("data", TABLES[name]) == Fit.CONTENT


@pytest.mark.parametrize("name", NO_TABLES)
def test_other_text_is_not_taken(name: str) -> None:
    assert fit("data", NO_TABLES[name]) == Fit.NO
    assert fit("data.csv", NO_TABLES[name]) == Fit.NAME


def test_binary_is_not_taken() -> None:
    assert SOURCE.fit(Head("a.csv", b"\0", None)) == Fit.NO


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            TABLES["comma"],
            {"id": ["1", "2"], "name": ["Jane", "Ann"], "email": ["jane@example.com", "ann@example.com"]},
        ),
        (TABLES["semicolon"], {"id": ["1", "2"], "name": ["Jane", "Ann"], "price": ["3,50", "4,20"]}),
        (TABLES["tab"], {"id": ["1", "2"], "name": ["Jane, Doe", "Ann"]}),
        (TABLES["pipe"], {"id": ["1", "2"], "name": ["Jane", "Ann"]}),
        (TABLES["quoted"], {"id": ["1", "2"], "name": ['Doe, "J"', "two\nlines"]}),
        ("id,name\r\n1,Jane\r\n", {"id": ["1"], "name": ["Jane"]}),
        ("id,name\r1,Jane\r2,Ann\r", {"id": ["1", "2"], "name": ["Jane", "Ann"]}),
        ("id,name\n1,Jane", {"id": ["1"], "name": ["Jane"]}),
        ("name\nJane\nAnn\n", {"name": ["Jane", "Ann"]}),
        ("sep=;\nid;name\n1;a,b\n", {"id": ["1"], "name": ["a,b"]}),
        ("id,id,,name\n1,2,3,x\n", {"id": ["1"], "id_2": ["2"], "column_3": ["3"], "name": ["x"]}),
        (
            TABLES["headerless"],
            {
                "column_1": ["1", "2", "3"],
                "column_2": ["Jane", "Ann", "Bob"],
                "column_3": [f"{n}@example.com" for n in ("jane", "ann", "bob")],
            },
        ),
        ("id,name\n1,x,\n2,y,\n", {"id": ["1", "2"], "name": ["x", "y"], "column_3": []}),
        ("name,age\nr1,Jane,30\nr2,Ann,31\n", {"column_1": ["r1", "r2"], "name": ["Jane", "Ann"], "age": ["30", "31"]}),
        ('id,note\n1,"a \\"b\\", c"\n2,"d \\"e\\", f"\n', {"id": ["1", "2"], "note": ['a "b", c', 'd "e", f']}),
        ("id,note\n'1','a,b'\n'2','c'\n", {"id": ["1", "2"], "note": ["a,b", "c"]}),
        ('id,size\n1,5" pipe\n2,3" pipe\n', {"id": ["1", "2"], "size": ['5" pipe', '3" pipe']}),
        ("phone,zip\n+14155550123,00123\nNA,null\n", {"phone": ["+14155550123", "NA"], "zip": ["00123", "null"]}),
    ],
)
def test_tables(tmp_path: Path, data: str, expected: dict[str, list[str]]) -> None:
    outcome = read_bytes(tmp_path, data.encode())
    assert table(outcome) == expected
    assert outcome.error is None
    assert outcome.reasons == {}


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, codec: str) -> None:
    rows = "id,stadt\n" + "1,Köln und Düsseldorf\n" * 50
    outcome = read_bytes(tmp_path, rows.encode(codec))
    assert set(table(outcome)) == {"id", "stadt"}
    assert outcome.values("stadt") == ["Köln und Düsseldorf"] * 50


def test_ragged_rows_are_counted_and_given_as_text(tmp_path: Path) -> None:
    outcome = read_bytes(tmp_path, b"id,name\n1,a\n\n2,b,c@example.com\n3,d\nlonely\n4,e\n")
    assert outcome.cells() == {
        "id": [(1, "1"), (3, "3"), (5, "4")],
        "name": [(1, "a"), (3, "d"), (5, "e")],
        UNPARSED: [(2, "2,b,c@example.com\n"), (4, "lonely\n")],
    }
    assert outcome.reasons == {Reason.RAGGED_ROWS: 2}
    assert min(problem.row or 0 for problem in outcome.problems) == 2


def test_lines_before_the_header(tmp_path: Path) -> None:
    outcome = read_bytes(tmp_path, b"Report of jane@example.com\n\nid,name\n1,a\n2,b\n3,c\n")
    assert outcome.values("name") == ["a", "b", "c"]
    assert "Report of jane@example.com\n" in outcome.values(UNPARSED)


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    rows = "".join(f"{number},name {number}\n" for number in range(3, 5000))
    outcome = read_bytes(tmp_path, f'id,name\n1,a\n2,"b\n{rows}'.encode())
    assert len(outcome.values("id")) == 4999
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_a_quote_that_swallows_many_blocks(tmp_path: Path) -> None:
    row = b"1,some text to fill the row with\n"
    count = (20 << 20) // len(row)
    outcome = read_bytes(tmp_path, b"id,name\n" + row * 10 + b'2,"never closed\n' + row * count)
    assert len(outcome.values("id")) == count + 11
    assert Reason.UNPARSED in outcome.reasons


def test_a_row_of_many_megabytes(tmp_path: Path) -> None:
    long = b'3,"' + b"jane@example.com;" * (2 << 20)
    outcome = read_bytes(tmp_path, b"id,name\n1,a\n" + long + b'"\n4,b\n')
    assert outcome.values("id") == ["1", "4"]
    assert [row for row, _ in outcome.cells()["id"]] == [1, 3]
    assert sum(len(value) - 1 for value in outcome.values(UNPARSED)) >= len(long)
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_five_thousand_columns(tmp_path: Path) -> None:
    names = [f"some_column_{number}" for number in range(5000)]
    rows = [[f"{row}-{number}" for number in range(5000)] for row in range(60)]
    text = io.StringIO()
    csv.writer(text).writerows([names, *rows])
    outcome = read_bytes(tmp_path, text.getvalue().encode())
    cells = table(outcome)
    assert list(cells) == names
    assert cells["some_column_4999"] == [row[4999] for row in rows]


def test_nul_bytes_and_invalid_utf8(tmp_path: Path) -> None:
    outcome = read_bytes(tmp_path, "id,name\n1,größe\n".encode() * 1 + "2,ä\n".encode() * 40 + b"3,a\0b\n4,\xff\n")
    assert outcome.values("name")[-2:] == ["a\0b", "\ufffd"]
    assert set(outcome.reasons) == {Reason.NUL_BYTES, Reason.REPAIRED_TEXT}


def test_an_empty_file(tmp_path: Path) -> None:
    outcome = read_bytes(tmp_path, b"")
    assert (outcome.batches, outcome.reasons) == ([], {Reason.EMPTY: 1})


@pytest.mark.parametrize("data", [b"\n\n\n", b"id,name\n", b'"', b"\0", b",", b"\r", b'"\n"', b"a"])
def test_next_to_nothing(tmp_path: Path, data: bytes) -> None:
    assert read_bytes(tmp_path, data).error is None


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12) | st.sampled_from(
    ['"', '""', ',"', "\n", "\r\n", "", " ", "a"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(
    st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
    )
)
def test_what_csv_writes_comes_back(tmp_path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    names = [f"field_{letter}" for letter in "abcd"[: len(rows[0])]]
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([names, *rows])
    parts = text.getvalue().encode()
    path = tmp_path / "a.csv"
    path.write_bytes(parts)
    detail = Dialect(",", '"', "", tuple(names), 0, parts.index(b"\n") + 1).to_json()
    (unit,) = SOURCE.plan(asset_of(path, SOURCE))
    batches = [item for item in SOURCE.read(type(unit)(unit.asset, detail=detail)) if isinstance(item, Batch)]
    found: list[list[str]] = []
    for batch in batches:
        lists = [column.values.to_pylist() for column in batch.columns]
        found += [[value or "" for value in row] for row in zip(*lists, strict=True)]
    assert found == rows


@given(text=st.text(st.sampled_from("ab1,;|\t \n\r\"'\\^~:"), max_size=100), whole=st.booleans())
def test_what_no_delimiter_separates_is_no_table_when_it_is_taken_apart_either(text: str, whole: bool) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_dialect, "_is_separated", lambda _: True)
        told = is_table(text, whole=whole)
    assert is_table(text, whole=whole) == told


@given(st.text(st.sampled_from('a,"\n'), max_size=40))
def test_record_ends_by_steps(text: str) -> None:
    """The vectorised search agrees with walking over the bytes."""
    dialect = Dialect(",", '"', "", ("a", "b"))
    data = text.encode()
    state, end, place = "start", 0, 0
    while place < len(data):
        byte = data[place : place + 1]
        if state == "quoted":
            if byte == b'"':
                if data[place + 1 : place + 2] == b'"':
                    place += 1
                else:
                    state = "field"
        elif state == "start" and byte == b'"':
            state = "quoted"
        elif byte == b"\n":
            state, end = "start", place + 1
        else:
            state = "start" if byte == b"," else "field"
        place += 1
    assert _quotes.last_record_end(data, dialect) == end


def test_an_escaped_quote_does_not_end_a_field() -> None:
    dialect = Dialect(",", '"', "\\", ("a", "b"))
    complete = b'1,"a \\" b\n c \\\\"\n'
    assert _quotes.last_record_end(complete + b'2,"x \\"\n', dialect) == len(complete)


def test_a_large_file_is_cut_at_records(tmp_path: Path) -> None:
    rows = b"".join(b'%d,"Doe, Jane","a note\nof two ""lines"", %d",x\n' % (number, number) for number in range(20_000))
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(b"id,name,note,last\n")
        while file.tell() < CUT_FROM + (10 << 20):
            file.write(rows)
    data = path.read_bytes()
    units = SOURCE.plan(asset_of(path, SOURCE))
    assert len(units) == 2
    count = 0
    for unit in units:
        for item in SOURCE.read(unit):
            assert isinstance(item, Batch)
            assert set(item.columns[1].values.unique().to_pylist()) == {"Doe, Jane"}
            count += item.rows
    assert count * 2 == data.count(b"\n") - 1


def test_a_cut_is_refused_where_it_cannot_be_told(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(b'id,name\n1,"')
        while file.tell() < CUT_FROM + (10 << 20):
            file.write(b"prose without any structure\n" * 40_000)
        file.write(b'"\n')
    assert len(SOURCE.plan(asset_of(path, SOURCE))) == 1


def test_the_dialect_survives_its_json() -> None:
    dialect = Dialect("\t", "'", "\\", ("a", "b ü"), 3, 9)
    assert Dialect.from_json(dialect.to_json()) == dialect


def test_a_header_alone_is_not_data() -> None:
    assert dialect_of("id,name\n", whole=True).start == 8
    assert not is_table("id,name\n", whole=True)


def test_head_of_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(TABLES["comma"])
    assert SOURCE.fit(head_of(LocalFile(str(path)))) == Fit.CONTENT
    assert delimited.SOURCE is SOURCE


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("ab1 é"), max_size=6), min_size=2, max_size=4).filter(any),
        min_size=1,
        max_size=30,
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.integers(8, 64),
)
def test_pieces_of_a_block_change_nothing(rows: list[list[str]], end: str, piece: int) -> None:
    block = "".join(f"{','.join(row)}{end}" for row in rows).encode()
    dialect = Dialect(",", '"', "", ("a", "b", "c"))

    def read_with(size: int) -> list[object]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_records, "PIECE", size)
            return [
                (
                    item.rows,
                    [column.values.to_pylist() for column in item.columns],
                    item.row_of(np.arange(item.rows)).tolist(),
                )
                if isinstance(item, Batch)
                else item
                for item in _records.Records(dialect).parse(block)
            ]

    assert read_with(piece) == read_with(len(block) + 1)
