"""JSON Lines and JSON documents: nothing changed, nothing lost, nothing that crashes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model.data import UNPARSED, Batch
from scanner.model.problems import Reason
from scanner.source import Fit, Head, Source
from scanner.sources import json_document, json_lines
from scanner.sources._json_depth import deepest, most_opened
from tests.sources.reading import Outcome, read

LINES = json_lines.SOURCE
DOCUMENT = json_document.SOURCE


def outcome_of(source: Source, folder: Path, text: str | bytes) -> Outcome:
    path = folder / "data"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read(source, path)


def leaves(value: object, path: str = "") -> list[tuple[str, str]]:
    """The same flattening, written plainly."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, dict):
        return [leaf for key, item in value.items() for leaf in leaves(item, f"{path}.{key}" if path else key)]
    if isinstance(value, list):
        return [leaf for item in value for leaf in leaves(item, f"{path}[]")]
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return [(path or "[]", str(value))]


@pytest.mark.parametrize(
    ("text", "lines", "document"),
    [
        ('{"a": 1}\n{"a": 2}\n', Fit.CONTENT, Fit.FALLBACK),
        ('{"a": 1}\n', Fit.NO, Fit.CONTENT),
        ('[{"a": 1}, {"a": 2}]', Fit.NO, Fit.CONTENT),
        ('{\n "a": [1, 2],\n "b": {}\n}\n', Fit.NO, Fit.CONTENT),
        ("[2018-11-30 12:00:00] INFO started\n[2018-11-30 12:00:01] INFO ended\n", Fit.NO, Fit.NO),
        ("{{ template }} and text", Fit.NO, Fit.NO),
        ("[section]\nkey = value\n", Fit.NO, Fit.NO),
        ("id,name\n1,a\n", Fit.NO, Fit.NO),
        ("", Fit.NO, Fit.NO),
    ],
)
def test_fit(text: str, lines: Fit, document: Fit) -> None:
    assert LINES.fit(Head("data", text.encode(), text, whole=True)) == lines
    assert DOCUMENT.fit(Head("data", text.encode(), text, whole=True)) == document


def test_fit_of_a_cut_head() -> None:
    text = json.dumps([{"name": "Jane Doe", "note": "x" * 50}] * 2000)[:65536]
    assert DOCUMENT.fit(Head("data", text.encode(), text)) == Fit.CONTENT


def test_nested_values_keep_their_paths(tmp_path: Path) -> None:
    text = '{"user": {"address": {"city": "X"}}, "tags": ["a", "b"], "ok": true}\n\n{"user": null, "n": 1.5}\n'
    assert outcome_of(LINES, tmp_path, text).cells() == {
        "user.address.city": [(1, "X")],
        "tags[]": [(1, "a"), (1, "b")],
        "n": [(2, "1.5")],
    }


@pytest.mark.parametrize(
    "value",
    [
        "2018-11-30",
        "2018-11-30 10:00:00",
        "00123",
        "+14155550123",
        4111111111111111,
        12345678901234567890123,
        2**63,
        "NA",
        -1,
        0.1,
    ],
)
def test_values_come_back_as_they_were(tmp_path: Path, value: object) -> None:
    text = json.dumps({"a": value, "b": {"c": [value]}}) + "\n"
    outcome = outcome_of(LINES, tmp_path, text * 3)
    assert outcome.values("a") == outcome.values("b.c[]") == [str(value)] * 3


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1}\n{"a": "x"}\n',
        '{"a": [1, "x", {"b": 2}]}\n',
        '{"a": "1", "a": "2"}\n',
        '["x", 1]\n"y"\n7\n',
        '{"a": "tab\there"}\n',
        '{"a": [null, "x"]}\n{"a": [null, null, "y"]}\n',
    ],
)
def test_what_arrow_refuses_is_read_all_the_same(tmp_path: Path, text: str) -> None:
    outcome = outcome_of(LINES, tmp_path, text)
    assert outcome.reasons == {}
    pairs: list[tuple[str, str]] = []
    for line in text.splitlines():
        found: list[tuple[str, object]] = []
        value = json.loads(
            line, strict=False, object_pairs_hook=lambda items, found=found: found.extend(items) or dict(items)
        )
        if '"a": "1"' in line:
            pairs += [("a", "1"), ("a", "2")]
        else:
            pairs += leaves(value)
    assert sorted((name, value) for name, cells in outcome.cells().items() for _, value in cells) == sorted(pairs)


