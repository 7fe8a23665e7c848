"""What tests of pages share."""

from __future__ import annotations

from playwright.sync_api import Page

PEOPLE = (
    "email,card,diagnosis,note\n"
    + "ada@fjordtel.net,4111111111111111,J45.901,hello\ngrace@fjordtel.net,5500005555555559,E11.9,hello\n" * 3
)


def rows(page: Page) -> list[str]:
    return page.locator("#findings-table tr.finding").all_inner_texts()
