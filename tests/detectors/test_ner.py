"""Names and places in free text, with the model that is installed."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pytest

from scanner.detect import detect
from scanner.detector.freetext import Amount, Budget, FreeText
from scanner.detector.language import Reading
from scanner.model.data import Batch, Column
from scanner.model.found import Confidence
from scanner.rulebook import load
from tests.models import MODEL, needs_model

pytestmark = needs_model
BOOK = load()
RULES = ("person_in_text", "place_in_text", "group_in_text")


def found(texts: Sequence[str], field: str = "notes") -> list[tuple[int, str, str, Confidence]]:
    """(index of the value, rule, text, level) of what is found in a column, or in lines where it has no name."""
    return _found(texts, field)[0]


def _found(texts: Sequence[str], field: str) -> tuple[list[tuple[int, str, str, Confidence]], Amount]:
    lines = not field
    values = pa.array([f"{text}\n" if lines else text for text in texts], pa.string())
    free = FreeText(Budget(Reading.ALL, MODEL))
    result = []
    for column in detect(Batch((Column(field, values),), len(texts), lines=lines), BOOK, free=free):
        for part in column.found:
            if part.rule in RULES:
                at = column.text.value_at(part.spans.start).tolist()
                levels = [Confidence(int(level)) for level in part.levels]
                texts_ = column.text.strings(part.spans).to_list()
                result += [(*each[:1], part.rule, *each[1:]) for each in zip(at, texts_, levels, strict=True)]
    return sorted(result), free.amounts().get(("", "", field), Amount())


def test_persons_places_and_groups() -> None:
    assert found(["Hello, my name is Åse Bråthen and I live in Manchester with a Norwegian friend."]) == [
        (0, "group_in_text", "Norwegian", Confidence.POSSIBLE),
        (0, "person_in_text", "Åse Bråthen", Confidence.CERTAIN),
        (0, "place_in_text", "Manchester", Confidence.LIKELY),
    ]


def test_a_name_in_the_lines_of_a_letter_has_its_own_line() -> None:
    letter = ["Dear Mrs Pemberton,", "", "the parcel that you asked for in May", "was sent on Monday. Ask for", "",
              "Margaret Whitfield", "if it does not come this week."]  # fmt: skip
    assert [(row, text) for row, rule, text, _ in found(letter, "") if rule == "person_in_text"] == [
        (0, "Pemberton"),
        (5, "Margaret Whitfield"),
    ]


def test_a_single_word_is_only_possible() -> None:
    assert found(["Please ask Margaret whether the invoice was paid last week or not."]) == [
        (0, "person_in_text", "Margaret", Confidence.POSSIBLE)
    ]


def test_an_address_is_an_address_and_no_name() -> None:
    text = "Please write to margaret.whitfield@fjordtel.example or to Margaret Whitfield about the move."
    assert [text for _, _, text, _ in found([text])] == ["Margaret Whitfield"]


@pytest.mark.parametrize("field", ["notes", "whatever", ""])
@pytest.mark.parametrize(
    "text",
    [
        "def load(self, path: Path) -> Doc: return self._read(path)[0]  # Anna Berg",
        "Bitte senden Sie die Rechnung für das Haus in Bergen nicht mehr an Frau Schmidt, danke und viele Grüße",
        "2019-02-11 10:11:12,131 INFO [main] Anna Berg 0x1f started 17 workers in 12.4 ms",
    ],
)
def test_code_logs_and_other_languages_are_not_read(text: str, field: str) -> None:
    assert [each for each in found([text], field) if each[3] > Confidence.POSSIBLE] == []


def test_what_is_passed_over_is_counted() -> None:
    german = "Bitte senden Sie die Rechnung für das Haus nicht mehr an uns und danke für die Mühe"
    _, amount = _found(["Please send the invoice to the new office next week.", german], "notes")
    assert (amount.passages, amount.read, amount.passed_over) == (2, 2, 1)


def test_columns_that_are_no_free_text_are_not_read() -> None:
    _, amount = _found(["Anna", "Bergen", "4711", "open"], "status")
    assert amount == Amount()


def test_each_record_of_a_dictionary_column_counts_and_the_text_is_read_once() -> None:
    values = pa.array(["Margaret Whitfield asked for a call back after lunch tomorrow."])
    batch = Batch((Column("notes", values, index=pa.array([0, 0, 0]).to_numpy()),), 3)
    free = FreeText(Budget(Reading.ALL, MODEL))
    (column,) = detect(batch, BOOK, free=free)
    assert "person_in_text" in {part.rule for part in column.found}
    assert free.amounts()["", "", "notes"].passages == 1
