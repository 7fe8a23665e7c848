"""Reports made in memory, for what a scan of the sample data does not show."""

from __future__ import annotations

from collections.abc import Iterable

from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding
from scanner.model.judged import Clause, Judged, Report, Verdict
from scanner.model.problems import Coverage, Problem, Reason, Status

RUN = {"complete": True, "day": "2026-11-25", "tool": "fairnotice 1.2.3", "paths": ["data"]}
ABOUT = {"id": "shop-2020", "company": "Shop", "updated": "2020-01-01"}


def judged(
    asset: str = "crm/people.csv",
    field: str = "email",
    verdict: Verdict | None = Verdict.UNDECLARED,
    confidence: Confidence = Confidence.CERTAIN,
    test_data: bool = False,
    table: str = "",
) -> Judged:
    finding = Finding(
        Origin(asset, table=table, field=field), "contact.email", ("EMAIL_ADDRESS",), confidence, ("pattern",),
        10, 5, 5, ("j•••@e•••",), (1, 4), free_text=not field, why="It looks so.", test_data=test_data,
    )  # fmt: skip
    return Judged(
        finding, None if test_data else verdict, (Clause("mail", "e-mail addresses"),), "No clause covers it."
    )


def report(*findings: Judged, holes: Iterable[str] = (), run: dict[str, object] | None = None) -> Report:
    assets = dict.fromkeys(each.finding.origin.asset for each in findings)
    coverage = [Coverage(asset, Status.SCANNED, "text", 100, 10) for asset in assets]
    broken = Problem(Reason.ENCRYPTED, "a password is needed")
    coverage += [Coverage(asset, Status.SKIPPED, "", 5, 0, (broken,)) for asset in holes]
    return Report({**RUN, **(run or {})}, ABOUT, findings, (), tuple(coverage))
