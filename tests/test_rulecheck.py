from __future__ import annotations

from pathlib import Path

import pytest

from scanner.rulecheck import check
from tests.test_rulebook import GOOD


def _wrong(folder: Path, text: str) -> list[str]:
    (folder / "badge.yaml").write_text(text, encoding="utf-8")
    complaints = check([folder])
    assert all(complaint.file == str(folder / "badge.yaml") for complaint in complaints)
    assert all(complaint.recommendation[-1] in ".?" for complaint in complaints)
    return [complaint.wrong for complaint in complaints]


def test_a_good_rule_has_no_complaint(tmp_path: Path) -> None:
    assert _wrong(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{text: BDG-12345}, ", "", "examples: 2 given"),
        (", {text: \"12345\"}", "", "near_misses: 2 given"),
        ("{text: BDG-00001}", "{text: BDG-12345}", "is there twice"),
        ("{text: BDG-00001}", "{text: BDG-1x}", "nothing is found"),
        ("{text: BDG-00001}", "{text: see BDG-00001}", "it finds `BDG-00001`"),
        ("{text: BDG-00001}", "{text: BDG-00001, found: BDG-2}", "no part of"),
        ("{text: BDG-1}", "{text: BDG-11111}", "is found, as certain"),
        ("{text: BDG-1}", "{text: BDG-1, found: B}", "has a `found`"),
        ("{pattern: certain}", "{pattern: likely, pattern + context: certain}", "`context` is empty"),
        ("{pattern: certain}", "{pattern: likely, pattern + checksum: certain}", "no example reaches `certain`"),
        ("{pattern: certain}", "{}", "table is empty"),
        ("identity.username", "identity.usrname", "no category"),
        ("pattern: 'BDG-[0-9]{5}'", "detector: words", "so the rule finds nothing"),
        ("https://example.org/badges", "see the wiki", "is not a web address"),
        ("[https://example.org/badges]", "[]", "references: none"),
        ("A made-up badge number of the staff.", "badge", "not a sentence"),
        ("label: Badge", "label: badge.", "not a title"),
        ("entity: BADGE", "entity: EMAILADDRESS", "is called EMAIL_ADDRESS"),
        ("label: Badge", "label: Badge\nfield_names: [Badge  Number]", "not in lower case"),
        ("'BDG-[0-9]{5}'", "'(?=BDG)'", "linear-time"),
    ],
)  # fmt: skip
def test_each_check_complains(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in GOOD
    assert any(says in wrong for wrong in _wrong(tmp_path, GOOD.replace(old, new)))


def test_a_file_that_is_no_rule_does_not_keep_others_from_being_checked(tmp_path: Path) -> None:
    (tmp_path / "aaa.yaml").write_text("just text", encoding="utf-8")
    assert _wrong_files(tmp_path, GOOD.replace("entity: BADGE", "entity: EMAILADDRESS")) == ["aaa.yaml", "badge.yaml"]


def _wrong_files(folder: Path, text: str) -> list[str]:
    (folder / "badge.yaml").write_text(text, encoding="utf-8")
    return [Path(complaint.file).name for complaint in check([folder])]
