"""Long sequences in little memory: they hold what was put in, in its order."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import compact
from scanner.compact import Compact
from scanner.model.problems import Coverage, Status


@pytest.fixture(autouse=True, scope="module")
def small_blocks() -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compact, "_BLOCK", 4)
        yield  # type: ignore[misc]


@given(st.lists(st.tuples(st.text(max_size=3), st.integers())))
def test_what_is_put_in_comes_out(items: list[tuple[str, int]]) -> None:
    held = Compact(items)
    assert list(held) == list(held) == items
    assert (len(held), bool(held)) == (len(items), bool(items))
    assert [held[at] for at in range(-len(items), len(items))] == items + items
    assert held[1:-1] == tuple(items[1:-1])
    assert held == items
    assert held != [*items, ("more", 1)]
    assert held != [*items[:-1], "other"]
    with pytest.raises(IndexError):
        held[len(items)]


def test_a_line_of_coverage_takes_some_tens_of_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compact, "_BLOCK", 1024)
    lines = (Coverage(f"data/{n // 1000:04d}/{n}.txt", Status.SCANNED, "text", 450 + n % 9, 8) for n in range(20_480))
    tracemalloc.start()
    held = Compact(lines)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(held) == 20_480
    assert taken < 60 * len(held)


def test_what_is_added_while_it_is_read_is_read() -> None:
    held = Compact(range(10))
    for each in held:
        if each < 3:
            held.append(each + 100)
    assert held == [*range(10), 100, 101, 102]
