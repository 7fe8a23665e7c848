"""A report → one HTML file, put together from the files beside this one."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from importlib.resources import files
from string import Template

from scanner.model.judged import Report
from scanner.report.html.data import embedded
from scanner.report.html.headline import headline, lede, title
from scanner.report.lines import harmless
from scanner.report.view import View

_SCRIPTS = ("base", "view", "detail", "table", "overview", "matrix", "notice", "coverage", "page")


def render(report: Report, view: View) -> bytes:
    """The whole page. It may load nothing, run no script but its own, and send nothing anywhere."""
    view = view.usual()
    style = _file("page.css")
    script = "\n".join(_file(f"script/{name}.js") for name in _SCRIPTS)
    page = Template(_file("page.html")).substitute(
        policy=escape(_policy(style, script)),
        title=_escaped(title(report)),
        headline=_escaped(headline(report, view)),
        lede=_escaped(lede(report, view)),
        style=style,
        data=embedded(report, view),
        script=script,
    )
    return page.encode("utf-8", "backslashreplace")


def _policy(style: str, script: str) -> str:
    rules = {
        "default-src": "'none'",
        "script-src": _hash(script),
        "style-src": _hash(style),
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _escaped(text: str) -> str:
    return escape(harmless(text))


def _file(name: str) -> str:
    return (files("scanner.report.html") / name).read_text(encoding="utf-8")
