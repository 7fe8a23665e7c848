"""A linter for rules: checks of a few lines, each with a recommendation.

The examples and near misses of a rule are run through the whole of `detect` with all other rules beside it, as a
scan runs them: those without a field as a line of text, the others as a column of one value. Where no language model is
installed the examples of rules that need one cannot be run; `unchecked` names those rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from scanner.detect import detect
from scanner.detector.book import Rulebook
from scanner.detector.freetext import Budget, FreeText
from scanner.detector.language import Reading, find_model
from scanner.detector.rule import Example, Rule
from scanner.errors import RuleError
from scanner.model.data import Batch, Column
from scanner.model.found import Confidence
from scanner.notice.categories import Categories, did_you_mean
from scanner.rulebook import book_of, load, read_rule, rule_files

FEWEST = 3
"""Examples, and near misses, that a rule must have at least."""
_SHOWN = 60
_NEEDS_MODEL = "ner"
"""The detector whose rules ask a language model."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong with one rule file, and what to do about it."""

    file: str
    wrong: str
    recommendation: str

    def __str__(self) -> str:
        return f"{self.file}: {self.wrong} {self.recommendation}"


@dataclass(frozen=True, slots=True)
class Match:
    """What the whole rulebook found of one rule in one text. offset: code points before it."""

    text: str
    level: Confidence
    offset: int


def check(rules: Rulebook | Iterable[Path]) -> list[Complaint]:
    """Everything that is wrong with the rules of a rulebook, or of folders, which are then checked beside the shipped.

    Rules made of presidio-analyzer's recognisers have no file and no examples: the package tests those.

    Rules come in the order of their files' names; none of the files has to be usable.
    """
    if isinstance(rules, Rulebook):
        named = [(f"{id_}.yaml", rule) for id_, rule in sorted(rules.rules.items()) if not rule.recognizer]
        return [complaint for file, rule in named for complaint in _of_rule(file, rule, rules)]
    read, complaints = _read(rules)
    book = book_of({**load().rules, **{rule.id: rule for _, rule in read}})
    return complaints + [complaint for file, rule in read for complaint in _of_rule(file, rule, book)]


def unchecked(folders: Iterable[Path]) -> list[str]:
    """Ids of the rules in these folders whose examples cannot be run, since no language model is installed."""
    return sorted(rule.id for _, rule in _read(folders)[0] if _lacks_model(rule))


def _lacks_model(rule: Rule) -> bool:
    return rule.detector == _NEEDS_MODEL and find_model() is None


def _read(folders: Iterable[Path]) -> tuple[list[tuple[str, Rule]], list[Complaint]]:
    """The usable rules of folders with the names of their files, and a complaint for each of the others."""
    complaints: list[Complaint] = []
    read: list[tuple[str, Rule]] = []
    for path in (path for folder in folders for path in rule_files(folder)):
        try:
            read.append((str(path), read_rule(path)))
        except RuleError as error:
            complaints.append(_unusable(path, str(error)))
    return read, complaints


def matches(rule: Rule, example: Example, book: Rulebook) -> list[Match]:
    """What `detect` finds of a rule in one of its examples, by place."""
    lines = not example.field
    values = pa.array([f"{example.text}\n" if lines else example.text], pa.string())
    others = tuple(Column(name, pa.nulls(1, pa.string())) for name in example.beside)
    batch = Batch((Column(example.field, values), *others), 1, lines=lines)
    asks = rule.detector == _NEEDS_MODEL
    free = FreeText(Budget(Reading.ALL, find_model())) if asks else None
    found: list[Match] = []
    for column in detect(batch, book, free=free):
        for part in column.found:
            if part.rule == rule.id:
                texts = column.text.strings(part.spans).to_list()
                begins = (part.spans.start - column.text.starts[0]).tolist()
                offsets = [len(example.text.encode()[:begin].decode()) for begin in begins]
                found += map(Match, texts, map(Confidence, part.levels.tolist()), offsets)
    return sorted(found, key=lambda match: match.offset)


def _unusable(path: Path, message: str) -> Complaint:
    fact, _, advice = message.removeprefix(str(path)).lstrip(":, ").partition(". ")
    return Complaint(str(path), f"{fact.rstrip('.')}.", advice or "Mend the file, or take it out of the folder.")


def _of_rule(file: str, rule: Rule, book: Rulebook) -> Iterator[Complaint]:
    checks = _OF_FORM if _lacks_model(rule) else _CHECKS
    for one in checks:
        for wrong, recommendation in one(rule, book):
            yield Complaint(file, wrong, recommendation)


def _shown(example: Example) -> str:
    text = example.text if len(example.text) <= _SHOWN else f"{example.text[:_SHOWN]}…"
    return f"`{text}` in a field `{example.field}`" if example.field else f"`{text}`"


# --- the checks: each yields what is wrong and a recommendation ----------------------------------

_Wrong = Iterator[tuple[str, str]]


def _has_enough(rule: Rule, _: Rulebook) -> _Wrong:
    for name, given in (("examples", rule.examples), ("near_misses", rule.near_misses)):
        if len(given) < FEWEST:
            yield f"{name}: {len(given)} given.", f"Give at least {FEWEST}, each of another kind."


def _examples_differ(rule: Rule, _: Rulebook) -> _Wrong:
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    for example in (*rule.examples, *rule.near_misses):
        key = example.text, example.field, example.beside
        if key in seen:
            yield f"{_shown(example)} is there twice.", "Replace one of them by a different case."
        seen.add(key)


def _examples_hold_what_they_say(rule: Rule, _: Rulebook) -> _Wrong:
    for example in rule.examples:
        if example.found is not None and example.found not in example.text:
            yield f"examples: `found` is no part of {_shown(example)}.", "Copy it from `text`."
    for example in rule.near_misses:
        if example.found is not None:
            yield f"near_misses: {_shown(example)} has a `found`.", "Leave it out: nothing may be found there."


