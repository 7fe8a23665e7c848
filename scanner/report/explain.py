"""Why one finding is what it is: everything that a report holds of it, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from textwrap import wrap
from typing import Any

import orjson

from scanner.errors import UsageError
from scanner.model.found import Reading
from scanner.model.judged import Judged, Report
from scanner.model.problems import Status
from scanner.notice.categories import did_you_mean
from scanner.report.accepted import who
from scanner.report.document import judged_json, same_json, together_json
from scanner.report.lines import WIDTH, harmless
from scanner.report.shared import Shared, shared_by_field
from scanner.report.text_parts import files

FORMAT = "fairnotice-explanation/1"
MEANS = {
    "pattern": "they have the shape",
    "checksum": "their check digits are right",
    "structure": "they hold together by the standard that defines them",
    "field_name": "the field's name says so",
    "context": "a word beside them says so",
    "ner": "a language model says so",
}
CategoryLabel = Callable[[str | None], str]
_LABEL = 9


def chosen(report: Report, asset: str, field: str | None, name: str) -> tuple[Judged, ...]:
    """The findings of an asset, or of one field of it: `field`, `table.field`, or the name of a table.

    None where nothing was found in the asset. Raises `UsageError` where the report knows no such asset or field.
    """
    mine = [each for each in report.findings if asset in (each.finding.origin.asset, _with_member(each))]
    if not mine:
        known = {each.asset for each in report.coverage} | {_with_member(each) for each in report.findings}
        if asset not in known:
            raise UsageError(f"{name}: it speaks of no asset `{asset}`. {did_you_mean(asset, known)}")
        return ()
    if field is None:
        return tuple(mine)
    found = tuple(each for each in mine if field in _field_names(each))
    if not found:
        fields = {each.finding.origin.field for each in mine if each.finding.origin.field}
        fields |= {
            f"{each.finding.origin.table}.{each.finding.origin.field}" for each in mine if each.finding.origin.table
        }
        hint = did_you_mean(field, fields) if fields else "Its findings are in lines of text: name no field."
        raise UsageError(f"{name}: nothing was found in a field `{field}` of {asset}. {hint}")
    return found


def explain_json(report: Report, judged: Sequence[Judged]) -> bytes:
    """The findings as the report has them, and the rules that they name."""
    ids = {each.rule for one in judged for each in one.finding.readings}
    ids |= {each.rule for one in judged for each in one.finding.also_read}
    places = {each.finding.origin for each in judged}
    tables = {replace(each, field="") for each in places}
    document = {
        "format": FORMAT,
        "notice": dict(report.notice) if report.notice else None,
        "findings": [judged_json(each) for each in judged],
        "same_values": [same_json(each) for each in report.same_values if places & {each.a, each.b}],
        "together": [together_json(each) for each in report.together if each.origin in tables],
        "rules": {id_: dict(report.rules[id_]) for id_ in sorted(ids) if id_ in report.rules},
    }
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def explain_text(report: Report, judged: Sequence[Judged], asset: str, label: CategoryLabel) -> str:
    """The same for a person at a terminal."""
    if not judged:
        status = next((each.status for each in report.coverage if each.asset == asset), Status.SCANNED)
        return harmless(f"{asset}: nothing was found in it ({status}).") + "\n"
    shared = shared_by_field(report)
    lines = [line for each in judged for line in _finding(each, report, shared, label)]
    return "\n".join(harmless(line) for line in lines).rstrip() + "\n"


def _with_member(judged: Judged) -> str:
    origin = judged.finding.origin
    return f"{origin.asset}!{origin.member}" if origin.member else origin.asset


def _field_names(judged: Judged) -> tuple[str, ...]:
    origin = judged.finding.origin
    both = f"{origin.table}.{origin.field}"
    return (origin.field, origin.table, both) if origin.table else (origin.field,)


# --- one finding --------------------------------------------------------------------------------


def _finding(judged: Judged, report: Report, shared: Shared, label: CategoryLabel) -> Iterator[str]:
    finding = judged.finding
    head = f"{finding.origin}  {label(finding.category)}"
    yield head
    yield "─" * min(len(head), WIDTH)
    verdict = "test data" if finding.test_data else str(judged.verdict or "not judged")
    yield from _labelled("is", f"{finding.category or 'no category'} · {finding.confidence.word} · {verdict}")
    yield from _labelled("why", finding.why)
    yield from _labelled("verdict", judged.reason)
    if judged.accepted:
        yield from _labelled("accepted", who(judged.accepted))
    for clause in judged.clauses:
        yield from _labelled(
            "notice", f"“{clause.quote}”{f' ({clause.section})' if clause.section else ''} [{clause.id}]"
        )
    for key, value in judged.labels.items():
        yield from _labelled("label", f"{key}: {value}, told by {judged.labels.told_by.get(key, 'the report')}")
    if judged.unchecked:
        yield from _labelled("open", f"not checked, since nothing tells it: {', '.join(judged.unchecked)}")
    if finding.recorded:
        made = finding.recorded
        yield from _labelled("made", f"records of {made.first} to {made.last}, by the field {made.by}")
    yield from _labelled("counts", _counts(judged))
    for reason in finding.test_reasons:
        yield from _labelled("tests", reason)
    yield from _labelled("name", _name(judged))
    yield from _labelled("samples", "   ".join(finding.samples))
    what = "lines" if finding.free_text and not finding.origin.field else "rows"
    if finding.places:
        yield from _labelled("places", f"first in {what} {', '.join(f'{row:,}' for row in finding.places)}")
    if finding.files:
        yield from _labelled("files", files(finding, most=10))
    for told in shared.get((finding.origin, finding.category), ()):
        yield from _labelled("others", told)
    for reading in finding.readings:
        yield ""
        yield from _reading(reading, report.rules.get(reading.rule, {}))
    if finding.also_read:
        yield ""
        yield "  The same values were also read as"
        for lost in finding.also_read:
            label_of = report.rules.get(lost.rule, {}).get("label", lost.entity)
            values = f"{lost.values:,} value{'' if lost.values == 1 else 's'}"
            yield f"    {label_of} ({lost.rule}): {values}, {lost.level.word}; a better reading was preferred"
    yield ""


def _counts(judged: Judged) -> str:
    finding = judged.finding
    share = 100 * finding.matched / max(finding.scanned, 1)
    parts = [
        f"{finding.scanned:,} scanned",
        f"{finding.matched:,} matched ({share:.3g} %)",
        f"{finding.distinct:,} different",
        f"{finding.test_values:,} test values",
        f"{finding.allowed:,} allowed",
    ]
    if judged.matched is not None:
        parts.append(f"{judged.matched:,} of them concern the verdict")
    return ", ".join(parts)


def _name(judged: Judged) -> str:
    finding = judged.finding
    if finding.free_text:
        return "free text, judged by its matches and not by its name"
    if not finding.name_says:
        return "the field's name says nothing"
    says = f"the field's name says {', '.join(finding.name_says)}"
    agrees = {True: ", and its values are that", False: ", but its values are something else", None: ""}
    return says + agrees[finding.name_agrees]


def _reading(reading: Reading, about: Mapping[str, Any]) -> Iterator[str]:
    """What one rule contributed: its table of evidence and which lines of it were met, and what chance would give."""
    yield f"  Rule {reading.rule}: {about.get('label', 'not described in this report')}, {reading.confidence.word}"
    yield from _wrapped(str(about.get("description", "")), "    ")
    table: Mapping[str, str] = about.get("confidence", {})
    met = dict[str, int]()
    for flags, level, matches in reading.evidence:
        line = _line(flags, level.word, table)
        met[line] = met.get(line, 0) + matches
    yield "    its table of evidence"
    for line, gives in table.items():
        count = f"{met[line]:,} match{'' if met[line] == 1 else 'es'}" if line in met else "–"
        yield f"      {line:<36} {gives:<10} {count}"
    for flag in dict.fromkeys(flag for each, _, _ in reading.evidence for flag in each):
        yield f"    {flag}: {MEANS.get(flag, flag)}"
    yield from _wrapped(f"chance: {_chance(reading, float(about.get('chance', 0)))}", "    ")
    for reference in about.get("references", ()):
        yield f"    see {reference}"


def _line(flags: Iterable[str], level: str, table: Mapping[str, str]) -> str:
    """The line of a rule's table that gave matches with this evidence their level: of several the most telling."""
    held = set(flags)
    lines = [
        line for line, gives in table.items() if gives == level and held >= {part.strip() for part in line.split("+")}
    ]
    return max(lines, key=lambda line: line.count("+"), default=" + ".join(flags))


def _chance(reading: Reading, chance: float) -> str:
    if not chance:
        return "random strings do not pass this rule often enough to reckon with"
    expected = reading.tried * chance
    verdict = "so chance alone would give as many" if reading.by_chance else "so chance does not explain them"
    return (
        f"{reading.tried:,} strings of this shape were tested and {reading.matched:,} values matched; "
        f"of random strings {100 * chance:.3g} % pass, here about {expected:,.0f}, {verdict}"
    )


def _labelled(name: str, text: str) -> Iterator[str]:
    lines = wrap(text, WIDTH - 2 - _LABEL, break_long_words=False)
    yield from (f"  {name if not number else '':<{_LABEL}}{line}" for number, line in enumerate(lines))


def _wrapped(text: str, indent: str) -> Iterator[str]:
    yield from wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_long_words=False)
