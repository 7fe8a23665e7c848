from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scanner.detector.recognizers import packaged, resolve
from scanner.packaged import Facts, packaged_facts

_ASKED = """
import json, sys
from scanner.rulebook import load
rules = {id_: repr(rule) for id_, rule in load().rules.items()}
print(json.dumps([rules, "presidio_analyzer" in sys.modules]))
"""


def _asked(cache: Path) -> tuple[dict[str, str], bool]:
    """The rules that a new process loads, and whether it imported the package for that."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run([sys.executable, "-c", _ASKED], env=environment, capture_output=True, text=True, check=True)
    rules, imported = json.loads(done.stdout)
    return rules, imported


def test_the_package_is_imported_once_and_its_facts_are_kept(tmp_path: Path) -> None:
    first, imported = _asked(tmp_path)
    assert imported
    again, imported = _asked(tmp_path)
    assert not imported
    assert again == first
    assert "presidio" in str(first)


@pytest.mark.parametrize("damage", ["", "{}", '[["x", 1]]', "[[", "[[]]"])
def test_a_damaged_file_is_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = packaged_facts.__wrapped__()
    [file] = (tmp_path / "fairnotice").iterdir()
    whole = file.read_bytes()
    file.write_text(damage, "utf-8")
    assert packaged_facts.__wrapped__() == made
    assert file.read_bytes() == whole
    assert len(json.loads(whole)) == len(packaged())


def test_a_folder_that_cannot_be_used_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "fairnotice").write_text("a file in its place", "utf-8")
    rules, imported = _asked(tmp_path)
    assert imported
    assert _asked(tmp_path) == (rules, True)


def test_facts_hold_no_more_than_rules_are_made_of() -> None:
    made = [Facts.of(resolve(place)) for place in packaged()]
    assert json.loads(json.dumps(made)) == [[*one[:2], list(one.context), *one[3:]] for one in made]
    assert any(one.country == "GB" for one in made)
    assert any(one.checks for one in made)
