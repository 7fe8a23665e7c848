"""Payment card numbers: 12 to 19 digits, an issuer's range, the Luhn check, grouped as cards are or not at all.

Numbers outside the published ranges count beside a card word only, and no more than a shape with a check digit does.

Ranges: ISO/IEC 7812 issuer identification numbers as the schemes publish them (list in `ISSUERS`).
Luhn: ISO/IEC 7812-1, annex B.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.compiled import BOOLS, BYTE_ROWS, BYTES, INTS, compiled
from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.idnumbers import luhn
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import HEX, WORD, Bools, Bytes, Ints, Spans, Text, byte_class

ISSUERS: tuple[tuple[str, int, int, tuple[int, ...]], ...] = (
    # scheme, first and last prefix (as six digits), lengths
    ("UATP", 100000, 199999, (15,)),
    ("JCB", 180000, 180099, (15,)),
    ("JCB", 213100, 213199, (15,)),
    ("Mir", 220000, 220499, (16, 17, 18, 19)),
    ("Borica", 220500, 220599, (16,)),
    ("Mastercard", 222100, 272099, (16,)),
    ("Diners Club", 300000, 305999, (14, 16, 17, 18, 19)),
    ("Diners Club", 309500, 309599, (14, 16, 17, 18, 19)),
    ("American Express", 340000, 349999, (15,)),
    ("JCB", 352800, 358999, (16, 17, 18, 19)),
    ("Diners Club", 360000, 369999, (14, 15, 16, 17, 18, 19)),
    ("American Express", 370000, 379999, (15,)),
    ("Diners Club", 380000, 399999, (14, 16, 17, 18, 19)),
    ("Visa", 400000, 499999, (13, 16, 19)),
    ("Maestro", 500000, 509999, (12, 13, 14, 15, 16, 17, 18, 19)),
    ("Mastercard", 510000, 559999, (16,)),
    ("Maestro", 560000, 589999, (12, 13, 14, 15, 16, 17, 18, 19)),
    ("Discover, RuPay, Maestro", 600000, 609999, (12, 13, 14, 15, 16, 17, 18, 19)),
    ("UnionPay", 620000, 629999, (16, 17, 18, 19)),
    ("Maestro, InterPayment", 630000, 639999, (12, 13, 14, 15, 16, 17, 18, 19)),
    ("Discover", 644000, 659999, (16, 17, 18, 19)),
    ("Maestro", 670000, 679999, (12, 13, 14, 15, 16, 17, 18, 19)),
    ("UnionPay, RuPay", 810000, 829999, (16, 17, 18, 19)),
    ("Uzcard", 860000, 860099, (16,)),
    ("Troy", 979200, 979299, (16,)),
    ("Humo", 986000, 986099, (16,)),
)


_PRINTED = ((4, 4, 4, 4, 3), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4))
_BY_FOURS = ((4, 4, 4, 4, 2), (4, 4, 4, 4, 1), (4, 4, 4, 3), (4, 4, 4, 2), (4, 4, 4, 1), (4, 4, 5), (6, 13), (4, 4, 4))
PRINTED = len(_PRINTED)
"""So many of the groupings stand on cards; the others are typed by people, and any table of numbers has some."""
GROUPINGS = np.array([sizes + (0,) * (5 - len(sizes)) for sizes in _PRINTED + _BY_FOURS], np.uint8)
"""A row of sizes for each grouping, filled up with zeros."""
_ISSUED = np.zeros((20, 10000), np.bool_)
"""By number of digits and first four digits: all ranges begin and end with these."""
for _, _low, _high, _lengths in ISSUERS:
    _ISSUED[list(_lengths), _low // 100 : _high // 100 + 1] = True
_BLANK, _PLUS, _HYPHEN, _DOT = b" +-."
_DIGIT = byte_class("0123456789")


class CardDetector:
    """Finds `CREDIT_CARD`; `structure` says that it is grouped as on a card, since one number in ten passes Luhn."""

    name = "card"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Card numbers anywhere in the text; `tried` counts those of an issuer's range and length."""
        text = subject.text
        printed, by_fours = _grouped(text)
        spans = Spans.concat([printed, _bare(text), by_fours])
        if not len(spans):
            return
        passed, count, head = luhn(text, spans)
        known = _ISSUED[count, head]
        good = np.flatnonzero(known & passed)
        good = good[np.argsort(-count[good], kind="stable")]
        is_printed = np.arange(len(spans)) < len(printed)
        is_printed[: len(printed)] &= ~_in_a_row(text, printed)
        others = _unlisted(text, spans, known, count)
        for rule in rules.values():
            if rule.id in subject.field.denied:
                continue
            words, told = word_or_key(rule.context), named(subject, rule)
            said = others if told else others[text.near(spans.take(others), words, 32, 0)]
            which = np.append(good, said[passed[said]])
            found = spans.take(which)
            listed = np.arange(len(which)) < len(good)
            near = np.zeros(len(which), np.bool_)
            near[listed] = False if told else text.near(found.take(listed), words)
            flags = flags_where(len(which), Evidence.PATTERN | Evidence.CHECKSUM, context=near)
            flags[listed] |= np.where(is_printed[good], int(Evidence.STRUCTURE), 0).astype(np.uint8) | np.uint8(told)
            yield Hits(rule.id, found, flags, tried=spans.start[np.append(np.flatnonzero(known), said)])


