"""Pages of other reports: hostile, empty, without a notice, very long; and what no page can do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.browser import opened
from benchmarks.html import FILTERS, filtered, invented, usable
from scanner.model.judged import Report
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.report.document import to_json
from scanner.report.html.page import render
from scanner.report.lines import harmless
from scanner.report.view import View
from tests.command import fairnotice, scan
from tests.report.hostile import HOSTILE, hostile_report
from tests.report.pages import PEOPLE, rows

REFUSED = ["markup is refused", "script is refused"]


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


def test_what_was_read_by_a_sample_was_not_read_whole(started: Browser, tmp_path: Path) -> None:
    sampled = Problem(Reason.SAMPLED, "a sample of rows, as asked")
    coverage = (Coverage("a", Status.SCANNED), Coverage("b", Status.SCANNED, problems=(sampled,)))
    report = Report({"sample": "0.05"}, {"id": "x", "company": "X", "updated": ""}, (), (), coverage)
    (tmp_path / "report.html").write_bytes(render(report, View()))
    page = opened(started.new_page(), (tmp_path / "report.html").as_uri())
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing fails")
    expect(page.locator(".lede").first).to_contain_text("1 asset was read by a sample.")
    expect(page.locator("#facts")).to_contain_text("1 of 2")
    first = page.locator("#coverage-table tbody tr").first
    expect(first).to_contain_text("By a sample")
    page.close()


def test_another_notice_cannot_be_asked_of_the_page(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_bytes(to_json(hostile_report()))
    ran = fairnotice("report", tmp_path / "report.json", "--to", "html", "--notice", "x")
    assert ran.status == 2
    assert "art30-csv" in ran.err


def test_ten_thousand_findings_stay_fluid(started: Browser, tmp_path: Path) -> None:
    """Generous where the machine is busy; `python -m benchmarks.html` measures."""
    file = tmp_path / "report.html"
    file.write_bytes(render(invented(10_000), View()))
    assert file.stat().st_size < 10_000_000
    page = started.new_page()
    assert usable(page, file.as_uri()) < 8
    assert page.locator("#findings-table tr.finding").count() == 50
    assert max(min(filtered(page, code) for _ in range(3)) for code in FILTERS.values()) < 400
    page.get_by_role("navigation", name="Pages of findings").get_by_role("button", name="Last").click()
    expect(page.locator("#findings-pages")).to_contain_text("Page 200 of 200")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#findings-table tr.finding").count() == 500
    expect(page.get_by_role("status")).to_have_text("10,000 findings. The first 500 are printed.")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator("#findings-pages")).to_contain_text("Page 200 of 200")
    page.close()
