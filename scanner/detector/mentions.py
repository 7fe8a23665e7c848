"""What a language model names in a text → mentions of persons, places and groups that are worth a match.

Models for newspaper text go wrong in records and e-mails in a few ways, over and over: they run on over a line's end,
take numbers, addresses and street names for persons, and mistake small towns for people. What stands directly
before a name (`my name is`, `Dear`, `moved to`) settles many of these, and finds names that the model leaves out.
Pure functions on one passage; offsets are code points.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PERSON, LOCATION, GROUP = "PERSON", "LOCATION", "NRP"

ENTITIES = {
    "PERSON": PERSON, "PER": PERSON, "GPE": LOCATION, "LOC": LOCATION, "LOCATION": LOCATION, "NORP": GROUP,
}  # fmt: skip
"""The model's labels as entities; a test holds them against Presidio's own table."""
_SETTLED_BY_CUE = frozenset({"ORG", "FAC", "PRODUCT", "WORK_OF_ART", "MISC", "EVENT"})
"""Labels that count for nothing, unless what stands before says that it is a person or a place."""

Entity = tuple[int, int, str]
"""Start, end and label, as the model gives them."""


@dataclass(frozen=True, slots=True, order=True)
class Mention:
    """A person, place or group named in a text. told: words directly before it say that it is one."""

    start: int
    end: int
    entity: str
    told: bool = False


_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sra?)\b\.?"
_WORD = r"[^\W\d_]+(?:[-’'`][^\W\d_]+)*"
_INITIAL = r"[^\W\d_]\b\.?"
_NAME = (
    rf"(?:{_WORD})(?:[^\S\n]+(?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|bin|ibn|al|el|nad)[^\S\n]+)*"
    rf"(?:{_INITIAL}|{_WORD}))*"
)
_CAPITAL = re.compile(r"[^\W\d_]")

_PERSON_CUE = re.compile(
    rf"(?:\b(?i:my|his|her|their|full|the)\s+(?i:name\s*(?:is|:|was))|\b(?i:name(?:d)?\s*:|names?\s+is|call(?:s|ed)? me"
    rf"|is called|was called|(?:my|his|her)\s+(?:wife|husband|son|daughter|mother|father|brother|sister|kid|child|boss|friend))"
    rf"|\b{_TITLE}|\b(?i:dear|hi|hello|hey)|\b(?i:says|said|asked|replied),?|\b(?i:signed|signed by|sincerely|regards),?"
    rf"|\b(?i:directed by|written by|starring)|\b(?i:cc|from|to|attn|contact|caller|patient|customer|employee)\s*:)\s*[\"“]?$"
)
_MOVE = (
    r"(?:move|moved|moving|relocate|relocated|relocating|fly|flew|flying|drive|drove|driving|return|returned|travel|travell?ed"
    r"|trip|trips|welcome)\s+(?:(?:back|over|here|down|up)\s+)?to"
)
_LIVES_IN = (
    r"(?:live|lives|lived|living|born|raised|grew\s+up|based|located|reside|resides|stay|staying|arrived|resident|i\s+am|i['’]m)"
    r"\s+(?:(?:here|there|now|currently)\s+)?(?:in|near)"
)
_FROM = r"originally\s+from|(?:moved|come|comes|came|i\s+am|i['’]m)\s+(?:here\s+)?from"
_PART_OF = r"(?:city|town|village|province|county|suburb|capital)\s+of|home\s+(?:city|town)"
_PLACE_CUE = re.compile(rf"\b(?i:{_MOVE}|{_LIVES_IN}|{_FROM}|{_PART_OF})\s+$")
_IN = re.compile(r"\b(?i:in|near)\s+$")
_STREET = re.compile(
    r"(?i)\b(?:st|street|str|ave|avenue|avda|road|rd|lane|ln|drive|dr|blvd|boulevard|court|ct|place|pl|square|sq|terrace|way"
    r"|rue|rua|via|viale|piazza|piazzetta|avenida|calle|ulica|ul|utca|rkp|plaza|apt|suite|unit|box|floor)\b\.?\s*$"
    r"|(?:str|strasse|straße|straat|laan|gasse|weg|gade|gatan|vägen|vej|veien|gata|katu|tie|kuja|plein|allee|utca)$"
)
_STREET_BEFORE = re.compile(
    r"(?:\b\d{1,6}[a-zA-Z]?,?|\b(?i:rue|rua|via|viale|piazza|piazzetta|avenida|avda\.?|calle|ulica|ul\.|place|rue d[eu]|box"
    r"|cite|strada|largo|corso|plaza)(?:\s+(?i:de|du|des|della|dei|del|d[’']))?)\s*$"
)
_NUMBER_AFTER = re.compile(r"\.?[^\S\n]+\d{1,5}\b(?![-./]?\d)")
_ORGANISATION = re.compile(
    r"(?i)\b(?:inc|ltd|llc|llp|plc|gmbh|corp|corporation|company|co|group|team|university|college|school|bank|hospital|church"
    r"|orchestra|club|institute|foundation|association|agency|department|committee|council|ministry|party|news|times|post"
    r"|services?|solutions|technolog(?:y|ies)|systems|software|networks?|center|centre|hotel|restaurant|airlines?|energy"
    r"|limited|holdings?|partners|international|store|shop|support)\b\.?$"
)
_TRAILING = re.compile(
    r"(?:[’'`]s?|\s+(?i:fax|tel|phone|mobile|cell|office|desk|e-?mail|subject|sent|date|cc|to|from|apt|suite|unit|box|esq|jr|sr"
    r"|phd|md|mba|cpa|ceo|cfo|cto|and|or|of|at|in|on|the|is|was|wrote|says|said)\b\.?|[^\w.]+)$"
)
_LEADING = re.compile(
    rf"^(?:[^\w]+|{_TITLE}\s+|(?i:hi|hello|hey|dear|thanks|thank you|regards|sincerely|cheers|best|from|to|cc|and|by|the|re|fw|fwd)"
    r"\b[\s,:]+)"
)
_AFTER_NAME = re.compile(r"(?<=\w)(?:\s*[/<|\[(]|\t|[ \u00a0]{2})")
_BETWEEN_NAMES = re.compile(r"\s+(?:and|&|or)\s+|[,;:]\s+|[\"“”()]")
_NOT_A_NAME = frozenset(
    [
        "i",
        "you",
        "he",
        "she",
        "it",
        "we",
        "they",
        "me",
        "us",
        "them",
        "my",
        "your",
        "his",
        "her",
        "our",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "today",
        "tomorrow",
        "yesterday",
        "hi",
        "hello",
        "hey",
        "dear",
        "thanks",
        "thank",
        "regards",
        "sincerely",
        "cheers",
        "best",
        "please",
        "sorry",
        "sir",
        "madam",
        "all",
        "everyone",
        "everybody",
        "team",
        "folks",
        "guys",
        "customer",
        "customers",
        "user",
        "users",
        "support",
        "admin",
        "administrator",
        "agent",
        "manager",
        "service",
        "sales",
        "yes",
        "no",
        "ok",
        "okay",
        "subject",
        "re",
        "fw",
        "fwd",
        "from",
        "to",
        "cc",
        "bcc",
        "sent",
        "date",
        "phone",
        "fax",
        "tel",
        "mobile",
        "email",
        "e-mail",
        "mail",
        "web",
        "website",
        "address",
        "name",
        "account",
        "invoice",
        "order",
        "ticket",
        "number",
        "id",
        "url",
        "http",
        "https",
        "www",
        "fyi",
        "asap",
        "btw",
        "lol",
        "pdf",
        "html",
        "json",
        "xml",
        "api",
        "app",
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "mom",
        "dad",
        "mum",
        "god",
        "jesus",
        "christ",
        "internet",
        "web",
        "online",
        "nan",
        "null",
        "none",
        "true",
        "false",
        "unknown",
        "test",
        "what",
        "who",
        "why",
        "when",
        "where",
        "how",
        "this",
        "that",
        "these",
        "those",
        "here",
        "there",
        "yours",
    ]
)
_CODE = re.compile(r"[\d@\\/|_=<>{}\[\]#*%+~^$&;]|\w[.:]\w{2}|[a-z][A-Z]\w*[A-Z]|https?:|www\.")


def mentions(text: str, entities: Iterable[Entity]) -> list[Mention]:
    """The mentions in a passage, in order, none overlapping another; those that words before them tell come first."""
    found = [mention for entity in entities for mention in _of_entity(text, *entity)]
    found += _told_names(text)
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda each: (not each.told, each.start - each.end, each.start)):
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    return sorted(kept)


def _of_entity(text: str, start: int, end: int, label: str) -> Iterator[Mention]:
    entity = ENTITIES.get(label)
    if entity is None and label not in _SETTLED_BY_CUE:
        return
    for first, last in _pieces(text, start, end, entity):
        before = text[max(first - 40, 0) : first]
        kind = _kind(text, first, last, entity, before)
        if kind:
            told = bool((_PERSON_CUE if kind == PERSON else _PLACE_CUE).search(before)) and kind != GROUP
            yield Mention(first, last, kind, told)


def _pieces(text: str, start: int, end: int, entity: str | None) -> Iterator[tuple[int, int]]:
    """The entity up to its line's end, without what does not belong to a name; a list of names in its parts."""
    line = text.find("\n", start, end)
    while line >= 0 and not _CAPITAL.search(text, start, line):
        start, line = line + 1, text.find("\n", line + 1, end)
    end = line if line >= 0 else end
    if entity == PERSON:
        end = start + len(_AFTER_NAME.split(text[start:end].rstrip())[0])
    parts = _BETWEEN_NAMES.split(text[start:end]) if entity == PERSON else [text[start:end]]
    at = start
    for part in parts:
        at = text.index(part, at)
        first, last = _trimmed(text, at, at + len(part))
        if last > first:
            yield first, last
        at += len(part)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    changed = True
    while changed and end > start:
        lead, tail = _LEADING.search(text[start:end]), _TRAILING.search(text[start:end])
        changed = bool(lead or tail)
        end = start + tail.start() if tail else end
        start = min(start + lead.end(), end) if lead else start
    return start, end


