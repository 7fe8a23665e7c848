"""The table of kinds of data under labels, each with its reasoning, against the shipped notices."""

from pathlib import Path

import pytest
import yaml

from scanner.judge import judge
from scanner.model.judged import Labels, Verdict
from scanner.notice.categories import Categories
from scanner.notice.read import find_notice
from tests.verdicts.making import finding

TABLE = yaml.safe_load((Path(__file__).parent.parent / "data" / "verdicts.yaml").read_text(encoding="utf-8"))
NOTICES = {"november": find_notice("ringcentral-2018-11-30"), "may": find_notice("ringcentral-2018-05-22")}
WITH_QUOTES = {Verdict.CONTRADICTS, Verdict.OUT_OF_SCOPE, Verdict.DECLARED, Verdict.WIDER_TERM, Verdict.NOT_APPLICABLE}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['found']}, {row['labels']}, {row['why']}")
def test_the_table(row):
    found = finding(row["found"], row.get("in"), ages=row.get("ages"))
    labels = Labels(**row["labels"])
    judged, _ = judge([found], NOTICES[row.get("notice", "november")], Categories.shipped(), set(), lambda _: labels)
    assert [str(each.verdict) for each in judged] == row["verdicts"], row["why"]
    for each in judged:
        assert each.reason.endswith(".")
        assert each.labels == labels
        assert bool(each.clauses) or each.verdict not in WITH_QUOTES


def test_it_has_fifty_kinds_and_every_verdict_that_a_notice_can_give():
    assert len({(row["found"], str(row["labels"]), row.get("in")) for row in TABLE}) >= 50
    assert {verdict for row in TABLE for verdict in row["verdicts"]} == set(map(str, Verdict)) - {"unmapped"}
