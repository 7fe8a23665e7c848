"""Persons, places and groups in free text, named by a language model; see `scanner.detector.language` for which.

Only free text is read, and of it what the budget of the field allows (`scanner.detector.freetext`). What the model
names goes through `scanner.detector.mentions` before it counts. A full name (two capitalised words or more) has
`pattern` beside `ner`, and `context` where words say that a person or a place follows.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from scanner.detector import cues
from scanner.detector.contract import Evidence, Hits, Subject, flags_where
from scanner.detector.freetext import Mentions, passages
from scanner.detector.language import Model, load_model
from scanner.detector.mentions import Mention, mentions
from scanner.detector.rule import Rule
from scanner.detector.search import word_or_key
from scanner.detector.text import Spans

_BATCH = 64
_NEAR = 12
"""Bytes before a name in which words of a rule count as context: further away they speak of somebody else."""
_CAPITALS = re.compile(r"[^\W\d_]{5,}")
_CODE_SIGNS = re.compile(r"[{}\[\]()<>=;_|\\`#$]+|::|->")
_ADDRESS = re.compile(r"\S*(?:://|www\.|@)\S*")
_QUOTED = re.compile(r"^[\s>|*#-]+", re.MULTILINE)
_MOST_CODE = 0.04
_FULL_NAME = r"^[A-Z\p{Lu}][\p{L}\p{M}.'’-]*(?:\s+(?:\p{Ll}{2,3}\s+){0,2}\p{Lu}[\p{L}\p{M}.'’-]*)+$"


class NerDetector:
    """Serves every rule whose `detector` is `ner`; a rule's entity says what of the mentions it wants."""

    name = "ner"

    def detect(self, subject: Subject, rules: Mapping[str, Rule]) -> Iterator[Hits]:
        """What is mentioned in the free text that is read; nothing where the subject has none."""
        if subject.free is None:
            return
        model, text = subject.free.model, subject.text
        found: list[Mention] = []
        read = subject.free.mentions(text, passages(text, subject.lines), lambda texts: _read(model, texts))
        for start, held in read:
            found += [replace(each, start=start + each.start, end=start + each.end) for each in held]
        for rule in rules.values():
            mine = [each for each in found if each.entity == rule.entity]
            spans = Spans(*np.array([(each.start, each.end) for each in mine], np.int64).reshape(-1, 2).T)
            near = text.near(spans, word_or_key(rule.context), before=_NEAR, after=0)
            context = near | np.array([each.told for each in mine], np.bool_)
            by_model = np.array([each.model for each in mine], np.bool_)
            full = text.strings(spans).str.contains(_FULL_NAME).to_numpy()
            yield Hits(
                rule.id, spans, flags_where(len(spans), Evidence(0), ner=by_model, context=context, pattern=full)
            )


def _read(model: Model, texts: Sequence[str]) -> Iterator[Mentions | None]:
    """What each passage mentions, with offsets in bytes; None for code, data and other languages, not read."""
    language = load_model(model)
    asked = [text if _is_prose(text) and _is_in(text, language.lang or "") else "" for text in texts]
    for text, doc in zip(texts, language.pipe(map(_calm, asked), batch_size=_BATCH), strict=True):
        entities = [(each.start_char, each.end_char, each.label_) for each in doc.ents]
        yield _in_bytes(text, mentions(text, entities)) if len(doc) else None


def _is_prose(text: str) -> bool:
    """Whether a passage is worth reading: words with a blank between them, and few signs that only code has."""
    signs = len(_CODE_SIGNS.findall(_ADDRESS.sub("", _QUOTED.sub("", text))))
    return " " in text.strip() and signs <= max(3, _MOST_CODE * len(text))


def _is_in(text: str, language: str) -> bool:
    """Whether a passage may be in the model's language: no other one's small words outnumber its own twice."""
    words = Counter(cues.WORD.findall(text))
    own = cues.FUNCTION_WORDS.get(language)
    if own is None:
        return True
    foreign = (words_of - own for code, words_of in cues.FUNCTION_WORDS.items() if code != language)
    most = max(sum(words[word] for word in small) for small in foreign)
    return most < 2 or most < 2 * sum(words[word] for word in own)


def _calm(text: str) -> str:
    """Words in capitals with the first only, which the model knows better: `OSLO` as `Oslo`."""
    return _CAPITALS.sub(_lowered, text)


def _lowered(match: re.Match[str]) -> str:
    word = match.group()
    calm = word.capitalize()
    return calm if word.isupper() and len(calm) == len(word) else word


def _in_bytes(text: str, found: Sequence[Mention]) -> Mentions:
    if text.isascii():
        return tuple(found)
    size = [len(text[:end].encode()) for each in found for end in (each.start, each.end)]
    return tuple(
        replace(each, start=start, end=end) for each, start, end in zip(found, size[::2], size[1::2], strict=True)
    )


DETECTOR = NerDetector()
