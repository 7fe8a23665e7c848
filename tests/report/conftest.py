"""One scan of the sample data, from which every form is made; a browser, and the page of a report in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.browser import browser, chromium, opened
from tests.command import fairnotice, scan
from tests.notice.example import notice_text, write_notice
from tests.report.pages import PEOPLE
from tests.sample import sample_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PHONE = """\
  - {id: phone, category: contact.phone, quote: We collect, source: data_subject, explicitness: explicit}
"""


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_report(tmp_path_factory, "--ner", "off")


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    if chromium() is None:
        pytest.skip("no Chromium is installed: install the system's package `chromium`")
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
