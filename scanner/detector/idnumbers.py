"""Numbers that are somebody's or something's identifier: where they stand, and whether their check digits are right."""

from __future__ import annotations

import numpy as np

from scanner.detector.compiled import BYTES, INTS, compiled
from scanner.detector.contract import Subject, named
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import WORD, Bools, Bytes, Ints, Spans, Text, byte_class

_JOINTS = byte_class("-.+")


def luhn(text: Text, spans: Spans) -> tuple[Bools, Ints, Ints]:
    """Whether the digits of each span pass the check of ISO/IEC 7812-1, annex B; how many there are; the first four.

    What is no digit is passed over. The first four are a number below 10,000, of fewer digits where there are fewer.
    """
    return _luhn(text.data, spans.start, spans.end)


@compiled(BYTES, INTS, INTS)
def _luhn(data: Bytes, start: Ints, end: Ints) -> tuple[Bools, Ints, Ints]:
    passed = np.empty(len(start), np.bool_)
    count, head = np.zeros(len(start), np.int64), np.zeros(len(start), np.int64)
    for number in range(len(start)):
        plain, doubled, first = (
            np.int64(0),
            np.int64(0),
            np.int64(0),
        )  # sums if the last digit is not doubled, and if it is
        seen = 0
        for at in range(start[number], end[number]):
            digit = np.int64(data[at]) - 48
            if 0 <= digit <= 9:
                plain, doubled = doubled + digit, plain + 2 * digit - 9 * (digit > 4)
                seen += 1
                first = first * 10 + digit if seen <= 4 else first
        passed[number], count[number], head[number] = plain % 10 == 0, seen, first
    return passed, count, head


def lone_runs(text: Text, fewest: int, most: int) -> Spans:
    """Runs of so many digits that are part neither of a word nor of a longer number with points or hyphens."""
    runs = text.digit_runs
    spans = runs.take((runs.length >= fewest) & (runs.length <= most))
    return spans.take(_apart(text, spans)) if len(spans) else spans


def grouped_runs(text: Text, *groupings: tuple[int, ...]) -> Spans:
    """Runs of digits of these sizes in a row, all joined by one blank or all by one hyphen."""
    runs = text.digit_runs
    length, joint = runs.length, runs.joint
    found: list[Spans] = []
    for sizes in groupings:
        last = len(sizes) - 1
        if len(runs) <= last:
            continue
        at = np.flatnonzero((length[: len(runs) - last] == sizes[0]) & (length[1 : len(runs) - last + 1] == sizes[1]))
        at = at[(joint[at] == ord("-")) | (joint[at] == ord(" "))]
        for part in range(1, last + 1):
            at = at[(length[at + part] == sizes[part]) & (joint[at + part - 1] == joint[at])]
        spans = Spans(runs.start[at], runs.end[at + last])
        found.append(spans.take(_apart(text, spans)))
    return Spans.concat(found)


def _apart(text: Text, spans: Spans) -> Bools:
    before, after = text.data[spans.start - 1], text.data[spans.end]
    joined_before = _JOINTS[before] & WORD[text.data[spans.start - 2]] | (before == ord("+"))
    joined_after = _JOINTS[after] & WORD[text.data[spans.end + 1]]
    apart: Bools = ~(WORD[before] | WORD[after] | joined_before | joined_after)
    return apart


def whole_values(subject: Subject, spans: Spans) -> Bools:
    """Which spans are all that a value of a column holds; none in lines and in prose."""
    if subject.lines or subject.prose or not len(spans):
        return np.zeros(len(spans), np.bool_)
    text = subject.text
    value = text.value_at(spans.start)
    whole: Bools = (text.starts[value] == spans.start) & (text.ends[value] == spans.end)
    return whole


def said(subject: Subject, rule: Rule, spans: Spans) -> Bools:
    """Beside which spans a word of the rule stands; nowhere in a field that it names, where that says nothing more."""
    if named(subject, rule):
        return np.zeros(len(spans), np.bool_)
    return subject.text.near(spans, word_or_key(rule.context), 32, 8)
