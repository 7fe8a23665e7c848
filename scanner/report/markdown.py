"""A summary in Markdown that fits a comment on a pull request: what fails first, the rest folded.

GitHub takes 65,536 characters. Rows are added while they fit, the most important first; how many more there are is
said under each table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from scanner.model.judged import Judged, Report
from scanner.model.problems import HOLES, Problem
from scanner.report.accepted import who
from scanner.report.kinds import Kind, kind, kinds
from scanner.report.lines import count, harmless, plural, volume
from scanner.report.sampled import in_sample, note, told
from scanner.report.view import View, amount

MOST = 65_536
"""Bytes, so that it is not more characters, however these are counted."""
_FOR_HEADS = 4_000
"""Kept for headings and for what says how much was left out."""
_MOST_ROWS = 200
_MARKUP = re.compile(r"([\\`*_\[\]|~$])")
_CALLING = re.compile(r"@|#(?=\d)|www(?=\.)|:(?=//)")
"""What would call a person, link an issue or an address."""
Row = tuple[str, ...]


def render(report: Report, view: View) -> bytes:
    """The headline, a table of what fails, and folded ones of the rest."""
    found = kinds(report, view)
    page = _Page()
    page.add(_headline(report, view, len(found[Kind.FAILS])))
    page.table("", ("Where", "What", "Values", "Why"), [_failing(each, view) for each in found[Kind.FAILS]])
    broken = [row for row in report.clauses if view.breaks(row)]
    page.table(
        "Clauses that are broken" if broken else "",
        ("Clause", "Why"),
        [(f"{row.kind} {_inline(row.clause.id)}", _inline(row.reason)) for row in broken],
    )
    accepted = [(*_row(each, view)[:2], _inline(who(each.accepted))) for each in report.findings if each.accepted]
    page.folded("Accepted", ("Where", "What", "Why"), accepted)
    head = ("Where", "What", "Values")
    page.folded("Known from the baseline", head, [_row(each, view) for each in found[Kind.KNOWN]])
    holes = [(each.asset, problem) for each in report.coverage for problem in each.problems if problem.reason in HOLES]
    page.folded("Not scanned, or not whole", ("Where", "Why"), [_hole(asset, problem) for asset, problem in holes])
    covered = [_row(each, view) for each in found[Kind.COVERED]]
    page.folded("Covered only by a wider term or an open phrase", head, covered)
    looked_for = [each for each in report.not_found if each.looked_for]
    missing = [(_inline(view.label(each.category)), _quoted(each.clauses[0].quote)) for each in looked_for]
    page.folded(f"Declared and not found{in_sample(report)}", ("What", "Notice"), missing)
    looked_at = [(_inline(str(each.origin)), _inline(" ".join(told(each)))) for each in report.sampled]
    page.folded("Looked at by a sample", ("Where", "How much"), looked_at)
    page.folded("Possible, too weak to fail", head, [_row(each, view) for each in found[Kind.POSSIBLE]])
    rest = [_row(each, view) for each in report.findings if kind(each, view) in (Kind.DECLARED, Kind.OTHER)]
    page.folded("Declared, or not judged" if report.notice else "Found", head, rest)
    return page.text().encode("utf-8", "backslashreplace")


@dataclass(slots=True)
class _Page:
    """Markdown that never grows beyond what fits."""

    blocks: list[str] = field(default_factory=list)
    room: int = MOST - _FOR_HEADS

    def add(self, block: str) -> None:
        self.room -= len(block.encode()) + 2
        self.blocks.append(block)

    def table(self, title: str, head: Row, rows: Sequence[Row]) -> None:
        """The rows that fit, and how many did not."""
        if not rows:
            return
        lines = [_line(head), _line(tuple("---" for _ in head))]
        for row in rows[:_MOST_ROWS]:
            line = _line(row)
            self.room -= len(line.encode()) + 1
            if self.room < 0:
                break
            lines.append(line)
        more = len(rows) - len(lines) + 2
        shown = "\n".join(lines) if len(lines) > 2 else ""
        self.blocks += [f"**{title}**"] if title else []
        self.blocks += [part for part in (shown, f"… and {more:,} more." if more else "") if part]

    def folded(self, title: str, head: Row, rows: Sequence[Row]) -> None:
        """The same under a line that opens it."""
        if rows:
            self.blocks.append(f"<details><summary>{title}: {len(rows):,}</summary>")
            self.table("", head, rows)
            self.blocks.append("</details>")

    def text(self) -> str:
        return "\n\n".join(self.blocks) + "\n"


def _headline(report: Report, view: View, failing: int) -> str:
    broken = view.broken(report)
    if report.notice is None:
        title = f"Fairnotice: {count(report.findings, 'finding')}, no notice was given"
    elif failing or broken:
        told = [f"{failing:,} {plural(failing, 'finding fails', 'findings fail')}"] if failing else []
        told += [f"{broken:,} {plural(broken, 'clause is', 'clauses are')} broken"] if broken else []
        title = f"Fairnotice: {', '.join(told)}"
    else:
        title = f"Fairnotice: nothing fails{in_sample(report)}"
    return f"### {title}\n\n{' '.join(_scanned(report))}"


def _scanned(report: Report) -> Iterator[str]:
    if report.notice:
        company = _inline(str(report.notice["company"]).rstrip("."))
        yield f"Held against {_inline(str(report.notice['id']))}, the notice of {company}."
    whole = sum(each.whole for each in report.coverage)
    size, rows = amount(report)
    yield f"Scanned {whole:,} of {count(report.coverage, 'asset')} whole, {volume(size)}, {rows:,} records."
    if report.sampled:
        yield f"**{note(report)}**"
    if not report.run.get("complete", True):
        yield "**The run was interrupted: this is only what was scanned until then.**"


def _failing(judged: Judged, view: View) -> Row:
    where, what, values = _row(judged, view)
    quotes = [_quoted(clause.quote) for clause in judged.clauses if clause.quote not in judged.reason]
    why = " ".join([_inline(judged.reason), *quotes])
    return where, f"{what} **{_inline(str(judged.verdict))}**", values, why


def _row(judged: Judged, view: View) -> Row:
    finding = judged.finding
    matched = finding.personal if judged.matched is None else judged.matched
    values = f"{matched:,} of {finding.scanned:,}, {finding.confidence.word}"
    return _inline(str(finding.origin)), _inline(view.label(finding.category)), values


def _hole(asset: str, problem: Problem) -> Row:
    place = f"{asset}!{problem.member}" if problem.member else asset
    return _inline(place), _inline(problem.fact)


def _quoted(quote: str) -> str:
    return f"“{_inline(quote)}”"


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def _inline(text: str) -> str:
    """Text that is only text: no markup, no HTML, no link, nobody is called."""
    flat = harmless(" ".join(text.split())).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _CALLING.sub(lambda found: f"{found[0]}&#8203;", _MARKUP.sub(r"\\\1", flat))