def test_broken_lines_are_given_as_text(tmp_path: Path) -> None:
    outcome = outcome_of(LINES, tmp_path, '{"a": "x"}\n{"a": "jane@example.com\n\n{"a": "z"}')
    assert outcome.cells() == {"a": [(1, "x"), (3, "z")], UNPARSED: [(2, '{"a": "jane@example.com\n')]}
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_half_a_surrogate(tmp_path: Path) -> None:
    assert outcome_of(LINES, tmp_path, '{"a": "x\\ud800"}\n').values("a") == ["x?"]


@pytest.mark.parametrize("depth", [150, 250, 5000, 100_000])
@pytest.mark.parametrize(("opens", "closes"), [("[", "]"), ('{"a":', "}")])
@pytest.mark.parametrize("source", [LINES, DOCUMENT])
def test_deep_nesting_does_not_crash(tmp_path: Path, depth: int, opens: str, closes: str, source: Source) -> None:
    text = opens * depth + '"jane@example.com"' + closes * depth
    outcome = outcome_of(source, tmp_path, '{"b": 1}\n' + text + "\n")
    assert outcome.error is None
    found = [value for name in outcome.cells() for value in outcome.values(name) if "jane@example.com" in value]
    assert len(found) == 1
    assert (Reason.UNPARSED in outcome.reasons) == (depth > 200)


def test_a_long_line(tmp_path: Path) -> None:
    text = '{"a": "x"}\n{"a": "' + "jane@example.com " * (3 << 19) + '"}\n{"a": "z"}\n'
    outcome = outcome_of(LINES, tmp_path, text)
    assert outcome.cells()["a"] == [(1, "x"), (3, "z")]
    assert sum(value.count("jane@example.com") for value in outcome.values(UNPARSED)) == 3 << 19


def test_blocks_with_other_fields(tmp_path: Path) -> None:
    first = "".join(f'{{"day": "2018-11-30", "n": {number}}}\n' for number in range(60_000))
    second = "".join(f'{{"day": {{"of": "2018-11-30"}}, "n": "x{number}"}}\n' for number in range(60_000))
    outcome = outcome_of(LINES, tmp_path, first + second)
    assert outcome.values("day") == outcome.values("day.of") == ["2018-11-30"] * 60_000
    assert outcome.cells()["n"][-1] == (120_000, "x59999")


def test_a_document_of_records(tmp_path: Path) -> None:
    records = [{"id": number, "note": 'a, [b] {c} " \\', "tags": ["x"]} for number in range(30_000)]
    for indent in (None, 1):
        outcome = outcome_of(DOCUMENT, tmp_path, json.dumps(records, indent=indent))
        assert outcome.reasons == {}
        assert outcome.cells()["id"] == [(number + 1, str(number)) for number in range(30_000)]
        assert outcome.cells()["note"][-1] == (30_000, records[0]["note"])


def test_records_under_keys_are_tables(tmp_path: Path) -> None:
    users = '"users": [{"email": "a@example.com"}, {"email": "b@example.com"}]'
    text = f'{{"total": 2, {users}, "x": {{"rows": [{{"n": 1}}]}}, "tags": ["t", 5], "note": "end"}}'
    assert outcome_of(DOCUMENT, tmp_path, text).cells() == {
        "total": [(1, "2")],
        "users.email": [(1, "a@example.com"), (2, "b@example.com")],
        "x.rows.n": [(1, "1")],
        "tags[]": [(1, "t"), (2, "5")],
        "note": [(1, "end")],
    }


