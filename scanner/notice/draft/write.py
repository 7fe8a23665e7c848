"""A notice as YAML that a person can go on writing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from scanner.notice.draft.build import NO_COMPANY, NO_DATE
from scanner.notice.model import PARTS, Notice

_PLAIN = re.compile(r"[A-Za-z(][\w .,/’()&-]*\Z")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_FIRST = (
    "id", "category", "rule", "right", "who", "basis", "scope", "subject", "age_under", "knowingly", "purpose",
    "period", "countries", "open", "safeguard", "disposal", "measures", "lead_in", "quote", "offset", "section",
    "source", "explicitness", "purposes", "containers",
)  # fmt: skip


def notice_yaml(notice: Notice) -> str:
    """The notice file, with what is still to be given marked in its head."""
    return "\n".join([*_head(notice), *_parts(notice)]) + "\n"


def _head(notice: Notice) -> Iterator[str]:
    yield f"# A draft, made by a program from {notice.document.file}. A person has to confirm what it says:"
    yield "# `fairnotice notice review FILE` goes through the declarations one by one."
    yield f"format: {notice.format}"
    yield f"id: {scalar(notice.id)}"
    todo = "  # TO DO: the text does not name the company" if notice.company == NO_COMPANY else ""
    yield f"company: {scalar(notice.company)}{todo}"
    yield "document:"
    yield f"  file: {scalar(notice.document.file)}"
    yield f"  sha256: {notice.document.sha256}"
    yield f"  language: {notice.document.language}"
    undated = "  # TO DO: the text gives no date; this one stands for it" if notice.updated == NO_DATE else ""
    yield f"updated: {notice.updated}{undated}"
    yield "effective:"
    for each in notice.effective:
        yield f"  - from: {each.from_}{undated}"
        yield f"    scope: {scalar(each.scope)}"
        if each.quote:
            yield f"    quote: {scalar(each.quote)}"


def _parts(notice: Notice) -> Iterator[str]:
    for part in PARTS:
        entries = getattr(notice, part)
        if entries:
            yield f"{part}:"
        for entry in entries:
            keys = {
                key: value for key, value in entry.model_dump(by_alias=True, exclude_unset=True).items() if value != ""
            }
            ordered = sorted(keys, key=lambda key: _FIRST.index(key) if key in _FIRST else len(_FIRST))
            for number, key in enumerate(ordered):
                yield f"  {'-' if number == 0 else ' '} {key}: {_value(keys[key])}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return f"[{', '.join(scalar(str(each)) for each in value)}]"
    if isinstance(value, int | date):
        return str(value)
    return scalar(str(value))


def scalar(text: str) -> str:
    """Text as a YAML scalar on one line, quoted where it has to be."""
    text = "".join(char if char.isprintable() else " " for char in text)
    plain = _PLAIN.match(text) and not text.endswith((" ", ":")) and text.lower() not in _WORDS
    inside = "," in text or "(" in text
    return text if plain and not inside else f"'{text.replace(chr(39), chr(39) * 2)}'"
