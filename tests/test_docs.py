"""What the documentation shows is what the program does. `python -m tests.test_docs` rewrites what is generated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from scanner.detector.language import find_model
from scanner.detector.rule import Rule
from scanner.registry import sources
from scanner.rulebook import load
from tests.command import NOTICE, ROOT, fairnotice

RULES = ROOT / "docs" / "rules.md"
SOURCES = ROOT / "docs" / "sources.md"
README = ROOT / "README.md"


def rules_table() -> str:
    """Rules that have files."""
    rows = (
        f"| `{rule.id}` | {rule.entity} | {rule.category or ''} | {evidence(rule)} |"
        for rule in sorted_rules()
        if not rule.recognizer
    )
    return _table("rule | entity | category | confidence", rows)


def recognizers_table() -> str:
    """Rules made of presidio-analyzer's recognisers."""
    rows = (
        f"| {rule.entity} | {rule.label} | {rule.category or ''} | {', '.join(rule.countries)} |"
        for rule in sorted_rules()
        if rule.recognizer
    )
    return _table("entity | what it is | category | country", rows)


def sources_table() -> str:
    """Formats that are read."""
    rows = (
        f"| {about.title} | {' '.join(f'`{end}`' for end in about.extensions)} | {about.extra} | `{name}` |"
        for name, about in ((name, source.about) for name, source in sources().items())
    )
    return _table("format | usual extensions | extra | source", rows)


TABLES = {
    "rules": (RULES, rules_table),
    "recognizers": (RULES, recognizers_table),
    "sources": (SOURCES, sources_table),
}


def _table(head: str, rows: Iterable[str]) -> str:
    columns = " | ".join("---" for _ in head.split("|"))
    return "\n".join([f"| {head} |", f"| {columns} |", *rows]) + "\n"


def sorted_rules() -> list[Rule]:
    return sorted(load().rules.values(), key=lambda rule: rule.id)


def evidence(rule: Rule) -> str:
    return "; ".join(f"{level}: {names}" for names, level in rule.confidence.items())


def block(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=<!-- {name} -->\n).*?(?=<!-- /{name} -->)", re.DOTALL)


def rewrite() -> None:
    for name, (path, table) in TABLES.items():
        text = path.read_text(encoding="utf-8")
        path.write_text(block(name).sub(table().replace("\\", r"\\"), text), encoding="utf-8")


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_current(name: str) -> None:
    path, table = TABLES[name]
    found = block(name).search(path.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group() == table(), "run `python -m tests.test_docs`"


def test_the_readme_shows_a_real_run() -> None:
    if find_model() is None:
        pytest.skip("the run in the README reads names in text, which takes the extra `ner`")
    shown = re.findall(r"^```text\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    real = fairnotice("scan", "sample_data", "--notice", NOTICE).out
    parts = [part.strip("\n") for block in shown for part in re.split(r"^ *\[…\]$", block, flags=re.MULTILINE)]
    assert parts
    for part in parts:
        assert part in real


@pytest.mark.parametrize("path", [README, *sorted((ROOT / "docs").glob("*.md"))], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


if __name__ == "__main__":
    rewrite()