def test_documents_after_each_other(tmp_path: Path) -> None:
    outcome = outcome_of(DOCUMENT, tmp_path, '{\n"a": 1\n}\n{\n"a": 2\n}\n[{"a": 3}]')
    assert outcome.values("a") == ["1", "2", "3"]


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("between", ["", "\n", " \r\n "])
def test_objects_after_each_other_are_records(tmp_path: Path, indent: int | None, between: str) -> None:
    records = [{"id": number, "tags": ["}", "{"], "in": {"rows": [{"n": number}]}} for number in range(60_000)]
    outcome = outcome_of(DOCUMENT, tmp_path, between.join(json.dumps(record, indent=indent) for record in records))
    numbered = [(number + 1, str(number)) for number in range(60_000)]
    assert outcome.cells()["id"] == outcome.cells()["in.rows[].n"] == numbered
    assert len(outcome.batches) < 20
    assert outcome.reasons == {}


def test_objects_after_each_other_then_something_else(tmp_path: Path) -> None:
    outcome = outcome_of(DOCUMENT, tmp_path, '{"a": 1}{"a": 2}[{"b": 3}]{"a": 4}{"a": 5')
    assert outcome.cells() == {
        "a": [(1, "1"), (2, "2"), (4, "4")],
        "b": [(1, "3")],
        UNPARSED: [(1, "5\n")],
    }
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_tables_of_several_documents_go_on(tmp_path: Path) -> None:
    text = '[{"a": 1}] {"t": [{"b": 1}]} {"t": [{"b": 2}], "x": 3}'
    outcome = outcome_of(DOCUMENT, tmp_path, text)
    assert outcome.cells() == {"a": [(1, "1")], "t.b": [(1, "1"), (2, "2")], "x": [(3, "3")]}


@pytest.mark.parametrize(
    "text",
    [
        '// of anna@fjordtel-post.com\n{\n"mail": "bob@kaya-haddad.com"}\n',
        '{"of": "anna@fjordtel-post.com",\n/* to */ "mail": "bob@kaya-haddad.com"}\n',
        "{of: 'anna@fjordtel-post.com', mail: 'bob@kaya-haddad.com'}",
        'callback({"of": "anna@fjordtel-post.com", "mail": "bob@kaya-haddad.com"});\n',
    ],
)
def test_what_is_nearly_json_is_given_as_text(tmp_path: Path, text: str) -> None:
    outcome = outcome_of(DOCUMENT, tmp_path, text)
    assert DOCUMENT.fit(Head("a.json", text.encode(), text, whole=True)) >= Fit.NAME
    held = [value for cells in outcome.cells().values() for _, value in cells]
    for mail in ("anna@fjordtel-post.com", "bob@kaya-haddad.com"):
        assert any(mail in value for value in held)
    assert outcome.reasons == {Reason.UNPARSED: 1}


def test_documents_as_programs_write_them(tmp_path: Path) -> None:
    feature = {"geometry": {"coordinates": [10.5, 59.9]}, "properties": {"email": "anna@fjordtel-post.com"}}
    geo = outcome_of(DOCUMENT, tmp_path, json.dumps({"type": "FeatureCollection", "features": [feature] * 3}, indent=2))
    assert geo.cells()["features.properties.email"] == [(row, "anna@fjordtel-post.com") for row in (1, 2, 3)]
    hits = [{"_id": str(number), "_source": {"mail": "anna@fjordtel-post.com"}} for number in range(2)]
    found = outcome_of(DOCUMENT, tmp_path, json.dumps({"took": 1, "hits": {"total": {"value": 2}, "hits": hits}}))
    assert found.cells()["hits.hits._source.mail"] == [(1, "anna@fjordtel-post.com"), (2, "anna@fjordtel-post.com")]
    patient = {"resource": {"resourceType": "Patient", "telecom": [{"value": "anna@fjordtel-post.com"}]}}
    bundle = outcome_of(DOCUMENT, tmp_path, json.dumps({"resourceType": "Bundle", "entry": [patient]}))
    assert bundle.cells()["entry.resource.telecom[].value"] == [(1, "anna@fjordtel-post.com")]
    cell = {"cell_type": "code", "source": ["to = 'anna@fjordtel-post.com'\n"]}
    notebook = outcome_of(DOCUMENT, tmp_path, json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4}, indent=1))
    assert notebook.cells()["cells.source[]"] == [(1, "to = 'anna@fjordtel-post.com'\n")]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.99])
