"""E-mails and mailboxes: each message a record, with its header fields, its body, and what is attached to it.

A mailbox is read message by message, and cut into units where it is large. Header fields are structured; bodies are
free text, and a body in HTML gives what the plain one does not say already.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from scanner.errors import SourceError
from scanner.lines import unparsed
from scanner.model.data import Asset, Batch, Content, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._mail.message import Letter, letter_of
from scanner.sources._prose import Rows
from scanner.streams import BLOCK, CUT_FROM, UNIT_BYTES, ByteStream, open_stream

LONGEST_MESSAGE = 256 << 20
TOO_LONG = "messages of more than 256 MiB, of which only the begin was scanned"
NOT_TAKEN_APART = "messages that could not be taken apart, scanned as text"

_NAMES = (".eml", ".mbox", ".mbx", ".mht", ".mhtml")
_FROM = re.compile(rb"(?:(?<=\n\n)|(?<=\n\r\n)|\A(?:\xef\xbb\xbf)?)From (?=[^\n]{0,200}?\d\d:\d\d[^\n]{0,40}\n)")
_FIELD = re.compile(r"([!-9;-~]{1,76}):(?:[ \t][^\n]*|\r?)\n(?:[ \t][^\n]*\n)*")
_KNOWN = frozenset(
    (
        "from", "to", "cc", "subject", "date", "received", "message-id", "mime-version", "return-path", "delivered-to",
        "reply-to", "sender", "x-mailer", "in-reply-to", "x-received", "x-original-to",
    )
)  # fmt: skip
_FEWEST_KNOWN = 3
_PROOF = frozenset(("message-id", "mime-version", "received", "return-path", "delivered-to", "date"))


class Mail:
    """See `scanner.source.Source`; rows are messages."""

    name = "mail"
    about = About("e-mails and mailboxes", (".eml", ".mbox"))

    def fit(self, head: Head) -> Fit:
        """By several header fields that mails have, behind the line that begins one in a mailbox, or by name."""
        if _is_head(_without_line(head.data).decode("latin-1")):
            return Fit.SIGNATURE
        return Fit.NAME if head.text is not None and head.name.endswith(_NAMES) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit, or ranges of whole messages of a large mailbox."""
        with open_stream(asset.content) as stream:
            size = stream.size
            cuttable = stream.ranged and size >= CUT_FROM and not stream.peeled and _FROM.match(stream.read(1000))
        cuts = list(_starts(asset.content, size)) if cuttable else []
        starts, stops = [0, *cuts], [*cuts, None]
        return [
            Unit(asset, number, start, stop, (size if stop is None else stop) - start)
            for number, (start, stop) in enumerate(zip(starts, stops, strict=True))
        ]

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Member]:
        """Heads and bodies in batches, members as they come."""
        heads, texts = Rows(lines=False), Rows(more=True)
        row = 0
        errors: list[SourceError] = []
        with open_stream(unit.asset.content, unit.start, unit.stop) as stream:
            for row, (data, cut) in enumerate(messages(_taking(stream, errors)), 1):
                if cut:
                    yield Problem(Reason.LIMIT, TOO_LONG, row=row)
                try:
                    letter = letter_of(data)
                except ValueError:
                    yield Problem(Reason.UNPARSED, NOT_TAKEN_APART, row=row)
                    yield unparsed([data.decode("utf-8", "replace")], [row])
                    continue
                yield from heads.add(row, letter.head)
                yield from texts.add(row, letter.text)
                yield from _beside(letter, row)
            yield from heads.rest()
            yield from texts.rest()
            if not row:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from stream.problems
        if errors:
            raise errors[0]


def _taking(stream: ByteStream, errors: list[SourceError]) -> Callable[[int], bytes]:
    """Reads on; an error only ends the stream and goes to the list, so that what is held can be given."""

    def take(size: int) -> bytes:
        try:
            return b"" if errors else stream.read(size)
        except SourceError as error:
            errors.append(error)
            return b""

    return take


def _beside(letter: Letter, row: int) -> Iterator[Problem | Member]:
    for problem in letter.problems:
        yield Problem(problem.reason, problem.fact, row=row)
    yield from letter.members


def messages(read: Callable[[int], bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each message without the line that begins it in a mailbox, and whether it is cut off, since it is too long."""
    held, begun, searched, cut = b"", False, 0, False
    while data := read(BLOCK):
        held += data
        while found := _FROM.search(held, max(searched, 1 if begun else 0)):
            if begun or held[: found.start()].strip():
                yield _without_line(held[: found.start()]), cut
            held, begun, searched, cut = held[found.start() :], True, 1, False
        searched = max(len(held) - 300, 1 if begun else 0)
        if len(held) > LONGEST_MESSAGE:
            held, searched, cut = held[:LONGEST_MESSAGE] + held[-300:], LONGEST_MESSAGE, True
    if held.strip():
        yield _without_line(held), cut


def _without_line(message: bytes) -> bytes:
    return message[message.find(b"\n") + 1 :] if _FROM.match(message) else message


def _is_head(text: str) -> bool:
    """Whether a text begins with header fields, several of which are those of mails."""
    names: list[str] = []
    at = len(text) - len(text.lstrip("\ufeff\r\n"))
    while (found := _FIELD.match(text, at)) and len(names) < 200:
        names.append(found[1].lower())
        at = found.end()
    known = _KNOWN.intersection(names)
    return len(known) >= _FEWEST_KNOWN and bool(known & _PROOF) and len(known) * 5 >= len(names)


def _starts(content: Content, size: int) -> Iterator[int]:
    """The first message that begins at or after each multiple of `UNIT_BYTES`."""
    for wanted in range(UNIT_BYTES, size, UNIT_BYTES):
        with open_stream(content, wanted - 2, min(wanted + UNIT_BYTES, size)) as stream:
            found = _FROM.search(stream.read(UNIT_BYTES), 2)
        if found:
            yield wanted - 2 + found.start()


SOURCE = Mail()
