"""What the documentation shows is what the program does. `python -m tests.test_docs` rewrites what is generated."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from scanner.detector.language import find_model
from scanner.detector.rule import Rule
from scanner.model.data import Asset
from scanner.model.sample import Sample
from scanner.planning.estimate import plan_of
from scanner.planning.figures import shipped
from scanner.planning.listed import listed
from scanner.registry import sources
from scanner.report.findings_table import schema
from scanner.rulebook import load
from scanner.ways._objects import StoredObject
from scanner.ways._stored import Stored
from tests.command import ROOT, fairnotice
from tests.sample import sample_report

RULES = ROOT / "docs" / "rules.md"
SOURCES = ROOT / "docs" / "sources.md"
README = ROOT / "README.md"
WRITE_BACK = ROOT / "docs" / "write-back.md"


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


def findings_table() -> str:
    """Columns of the table of findings."""
    rows = (f"| `{each.name}` | {each.type}{'' if each.nullable else ', not null'} |" for each in schema())
    return _table("column | Arrow type", rows)


def capacity_table() -> str:
    """What is measured, and a TB in a store: core-hours, and cost whole and of a sample of 1 %."""
    figures, rows = shipped(), []
    for name, speed in figures.speeds.items():
        assets = 1 if name == "parquet" else 10_000  # Parquet as one dataset, all else file by file
        content = StoredObject("s3://lake", Stored(f"lake/part.{name}", 10**12 // assets, ""))
        ways = plan_of(figures, 1, [Sample(Fraction(1, 100))], footers=False).ways
        told = listed(Asset(content.stored.key, content, content.size(), name))
        one = replace(told, objects=10_000 // assets)
        for way in ways:
            for _ in range(assets):
                way.add(one, one.left_to_read(way.sample) if way.sample else one.bytes, figures)
        whole, sample = (sum(way.costs(figures, 10).values()) for way in ways)
        hours = [way.worker_seconds(figures) / 3600 for way in ways]
        cells = (f"{speed.scan:g}", f"{speed.read:g}", f"{hours[0]:,.0f}", f"{whole:,.2f}", f"{hours[1]:,.1f}")
        rows.append(f"| `{name}` | {' | '.join(cells)} | {sample:,.2f} |")
    head = "format | scan MB/s | read MB/s | 1 TB whole: worker hours | US$ | 1 % of 1 TB: worker hours | US$"
    return _table(head, rows)


TABLES = {
    "rules": (RULES, rules_table),
    "recognizers": (RULES, recognizers_table),
    "sources": (SOURCES, sources_table),
    "findings": (WRITE_BACK, findings_table),
    "capacity": (ROOT / "docs" / "capacity.md", capacity_table),
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


def test_the_readme_shows_a_real_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    if find_model() is None:
        pytest.skip("the run in the README reads names in text, which takes the extra `ner`")
    shown = re.findall(r"^```text\n(.*?)^```", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    real = fairnotice("report", sample_report(tmp_path_factory)).out  # what the scan says, as `test_cli` shows
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
