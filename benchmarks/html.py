"""The page of a report with 10,000 invented findings, in headless Chromium: `python -m benchmarks.html`.

Its size, the time until it can be used, and the time of each filter with all that is drawn after it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from random import Random
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.browser import browser, chromium, opened
from scanner.model.data import Origin
from scanner.model.found import AlsoRead, Confidence, Finding, Reading
from scanner.model.judged import Clause, Judged, Labels, NotFound, Report, Verdict
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.notice.categories import Categories
from scanner.report.html.page import render
from scanner.report.view import View

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROUNDS = 7
FOLDERS = ("crm", "billing", "web/logs", "lake/raw/events", "support", "marketing/exports", "warehouse/dim", "hr")
TABLES = ("customers", "orders", "sessions", "invoices", "tickets", "leads", "devices", "payments")
FIELDS = (
    "email",
    "phone",
    "full_name",
    "address.street",
    "birth_date",
    "ip",
    "notes",
    "iban",
    "payload.user.id",
    "city",
)
WEIGHTS = {
    Verdict.DECLARED: 60, Verdict.WIDER_TERM: 12, Verdict.BROAD_ONLY: 8, Verdict.UNDECLARED: 12,
    Verdict.OUT_OF_SCOPE: 4, Verdict.CONTRADICTS: 1, Verdict.NOT_APPLICABLE: 2, Verdict.UNMAPPED: 1,
}  # fmt: skip
FILTERS = {
    "verdict": "change({ verdict: ['undeclared'] })",
    "confidence": "change({ confidence: ['certain'] })",
    "category": "change({ category: report.categories[3].id })",
    "asset": "change({ asset: 'lake/raw' })",
    "search": "change({ search: 'street undeclared' })",
    "all of them": "change({ verdict: ['declared'], confidence: ['likely'], asset: 'crm', search: 'email' })",
    "sort by place": "change({ sort: 'place' })",
    "none": "change({ ...EMPTY })",
}


def invented(findings: int, seed: int = 7) -> Report:
    """A report in which nothing is true; every finding has sentences of its own, as in a real one."""
    rng = Random(seed)
    known = [each.id for each in Categories.shipped()]
    clauses = [
        Clause(f"clause-{number}", f"we collect {known[number]} when you use it", "What we collect")
        for number in range(60)
    ]
    assets = [
        f"{rng.choice(FOLDERS)}/part-{number:04}.{rng.choice(['parquet', 'csv', 'sql'])}"
        for number in range(findings // 20 + 1)
    ]
    held = [
        _judged(rng, rng.choice(assets), rng.choice(known), rng.choice(clauses), number) for number in range(findings)
    ]
    held.sort(key=lambda each: list(Verdict).index(each.verdict or Verdict.UNMAPPED))
    coverage = [_coverage(rng, asset) for asset in sorted(assets)]
    return Report(
        run={"tool": "fairnotice", "day": "2020-02-01", "paths": ["lake"], "complete": True},
        notice={"id": "example-2020-02-01", "company": "Example Telephony", "updated": "2020-02-01"},
        findings=tuple(held),
        not_found=tuple(NotFound(known[number], (clauses[number],), number % 3 > 0) for number in range(20)),
        coverage=tuple(coverage),
        rules={
            f"rule_{number}": {"label": f"Rule {number}", "description": "What it recognises."} for number in range(80)
        },
    )


def _judged(rng: Random, asset: str, category: str, clause: Clause, number: int) -> Judged:
    verdict = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    scanned = rng.randint(50, 900_000)
    matched = rng.randint(1, scanned)
    level = rng.choice(list(Confidence))
    rules = [f"rule_{rng.randrange(80)}" for _ in range(rng.randint(1, 3))]
    finding = Finding(
        origin=Origin(asset, "", rng.choice(TABLES), f"{rng.choice(FIELDS)}_{number % 50}"),
        category=category,
        entities=(category.rpartition(".")[2].upper(),),
        confidence=level,
        evidence=("pattern", "structure", "field_name"),
        scanned=scanned,
        matched=matched,
        distinct=rng.randint(1, matched),
        samples=tuple(f"{chr(97 + rng.randrange(26))}•••@{chr(97 + rng.randrange(26))}•••.com" for _ in range(4)),
        places=tuple(rng.randint(1, scanned) for _ in range(5)),
        why=f"{matched:,} of {scanned:,} values: they are well-formed by their standard, and the field's name says so.",
        readings=tuple(Reading(rule, level, matched, matched, 0, False, ()) for rule in rules),
        also_read=(AlsoRead(rules[0], "OTHER", Confidence.POSSIBLE, rng.randint(1, matched)),),
    )
    reason = f"The clause that decided covers {matched:,} values of {category}."
    decided = () if verdict is Verdict.UNDECLARED else (clause,)
    labels = Labels(source="third_party", told_by={"source": "fairnotice.yaml:3"}) if rng.random() < 0.2 else Labels()
    return Judged(finding, verdict, decided, reason, labels=labels, unchecked=("source", "purpose"))


def _coverage(rng: Random, asset: str) -> Coverage:
    status = rng.choices(list(Status), [94, 4, 2])[0]
    problem = Problem(Reason.MALFORMED, "rows that end in the middle", rng.randint(1, 40), 7)
    problems = () if status is Status.SCANNED else (problem,)
    return Coverage(asset, status, "parquet", rng.randint(10**4, 10**9), rng.randint(10, 10**6), problems)


def usable(page: Page, address: str) -> float:
    """Seconds from asking for the page until it is put together and painted."""
    opened(page, address)
    milliseconds: float = page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))"
    )
    return milliseconds / 1000


def filtered(page: Page, code: str) -> float:
    """Milliseconds from a filter until its rows are laid out."""
    milliseconds: float = page.evaluate(
        f"(() => {{ change({{ ...EMPTY }}); const began = performance.now(); {code};"
        " document.body.getBoundingClientRect(); return performance.now() - began; })()"
    )
    return milliseconds


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--output", type=Path, help="keep the page here")
    given = parser.parse_args()
    if chromium() is None:
        raise SystemExit("benchmarks.html: no Chromium is installed. Install the system's package `chromium`.")
    content = render(invented(given.findings), View())
    with tempfile.TemporaryDirectory() as folder, browser() as started:
        file = given.output or Path(folder) / "report.html"
        file.write_bytes(content)
        print(f"{given.findings:,} findings: {len(content) / 1e6:.2f} MB")
        page = started.new_page()
        seconds = median(usable(page, file.absolute().as_uri()) for _ in range(3))
        print(f"usable after {seconds:.2f} s ({started.browser_type.name} {started.version})")
        for name, code in FILTERS.items():
            times = [filtered(page, code) for _ in range(ROUNDS)]
            print(f"{name:<14} {median(times):6.1f} ms, slowest {max(times):.1f} ms")


if __name__ == "__main__":
    main()
