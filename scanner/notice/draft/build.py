"""A document → a draft of its notice file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from scanner.errors import NoticeError
from scanner.notice.draft import dates
from scanner.notice.draft.blocks import Source
from scanner.notice.draft.cues import Stand
from scanner.notice.draft.lexicon import Lexicon, lexicon
from scanner.notice.draft.mentions import Mention, mentions
from scanner.notice.draft.outline import sentences
from scanner.notice.draft.parts import Entry, others, prohibitions
from scanner.notice.draft.phrases import longest
from scanner.notice.draft.quotes import quote
from scanner.notice.model import FORMAT, PARTS, Notice

NO_DATE = date(1900, 1, 1)
"""Stands where the text gives no date and none was given."""
NO_COMPANY = "COMPANY NOT NAMED"
_PREFIX = {"data_subject": "given", "automatic": "auto", "third_party": "third", "other_person": "others"}


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of the document; None is read from the text."""

    id: str | None = None
    company: str | None = None
    updated: date | None = None


def draft(source: Source, given: Given | None = None) -> Notice:
    """The draft. Raises `NoticeError` for a document in which nothing is declared or denied."""
    given, words = given or Given(), lexicon()
    lines = sentences(source, words)
    named = [mention for line in lines for mention in mentions(line, words)]
    parts: dict[str, list[Entry]] = {part: [] for part in PARTS}
    for part, entry in others(source, words, lines):
        parts[part].append(entry)
    parts["prohibitions"] = list(prohibitions(source, words, lines, named))
    parts["declarations"] = list(_declarations(source, words, named, parts["purposes"]))
    if not parts["declarations"]:
        raise NoticeError(
            f"{source.file}: no words that say which data are collected were found. Check that this is the notice; "
            "`fairnotice notice init` begins a file by hand."
        )
    _unique_ids(parts)
    return Notice.model_validate({**_head(source, given), **{key: value for key, value in parts.items() if value}})


def _head(source: Source, given: Given) -> Entry:
    plain = re.sub(r"<[^<>]*>", " ", source.text) if source.html else source.text
    told, holds = dates.updated(plain), dates.effective(plain)
    updated = given.updated or (told.day if told else NO_DATE)
    company = given.company or dates.company(plain) or NO_COMPANY
    effective: Entry = {"from": holds.day if holds else updated}
    if holds and not source.html:
        effective["quote"] = holds.quote
    return {
        "format": FORMAT,
        "id": given.id or _slug(company if company != NO_COMPANY else PurePath(source.file).stem, updated),
        "company": company,
        "document": {"file": PurePath(source.file).name, "sha256": source.sha256},
        "updated": updated,
        "effective": [effective],
    }


def _slug(name: str, updated: date) -> str:
    words = re.findall(r"[a-z0-9]+", name.lower())
    kept = "-".join(words[:4])[:60] or "notice"
    return kept if updated == NO_DATE else f"{kept}-{updated}"


def _declarations(source: Source, words: Lexicon, named: Sequence[Mention], purposes: list[Entry]) -> Iterator[Entry]:
    held = [mention for mention in named if mention.stand is Stand.HELD]
    for mention in held:
        term, sentence = mention.term, mention.sentence
        quoted, offset = quote(source, sentence, mention.start, mention.stop)
        name = term.category.rpartition(".")[2].replace("_", "-")
        entry: Entry = {"id": f"{_PREFIX[mention.source]}-{name}", "category": term.category}
        entry |= {"quote": quoted, "offset": offset, "section": sentence.section.title}
        if lead := _lead_in(source, mention):
            entry["lead_in"] = lead
        entry |= {"source": mention.source, "explicitness": term.explicitness}
        if told := list(_purposes(source, words, mention, purposes)):
            entry["purposes"] = told
        if term.explicitness == "broad" and (containers := _containers(mention, held)):
            entry["containers"] = containers
        yield entry | {"status": "draft"}


def _lead_in(source: Source, mention: Mention) -> str:
    """The end of the lead-in, where the verb stands there and not in the sentence of the quote."""
    lead = mention.sentence.lead
    if lead is None or mention.cue is None or mention.cue.sentence is mention.sentence:
        return ""
    words = len(lead.tokens)
    return quote(source, lead, max(0, words - 8), words)[0]


def _purposes(source: Source, words: Lexicon, mention: Mention, purposes: list[Entry]) -> Iterator[str]:
    """Purposes that the clause itself names after the data; each is made known under `purposes`."""
    tokens = mention.sentence.tokens
    known = {entry["id"] for entry in purposes}
    done: set[str] = set()
    for found in longest(words.clauses.find(tokens)):
        clause = found.of
        before = [token.word for token in tokens[max(mention.stop, found.start - 3) : found.start + 1]]
        if (
            clause.part != "purposes"
            or found.start < mention.stop
            or not {"to", "for"} & set(before)
            or clause.name in done
        ):
            continue
        if clause.name not in known:
            quoted, offset = quote(source, mention.sentence, found.start, found.stop)
            purposes.append(
                {"id": clause.name, "quote": quoted, "offset": offset, "section": mention.sentence.section.title}
            )
            known.add(clause.name)
        done.add(clause.name)
        yield clause.name


def _containers(mention: Mention, held: Iterable[Mention]) -> list[str]:
    """Kinds of texts that an open phrase names: those listed before it, or the posts it stands under."""
    before = (each for each in held if each.sentence is mention.sentence and each.stop <= mention.start)
    kinds = list(dict.fromkeys(each.term.category for each in before if each.term.category.startswith("content.")))
    titles = " ".join(mention.sentence.section.titles)
    area = any(token.word == "area" for token in mention.sentence.tokens)
    if not kinds and (area or mention.sentence.section.kind == "public" or "forum" in titles):
        return ["content.public_posts"]
    return kinds


def _unique_ids(parts: dict[str, list[Entry]]) -> None:
    """Numbers what would have the same name; purposes keep theirs, since declarations point at them."""
    taken = Counter(entry["id"] for entry in parts["purposes"])
    for part, entries in parts.items():
        for entry in entries if part != "purposes" else ():
            name = re.sub(r"[^a-z0-9._-]", "-", entry["id"])
            taken[name] += 1
            number = taken[name]
            while number > 1 and f"{name}-{number}" in taken:
                number += 1
            entry["id"] = name if number == 1 else f"{name}-{number}"
            taken[entry["id"]] += number > 1
