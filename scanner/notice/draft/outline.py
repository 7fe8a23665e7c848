"""The sentences of a document, each with its section and the lead-in that it hangs on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from scanner.notice.draft.blocks import Block, Kind, Source
from scanner.notice.draft.lexicon import Lexicon
from scanner.notice.draft.phrases import Token, tokenise
from scanner.notice.normal import NormalText, normalise

_ABBREVIATIONS = frozenset(
    [
        "e",
        "g",
        "i",
        "etc",
        "inc",
        "ltd",
        "co",
        "no",
        "art",
        "para",
        "sec",
        "u",
        "s",
        "vs",
        "approx",
        "mr",
        "mrs",
        "ms",
        "dr",
        "incl",
        "p",
        "eg",
        "ie",
        "cf",
        "nr",
        "st",
    ]
)
_OPENERS = frozenset(
    [
        "we",
        "you",
        "our",
        "this",
        "these",
        "if",
        "please",
        "in",
        "for",
        "however",
        "when",
        "where",
        "although",
        "in",
        "they",
        "it",
        "such",
        "your",
        "under",
        "as",
        "the",
    ]
)
_FRAGMENT = 45
_FINITE = frozenset({"is", "are", "was", "were", "be", "may", "will", "can", "must", "has", "have", "should"})
_NAVIGATION = 12
_GUESSED = 6
_QUESTIONS = frozenset({"what", "how", "why", "which", "who", "where"})


@dataclass(frozen=True, slots=True)
class Section:
    """Where a sentence stands: the heading in force, and of what kind the section is."""

    title: str = ""
    kind: str = ""
    titles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sentence:
    """A sentence, list item or cell. `tokens` are of the block's normal text; `place` gives the document's offsets."""

    tokens: tuple[Token, ...]
    block: Block
    normal: NormalText = field(repr=False)
    section: Section = Section()
    lead: Sentence | None = None
    first: bool = True
    """Whether it begins its block."""
    denied: bool = False
    """A row of a table that says no."""

    def place(self, start: int, stop: int) -> tuple[int, int]:
        """The span in the document of tokens [start, stop)."""
        first, last = self.normal.original(self.tokens[start].start, self.tokens[stop - 1].stop)
        return self.block.start + first, self.block.start + last

    @property
    def opens(self) -> bool:
        """Whether it ends as a lead-in does: on a colon, or on a word that wants more."""
        words = [token for token in self.tokens if token.raw not in "\"'"]
        if not words:
            return False
        if words[-1].raw in (":", "-"):
            return True
        tail = " ".join(token.word for token in words[-3:])
        return tail.endswith(_DANGLING)


_DANGLING = (
    "collect", "include", "including", "such as", "following", "process", "receive", "gather", "to", "store", "provide",
    "following information", "following data", "following category", "following third party", "information from you",
    "as follow", "record", "collected", "from you", "about you", "consist of", "for example", "share",
    "with", "are", "of your",
)  # fmt: skip


def sentences(source: Source, lexicon: Lexicon) -> list[Sentence]:
    """All sentences of the notice itself, in order."""
    blocks = _Blocks(source, lexicon)
    return list(blocks.read())


class _Blocks:
    """Walks the blocks with what is in force: the headings, the lead-ins, the heads of a table's columns."""

    def __init__(self, source: Source, lexicon: Lexicon) -> None:
        self._source, self._lexicon = source, lexicon
        self._headings: list[tuple[int, Section]] = []
        self._leads: list[tuple[int, Sentence]] = []
        self._columns: dict[tuple[int, int], str] = {}
        self._denied = set(_denied_rows(source))
        self._itemised = False

    def read(self) -> Iterator[Sentence]:
        blocks = self._source.blocks
        for number in range(_begin(self._source), len(blocks)):
            block = blocks[number]
            normal = normalise(self._source.text[block.start : block.stop])
            tokens = tuple(tokenise(normal.text))
            if not any(token.is_word for token in tokens):
                continue
            if self._is_fragment(block, tokens):
                yield from self._prose(replace(block, kind=Kind.PARAGRAPH), normal, tokens)
            elif block.kind is Kind.HEADING or self._is_lost_heading(block, tokens):
                self._heading(block, normal, tokens)
            elif block.kind is Kind.CELL:
                yield from self._cell(block, normal, tokens)
            else:
                yield from self._prose(block, normal, tokens)

    @property
    def _section(self) -> Section:
        return self._headings[-1][1] if self._headings else Section()

    def _is_fragment(self, block: Block, tokens: Sequence[Token]) -> bool:
        """What looks like a heading, but is an item of a list that lost its bullets."""
        if block.kind is not Kind.HEADING or block.level != _GUESSED or not self._leads or not self._leads[-1][1].opens:
            return False
        named = any(True for _ in self._lexicon.terms.find(tokens))
        return named and (not section_kind(tokens, self._lexicon) or tokens[0].word in ("your", "the"))

    def _is_lost_heading(self, block: Block, tokens: Sequence[Token]) -> bool:
        """A line of a text without layout that consists of a heading's words."""
        if block.kind is not Kind.PARAGRAPH or len(tokens) > _NAVIGATION + 6 or not tokens[0].is_word:
            return False
        if tokens[-1].raw in ".;:" or any(token.raw == "," for token in tokens):
            return False
        words = [token for token in tokens if token.is_word]
        if not 1 < len(words) <= _NAVIGATION + 4 or words[0].word in _OPENERS:
            return False
        if any(token.word in ("will", "may", "is", "are", "can", "be", "must", "should") for token in words):
            return False
        if any(each.start == 0 for each in self._lexicon.terms.find(tokens)):
            return False
        found = [each for each in self._lexicon.sections.find(tokens) if each.start <= 2]
        if words[0].word in _QUESTIONS:
            return bool(section_kind(tokens, self._lexicon))
        return bool(found) and not any(token.word in ("we", "i") for token in words[3:-2]) and _no_verb(words)

    def _heading(self, block: Block, normal: NormalText, tokens: Sequence[Token]) -> None:
        title = " ".join(self._source.text[block.start : block.stop].split())
        title = normal.text if self._source.html else title.strip("#*_ ").removesuffix(":")
        level = block.level if block.kind is Kind.HEADING else _GUESSED
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()
        outer = self._section
        kind = section_kind(tokens, self._lexicon)
        if not kind:
            terms = any(True for _ in self._lexicon.terms.find(tokens))
            kind = outer.kind if self._headings else ("collection" if terms else "other")
        elif outer.kind == "not_collected" and kind == "collection":
            kind = outer.kind
        section = Section(title, kind, (*outer.titles, normal.text))
        self._headings.append((level, section))
        self._leads.clear()

    def _prose(self, block: Block, normal: NormalText, tokens: tuple[Token, ...]) -> Iterator[Sentence]:
        lead = self._lead(block, tokens)
        last = None
        for first, part in _split(tokens, normal, self._source.text, block):
            last = Sentence(part, block, normal, self._section, lead, first)
            yield last
        if last is None:
            return
        level = block.level if block.kind is Kind.ITEM else 0
        self._itemised = block.kind is Kind.ITEM
        self._leads = [each for each in self._leads if each[0] < level]
        if block.kind is Kind.PARAGRAPH and lead is not None and not last.opens:
            self._leads.append((0, lead))
        elif last.opens or block.kind is Kind.PARAGRAPH:
            self._leads.append((level, last))

    def _lead(self, block: Block, tokens: Sequence[Token]) -> Sentence | None:
        """The sentence that this block completes, if it is an item, or a fragment after a lead-in."""
        if block.kind is Kind.ITEM:
            inner = [lead for level, lead in self._leads if level < block.level]
            return next((lead for lead in reversed(inner) if lead.opens or _points(lead)), None)
        lead = self._leads[-1][1] if self._leads else None
        if lead is None or self._itemised or not lead.opens or len(tokens) > _FRAGMENT:
            return None
        owned = tokens[0].word in ("your", "the") and not _FINITE & {token.word for token in tokens}
        if tokens[0].word in _OPENERS and not owned:
            return None
        return lead

    def _cell(self, block: Block, normal: NormalText, tokens: tuple[Token, ...]) -> Iterator[Sentence]:
        place = (block.table, block.column)
        if block.row == 0:
            kinds = {found.of for found in self._lexicon.columns.find(tokens)}
            self._columns[place] = "other" if "other" in kinds else "data" if "data" in kinds else ""
            return
        kind = self._columns.get(place, "")
        if kind == "other":
            return
        outer = self._section
        held = "collection" if kind == "data" and outer.kind in ("", "other", "use", "sharing", "scope") else outer.kind
        section = Section(outer.title, held, outer.titles)
        denied = (block.table, block.row) in self._denied
        for first, part in _split(tokens, normal, self._source.text, block):
            yield Sentence(part, block, normal, section, None, first, denied)


