"""The page of a report in a real browser: what a person sees, chooses, types and hears read out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.browser import READY, browser, chromium, opened
from scanner.report.document import to_json
from scanner.report.text import harmless
from tests.command import ROOT, fairnotice, scan
from tests.notice.example import notice_text, write_notice
from tests.report.hostile import HOSTILE, hostile_report

pytest.importorskip("playwright", reason="playwright is not installed: pip install '.[test]'")
if chromium() is None:
    pytest.skip("no Chromium is installed", allow_module_level=True)

from playwright.sync_api import Browser, Page, expect

REFUSED = ["markup is refused", "script is refused"]
PHONE = """\
  - {id: phone, category: contact.phone, quote: We collect, source: data_subject, explicitness: explicit}
"""
PEOPLE = (
    "email,card,diagnosis,note\n"
    + "ada@fjordtel.net,4111111111111111,J45.901,hello\ngrace@fjordtel.net,5500005555555559,E11.9,hello\n" * 3
)


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    with browser() as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a real scan of some people and of a file with a hole, held against a small notice."""
    folder = tmp_path_factory.mktemp("html")
    write_notice(folder, notice_text().replace("prohibitions:", f"{PHONE}prohibitions:"))
    data = folder / "data"
    data.mkdir()
    (data / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (data / "leads.csv").write_text(
        "mail,ip\nada@fjordtel.net,81.2.69.142\nbo@fjordtel.net,81.2.69.160\n", encoding="utf-8"
    )
    (data / "broken.parquet").write_bytes(b"PAR1 no more")
    saved = folder / "report.json"
    ran = scan(data, "--notice", folder / "example-2020-02-01.yaml", "--ner", "off", "--output", saved)
    assert ran.status == 1, ran.err
    page = folder / "report.html"
    ran = fairnotice("report", saved, "--to", "html", "--output", page)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    return page.as_uri()


@pytest.fixture
def page(started: Browser, address: str) -> Iterator[Page]:
    """The page, which must neither complain nor ask for anything while a test is at it."""
    context = started.new_context(viewport={"width": 1280, "height": 900})
    page, said, asked = context.new_page(), list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url.partition("#")[0]))
    yield opened(page, address)
    context.close()
    assert said == []
    assert set(asked) == {address}


def rows(page: Page) -> list[str]:
    return page.locator("#findings-table tr.finding").all_inner_texts()


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


def test_search_looks_into_names_clauses_and_reasons(page: Page) -> None:
    search = page.get_by_role("searchbox", name="Search")
    search.fill("internet PROTOCOL address")
    assert ["leads.csv" in each for each in rows(page)] == [True]
    search.fill("diagnosis")
    assert ["Health" in each for each in rows(page)] == [True]
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
    kept, seen = page.url, rows(page)
    assert "search=leads" in kept
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
def test_axe_finds_no_serious_violation(page: Page, theme: Any, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=theme)
    page.locator("#findings-table .opener").first.click()
    found = axe.Axe().run(page).response["violations"]
    told = {
        each["id"]: [node["html"][:200] for node in each["nodes"]]
        for each in found
        if each["impact"] in ("serious", "critical")
    }
    assert told == {}


def test_it_never_scrolls_sideways_on_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.locator("#findings-table .opener").first.click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_page_can_load_and_run_nothing_else(started: Browser, address: str) -> None:
    page = opened(started.new_page(), address)
    broken = page.evaluate(
        """async () => {
          const broken = [];
          document.addEventListener('securitypolicyviolation', (event) => broken.push(event.effectiveDirective));
          const image = document.createElement('img');
          image.src = 'https://example.com/pixel.png';
          const style = document.createElement('style');
          style.textContent = 'body { color: red }';
          document.body.append(image, style);
          await fetch('https://example.com/').catch(() => {});
          let typed = 'markup was taken';
          try { document.body.innerHTML = '<b>x</b>'; } catch { typed = 'markup is refused'; }
          let run = 'script was run';
          try { document.createElement('script').text = 'x'; } catch { run = 'script is refused'; }
          await new Promise((done) => setTimeout(done, 100));
          return [[...new Set(broken)].sort(), typed, run];
        }"""
    )
    assert broken == [["connect-src", "img-src", "require-trusted-types-for", "style-src-elem"], *REFUSED]
    page.close()


