"""The dates of a notice, and who speaks, as its text gives them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NAME = rf"({'|'.join(f'{month[:3]}(?:{month[3:]})?' for month in _MONTHS)}|sept)\.?"
_DATE = re.compile(
    rf"""(?<![0-9A-Za-z])(?:
        (?P<y1>(?:19|20)\d\d)[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})
      | (?P<n2>{_NAME})\ ?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\ (?P<y2>(?:19|20)\d\d)
      | (?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\.?\ (?:of\ )?(?P<n3>{_NAME}),?\ (?P<y3>(?:19|20)\d\d)
      | (?P<a4>\d{{1,2}})(?P<s4>[./])(?P<b4>\d{{1,2}})[./](?P<y4>(?:19|20)\d\d)
      | (?P<n5>{_NAME}),?\ (?P<y5>(?:19|20)\d\d)
    )(?![0-9A-Za-z])""",
    re.VERBOSE | re.IGNORECASE,
)
_UPDATED = re.compile(
    r"(?<![A-Za-z])(?:last (?:updated|modified|revised|changed|amended|reviewed)|updated|revised|revision|modified|"
    r"status|as of|version|date of (?:last )?(?:issue|revision)|posted|last update|amended|dated?)\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
_EFFECTIVE = re.compile(
    r"(?<![A-Za-z])(?:effective|in force|takes? effect|come into effect|valid (?:from|since)|applies from)\b"
    r"[^.\n]{0,60}$",
    re.IGNORECASE,
)
_BEFORE = 90
_COMPANY = re.compile(
    r"\b((?:[A-Z&][\w&'’.-]*,? ){0,4}[A-Z][\w&'’-]*,? "
    r"(?:Inc|Incorporated|LLC|L\.L\.C|Ltd|Limited|GmbH|AG|SE|S\.A|SA|SAS|S\.r\.l|B\.V|BV|N\.V|AB|AS|A/S|Oy|plc|PLC|Corp|"
    r"Corporation|LLP|e\.V|Pty Ltd|Co\.,? Ltd|KG|UG)\b\.?)"
)
_TITLE = re.compile(r"(?i:privacy (?:policy|notice|statement) (?:of|for)) ([A-Z][\w&'’.-]*(?: [A-Z][\w&'’.-]*){0,4})")


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, the words that give it, and where they begin."""

    day: date
    quote: str
    offset: int


def updated(text: str) -> Dated | None:
    """When the text says that it was last changed; else from when it says that it holds."""
    return _after(text, _UPDATED) or _after(text, _EFFECTIVE)


def effective(text: str) -> Dated | None:
    """From when the text says that it holds."""
    return _after(text, _EFFECTIVE)


def company(text: str) -> str | None:
    """The first name in the text that ends as a company's does, or the one that the title gives."""
    paragraphs = re.split(r"\n[ \t]*\n", re.sub(r"[*_#<>\"“”]", " ", text[:20_000]))
    head = " | ".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    found = _COMPANY.search(head) or _COMPANY.search(" ".join(text[-3_000:].split()))
    if found is None:
        found = _TITLE.search(text[:20_000])
    return found.group(1).strip(" ,") if found else None


def _after(text: str, words: re.Pattern[str]) -> Dated | None:
    for found in _DATE.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        told = words.search(before)
        day = _day(found)
        if told is not None and day is not None:
            start = found.start() - len(before) + told.start()
            return Dated(day, " ".join(text[start : found.end()].split()), start)
    return None


def _day(found: re.Match[str]) -> date | None:
    get = found.groupdict()
    try:
        if get["y1"]:
            return date(int(get["y1"]), int(get["m1"]), int(get["d1"]))
        for number in "235":
            if get[f"y{number}"]:
                return date(int(get[f"y{number}"]), _month(get[f"n{number}"]), int(get.get(f"d{number}") or 1))
        first, second = int(get["a4"]), int(get["b4"])
        day, month = (first, second) if get["s4"] == "." or first > 12 else (second, first)
        return date(int(get["y4"]), month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()[:3]))