def _kind(text: str, start: int, end: int, entity: str | None, before: str) -> str | None:
    """What a trimmed entity is, None for nothing that counts."""
    name = text[start:end]
    if (
        _CODE.search(name)
        or not _CAPITAL.search(name)
        or name.lower() in _NOT_A_NAME
        or len(name) < 2
        or len(name) > 60
    ):
        return None
    if entity == GROUP:
        return GROUP
    street = _STREET.search(name) or _NUMBER_AFTER.match(text, end) or _STREET_BEFORE.search(before)
    if entity == LOCATION:
        return PERSON if _PERSON_CUE.search(before) and not street else LOCATION
    owned = text[end : end + 2] in ("'s", "’s")
    placed = _PLACE_CUE.search(before) or (entity == PERSON and _IN.search(before))
    if placed and not (street or owned or _ORGANISATION.search(name) or (name.isupper() and len(name) < 5)):
        return LOCATION
    if entity is None:
        return (
            PERSON if _PERSON_CUE.search(before) and not _ORGANISATION.search(name) and len(name.split()) < 4 else None
        )
    if street or _ORGANISATION.search(name):
        return None
    return PERSON if name != name.lower() else None


_TOLD = re.compile(
    rf"(?:\b(?i:my name is|my name's|call me|i am called)\s+|\b{_TITLE}\s+|^(?i:dear|hi|hello|hey)\s+)"
    rf"(?P<name>[^\W\d_a-zß-ÿ]{_NAME[:0]}(?:[^\W\d_]|[-’'`])*(?:\s(?!(?i:and|or|of|the)\b)[^\W\d_a-zß-ÿ](?:[^\W\d_]|[-’'`.])*){{0,3}})",
    re.MULTILINE,
)


def _told_names(text: str) -> Iterator[Mention]:
    """Names that only the words before them tell: `my name is Anna`, `Dear Mr Berg`."""
    for match in _TOLD.finditer(text):
        start, end = _trimmed(text, *match.span("name"))
        name = text[start:end]
        if end > start and name.lower() not in _NOT_A_NAME and not _CODE.search(name) and not _STREET.search(name):
            yield Mention(start, end, PERSON, True)
