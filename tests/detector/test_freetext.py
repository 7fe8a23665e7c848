"""Passages, and which of them are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from scanner.detector.freetext import LEAST, PASSAGE, SAMPLE, Budget, FieldText, FreeText, Mentions, passages
from scanner.detector.language import Model, Reading
from scanner.detector.mentions import Mention
from scanner.detector.text import Text

MODEL = Model("test", Path("test"))


def text_of(*values: str) -> Text:
    return Text.of(pa.array(values, pa.string()))


def lines_of(text: str) -> Text:
    return Text.of(pa.array(text.splitlines(keepends=True), pa.string()), lines=True)


def cut(text: Text, lines: bool = False) -> list[str]:
    return text.strings(passages(text, lines)).to_list()


class Reader:
    """Stands for the model, and remembers what it read."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, texts: Sequence[str]) -> Iterator[Mentions]:
        for text in texts:
            self.texts.append(text)
            yield (Mention(0, 4, "PERSON"),)


def test_a_value_is_a_passage_and_lines_make_paragraphs() -> None:
    assert cut(text_of("first value", "", "second\nvalue")) == ["first value", "second\nvalue"]
    assert cut(lines_of("one line\nand one\n\nanother one\n"), lines=True) == ["one line\nand one", "another one"]


def test_long_values_are_cut_behind_sentences() -> None:
    text = "It rained again on that day. " * 200
    pieces = cut(text_of(text))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= PASSAGE
    assert all(piece.endswith(". ") for piece in pieces)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=3000), max_size=4))
def test_passages_cover_the_text_in_whole_characters(values: list[str]) -> None:
    text = text_of(*values)
    spans = passages(text, lines=False)
    assert all(isinstance(piece, str) for piece in text.strings(spans).to_list())
    assert sum((spans.end - spans.start).tolist()) == sum(len(v.encode()) for v in values if len(v.encode()) >= 6)


def test_a_passage_that_comes_again_is_read_once_and_found_each_time() -> None:
    text, reader = text_of("Anna called", "Anna called", "Bert wrote"), Reader()
    field = FieldText(MODEL, None)
    assert len(list(field.mentions(text, passages(text, False), reader))) == 3
    assert sorted(reader.texts) == ["Anna called", "Bert wrote"]
    assert len(list(field.mentions(text, passages(text, False), reader))) == 3
    assert len(reader.texts) == 2
    assert (field.amount.passages, field.amount.read) == (6, 6)


def test_a_sample_is_the_same_whatever_the_order() -> None:
    values = [f"sentence number {number}" for number in range(1000)]
    chosen = []
    for order in (values, values[::-1]):
        text, reader = text_of(*order), Reader()
        field = FieldText(MODEL, 50)
        list(field.mentions(text, passages(text, False), reader))
        assert (field.amount.passages, field.amount.read) == (1000, 50)
        chosen.append(sorted(reader.texts))
    assert chosen[0] == chosen[1]


def test_a_sample_over_batches_is_a_little_more_than_its_size() -> None:
    field, reader = FieldText(MODEL, 50), Reader()
    for batch in range(20):
        text = text_of(*(f"sentence number {number}" for number in range(batch * 500, batch * 500 + 500)))
        list(field.mentions(text, passages(text, False), reader))
    assert 50 <= field.amount.read < 50 * 5
    assert field.amount.passages == 10_000


def test_reading_reports_that_it_goes_on() -> None:
    seen: list[int] = []
    text = text_of("Anna called", "Bert wrote")
    list(FieldText(MODEL, None, seen.append).mentions(text, passages(text, False), Reader()))
    assert seen == [1, 2]


def test_the_budget_is_by_field_and_by_the_unit_s_share() -> None:
    def limit(budget: Budget, share: float = 1.0) -> int | None:
        field = FreeText(budget, share).of("", "", "notes")
        assert field
        return field.limit

    assert limit(Budget(Reading.SAMPLE, MODEL)) == SAMPLE
    assert limit(Budget(Reading.SAMPLE, MODEL), 0.5) == SAMPLE // 2
    assert limit(Budget(Reading.SAMPLE, MODEL), 0.001) == LEAST
    assert limit(Budget(Reading.ALL, MODEL)) is None
    assert FreeText(Budget(Reading.ALL, None)).of("", "", "notes") is None
    assert FreeText(Budget(Reading.OFF, MODEL)).of("", "", "notes") is None
