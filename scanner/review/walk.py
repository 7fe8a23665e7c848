"""The open findings of a report, one by one: questions to the terminal, answers into a file of acceptances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, TextIO

from scanner.acceptances import Entry, Placed, is_open
from scanner.changes import badness, groups
from scanner.model.judged import Judged, Report
from scanner.report.lines import harmless
from scanner.report.text_parts import full
from scanner.report.view import View, standing
from scanner.review.append import append

KEYS = "a accept, f false positive, t to do, s skip, q quit"
_VERDICTS: dict[str, Literal["accepted", "false_positive", "todo"]] = {
    "a": "accepted",
    "f": "false_positive",
    "t": "todo",
}
_REASONS = {"accepted": "", "false_positive": "not personal data", "todo": "to be mended"}
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Question:
    """Findings of one fingerprint that nobody has answered for; the first of them is shown."""

    fingerprint: str
    members: tuple[Judged, ...]


def questions(report: Report, entries: Sequence[Placed], view: View) -> tuple[Question, ...]:
    """What is open and neither accepted nor marked to do; what fails first."""
    todo = [each.entry for each in entries if each.entry.verdict == "todo"]
    open_ = groups(each for each in report.findings if is_open(each) and not each.accepted)
    found = (
        Question(print_, tuple(sorted(members, key=badness)))
        for print_, members in open_.items()
        if not any(entry.fits(each, print_) for entry in todo for each in members)
    )
    return tuple(sorted(found, key=lambda each: (not view.fails(each.members[0]), badness(each.members[0]))))


class Walk:
    """One walk through questions: `out` shows them, `lines` has the answers, one a line."""

    def __init__(self, file: Path, view: View, lines: TextIO, out: TextIO) -> None:
        self._file, self._view, self._lines, self._out = file, view, lines, out
        self._owner = ""

    def through(self, asked: Sequence[Question]) -> int:
        """Asks until the questions or the answers end; how many were answered. Each answer is written at once."""
        answered = 0
        for number, question in enumerate(asked, 1):
            self._show(question, f"{number} of {len(asked)}")
            key = self._key()
            if key == "q":
                break
            if key in _VERDICTS:
                entry = self._entry(question, _VERDICTS[key])
                if entry is None:
                    break
                append(self._file, entry)
                answered += 1
        return answered

    def _show(self, question: Question, place: str) -> None:
        more = len(question.members) - 1
        self._say(f"{place}  [{question.fingerprint[:_DIGITS]}] {standing(question.members[0])}")
        for line in full(question.members[0], self._view):
            self._say(line)
        if more:
            self._say(f"  … and {more:,} more of the same: other deliveries, or parts of it")

    def _key(self) -> str:
        while True:
            answer = self._ask(f"{KEYS}: ")
            if answer is None:
                return "q"
            if answer.lower() in (*_VERDICTS, "s", "q"):
                return answer.lower()
            self._say(f"`{answer}` is no answer here.")

    def _entry(self, question: Question, verdict: Literal["accepted", "false_positive", "todo"]) -> Entry | None:
        """What is written of an answer; None where the answers end."""
        reason = self._told("reason", _REASONS[verdict])
        owner = self._told("owner", self._owner) if reason else None
        expires = self._day() if owner and verdict == "accepted" else ""
        if not reason or not owner or expires is None:
            return None
        self._owner = owner
        judged = question.members[0]
        return Entry(
            finding=question.fingerprint[:_DIGITS],
            verdict=verdict,
            reason=reason,
            owner=owner,
            expires=date.fromisoformat(expires) if expires else None,
            note=f"{judged.finding.origin}, {judged.finding.category or 'no category'}, {standing(judged)}",
        )

    def _told(self, what: str, usual: str) -> str | None:
        """A text that is not empty; None where the answers end."""
        while True:
            answer = self._ask(f"{what}{f' [{usual}]' if usual else ''}: ")
            if answer is None:
                return None
            told = harmless(answer).strip() or usual
            if told:
                return told
            self._say(f"A {what} is needed.")

    def _day(self) -> str | None:
        """A day to come, or an empty text; None where the answers end."""
        while True:
            answer = self._ask("expires (year-month-day, empty for never): ")
            if answer is None or not answer:
                return answer
            try:
                return date.fromisoformat(answer).isoformat()
            except ValueError:
                self._say(f"`{answer}` is no day, such as 2027-06-30.")

    def _ask(self, question: str) -> str | None:
        self._out.write(question)
        self._out.flush()
        line = self._lines.readline()
        return line.strip() if line else None

    def _say(self, text: str) -> None:
        self._out.write(f"{harmless(text)}\n")


@dataclass(frozen=True, slots=True)
class Precision:
    """Of the answered findings that a rule has part in: how many were right, and how many were not."""

    rule: str
    right: int
    wrong: int


def precision(report: Report, entries: Sequence[Placed]) -> Iterator[Precision]:
    """By rule, the worst first. Right is what was accepted or is to be mended; the first entry that fits decides."""
    right, wrong = dict[str, int](), dict[str, int]()
    for print_, members in groups(each for each in report.findings if is_open(each)).items():
        answer = next((each.entry for each in entries if any(each.entry.fits(one, print_) for one in members)), None)
        if answer is None:
            continue
        counts = wrong if answer.verdict == "false_positive" else right
        for rule in {reading.rule for each in members for reading in each.finding.readings}:
            counts[rule] = counts.get(rule, 0) + 1
    told = (Precision(rule, right.get(rule, 0), wrong.get(rule, 0)) for rule in sorted({*right, *wrong}))
    yield from sorted(told, key=lambda each: each.right / (each.right + each.wrong))
