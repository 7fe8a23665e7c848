"""MAC addresses and coordinates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.found import Confidence
from tests.detectors.looking import holding, spans_of

PAIRS = st.lists(st.integers(0, 255), min_size=6, max_size=6)


@given(st.lists(st.tuples(PAIRS, st.sampled_from(":-"), st.booleans()), min_size=1, max_size=20))
def test_mac_addresses_are_found_in_every_spelling(addresses: list[tuple[list[int], str, bool]]) -> None:
    texts = [
        joint.join(f"{part:02X}" if upper else f"{part:02x}" for part in pairs) for pairs, joint, upper in addresses
    ]
    nobody = {at for at, (pairs, _, _) in enumerate(addresses) if set(pairs) in ({0}, {255})}
    assert holding("mac_address", texts, "mac") == set(range(len(texts))) - nobody


@given(st.lists(st.text("0123456789abcF:-", min_size=14, max_size=20), min_size=1, max_size=30))
def test_what_is_no_mac_address_is_not_found(texts: list[str]) -> None:
    for at in holding("mac_address", texts, "mac"):
        assert len(texts[at]) == 17
        assert len({texts[at][place] for place in (2, 5, 8, 11, 14)}) == 1


@pytest.mark.parametrize(
    "text",
    ["00:1B:44:11:3A", "00:1B:44:11:3A:B7:09", "00:1B:44:11:3A:B7:", "00:1B-44:11-3A:B7", "x00:1B:44:11:3A:B7",
     "00:1B:44:11:3A:BG", "001B44113AB7", "FF:FF:FF:FF:FF:FF"],
)  # fmt: skip
def test_no_mac_address(text: str) -> None:
    assert spans_of("mac_address", [text]) == []


def test_six_decimal_pairs_may_be_a_time() -> None:
    assert [level for _, _, level in spans_of("mac_address", ["18-11-30-10-11-12"])] == [Confidence.POSSIBLE]


DEGREES = st.tuples(st.floats(-89.9, 89.9), st.floats(-179.9, 179.9)).filter(
    lambda pair: abs(pair[0]) >= 1.001 or abs(pair[1]) >= 1.001
)


@given(st.lists(st.tuples(DEGREES, st.integers(4, 9), st.sampled_from([",", ", ", ";", " "])), min_size=1, max_size=20))
def test_pairs_of_degrees_are_found(places: list[tuple[tuple[float, float], int, str]]) -> None:
    texts = [f"{latitude:.{size}f}{joint}{longitude:.{size}f}" for (latitude, longitude), size, joint in places]
    assert holding("coordinates", texts, "position") == set(range(len(texts)))


@pytest.mark.parametrize(
    "text",
    ["91.12345, 10.12345", "59.12345, 181.12345", "59.123, 10.123", "[59.12345, 10.12345, 3.14159]",
     "0.12345, 0.54321", "59.12345, 10.12345, -3.14159", "1, 59.12345, 10.12345", "v59.12345 10.12345"],
)  # fmt: skip
def test_no_coordinates(text: str) -> None:
    assert spans_of("coordinates", [text]) == []
