"""The page of a report in a real browser: what a person sees, chooses, types and hears read out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from benchmarks.browser import READY, opened
from tests.report.pages import rows


def clear(page: Page) -> None:
    page.get_by_role("button", name="Show all").click()


def test_the_head_says_what_fails_and_where(page: Page) -> None:
    fails = page.locator("#fails-table tbody tr")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 finding fails, in 1 of 3 assets")
    assert "1 asset could not be scanned" in page.locator(".lede").inner_text()
    assert any("Undeclared" in each and "people.csv" in each for each in fails.all_inner_texts())
    fails.first.get_by_role("button").click()
    assert len(rows(page)) == 1
    assert "Undeclared" in rows(page)[0]


def test_each_filter_shows_what_it_says(page: Page) -> None:
    everything = rows(page)
    form = page.get_by_role("search")
    form.get_by_text("Declared", exact=False).filter(has_text=re.compile("^✓")).click()
    assert rows(page)
    assert all("Declared" in each for each in rows(page))
    assert 0 < len(rows(page)) < len(everything)
    clear(page)
    form.get_by_label("Category").select_option("E-mail address")
    assert [("E-mail" in each) for each in rows(page)] == [True, True]
    clear(page)
    form.get_by_label("Asset").fill("leads")
    assert all("leads.csv" in each for each in rows(page))
    expect(page.get_by_role("status")).to_have_text(f"{len(rows(page))} of {len(everything)} findings.")
    clear(page)
    form.get_by_text("certain").click()
    assert all(each.endswith("certain") for each in rows(page))
    clear(page)
    assert rows(page) == everything


def test_search_looks_into_names_clauses_and_rules(page: Page) -> None:
    search = page.get_by_role("searchbox", name="Search")
    search.fill("internet PROTOCOL address")
    assert ["leads.csv" in each for each in rows(page)] == [True]
    search.fill("diagnosis")
    assert ["Health" in each for each in rows(page)] == [True]
    search.fill("payment card number")
    assert ["people.csv" in each and "card" in each for each in rows(page)] == [True]
    search.fill("no such thing")
    expect(page.get_by_text("No finding fits this filter.")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^0 of \d+ findings\.$"))


def test_a_finding_opens_to_its_evidence(page: Page) -> None:
    page.get_by_role("searchbox", name="Search").fill("leads.csv e-mail")
    opener = page.locator("#findings-table").get_by_role("button", name="E-mail address")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    detail = page.locator("#findings-table .detail")
    for words in ("“email addresses”", "•", "1, 2", "EMAIL_ADDRESS", "2 of 2 values", "source", "email_address"):
        expect(detail).to_contain_text(words)
    assert "ada@" not in detail.inner_text()
    opener.click()
    expect(detail).to_have_count(0)


def test_everything_can_be_done_from_the_keyboard(page: Page) -> None:
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the findings")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#findings")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("#filters input:checked").count() == 1
    opener = page.locator("#findings-table .opener").first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#findings-table .opener").first).to_be_focused()
    expect(page.locator("#findings-table .opener").first).to_have_attribute("aria-expanded", "true")
    page.locator("#matrix-table .cell[tabindex='0']").focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert re.match(r"\w[\w ]*: .* in (people|leads)\.csv, \d+ finding", focused)
    page.keyboard.press("Enter")
    assert len(rows(page)) >= 1
    expect(page.locator("#findings")).to_be_focused()


def test_the_address_keeps_the_view(page: Page, started: Browser) -> None:
    page.get_by_role("searchbox", name="Search").fill("leads")
    page.locator("#findings-table").get_by_role("button", name="Kind of data").click()
    page.locator("#findings-table .opener").first.click()
    page.wait_for_url("**search=leads**")
    kept, seen = page.url, rows(page)
    again = opened(started.new_page(), kept)
    assert rows(again) == seen
    expect(again.locator("#findings-table .detail")).to_have_count(1)
    expect(again.get_by_role("searchbox", name="Search")).to_have_value("leads")
    again.close()
    clear(page)
    page.go_back()
    assert rows(page) == seen


@pytest.mark.parametrize(
    "part", ["verdict=nonsense", "page=-3", "sort=constructor", "confidence=,x", "finding=0", "%E0%A4%A"]
)
def test_a_strange_address_shows_everything(page: Page, part: str) -> None:
    everything = rows(page)
    page.evaluate("part => { location.hash = part; }", part)
    page.wait_for_timeout(50)
    assert sorted(rows(page)) == sorted(everything)


def test_columns_sort_both_ways_and_say_so(page: Page) -> None:
    def values() -> list[int]:
        cells = page.locator("#findings-table tr.finding > td.number").all_inner_texts()
        return [int(each.split(" of ")[0].replace(",", "")) for each in cells]

    button = page.locator("#findings-table").get_by_role("button", name="Values")
    button.click()
    assert values() == sorted(values(), reverse=True)
    expect(page.locator("#findings-table th[aria-sort=descending]")).to_have_text("Values ↓")
    button.click()
    assert values() == sorted(values())
    expect(button).to_be_focused()


def test_the_notice_has_what_was_found_under_its_clauses(page: Page) -> None:
    parts = page.locator("#notice")
    clause = parts.get_by_role("row").filter(has_text="“email addresses”")
    expect(clause).to_contain_text("E-mail address in")
    clause.get_by_role("button").click()
    assert len(rows(page)) == 2
    expect(page.get_by_role("status")).to_contain_text("under the clause email")
    expect(parts.get_by_role("heading", name="Declared and not found (1)")).to_be_visible()
    expect(parts.get_by_role("heading", name="What you could tell")).to_be_visible()


def test_holes_come_first_in_coverage_with_their_reason(page: Page) -> None:
    first = page.locator("#coverage-table tbody tr").first
    expect(first).to_contain_text("broken.parquet")
    expect(first).to_contain_text("Hole:")
    expect(first).to_contain_text(re.compile("malformed|truncated"))


def test_dark_and_light_can_be_chosen_and_stay(page: Page) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_text("Dark", exact=True).click()
    dark = page.evaluate(ground)
    assert light != dark
    page.reload()
    page.wait_for_selector(READY)
    assert page.evaluate(ground) == dark
    page.get_by_text("Auto", exact=True).click()
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == dark
    page.emulate_media(media="print")
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_no_violation(page: Page, theme: Any, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.locator("#findings-table .opener").first.click()
    found = Axe().run(page).response
    assert {each["id"]: [node["html"][:200] for node in each["nodes"]] for each in found["violations"]} == {}
    unsure = {each["id"] for each in found["incomplete"] if each["impact"] in ("serious", "critical")}
    assert unsure <= {"color-contrast"}


def test_it_never_scrolls_sideways_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#findings-table .opener").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
