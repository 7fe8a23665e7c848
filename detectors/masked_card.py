"""Card numbers of which only the ends are left: `411111******1111`, `XXXX-XXXX-XXXX-1111`, `**** 1111`.

PCI DSS 3.4.1 lets the issuer's digits and the last four be shown; EMVCo and the schemes print them so on receipts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from scanner.detector.contract import Evidence, Hits, Subject, flags_where, named
from scanner.detector.idnumbers import said
from scanner.detector.rule import Rule
from scanner.detector.text import DIGITS, WORD, Spans, Text, byte_class

_MASKING = byte_class("*xX#", high=True)
_PARTS = byte_class(DIGITS, "*xX# -", high=True)
_JOINT = byte_class(" -")
_LONGEST = 48
_M = "[*xX#•●]"
_SHOWN = (
    f"[2-6][0-9]{{3}}[ -]?[0-9]{{2}}{_M}{{2}}[ -]?{_M}{{4}}[ -]?[0-9]{{4}}",
    f"[2-6][0-9]{{5}}[ -]?{_M}{{4,9}}[ -]?[0-9]{{4}}",
    f"[2-6][0-9]{{3}}(?:[ -]?{_M}{{4}}){{2}}[ -]?[0-9]{{4}}",
    f"3[47][0-9]{{2}}[ -]?{_M}{{6}}[ -]?{_M}[0-9]{{4}}",
    f"(?:{_M}{{4}}[ -]){{3}}[0-9]{{4}}",
    f"{_M}{{4}}[ -]{_M}{{6}}[ -]{_M}[0-9]{{4}}",
)
_STRUCTURED = rf"(?:^|[ -])({'|'.join(_SHOWN)})$"
_ANY = rf"(?:^|[ -])({'|'.join(_SHOWN)}|{_M}{{2,16}}[ -]?[0-9]{{4}})$"


class MaskedCardDetector:
    """Finds `MASKED_CARD`; `structure` where a card's places are hidden, in its groups or after its bank."""

    name = "masked_card"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Hidden digits before four shown ones; shorter forms count by the rule's table only with a name or a word."""
        text = subject.text
        spans = _candidates(text)
        if not len(spans):
            return
        parts = text.strings(spans)
        structured = parts.str.contains(_STRUCTURED).to_numpy()
        size = parts.str.extract(_ANY, 1).str.len_bytes().fill_null(0).to_numpy()
        spans = Spans(spans.end - size, spans.end)
        keep = (size > 0) & ~WORD.take(text.data[spans.start - 1])
        spans, structured = spans.take(keep), structured[keep]
        for rule in rules.values():
            if rule.id not in subject.field.denied:
                always = Evidence.PATTERN | named(subject, rule)
                near = said(subject, rule, spans)
                yield Hits(rule.id, spans, flags_where(len(spans), always, structure=structured, context=near))


def _candidates(text: Text) -> Spans:
    """Four digits at the end of something, a sign that hides another directly before them, and what belongs to them."""
    runs = text.digit_runs
    spans = runs.take(runs.length == 4)
    before = text.data[spans.start - 1]
    hidden = _MASKING.take(before) | (_JOINT.take(before) & _MASKING.take(text.data[spans.start - 2]))
    spans = spans.take(hidden & ~WORD.take(text.data[spans.end]))
    start = text.run_start(spans.start, _PARTS, _LONGEST)
    for _ in range(3):
        start = start + (text.data[start] & 0xC0 == 0x80)
    return Spans(start, spans.end)


DETECTOR = MaskedCardDetector()
