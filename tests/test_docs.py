"""What the documentation shows is what the program does. `python -m tests.test_docs` rewrites what is generated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanner.detector.rule import Rule
from scanner.rulebook import load
from tests.command import NOTICE, ROOT, fairnotice

RULES = ROOT / "docs" / "rules.md"
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=<!-- rules -->\n).*?(?=<!-- /rules -->)", re.DOTALL)


def rules_table() -> str:
    rows = [f"| `{rule.id}` | {rule.entity} | {rule.category or ''} | {evidence(rule)} |" for rule in sorted_rules()]
    return "\n".join(["| rule | entity | category | confidence |", "| --- | --- | --- | --- |", *rows]) + "\n"


def sorted_rules() -> list[Rule]:
    return sorted(load().rules.values(), key=lambda rule: rule.id)


def evidence(rule: Rule) -> str:
    return "; ".join(f"{level}: {names}" for names, level in rule.confidence.items())


def rewrite(path: Path = RULES) -> None:
    path.write_text(BLOCK.sub(rules_table().replace("\\", r"\\"), path.read_text(encoding="utf-8")), encoding="utf-8")


def test_the_table_of_rules_is_current() -> None:
    found = BLOCK.search(RULES.read_text(encoding="utf-8"))
    assert found is not None
    assert found.group() == rules_table(), "run `python -m tests.test_docs`"


def test_the_readme_shows_a_real_run() -> None:
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