def test_a_cut_document_keeps_what_it_has(tmp_path: Path, kept: float) -> None:
    text = json.dumps([{"id": number, "email": f"jane{number}@example.com"} for number in range(90_000)])
    outcome = outcome_of(DOCUMENT, tmp_path, text[: int(len(text) * kept)])
    assert outcome.reasons == {Reason.UNPARSED: 1}
    found = sum(value.count("@example.com") for cells in outcome.cells().values() for _, value in cells)
    assert found == text[: int(len(text) * kept)].count("@example.com")


def test_an_object_of_very_many_keys(tmp_path: Path) -> None:
    text = json.dumps({f"key {number}": f"jane{number}@example.com" for number in range(20_000)})
    outcome = outcome_of(DOCUMENT, tmp_path, text)
    found = sum(value.count("@example.com") for cells in outcome.cells().values() for _, value in cells)
    assert found == 20_000
    assert outcome.reasons == {Reason.UNPARSED: 1}


@pytest.mark.parametrize("source", [LINES, DOCUMENT])
def test_an_empty_file(tmp_path: Path, source: Source) -> None:
    outcome = outcome_of(source, tmp_path, "")
    assert (outcome.batches, outcome.reasons) == ([], {Reason.EMPTY: 1})


@pytest.mark.parametrize(
    "text",
    [
        b"{",
        b"[",
        b'["',
        b"[1",
        b"{}",
        b"[]",
        b"[[]]",
        b'{"a"',
        b'{"a":',
        b"[,]",
        b"]",
        b"\0",
        b"[}",
        b'{"a":nan_x}',
        b"\xff",
    ],
)
@pytest.mark.parametrize("source", [LINES, DOCUMENT])
def test_next_to_nothing(tmp_path: Path, source: Source, text: bytes) -> None:
    outcome = outcome_of(source, tmp_path, text)
    assert outcome.error is None


def test_depth_outside_of_strings() -> None:
    assert deepest(b'{"a": "[[[[", "b": [{}], "c": "\\"[[["}') == 3
    assert deepest(b"1") == 0


@given(st.text(st.sampled_from('{["]}a\n'), max_size=60))
def test_openings_are_never_counted_too_low(text: str) -> None:
    most = max(line.count("{") + line.count("[") for line in text.split("\n"))
    assert most <= most_opened(np.frombuffer(text.encode(), np.uint8)) <= most + 16


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.text(st.characters(codec="utf-8"), max_size=6)
    | st.sampled_from(["2018-11-30", '"', "\\", 'a\\"']),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), min_size=1, max_size=6)


@pytest.mark.parametrize("source", [LINES, DOCUMENT])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=70)
@given(records=RECORDS, ascii_only=st.booleans())
def test_what_json_writes_comes_back(
    tmp_path: Path, source: Source, records: list[dict[str, object]], ascii_only: bool
) -> None:
    rows = [json.dumps(record, ensure_ascii=ascii_only) for record in records]
    text = "\n".join(rows) if source is LINES else "[" + ", ".join(rows) + "]"
    outcome = outcome_of(source, tmp_path, text)
    found = sorted((row, name, value) for name, cells in outcome.cells().items() for row, value in cells)
    expected = sorted((row, *leaf) for row, record in enumerate(records, 1) for leaf in leaves(record))
    assert found == expected
    assert all(isinstance(batch, Batch) for batch in outcome.batches)
