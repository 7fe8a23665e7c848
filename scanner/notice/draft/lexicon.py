"""The words of notices: rules/notice_terms, read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from scanner.errors import NoticeError
from scanner.notice.draft.phrases import Bounds, PhraseBook
from scanner.notice.model import Explicitness, Source
from scanner.notice.yaml_file import read_yaml

FOLDER = Path(str(files("rules"))) / "notice_terms"


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase declares. One entry of a file of terms, and how sure its phrase is."""

    category: str
    explicitness: Explicitness
    source: Source | None
    """Where such data come from if the text does not say."""
    listed: bool = False
    """True for a word that names data only as a member of a list, as in "name, phone and address"."""
    anywhere: bool = False
    """True for a phrase that says by itself that the data are held."""
    also: bool = False
    """True for a phrase that may mean another category as well."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What a sentence does with data that it names after this phrase; see rules/notice_terms/cues.yaml."""

    name: str
    holds: bool = False
    ignores: bool = False
    dominates: bool = False
    verb: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """Another part of a notice file that a phrase gives; see rules/notice_terms/clauses.yaml."""

    part: str
    name: str
    values: tuple[tuple[str, Any], ...]
    kinds: frozenset[str]
    """Kinds of sections where the phrase has this meaning; empty for all."""
    needs: str = ""


@dataclass(frozen=True)
class Lexicon:
    """All phrases that drafting knows."""

    terms: PhraseBook[Term]
    cues: PhraseBook[Cue]
    negators: frozenset[str]
    not_negators: PhraseBook[str]
    passive: frozenset[str]
    sections: PhraseBook[tuple[int, str]]
    """(place in the file, kind): of several, the first of the file counts."""
    holding: frozenset[str]
    columns: PhraseBook[str]
    sources: PhraseBook[Source]
    clauses: PhraseBook[Clause]
    countries: PhraseBook[str]


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with Fairnotice."""
    cues, sections = _load("cues"), _load("sections")
    negations: PhraseBook[str] = PhraseBook()
    for phrase in cues["not_negators"]:
        negations.add(phrase, phrase)
    columns: PhraseBook[str] = PhraseBook()
    for kind, phrases in sections["tables"].items():
        for phrase in phrases:
            columns.add(phrase, kind)
    return Lexicon(
        terms=_terms(),
        cues=_cues(cues["cues"]),
        negators=frozenset(cues["negators"]),
        not_negators=negations,
        passive=frozenset(cues["passive"]),
        sections=_book((each, (place, each["kind"])) for place, each in enumerate(sections["sections"])),
        holding=frozenset(sections["holding"]),
        columns=columns,
        sources=_book((each, each["source"]) for each in _load("sources")["sources"]),
        clauses=_book((each, _clause(each)) for each in _load("clauses")["clauses"]),
        countries=_countries(),
    )


def term_entries() -> Iterator[tuple[Path, dict[str, Any]]]:
    """Every entry of every file of terms."""
    for path in sorted(FOLDER.glob("*.yaml")):
        data = read_yaml(path).data
        if data.get("format") == "fairnotice-notice-terms/1":
            yield from ((path, entry) for entry in data["terms"])


def _load(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name}.yaml"
    data = read_yaml(path).data
    wanted = f"fairnotice-notice-{name}/1"
    if data.get("format") != wanted:
        raise NoticeError(f"{path}: not a file of this kind. Begin it with `format: {wanted}`.")
    return data


def _bounds(entry: dict[str, Any]) -> Bounds:
    return Bounds.of(entry.get("not_after", ()), entry.get("not_before", ()))


def _terms() -> PhraseBook[Term]:
    book: PhraseBook[Term] = PhraseBook()
    for _, entry in term_entries():
        base = (entry["category"], entry.get("explicitness", "explicit"), entry.get("source"))
        bounds = _bounds(entry)
        for phrase in entry.get("phrases", ()):
            bound = len(phrase.split()) == 1 or base[1] == "broad" or entry.get("strict", False)
            term = Term(*base, anywhere=entry.get("anywhere", False), also=entry.get("also", False))
            book.add(phrase, term, bounds if bound else None)
        for phrase in entry.get("listed", ()):
            book.add(phrase, Term(*base, listed=True), bounds)
    return book


def _cues(entries: list[dict[str, Any]]) -> PhraseBook[Cue]:
    book: PhraseBook[Cue] = PhraseBook()
    for entry in entries:
        flags = {key: entry.get(key, False) for key in ("holds", "ignores", "dominates", "verb")}
        for phrase in entry["phrases"]:
            book.add(phrase, Cue(entry["cue"], **flags), _bounds(entry))
    return book


def _book(entries: Any) -> PhraseBook[Any]:
    book: PhraseBook[Any] = PhraseBook()
    for entry, of in entries:
        for phrase in entry["phrases"]:
            book.add(phrase, of, _bounds(entry))
    return book


def _clause(entry: dict[str, Any]) -> Clause:
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in entry.get("set", {}).items()}
    return Clause(
        entry["part"], entry["name"], tuple(values.items()), frozenset(entry.get("kinds", ())), entry.get("needs", "")
    )


def _countries() -> PhraseBook[str]:
    book: PhraseBook[str] = PhraseBook()
    for code, names in _load("countries")["countries"].items():
        for name in names:
            book.add(name, code)
    return book
