"""Mails, contacts and appointments that Outlook saved: fields, recipients, bodies, attachments, inner messages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email import message_from_string
from email.policy import compat32

from scanner.content import Held
from scanner.errors import SourceError
from scanner.model.data import Batch, Content, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._mail.headers import fields_of
from scanner.sources._mail.message import Letter
from scanner.sources._ole import ERRORS, MAGIC, Storage, damaged, has_stream, opened
from scanner.sources._outlook.compressed import decompressed
from scanner.sources._outlook.properties import (
    BODY,
    FILE,
    FILE_NAMES,
    FIXED,
    HEADERS,
    MESSAGE,
    OTHER,
    RTF,
    Properties,
)
from scanner.sources._prose import Rows
from scanner.sources._rtf import Reader

OBJECTS = "attachments that are objects of other programs, not scanned"
DAMAGED_BODY = "bodies that are damaged, not scanned"
DEEP = "messages nested too deep, not scanned"

_RECIPIENT, _ATTACHMENT = "__recip_version1.0_#", "__attach_version1.0_#"
_OUTER, _INNER, _PART = 32, 24, 8
"""Bytes before the properties of a file, of a message inside it, of a recipient or an attachment."""


class Outlook(OneUnit):
    """See `scanner.source.Source`; a file is one message, so there is one row."""

    name = "outlook"
    about = About("Outlook messages", (".msg",), "mail", ("olefile",))

    def fit(self, head: Head) -> Fit:
        """By the names of its streams, or where these lie further back, by its own name."""
        if has_stream(head, FIXED, "__substg1.0_"):
            return Fit.SIGNATURE
        return Fit.NAME if head.name.endswith((".msg", ".oft")) and head.data[:8] in (MAGIC, b"") else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Member]:
        """The message, then what is attached."""
        content = unit.asset.content
        self.about.needed(content.name)
        file = opened(content)
        try:
            yield from _message(Storage(file), content, "", 0)
        except ERRORS as error:
            raise error if isinstance(error, SourceError) else damaged(content.name) from None
        finally:
            file.close()


def _message(storage: Storage, content: Content, member: str, depth: int) -> Iterator[Batch | Problem | Member]:
    properties = Properties(storage, _INNER if depth else _OUTER)
    letter = _letter(storage, properties)
    heads, texts = Rows(lines=False), Rows(more=True)
    other = letter.head.pop(OTHER, None)
    for rows, values in ((heads, letter.head), (texts, {**letter.text, OTHER: other})):
        for batch in (*rows.add(1, values), *rows.rest()):
            yield replace(batch, member=member)
    for problem in letter.problems:
        yield replace(problem, member=member)
    for name in storage.names:
        if name.startswith(_ATTACHMENT):
            yield from _attached(storage.inside(name), content, member, depth)


def _letter(storage: Storage, properties: Properties) -> Letter:
    """The fields, those of the recipients and of the internet's head among them, and the body."""
    letter = Letter(dict(properties.fields()))
    for name in storage.names:
        if name.startswith(_RECIPIENT):
            for field, values in Properties(storage.inside(name), _PART).fields().items():
                held = list(letter.head.get(field) or ())
                letter.head[field] = [*held, *(value for value in values if value not in held)]
    head = message_from_string(properties.text(HEADERS), policy=compat32)
    letter.head = {**fields_of(head), **letter.head}
    letter.plain += [text for text in [properties.text(BODY).replace("\r\n", "\n")] if text]
    page = properties.html()
    if page:
        letter.add_html(page)
    elif not letter.plain and properties.data(RTF):
        try:
            letter.plain += _rtf(decompressed(properties.data(RTF)))
        except ValueError:
            letter.problems.append(Problem(Reason.MALFORMED, DAMAGED_BODY))
    return letter


def _rtf(data: bytes) -> list[str]:
    reader = Reader()
    return [text for _, _, text in reader.feed(data, last=True)]


def _attached(storage: Storage, content: Content, member: str, depth: int) -> Iterator[Batch | Problem | Member]:
    properties = Properties(storage, _PART)
    named = next((text for text in map(properties.text, FILE_NAMES) if text), "attachment")
    name = named.replace("\\", "/").rpartition("/")[2]
    path = f"{member}!{name}" if member else name
    if FILE in storage.names:
        yield Member(path, Held(name, storage.data(FILE), content.limits))
    elif MESSAGE in storage.names and FIXED in storage.inside(MESSAGE).names:
        if depth >= content.limits.depth:
            yield Problem(Reason.LIMIT, DEEP, member=path)
            return
        yield from _message(storage.inside(MESSAGE), content, path, depth + 1)
    elif MESSAGE in storage.names:
        yield Problem(Reason.UNKNOWN_FORMAT, OBJECTS, member=path)


SOURCE = Outlook()
