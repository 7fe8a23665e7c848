"""What is not redacted stays byte for byte as it was, whatever the text around it is."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.redact import delimited, json_lines
from scanner.redact.chosen import Field
from scanner.redact.edits import Edits, Redactor, rewritten, spliced
from scanner.redact.operators import Replacing
from scanner.rulebook import load
from scanner.sources._dialect import Dialect
from scanner.sources._json import leaves_of

BOOK = load()
MAILS = frozenset({"email_address"})


def redactor(name: str, *, whole: bool) -> Redactor:
    fields = {
        (table, each): Field(MAILS, "EMAIL_ADDRESS" if whole else "")
        for table in ("",)
        for each in (name, "(unparsed)")
    }
    return Redactor({**fields, ("", "(unparsed)"): Field(MAILS)}, Replacing(), BOOK, ("US",))


texts = st.text(st.sampled_from("abü中 ,;\"\n\r\t\\'=@."), max_size=12)
tables = st.lists(st.tuples(texts, st.booleans(), texts), min_size=1, max_size=6)


def mail(number: int) -> str:
    return f"anna{number}@nordlys-mail.org"


@given(
    tables,
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(",;\t"),
)
def test_cells_of_csv(rows, quoting, end, delimiter):
    out = io.StringIO()
    writer = csv.writer(out, quoting=quoting, lineterminator=end, delimiter=delimiter)
    for number, (left, there, right) in enumerate(rows):
        writer.writerow([left, mail(number) if there else "", right])
    block = out.getvalue().encode()
    dialect = Dialect(delimiter, '"', "", ("left", "mail", "right"))
    expected = block
    for number, (_, there, _) in enumerate(rows):
        expected = expected.replace(mail(number).encode(), b"***") if there else expected
    assert delimited._block(block, dialect, redactor("mail", whole=False)) == expected
    assert delimited._block(block, dialect, redactor("mail", whole=True)) == expected


@given(tables)
def test_a_match_within_an_escaped_cell(rows):
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    cells = [[f'"{left}" {mail(number)} "{right}"', "x"] for number, (left, _, right) in enumerate(rows)]
    writer.writerows(cells)
    made = delimited._block(
        out.getvalue().encode(), Dialect(",", '"', "", ("note", "x")), redactor("note", whole=False)
    )
    after = list(csv.reader(io.StringIO(made.decode(), newline="")))
    assert after == [[cell.replace(mail(number), "***"), "x"] for number, (cell, _) in enumerate(cells)]


def test_rows_that_do_not_fit_are_redacted_as_text():
    block = b'a,b\nx@nordlys-mail.org,1,"y@nordlys-mail.org"\n\n"z@nordlys-mail.org"x,2\n'
    made = delimited._block(block, Dialect(",", '"', "", ("a", "b")), redactor("a", whole=True))
    assert made == b'***,b\n***,1,"***"\n\n"***"x,2\n'


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(st.tuples(st.dictionaries(texts, values, max_size=3), st.booleans(), values), min_size=1, max_size=5),
    st.booleans(),
)
def test_values_of_json_lines(records, ascii_):
    lines = [
        json.dumps({"before": before, "mail": mail(number) if there else None, "after": after}, ensure_ascii=ascii_)
        for number, (before, there, after) in enumerate(records)
    ]
    block = ("\n".join(lines) + "\n").encode()
    expected = block
    for number, _ in enumerate(records):
        expected = expected.replace(mail(number).encode(), b"***")
    for whole in (True, False):
        assert json_lines._block(block, {}, redactor("mail", whole=whole)) == expected


@given(values)
def test_paths_are_those_of_a_scan(value):
    line = json.dumps({"root": value}).encode()
    found, lines = json_lines._values_of(np.frombuffer(line + b"\n", np.uint8))
    assert lines.tolist() == [[0, len(line), 0]]
    paths = [json_lines._path_of(line[: end + 1], start) for _, _, start, end, _ in found.tolist()]
    assert paths == [path for path, _ in leaves_of(line.decode())]


@pytest.mark.parametrize(
    "line",
    [b'{"a": 1', b'{"a" 1}', b'{"a": 1}}', b'["a", ]]', b'{"a": "x}', b"plain text", b'{"a": 1} {"b": 2}', b"[" * 300],
)
def test_what_is_no_json_is_redacted_as_text(line):
    block = b'{"mail": "x@nordlys-mail.org"}\n' + line + b" y@nordlys-mail.org\n"
    assert json_lines._block(block, {}, redactor("mail", whole=True)) == b'{"mail": "***"}\n' + line + b" ***\n"


def test_escapes_numbers_and_typed_values_of_json():
    lines = (
        b'{"mail": "\\"x\\" x@nordlys-mail.org \\u00e9"}',
        b'{"mail": 5}',
        b'{"mail": {"$date": {"$numberLong": "1541890000000"}}}',
    )
    block = b"\n".join(lines) + b"\n"
    made = json_lines._block(block, {}, redactor("mail", whole=False))
    assert [json.loads(line) for line in made.splitlines()] == [
        {"mail": '"x" *** é'}, {"mail": 5}, {"mail": {"$date": {"$numberLong": "1541890000000"}}},
    ]  # fmt: skip
    made = json_lines._block(block, {}, redactor("mail", whole=True))
    assert [json.loads(line) for line in made.splitlines()] == [
        {"mail": "***"}, {"mail": None}, {"mail": {"$date": {"$numberLong": None}}},
    ]  # fmt: skip


pieces = st.lists(st.tuples(st.binary(max_size=5), st.binary(max_size=4), st.binary(max_size=6)), max_size=6)


@given(pieces, st.binary(max_size=5))
def test_splicing(parts, last):
    data, expected, start, end = b"", b"", [], []
    for kept, gone, new in parts:
        data += kept
        start.append(len(data))
        data += gone
        end.append(len(data))
        expected += kept + new
    given_ = [np.array(each, np.int64) for each in (start, end, range(len(parts)))]
    assert spliced(data + last, *given_, [new for _, _, new in parts]) == expected + last


@given(st.lists(st.none() | texts, min_size=1, max_size=6), st.data())
def test_strings_keep_their_places_and_nulls(values, data):
    array = pa.array(["", *values], pa.string()).slice(1)
    some = [number for number, value in enumerate(values) if value]
    touched = np.array(data.draw(st.lists(st.sampled_from(some), unique=True)) if some else [], np.int64)
    touched.sort()
    sizes = np.array([len((values[at] or "").encode()) for at in touched], np.int64)
    zeros = np.zeros(len(touched), np.int64)
    made = rewritten(array, Edits(touched, zeros, sizes, zeros, (b"***",)))
    assert made.to_pylist() == ["***" if at in touched else value for at, value in enumerate(values)]
