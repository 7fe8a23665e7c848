"""Dates and companies, as notices give them."""

from datetime import date

import pytest

from scanner.notice.draft.dates import company, effective, updated

DAY = date(2021, 3, 9)


@pytest.mark.parametrize(
    "text",
    [
        "Last updated: March 9, 2021",
        "_Last updated: 9 March 2021_",
        "This policy was last revised on the 9th of March 2021.",
        "updated on march 9, 2021",
        "Last modified: 2021-03-09",
        "Status: 9. March 2021",
        "As of: 09.03.2021",
        "Last updated 3/9/2021",
        "Dated 9th Mar. 2021",
    ],
)
def test_a_day_is_read(text: str) -> None:
    found = updated(text)
    assert found is not None
    assert found.day == DAY
    assert text[found.offset :].startswith(found.quote)


@pytest.mark.parametrize(
    "text", ["Founded in 1999", "Last updated: soon", "Last updated: 2021-13-45", "© 2021 Example"]
)
def test_what_is_no_day_of_a_notice(text: str) -> None:
    assert updated(text) is None


def test_from_when_it_holds() -> None:
    found = effective("Updated May 1, 2020. Effective June 2, 2020.")
    assert found is not None
    assert found.day == date(2020, 6, 2)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("This is the notice of Example & Sons Ltd (“we”).", "Example & Sons Ltd"),
        ("© 2019-2021 Muster Beispiel GmbH", "Muster Beispiel GmbH"),
        ("Privacy Policy for Doodle Pals\n\nWe", "Doodle Pals"),
        ("we value privacy", None),
    ],
)
def test_companies(text: str, name: str | None) -> None:
    assert company(text) == name