def _denied_rows(source: Source) -> Iterator[tuple[int, int]]:
    """(table, row) of the rows with a cell that is a plain no, as under "Collected?"."""
    for block in source.blocks:
        if block.kind is Kind.CELL:
            words = normalise(source.text[block.start : block.stop]).text.strip(". ")
            if words in ("no", "not collected"):
                yield block.table, block.row


def section_kind(tokens: Sequence[Token], lexicon: Lexicon) -> str:
    """What a heading says of its section; empty where it says nothing."""
    return min((each.of for each in lexicon.sections.find(tokens)), default=(0, ""))[1]


def _no_verb(words: Sequence[Token]) -> bool:
    return not any(token.word in ("collect", "use", "share") and number > 3 for number, token in enumerate(words[:-3]))


def _points(lead: Sentence) -> bool:
    words = {token.word for token in lead.tokens}
    return bool(words & {"following", "include", "including", "below", "these", "are", "such"})


def _split(
    tokens: tuple[Token, ...], normal: NormalText, text: str, block: Block
) -> Iterator[tuple[bool, tuple[Token, ...]]]:
    """(whether it is the block's first, tokens) of each sentence."""
    start = 0
    for number, token in enumerate(tokens):
        if token.raw in ".?!" and number + 1 < len(tokens) and _ends(tokens, number, normal, text, block):
            yield start == 0, tokens[start : number + 1]
            start = number + 1
    if start < len(tokens):
        yield start == 0, tokens[start:]


def _ends(tokens: Sequence[Token], number: int, normal: NormalText, text: str, block: Block) -> bool:
    after = tokens[number + 1]
    if after.start == tokens[number].stop:
        return False
    if tokens[number].raw != ".":
        return True
    before = tokens[number - 1].raw if number else ""
    if before in _ABBREVIATIONS or (before.isdecimal() and number < 2):
        return text[block.start + normal.offsets[after.start]].isupper() and before in ("etc", "inc", "ltd")
    return True


def _begin(source: Source) -> int:
    """The first block of the notice: what stands before its title or first sentence is navigation."""
    blocks = source.blocks
    for number, block in enumerate(blocks):
        words = {token.word for token in tokenise(normalise(source.text[block.start : block.stop]).text)}
        if words & {"privacy", "gdpr"} or {"data", "protection"} <= words:
            return number
        if len(words) > _NAVIGATION or (block.kind is Kind.HEADING and block.level < 6):
            return number
    return 0
