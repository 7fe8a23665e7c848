"""The parts of a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from email.policy import compat32

from scanner.content import Held
from scanner.model.data import Member
from scanner.model.problems import Problem, Reason
from scanner.sources._mail.headers import decoded, fields_of, text_in
from scanner.sources._prose import TEXT, Values
from scanner.sources._tags import Passage, text_of_html

BODY, LINK = "body", "link"
ENCRYPTED = "messages that are encrypted, of which only the head was scanned"
DEEP = "parts nested too deep in a message, not scanned"

_DEEPEST = 50
_SPACE = re.compile(r"\s+")
_TEXT_TYPES = ("text/plain", "text/html")
_SEALED = ("application/pgp-encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


@dataclass
class Letter:
    """What a message holds. head: structured fields. text: free text by field. members: what is attached."""

    head: dict[str, Values] = field(default_factory=dict)
    plain: list[str] = field(default_factory=list)
    beside: dict[str, list[str]] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def text(self) -> dict[str, Values]:
        """Field → free text."""
        return {BODY: "\n".join(self.plain), **self.beside}

    def add_html(self, html: str) -> None:
        """Takes a body in HTML: what another body does not say already, and what lies beside the text."""
        said = _SPACE.sub(" ", " ".join(self.plain))
        new: list[str] = []
        for passage in text_of_html(html):
            if passage.field == TEXT:
                if passage.text not in said:
                    new.append(passage.text)
            elif not _is_shown(passage, said):
                self.beside.setdefault(LINK if passage.field == "href" else passage.field, []).append(passage.text)
        self.plain += new


def letter_of(data: bytes) -> Letter:
    """A message taken apart. Raises `ValueError` where the standard library cannot."""
    try:
        message = message_from_bytes(data, policy=compat32)
        letter = Letter(dict(fields_of(message)))
        pages: list[str] = []
        for part in _parts(message, letter.problems):
            _take(part, letter, pages)
    except (RecursionError, MessageError, LookupError, AttributeError, TypeError, UnicodeError) as error:
        raise ValueError(type(error).__name__) from None
    for page in pages:
        letter.add_html(page)
    return letter


def _parts(message: Message, problems: list[Problem]) -> Iterator[Message]:
    """All parts that are not made of parts; an attached message is one of them."""
    waiting = [(message, 0)]
    while waiting:
        part, depth = waiting.pop()
        kind = part.get_content_type()
        payload = part.get_payload()
        if kind == "message/rfc822" or not isinstance(payload, list):
            yield part
        elif depth == _DEEPEST:
            problems.append(Problem(Reason.LIMIT, DEEP))
        else:
            waiting += [(each, depth + 1) for each in reversed(payload) if isinstance(each, Message)]


def _take(part: Message, letter: Letter, pages: list[str]) -> None:
    kind = part.get_content_type()
    name = decoded(part.get_filename() or "")
    payload = part.get_payload()
    if isinstance(payload, list):
        for inner in payload:
            if isinstance(inner, Message):
                letter.members.append(_member(name or f"message {len(letter.members) + 1}.eml", _bytes_of(inner)))
        return
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or not data.strip():
        return
    if kind in _SEALED and "signed" not in str(part.get_param("smime-type", "")):
        letter.problems.append(Problem(Reason.ENCRYPTED, ENCRYPTED))
    elif kind in _TEXT_TYPES and not name and part.get_content_disposition() != "attachment":
        text = text_in(data, part.get_content_charset()).replace("\r\n", "\n")
        if kind == "text/html":
            pages.append(text)
        else:
            letter.plain.append(text)
    else:
        letter.members.append(_member(name or _name_for(part, len(letter.members) + 1), data))


def _member(name: str, data: bytes) -> Member:
    plain = name.replace("\\", "/").rpartition("/")[2] or "attachment"
    return Member(plain, Held(plain, data))


def _name_for(part: Message, number: int) -> str:
    """A name for what has none."""
    ending = {"text": ".txt", "message": ".txt"}.get(part.get_content_maintype(), "")
    return f"attachment {number}{ending}"


def _bytes_of(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except (UnicodeError, KeyError, LookupError, TypeError, AttributeError):
        return str(message.get_payload()).encode("utf-8", "replace")


def _is_shown(passage: Passage, said: str) -> bool:
    """Whether a link only repeats what the text says."""
    target = passage.text.partition(":")[2].partition("?")[0] if ":" in passage.text[:8] else passage.text
    return bool(target) and target.strip("/") in said