def _unlisted(text: Text, spans: Spans, known: Bools, count: Ints) -> Ints:
    """Numbers of 12 to 19 digits outside of all ranges that are no time stamp: these begin with 1."""
    first = text.data[spans.start]
    return np.flatnonzero(~known & (count >= 12) & (first != ord("1")))


def _bare(text: Text) -> Spans:
    """Runs of 12 to 19 digits that are neither part of a word nor of a decimal number."""
    runs = text.digit_runs
    return runs.take(_lone(text.data, runs.start, runs.end, runs.length, WORD, _DIGIT))


@compiled(BYTES, INTS, INTS, BYTES, BOOLS, BOOLS)
def _lone(data: Bytes, start: Ints, end: Ints, length: Bytes, word: Bools, digit: Bools) -> Ints:
    """See `_bare`; the runs' positions."""
    found = np.empty(len(start), np.int64)
    count = 0
    for run in range(len(start)):
        if length[run] < 12 or length[run] > 19:
            continue
        before, after = data[start[run] - 1], data[end[run]]
        earlier, later = data[start[run] - 2], data[end[run] + 1]
        if word[before] or word[after] or before == _PLUS:
            continue
        if (before == _DOT and digit[earlier]) or (after == _DOT and digit[later]):
            continue
        if (before == _HYPHEN and word[earlier]) or (after == _HYPHEN and word[later]):
            continue
        found[count] = run
        count += 1
    return found[:count].copy()


def _in_a_row(text: Text, spans: Spans) -> Bools:
    """Which spans have a further number next to them, with at most four blanks between: rows of tables.

    Four hexadecimal digits count too: dumps show bytes in such groups.
    """
    result = np.zeros(len(spans), np.bool_)
    for step, edge in ((-1, spans.start - 1), (1, spans.end)):
        blank = text.data[edge] == ord(" ")
        for _ in range(4):
            edge = edge + step
            group = ~WORD[text.data[edge + 4 * step]]
            for place in range(4):
                group &= HEX[text.data[edge + place * step]]
            result |= blank & (group | _DIGIT[text.data[edge]])
            blank &= text.data[edge] == ord(" ")
    return result


def _grouped(text: Text) -> tuple[Spans, Spans]:
    """Digit runs in groups as on cards and by fours, all joined by one blank or one hyphen, with no group more."""
    runs = text.digit_runs
    first, last, grouping = _in_groups(text.data, runs.start, runs.end, runs.length, runs.joint, GROUPINGS, WORD)
    spans = Spans(runs.start[first], runs.end[last])
    return spans.take(grouping < PRINTED), spans.take(grouping >= PRINTED)


@compiled(BYTES, INTS, INTS, BYTES, BYTES, BYTE_ROWS, BOOLS)
def _in_groups(
    data: Bytes, start: Ints, end: Ints, length: Bytes, joint: Bytes, groupings: Bytes, word: Bools
) -> tuple[Ints, Ints, Ints]:
    """First and last run of each number that is written in one of the groupings, and in which."""
    runs = len(start)
    most = 2 * runs  # a shorter group may follow, or belong to the number
    first, last, grouping = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    count = 0
    for at in range(runs - 1):
        sign = joint[at]
        if (sign != _BLANK and sign != _HYPHEN) or length[at] < 4 or length[at + 1] < 4:
            continue
        for row in range(len(groupings)):
            sizes = groupings[row]
            part = 0
            while part < len(sizes) and sizes[part]:
                if at + part == runs or length[at + part] != sizes[part] or (part and joint[at + part - 1] != sign):
                    break
                part += 1
            if part < len(sizes) and sizes[part]:
                continue
            stop, smallest = at + part - 1, sizes[part - 1]
            before, after = data[start[at] - 1], data[end[stop]]
            longer = stop + 1 < runs and joint[stop] == sign and length[stop + 1] >= smallest
            longer |= at > 0 and joint[at - 1] == sign and length[at - 1] >= sizes[0]
            longer |= sign == _HYPHEN and (before == _HYPHEN or after == _HYPHEN)
            if not (longer or word[before] or word[after]):
                first[count], last[count], grouping[count] = at, stop, row
                count += 1
    return first[:count].copy(), last[:count].copy(), grouping[:count].copy()


DETECTOR = CardDetector()
