"""Operating systems and models in user agents, beside the user agent itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.found import Confidence
from tests.detectors.looking import looked, spans_of

CASES = [
    ("Windows NT 6.1; WOW64; rv:52.0", "Windows NT 6.1", ""),
    ("Macintosh; Intel Mac OS X 10_14_1", "Intel Mac OS X 10_14_1", "Macintosh"),
    ("X11; Linux x86_64", "Linux x86_64", ""),
    ("X11; Ubuntu; Linux x86_64; rv:63.0", "Ubuntu", ""),
    ("X11; CrOS x86_64 11021.81.0", "CrOS x86_64 11021.81.0", ""),
    ("iPad; CPU OS 12_1 like Mac OS X", "OS 12_1", "iPad"),
    ("iPhone; CPU iPhone OS 11_4_1 like Mac OS X", "iPhone OS 11_4_1", "iPhone"),
    ("Linux; Android 9; Pixel 2 XL", "Android 9", "Pixel 2 XL"),
    ("Linux; Android 7.0; SM-T813 Build/NRD90M; wv", "Android 7.0", "SM-T813"),
    ("Android 8.0.0; Mobile; rv:63.0", "Android 8.0.0", ""),
    ("compatible; examplebot/2.1", "", ""),
]
AGENTS = st.lists(st.sampled_from(CASES), min_size=1, max_size=12)


def _found(rules: tuple[str, ...], texts: list[str], field: str = "") -> list[str]:
    return [part for _, part in sorted((at, part) for rule in rules for at, part, _ in spans_of(rule, texts, field))]


@given(AGENTS, st.sampled_from(["", "user_agent", "value"]))
def test_parts_are_found_wherever_the_comment_stands(cases: list[tuple[str, str, str]], field: str) -> None:
    texts = [f"Mozilla/5.0 ({comment}) Gecko/20100101" for comment, *_ in cases]
    texts = texts if field else [f'192.0.2.1 - "GET / (x)" "{text}"' for text in texts]
    assert _found(("agent_system",), texts, field) == [system for _, system, _ in cases if system]
    assert _found(("agent_device", "agent_device_android"), texts, field) == [model for *_, model in cases if model]


@pytest.mark.parametrize("rule", ["agent_system", "agent_device", "agent_device_android"])
def test_the_user_agent_is_found_all_the_same(rule: str) -> None:
    text = "Mozilla/5.0 (Linux; Android 9; Pixel 2) Gecko/20100101"
    column = looked([text], "browser")
    assert column is not None
    assert {part.rule for part in column.found} == {"user_agent", "agent_system", "agent_device_android"}
    assert spans_of("user_agent", [text], "browser") == [(0, text, Confidence.CERTAIN)]
    assert spans_of(rule, ["Safari on (Linux; Android 9; Pixel 2)", "iPhone", "Mozilla/5.0"], "title") == []


@given(st.lists(st.text(alphabet="Mozilla/5.0 (;)é漢\x01", max_size=60), max_size=8), st.sampled_from(["", "ua"]))
def test_any_text_can_be_read(texts: list[str], field: str) -> None:
    for rule in ("agent_system", "agent_device", "agent_device_android"):
        for at, part, _ in spans_of(rule, texts, field):
            assert part in texts[at]