@pytest.mark.parametrize("sort", ["", "#sort=place"])
def test_hostile_names_stay_text(started: Browser, tmp_path: Path, sort: str) -> None:
    saved = tmp_path / "report.json"
    saved.write_bytes(to_json(hostile_report()))
    assert fairnotice("report", saved, "--to", "html", "--output", tmp_path / "report.html").status == 0
    said, asked = list[str](), list[str]()
    page = started.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    opened(page, (tmp_path / "report.html").as_uri() + sort)
    for number in range(len(HOSTILE)):
        page.locator("#findings-table .opener").nth(number).click()
    shown = page.locator("body").text_content() or ""
    for name in HOSTILE:
        assert harmless(name) in shown
        page.get_by_role("searchbox", name="Search").fill(harmless(name))
        assert [harmless(name).strip() in each for each in rows(page)] == [True]
    assert page.evaluate(
        "[document.scripts.length, document.images.length, document.querySelectorAll('svg, iframe').length]"
    ) == [2, 0, 0]
    assert said == []
    assert len(asked) == 1
    page.close()


def test_an_inventory_has_no_verdicts_and_no_notice(started: Browser, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    scan(tmp_path / "people.csv", "--ner", "off", "--output", tmp_path / "report.json")
    fairnotice("report", tmp_path / "report.json", "--to", "html", "--output", tmp_path / "report.html")
    page = opened(started.new_page(), (tmp_path / "report.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile(r"^\d kinds of personal data, in 1 of 1 asset$")
    )
    expect(page.locator("#notice")).to_be_hidden()
    expect(page.locator("#fails")).to_be_hidden()
    assert all("Found" in each for each in rows(page))
    page.close()


def test_data_without_findings(started: Browser, tmp_path: Path) -> None:
    (tmp_path / "colours.csv").write_text("colour\nred\ngreen\n", encoding="utf-8")
    scan(tmp_path / "colours.csv", "--ner", "off", "--output", tmp_path / "report.json")
    fairnotice("report", tmp_path / "report.json", "--to", "html", "--output", tmp_path / "report.html")
    page = opened(started.new_page(), (tmp_path / "report.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("No personal data was found")
    expect(page.get_by_text("No finding fits this filter.")).to_be_visible()
    page.close()


def test_another_notice_cannot_be_asked_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_bytes(to_json(hostile_report()))
    ran = fairnotice("report", tmp_path / "report.json", "--to", "html", "--notice", "x")
    assert ran.status == 2
    assert "art30-csv" in ran.err


def test_ten_thousand_findings_stay_fluid(started: Browser, tmp_path: Path) -> None:
    """Generous where the machine is busy; `python -m benchmarks.html` measures."""
    from benchmarks.html import FILTERS, filtered, invented, usable
    from scanner.notice.categories import Categories
    from scanner.report.html.page import to_html

    file = tmp_path / "report.html"
    file.write_bytes(to_html(invented(10_000), Categories.shipped()))
    assert file.stat().st_size < 10_000_000
    page = started.new_page()
    assert usable(page, file.as_uri()) < 8
    assert page.locator("#findings-table tr.finding").count() == 50
    assert max(min(filtered(page, code) for _ in range(3)) for code in FILTERS.values()) < 400
    page.get_by_role("navigation", name="Pages of findings").get_by_role("button", name="Last").click()
    expect(page.locator("#findings-pages")).to_contain_text("Page 200 of 200")
    page.close()


def test_the_files_of_the_page_lie_in_the_package() -> None:
    folder = ROOT / "scanner/report/html"
    from scanner.report.html.page import _SCRIPTS

    assert {each.stem for each in (folder / "script").iterdir()} == set(_SCRIPTS)
