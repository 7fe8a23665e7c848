"""What is embedded in the page, without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

from hypothesis import given, settings

from scanner.model.judged import Report
from scanner.report.html.data import document
from scanner.report.html.page import render
from scanner.report.view import View
from tests.report.hostile import hostile_report
from tests.test_report import reports


class _Parts(HTMLParser):
    """The texts of the elements that hold what is not shown as it stands."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.policy = ""
        self._inside = ""
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._inside = tag if tag in ("style", "script", "title") else ""
        if self._inside:
            self.found.append((str(told.get("type") or tag), ""))
        if told.get("http-equiv") == "Content-Security-Policy":
            self.policy = str(told["content"])

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside:
            kind, before = self.found[-1]
            self.found[-1] = kind, before + data

    def only(self, kind: str) -> str:
        (text,) = [text for each, text in self.found if each == kind]
        return text


@settings(max_examples=50)
@given(reports)
def test_what_is_embedded_can_be_read_back(report: Report) -> None:
    embedded = json.loads(_Parts(render(report, View())).only("application/json"))
    assert embedded == json.loads(json.dumps(document(report, View())))
    assert len(embedded["findings"]["sign"]) == len(report.findings)


def test_hostile_names_end_no_element() -> None:
    parts = _Parts(render(hostile_report(), View()))
    assert [kind for kind, _ in parts.found] == ["title", "style", "application/json", "script"]
    assert not re.search("[<>&\u2028\u2029\u202e]", parts.only("application/json"))


def test_the_policy_lets_its_own_script_and_style_pass_and_nothing_else() -> None:
    parts = _Parts(render(hostile_report(), View()))
    rules = dict(each.split(" ", 1) for each in parts.policy.split("; "))
    assert rules["default-src"] == "'none'"
    for name, kind in (("script-src", "script"), ("style-src", "style")):
        digest = base64.b64encode(hashlib.sha256(parts.only(kind).encode()).digest()).decode()
        assert rules[name] == f"'sha256-{digest}'"


def test_what_repeats_is_told_once() -> None:
    told: dict[str, Any] = document(hostile_report(), View())
    assert len(told["texts"]) == len(set(told["texts"]))
    assert len(told["assets"]) == len(hostile_report().coverage)
