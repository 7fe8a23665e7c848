"""Payment card numbers: 12 to 19 digits, an issuer's range, the Luhn check, grouped as cards are or not at all.

Numbers outside the published ranges count beside a card word only, and no more than a shape with a check digit does.

Ranges: ISO/IEC 7812 issuer identification numbers as the schemes publish them (list in `ISSUERS`).
Luhn: ISO/IEC 7812-1, annex B.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.idnumbers import luhn_passed
from scanner.detector.numbers import digit_matrix
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
PRINTED = ((4, 4, 4, 4, 3), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4))
"""Groups of digits as they stand on cards."""
BY_FOURS = ((4, 4, 4, 4, 2), (4, 4, 4, 4, 1), (4, 4, 4, 3), (4, 4, 4, 2), (4, 4, 4, 1), (4, 4, 5), (6, 13), (4, 4, 4))
"""Groups as people type numbers of other lengths; any table of numbers has some."""
_ISSUED = np.zeros((20, 10000), np.bool_)
"""By number of digits and first four digits: all ranges begin and end with these."""
for _, _low, _high, _lengths in ISSUERS:
    _ISSUED[list(_lengths), _low // 100 : _high // 100 + 1] = True
_DECIMAL = byte_class(".,")
_DIGIT = byte_class("0123456789")


class CardDetector:
    """Finds `CREDIT_CARD`; `structure` says that it is grouped as on a card, since one number in ten passes Luhn."""

    name = "card"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Card numbers anywhere in the text; `tried` counts those of an issuer's range and length."""
        text = subject.text
        printed = _grouped(text, PRINTED)
        spans = Spans.concat([printed, _bare(text), _grouped(text, BY_FOURS)])
        if not len(spans):
            return
        digits, count = digit_matrix(text, spans, 19)
        known, passed = issued(digits, count), luhn_passed(digits)
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


def issued(digits: Bytes, count: Ints) -> Bools:
    """Whether first digits and length belong to an issuer of `ISSUERS`; digits as for `luhn_passed`, at most 19."""
    rows, lead = np.arange(len(digits)), digits.shape[1] - count
    prefix = np.zeros(len(digits), np.int64)
    for offset in range(4):
        prefix = prefix * 10 + digits[rows, lead + offset]
    return _ISSUED[count, prefix]


def _bare(text: Text) -> Spans:
    """Runs of 12 to 19 digits that are neither part of a word nor of a decimal number."""
    runs = text.digit_runs
    spans = runs.take((runs.length >= 12) & (runs.length <= 19))
    if not len(spans):
        return spans
    before, after = text.data[spans.start - 1], text.data[spans.end]
    decimal_before = _DECIMAL[before] & _DIGIT[text.data[spans.start - 2]]
    decimal_after = _DECIMAL[after] & _DIGIT[text.data[spans.end + 1]] & (after == ord("."))
    joined = ((after == ord("-")) & WORD[text.data[spans.end + 1]]) | (
        (before == ord("-")) & WORD[text.data[spans.start - 2]]
    )
    return spans.take(
        ~(
            WORD[before]
            | WORD[after]
            | (before == ord("+"))
            | (decimal_before & (before == ord(".")))
            | decimal_after
            | joined
        )
    )


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


def _grouped(text: Text, groupings: Iterable[tuple[int, ...]]) -> Spans:
    """Digit runs in groups of these sizes, all joined by one blank or all by one hyphen, with no group more."""
    runs = text.digit_runs
    length, joint = runs.length, runs.joint
    joined = np.flatnonzero(
        ((joint[:-1] == ord(" ")) | (joint[:-1] == ord("-"))) & (length[:-1] >= 4) & (length[1:] >= 4)
    )
    if not len(joined):
        return Spans.none()
    found: list[Spans] = []
    for sizes in groupings:
        at = joined[length[joined] == sizes[0]]
        for part, size in enumerate(sizes[1:], 1):
            at = at[joint[at + part - 1] == joint[at]]
            at = at[length[at + part] == size]
        if not len(at):
            continue
        last = at + len(sizes) - 1
        hyphen = joint[at] == ord("-")
        before, after = text.data[runs.start[at] - 1], text.data[runs.end[last]]
        cut = WORD[before] | WORD[after] | (hyphen & ((before == ord("-")) | (after == ord("-"))))
        cut |= (joint[last] == joint[at]) & (length[np.minimum(last + 1, len(runs) - 1)] >= sizes[-1])
        cut |= (joint[at - 1] == joint[at]) & (length[at - 1] >= sizes[0]) & (at > 0)
        found.append(Spans(runs.start[at[~cut]], runs.end[last[~cut]]))
    return Spans.concat(found)


DETECTOR = CardDetector()
