"""Postcodes in sentences and signatures: after a word or a state, behind a street address, by their shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.addresses import streets
from scanner.detector.ask import contains, length
from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.rule import Rule
from scanner.detector.search import search, word_or_key
from scanner.detector.text import Spans, Text, byte_class

_LETTER, _WORD = r"A-Za-z\u0080-\U0010FFFF", r"[A-Z\u0080-\U0010FFFF][A-Za-z\u0080-\U0010FFFF'’.-]*"
_CODE = (
    r"(?:[0-9]{5}-[0-9]{3,4}|[0-9]{2}-[0-9]{3}|[0-9]{3} [0-9]{2}|[0-9]{4} [A-Z]{2}|[0-9]{3,6}"
    r"|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])"
)
_STATE = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]"
    "|W[AIVY]"
)
_BETWEEN = r"[\s>|*?,-]{1,8}"
_BEHIND = rf"^(?:(?:[,.]?{_BETWEEN}(?:{_WORD}|[a-z]{{1,3}}|[(][^()\n]*[)])){{0,8}}{_BETWEEN}{_CODE}(?:$|[\s,.;)]))"
_LABELLED = (
    r"(?i:(?-u:\b)(?:zip(?:[ -]?code)?|post(?:al)?[ -]?code|plz|code postal|cep)(?-u:\b))[^0-9A-Za-z\n]{0,3}(?:is|was)?"
    rf"[^0-9A-Za-z]{{0,3}}{_CODE}(?-u:\b)"
)
_AFTER_STATE = rf"(?:[A-Z][{_LETTER}'’.-]*,?|,)\s(?:{_STATE}),? [0-9]{{5}}(?:-[0-9]{{4}})?(?-u:\b)"
_SHAPED = (
    r"(?-u:\b)(?:[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}"
    r"|[A-CEGHJ-NPR-TVXY][0-9][A-Z] [0-9][A-Z][0-9])(?-u:\b)"
)
_FLAT = r"\b(?:suite|ste|apt|apartment|unit|flat|floor|room|rm|box)[^0-9A-Za-z]*$"
"""What ends directly before a number that is none."""
_ANY = f"{_LABELLED}|{_AFTER_STATE}|{_SHAPED}"
_STOP = byte_class(" \n,.;)")


class PostcodeDetector:
    """Finds `ZIP_CODE` in prose; `structure` says that a word, a state or an address leads to it."""

    name = "postcode_in_text"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Postcodes anywhere in sentences."""
        text = subject.text
        for rule in rules.values():
            if rule.id in subject.field.denied or (rule.prose_only and not subject.prose):
                continue
            found = search(text, _ANY)
            shaped = contains(text.strings(found), f"^{_SHAPED}$")
            spans = Spans.concat([_behind(text), _ends(text, found)])
            known = np.append(np.ones(len(spans) - len(found), np.bool_), ~shaped)
            near = np.zeros(len(spans), np.bool_)
            near[~known] = text.near(spans.take(~known), word_or_key(rule.context))
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN, structure=known, context=near))


def _ends(text: Text, spans: Spans) -> Spans:
    """The postcodes with which the spans end."""
    return Spans(spans.end - length(text.strings(spans), rf"(?-u:\b){_CODE}$"), spans.end)


def _behind(text: Text) -> Spans:
    """Postcodes that follow a street address, with names of places between."""
    tails = text.after(streets(text).spans, 100)
    reach = tails.start + length(text.strings(tails), _BEHIND)
    for _ in range(3):
        reach = reach - (_STOP.take(text.data[reach - 1]) & (reach > tails.start))
    found = _ends(text, Spans(tails.start, reach).take(reach > tails.start))
    return found.take(~text.holds(text.before(found, 12), _FLAT))


DETECTOR = PostcodeDetector()
