"""Values behind a mark: coordinates in their notations, advertising identifiers, diagnosis codes."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.detectors.looking import holding, spans_of

DEGREES = st.tuples(st.floats(-89.99, 89.99), st.floats(-179.99, 179.99))


@given(st.lists(DEGREES, min_size=1, max_size=12), st.integers(3, 9))
def test_points_in_every_notation(places: list[tuple[float, float]], decimals: int) -> None:
    pairs = [(f"{latitude:.{decimals}f}", f"{longitude:.{decimals}f}") for latitude, longitude in places]
    for form in ("POINT({1} {0})", "POINT ({1} {0})", "geo:{0},{1}"):
        texts = [form.format(*pair) for pair in pairs]
        assert holding("coordinate_notation", texts, "geom") == set(range(len(texts)))
        assert [found for _, found, _ in spans_of("coordinate_notation", [f"at {text};" for text in texts])] == texts
    maps = [f"see https://www.example.com/maps/@{latitude},{longitude},17z" for latitude, longitude in pairs]
    assert [found for _, found, _ in spans_of("coordinate_notation", maps)] == [",".join(pair) for pair in pairs]


@pytest.mark.parametrize(
    "text",
    ["POINT(10 20)", "POINT(190.12345 10.12345)", "POINT(10.12345 95.12345)", "geo:91.12345,10.12345", "geo:1,2",
     "POINT EMPTY", "LINESTRING(10.1234 20.1234, 11.1234 21.1234)", "checkpoint(1.2345 2.3456)"],
)  # fmt: skip
def test_no_point(text: str) -> None:
    assert spans_of("coordinate_notation", [text]) == []


@given(st.lists(st.uuids(version=4), min_size=1, max_size=12))
def test_advertising_identifiers_need_a_name(values: list[uuid.UUID]) -> None:
    texts = [str(value) for value in values]
    assert holding("advertising_id", texts, "idfa") == set(range(len(texts)))
    assert holding("advertising_id", texts, "id") == set()
    assert [found for _, found, _ in spans_of("advertising_id_said", [f"t?gaid={text}&x=1" for text in texts])] == texts
    assert spans_of("advertising_id_said", [f"t?rid={text}&x=1" for text in texts]) == []
    assert holding("advertising_id", [str(uuid.UUID(int=0))], "idfa") == set()


def test_cookies_and_visitors_need_a_name() -> None:
    texts = [str(uuid.UUID(int=2**120 + 7)), "1033501218.1541234567", "12", "accepted", None]
    assert holding("cookie_id", texts, "visitor_id") == {0, 1}
    assert holding("cookie_id", texts, "uuid") == set()


def test_diagnosis_codes() -> None:
    texts = ["E11.9", "J45", "f32.1", "250.00", "A", "42", "flu", None]
    assert holding("diagnosis_code", texts, "icd_10") == {0, 1, 2, 3}
    assert holding("diagnosis_code", texts, "code") == set()
    assert [found for _, found, _ in spans_of("diagnosis_code_said", ["ICD-10: E11.9.", "ICD-10 E11.9 J45"])] == [
        "E11.9",
        "E11.9",
    ]
