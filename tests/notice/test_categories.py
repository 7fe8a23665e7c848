"""The shipped categories, and what a wrong categories file is told."""

from pathlib import Path

import pytest

from scanner.errors import NoticeError
from scanner.notice.categories import Categories

CATEGORIES = Categories.shipped()


def test_there_are_84_and_each_can_be_named_in_a_sentence() -> None:
    assert len(CATEGORIES) == 84
    assert all(category.phrase and category.label for category in CATEGORIES)
    assert len({category.phrase for category in CATEGORIES}) == 84


@pytest.mark.parametrize(
    ("found", "wider"),
    [
        ("contact.email", [("contact", 1)]),
        ("financial.payment_card", [("financial.billing", 1), ("financial", 2)]),
        ("financial.bank_account", [("financial.billing", 1), ("financial", 2)]),
        ("device.hardware_id", [("device", 1), ("device.any", 1)]),
        ("online.advertising_id", [("online", 1), ("device.any", 1), ("device", 2)]),
        ("online.ip_address", [("online", 1), ("usage.log", 1), ("usage", 2)]),
        ("usage.timestamp", [("usage", 1), ("usage.log", 1)]),
        ("online.cookie_id", [("online", 1)]),
        ("any.provided", []),
        ("no.such.thing", []),
    ],
)
def test_wider_categories_come_nearest_first(found: str, wider: list[tuple[str, int]]) -> None:
    assert list(CATEGORIES.wider(found)) == wider


def test_no_category_contains_itself_and_open_phrases_contain_nothing() -> None:
    for category in CATEGORIES:
        above = [wide for wide, _ in CATEGORIES.wider(category.id)]
        assert category.id not in above
        assert not any(wide.startswith("any.") for wide in above)


def test_special_categories_are_those_of_article_9() -> None:
    special = {category.id for category in CATEGORIES if category.special}
    assert special == {
        "special",
        "special.health",
        "special.genetic",
        "special.biometric",
        "special.ethnicity",
        "special.religion",
        "special.politics",
        "special.trade_union",
        "special.sexuality",
    }
    assert not CATEGORIES.special("criminal")
    assert not CATEGORIES.special("no.such.thing")


def test_an_unknown_category_is_told_its_neighbour() -> None:
    with pytest.raises(NoticeError, match=r"Did you mean `contact\.email`"):
        CATEGORIES.get("contact.emial")


def test_call_records_are_two_numbers_and_a_time() -> None:
    assert CATEGORIES.composed("telecom.cdr", {"contact.phone": 2, "usage.timestamp": 1})
    assert not CATEGORIES.composed("telecom.cdr", {"contact.phone": 1, "usage.timestamp": 1})
    assert not CATEGORIES.composed("contact.email", {"contact.email": 1})


HEAD = "format: fairnotice-categories/1\ncategories:\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("format: other/1\n", 1, "not a categories file"),
        ("format: fairnotice-categories/1\n", 1, "no categories"),
        (HEAD + "- label: nameless\n", 3, "without `id`"),
        (HEAD + "- id: a\n- id: b\n- id: a\n", 5, "`a` is listed twice"),
        (HEAD + "- id: contact\n- id: contact.fax\n  parent: contakt\n", 5, "Did you mean `contact`"),
        (HEAD + "- id: a\n  covers: [b]\n", 4, "no category `b`"),
        (HEAD + "- id: a\n  covers: b\n", 4, "`covers` must be a list of names"),
        (HEAD + "- id: a\n  ccpa: [A]\n", 4, "`ccpa` must be text"),
        (HEAD + "- id: a\n  lable: A\n", 4, "Did you mean `label`"),
    ],
)
def test_a_wrong_file_is_told_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    path = tmp_path / "categories.yaml"
    path.write_text(text)
    with pytest.raises(NoticeError) as caught:
        Categories.load(path)
    assert str(caught.value).startswith(f"{path}:{line}: ")
    assert message in str(caught.value)


def test_a_circle_of_parents_ends(tmp_path: Path) -> None:
    path = tmp_path / "categories.yaml"
    path.write_text(HEAD + "- id: a\n  parent: b\n- id: b\n  parent: a\n")
    assert Categories.load(path).wider("a") == (("b", 1),)
