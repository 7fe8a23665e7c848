from __future__ import annotations

import re
import string

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.search import any_word, search, word_or_key, words_in
from scanner.detector.text import Spans, Text

PATTERNS = [
    r"[a-c]+[0-9]{2,4}",
    r"\bab\b",
    r"a|ab|b",
    r"^x",
    r"y$",
    r"(?i:hello)",
    r"(a)(b)?",
    r"[0-9]+(?:\.[0-9]+)*",
    r"\$\{",
]
ASCII = st.text(
    string.printable.replace("\n", "").replace("\r", "").replace("\x0b", "").replace("\x0c", ""), max_size=60
)
VALUES = st.lists(st.one_of(ASCII, st.text("abcxy 012.$X{}", max_size=40)), min_size=1, max_size=12)


def _found(values: list[str], pattern: str) -> list[tuple[int, str]]:
    text = Text.of(pa.array(values, pa.string()))
    spans = search(text, pattern)
    return list(zip(text.value_at(spans.start).tolist(), text.strings(spans).to_list(), strict=True))


@pytest.mark.parametrize("pattern", PATTERNS)
@given(values=VALUES)
def test_search_finds_what_a_regular_expression_finds_in_each_value(pattern: str, values: list[str]) -> None:
    expected = [
        (at, match.group()) for at, value in enumerate(values) for match in re.finditer(pattern, value) if match.group()
    ]
    assert _found(values, pattern) == expected


@given(st.lists(st.text(max_size=30).filter(lambda text: "\n" not in text), min_size=1, max_size=8))
def test_positions_are_right_in_any_text(values: list[str]) -> None:
    text = Text.of(pa.array(values, pa.string()))
    spans = search(text, "[0-9a-z]+")
    assert all(re.fullmatch("[0-9a-z]+", found) for found in text.strings(spans).to_list())


def test_bytes_that_are_used_as_marks_do_not_move_anything() -> None:
    assert _found(["\x01ab\x02 12", "\x02", "a\x01b ab"], "ab") == [(0, "ab"), (2, "ab")]


def test_a_match_over_the_end_of_a_value_is_none() -> None:
    assert _found(["heart", "attack", "heart attack"], any_word(["heart attack"])) == [(2, "heart attack")]


def test_a_phrase_that_could_go_on_in_the_next_value_hides_nothing() -> None:
    assert _found(["has hiv", "positive of it"], any_word(["hiv positive", "hiv"])) == [(0, "hiv")]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("ip", True), ("IP", True), ("client_ip", True), ("ip_addr", True), ("clientIp", True), ("ipAddress", True),
        ("IpAddress", True), ("ip2", True), ("client-ip", True), ("phone  number", True), ("phone number", True),
        ("ship", False), ("ipsum", False), ("gossip", False), ("equip_x", False), ("recipe", False), ("shiP", False),
    ],
)  # fmt: skip
def test_words_of_context_count_as_parts_of_keys(key: str, told: bool) -> None:
    text = Text.of(pa.array([f"{key}=7"], pa.string()))
    spans = Spans(text.ends - 1, text.ends)
    assert bool(text.near(spans, word_or_key(("ip", "phone number")))[0]) is told


def test_no_words_are_nowhere() -> None:
    assert any_word([]) == word_or_key(()) == ""


def test_words_stand_alone_in_any_script() -> None:
    texts = ["the heart attack, and", "éheart", "heartß", "Heart\u00a0rate", "cœur heart_rate 5heart", "“heart”"]
    text = Text.of(pa.array(texts, pa.string()))
    spans = words_in(text, ["heart", "heart attack"])
    assert text.value_at(spans.start).tolist() == [0, 3, 5]
    assert text.strings(spans).to_list() == ["heart attack", "Heart", "heart"]
