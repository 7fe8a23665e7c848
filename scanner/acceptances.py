"""Acceptances: a file in which people say which findings they put up with, why, who answers for it and until when.

An acceptance hides nothing. A finding that it names stays in every report and only fails no more. What the notice
declares needs none, so an entry that fits nothing else is unused. An entry that has expired, or is marked `todo`,
accepts nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from scanner.errors import NoticeError, UsageError
from scanner.globs import matches, matches_dotted
from scanner.identity import fingerprint
from scanner.model.judged import Acceptance, Accepted, Judged, Report, Use, Verdict
from scanner.notice.yaml_file import YamlFile, read_yaml

FORMAT = "fairnotice-accept/1"
FILE = "fairnotice.accept.yaml"
"""The file that is taken where none is named and this one is there."""
_DIGITS = 8
"""Of a fingerprint, that an entry gives at least."""
_NEEDS_NONE = frozenset({Verdict.DECLARED, Verdict.NOT_APPLICABLE})
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Globs = Annotated[tuple[Text, ...], BeforeValidator(lambda given: [given] if isinstance(given, str) else given)]


class Entry(BaseModel):
    """Which findings, by fingerprint or by globs of which all must fit; and what is said of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8,32}$")] | None = Field(
        default=None, description="A fingerprint, or 8 digits or more of its beginning."
    )
    asset: Globs = ()
    table: Globs = ()
    field: Globs = ()
    category: Globs = ()
    verdict: Literal["accepted", "false_positive", "todo"] = Field(
        default="accepted", description="`false_positive`: it is not there; `todo`: accept nothing, it is being mended."
    )
    reason: Text
    owner: Text = Field(description="Who answers for it.")
    expires: date | None = Field(default=None, description="The last day on which it counts.")
    note: str = Field(default="", description="For the reader of the file; not used.")

    @model_validator(mode="after")
    def _names_something(self) -> Entry:
        globs = self.asset or self.table or self.field or self.category
        if bool(self.finding) == bool(globs):
            raise ValueError("it needs `finding`, or globs in `asset`, `table`, `field`, `category`, and not both")
        return self

    def fits(self, judged: Judged, print_: str) -> bool:
        """Whether it names this finding. print_: the finding's fingerprint."""
        if self.finding:
            return print_.startswith(self.finding)
        origin = judged.finding.origin
        return (
            (not self.asset or matches(self.asset, origin.asset))
            and (not self.table or matches_dotted(self.table, origin.table))
            and (not self.field or matches_dotted(self.field, origin.field))
            and (not self.category or matches(self.category, judged.finding.category or ""))
        )


class AcceptFile(BaseModel):
    """A file of acceptances; of two entries that fit, the first decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["fairnotice-accept/1"]
    entries: Annotated[tuple[Entry, ...], BeforeValidator(lambda given: given if given is not None else ())] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry, and where it stands: file and line."""

    where: str
    entry: Entry

    def accepted(self) -> Accepted:
        """What it says of what it accepts, as reports have it."""
        expires = self.entry.expires.isoformat() if self.entry.expires else None
        false = self.entry.verdict == "false_positive"
        return Accepted(self.where, self.entry.reason, self.entry.owner, expires, false)

    def use(self, findings: int, day: str) -> Use:
        """What became of it on this day, where it names so many open findings."""
        if self.entry.expires and self.entry.expires.isoformat() < day:
            return Use.EXPIRED
        if not findings:
            return Use.UNUSED
        return Use.TODO if self.entry.verdict == "todo" else Use.USED


def read_acceptances(path: Path) -> tuple[Placed, ...]:
    """The entries of a file. Raises `UsageError` with file, line, fact and next step for each fault."""
    try:
        file = read_yaml(path)
    except NoticeError as error:
        raise UsageError(str(error)) from None
    if file.data.get("format") != FORMAT:
        raise UsageError(f"{file.where(['format'])}: this is no file of acceptances. Begin it with `format: {FORMAT}`.")
    try:
        given = AcceptFile.model_validate(file.data)
    except ValidationError as error:
        raise UsageError("\n".join(_faults(file, error))) from None
    return tuple(Placed(file.where(["entries", number]), entry) for number, entry in enumerate(given.entries))


def _faults(file: YamlFile, error: ValidationError) -> Iterable[str]:
    for each in error.errors(include_url=False, include_input=False):
        location = each["loc"]
        key = next((step for step in reversed(location) if isinstance(step, str)), "file")
        kind = each["type"]
        fact = each["msg"].removeprefix("Value error, ")
        if kind == "missing":
            fact = "this key is missing. Add it"
        elif kind == "extra_forbidden":
            fact = f"unknown key. Known: {', '.join(Entry.model_fields)}"
        elif kind == "string_pattern_mismatch":
            fact = "not a fingerprint: 8 to 32 of 0-9 and a-f, as `fairnotice diff` and `--format jsonl` show it"
        elif kind == "string_type":
            fact = "text is wanted here. Put quotes around it"
        yield f"{file.where(location)}: `{key}`: {fact[:1].lower()}{fact[1:]}. See docs/changes.md."


def is_open(judged: Judged) -> bool:
    """Whether a finding could be accepted: test data and what the notice declares need nobody's word."""
    return not judged.finding.test_data and judged.verdict not in _NEEDS_NONE


def accepted(report: Report, entries: Sequence[Placed], day: str) -> Report:
    """The report with what these entries accept marked, and with what became of each entry."""
    by_digits = defaultdict[str, list[int]](list)
    for number, each in enumerate(entries):
        by_digits[(each.entry.finding or "")[:_DIGITS]].append(number)
    counts, findings = [0] * len(entries), []
    for judged in report.findings:
        print_ = fingerprint(judged.finding) if entries and is_open(judged) else ""
        near = sorted((*by_digits.get("", ()), *by_digits.get(print_[:_DIGITS], ()))) if print_ else ()
        fitting = [number for number in near if entries[number].entry.fits(judged, print_)]
        for number in fitting:
            counts[number] += 1
        valid = [entries[number] for number in fitting if entries[number].use(1, day) is Use.USED]
        accepted = valid[0].accepted() if valid else None
        findings.append(judged if judged.accepted == accepted else replace(judged, accepted=accepted))
    told = (
        Acceptance(each.accepted(), each.use(count, day), count) for each, count in zip(entries, counts, strict=True)
    )
    return replace(report, findings=tuple(findings), acceptances=tuple(told))