def _examples_are_found(rule: Rule, book: Rulebook) -> _Wrong:
    for example in rule.examples:
        wanted = example.text if example.found is None else example.found
        found = [match.text for match in matches(rule, example, book)]
        if not found:
            yield (
                f"examples: nothing is found in {_shown(example)}.",
                "Widen the rule, or move the example to `near_misses`.",
            )
        elif found != [wanted]:
            yield (
                f"examples: in {_shown(example)} it finds {', '.join(f'`{text}`' for text in found)}.",
                "Name the value under `found`, or mend the rule.",
            )


def _near_misses_are_not_found(rule: Rule, book: Rulebook) -> _Wrong:
    for example in rule.near_misses:
        for match in matches(rule, example, book):
            yield (
                f"near_misses: {_shown(example)} is found, as {match.level.word}.",
                "Narrow the rule, or add a word to `not_field_names` or `not_context`.",
            )


def _highest_level_is_reached(rule: Rule, book: Rulebook) -> _Wrong:
    highest = max(map(_confidence, rule.confidence.values()), default=None)
    reached = {match.level for example in rule.examples for match in matches(rule, example, book)}
    if highest is None:
        yield "confidence: the table is empty.", "Say which evidence gives which level: `pattern: possible`."
    elif reached and max(reached) < highest:
        yield (
            f"confidence: no example reaches `{highest.word}`.",
            f"Add an example that does, or take `{highest.word}` out of the table.",
        )


def _field_evidence_has_names(rule: Rule, _: Rulebook) -> _Wrong:
    needs = {name.strip() for names in rule.confidence for name in names.split("+")}
    if "field_name" in needs and not rule.field_names:
        yield "confidence: it asks for field_name, but `field_names` is empty.", "Fill `field_names`."
    if "context" in needs and not rule.context and not rule.beside:
        yield "confidence: it asks for context, but `context` is empty.", "Fill `context`."


def _category_exists(rule: Rule, _: Rulebook) -> _Wrong:
    known = Categories.shipped()
    for key, category in (("category", rule.category), ("container", rule.container)):
        if category is not None and category not in known:
            yield f"{key}: there is no category `{category}`.", did_you_mean(category, known.by_id)


def _container_is_content(rule: Rule, _: Rulebook) -> _Wrong:
    if rule.container is not None and not rule.container.startswith("content."):
        yield f"container: `{rule.container}` is no kind of content.", "Name a `content.*` category, or leave it out."


def _detector_has_its_data(rule: Rule, _: Rulebook) -> _Wrong:
    for detector, key in (("pattern", "pattern"), ("field", "field_names"), ("words", "words")):
        if rule.detector == detector and not getattr(rule, key):
            yield f"{key}: it is empty, so the rule finds nothing.", f"The detector `{detector}` needs `{key}`."
    if rule.detector == "recognizer" and not (rule.recognizer or (rule.check and rule.pattern)):
        yield "recognizer: it is empty.", "Name a recogniser, or a `check` of python-stdnum with a `pattern`."


def _words_are_lower_case(rule: Rule, _: Rulebook) -> _Wrong:
    for key in ("field_names", "not_field_names", "beside", "context", "not_context", "words"):
        phrases: tuple[str, ...] = getattr(rule, key)
        for phrase in phrases:
            if phrase != " ".join(phrase.lower().split()) or not phrase:
                yield f"{key}: `{phrase}` is not in lower case, with single blanks.", "Write it so."
        if len(set(phrases)) < len(phrases):
            yield f"{key}: a phrase is there twice.", "Remove one of them."


def _references_are_addresses(rule: Rule, _: Rulebook) -> _Wrong:
    if not rule.references:
        yield "references: none.", "Name the standard, or a page that describes the value."
    for reference in rule.references:
        if not reference.startswith("https://") or " " in reference:
            yield f"references: `{reference}` is not a web address.", "Begin it with https://."


def _description_is_a_sentence(rule: Rule, _: Rulebook) -> _Wrong:
    words = rule.description.split()
    if len(words) < 3 or not rule.description[0].isupper() or not rule.description.endswith("."):
        yield "description: it is not a sentence.", "Say in one sentence, with a full stop, what counts as this."
    if not rule.label or rule.label != rule.label.strip(" .") or not rule.label[0].isupper():
        yield "label: it is not a title.", "Begin it with a capital letter and leave out the full stop."


def _entity_is_spelled_as_elsewhere(rule: Rule, book: Rulebook) -> _Wrong:
    known = {name for category in Categories.shipped() for name in category.presidio if name.isupper()}
    known |= {other.entity for other in book.rules.values() if other.id != rule.id}
    alike = {name for name in known if _bare(name) == _bare(rule.entity)} - {rule.entity}
    if rule.entity not in known and alike:
        yield f"entity: {rule.entity} is called {min(alike)} elsewhere.", "Use that name."


def _bare(entity: str) -> str:
    return entity.replace("_", "").removesuffix("S")


def _confidence(level: str) -> Confidence:
    return Confidence[level.upper()]


_OF_FORM: Sequence[Callable[[Rule, Rulebook], _Wrong]] = (
    _has_enough,
    _examples_differ,
    _examples_hold_what_they_say,
    _field_evidence_has_names,
    _category_exists,
    _container_is_content,
    _detector_has_its_data,
    _words_are_lower_case,
    _references_are_addresses,
    _description_is_a_sentence,
    _entity_is_spelled_as_elsewhere,
)
_CHECKS = (*_OF_FORM, _examples_are_found, _near_misses_are_not_found, _highest_level_is_reached)
