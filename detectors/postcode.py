"""Postcodes in sentences and signatures: after a word that says so, after a state, behind a street address, by shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from scanner.detector.addresses import streets
from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.rule import Rule
from scanner.detector.search import search, word_or_key
from scanner.detector.text import Spans, Text

_LETTER, _WORD = r"A-Za-z\x{80}-\x{10FFFF}", r"[A-Z\x{80}-\x{10FFFF}][A-Za-z\x{80}-\x{10FFFF}'’.-]*"
_TOKEN = (
    r"(?:[0-9]{5}-[0-9]{3,4}|[0-9]{2}-[0-9]{3}|[0-9]{3} [0-9]{2}|[0-9]{4} [A-Z]{2}|[0-9]{3,6}"
    r"|[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])"
)
_STATE = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]"
)
_BEHIND = rf"^(?-i:(?:[,.]?[ \n>,]{{1,8}}(?:{_WORD}|[a-z]{{1,3}}|[(][^()\n]*[)])){{0,8}}[ \n,>]{{1,8}}{_TOKEN}(?:$|[\s,.;)]))"
_LABELLED = (
    r"(?i:\b(?:zip(?:[ -]?code)?|post(?:al)?[ -]?code|plz|code postal|cep)\b)[^0-9A-Za-z\n]{0,3}(?:is|was)?"
    rf"[^0-9A-Za-z]{{0,3}}{_TOKEN}\b"
)
_AFTER_STATE = rf"(?:[A-Z][{_LETTER}'’.-]*,?|,)\s(?:{_STATE}),? [0-9]{{5}}(?:-[0-9]{{4}})?\b"
_SHAPED = r"\b(?:[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][ABD-HJLNP-UW-Z]{2}|[A-CEGHJ-NPR-TVXY][0-9][A-Z] [0-9][A-Z][0-9])\b"



class PostcodeDetector:
    """Finds `ZIP_CODE` in prose; `structure` says that a word, a state or an address leads to it."""

    name = "postcode"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """Postcodes anywhere in sentences."""
        text = subject.text
        for rule in rules.values():
            if rule.id in subject.field.denied or (rule.prose_only and not subject.prose):
                continue
            led = [_ends(text, search(text, _LABELLED)), _ends(text, search(text, _AFTER_STATE)), _behind(text)]
            shaped = search(text, _SHAPED)
            near = text.near(shaped, word_or_key(rule.context))
            spans = Spans.concat([*led, shaped])
            known = np.arange(len(spans)) < len(spans) - len(shaped)
            context = np.append(np.zeros(int(known.sum()), np.bool_), near)
            yield Hits(rule.id, spans, flags_where(len(spans), Evidence.PATTERN, structure=known, context=context))


def _ends(text: Text, spans: Spans) -> Spans:
    """The postcodes with which the spans end."""
    length = text.strings(spans).str.extract(rf"\b({_TOKEN})$", 1).str.len_bytes().fill_null(0).to_numpy()
    return Spans(spans.end - length.astype(np.int64), spans.end).take(length > 0)


def _behind(text: Text) -> Spans:
    """Postcodes that follow a street address, with names of places between."""
    tails = text.after(streets(text).spans, 100)
    part = text.strings(tails).str.extract(f"({_BEHIND})", 1).str.strip_chars_end(" \n,.;)")
    length = part.str.len_bytes().fill_null(0).to_numpy().astype(np.int64)
    return _ends(text, Spans(tails.start, tails.start + length).take(length > 0))


DETECTOR = PostcodeDetector()
