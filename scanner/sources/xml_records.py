"""XML, streamed: elements that repeat are records, their children and attributes are fields.

What mysqldump, mysql and phpMyAdmin write gives the tables and columns that it names. A document type with entities,
and what is not well-formed, is given as text from there to the end. Web pages and office documents are left to others.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from xml.parsers import expat

from scanner.lines import line_batches
from scanner.model.data import UNPARSED, Batch, Hint, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._xml.document import Document, StopError
from scanner.sources._xml.tables import Tables
from scanner.streams import BLOCK, TextStream, head_of, open_text

NOT_XML = "text that is not well-formed XML, scanned as text from there to the end"
TOO_LONG = "a tag, comment or declaration of more than 16 MiB, scanned as text from there to the end"
CONTROLS = "control characters that XML does not allow, replaced"

_LONGEST = 16 << 20
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_REPLACED = bytes.maketrans(_CONTROLS, b"?" * len(_CONTROLS))
_NEXT_DOCUMENT = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]

_DECLARED = re.compile(r"\s*<\?xml\s[^>]*?(?:encoding\s*=\s*[\"']([\w.-]+)[\"'][^>]*?)?\?>")
_PROLOG = re.compile(r"(?:\s++|<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s[^\[>]*+(?:\[.*?\]\s*+)?+>)*+", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_\x80-\uffff][\w.-]*+)(?::([\w.-]++))?+(?=[\s/>])([^>]*+)")
_WEB = re.compile(r"<!DOCTYPE\s++html\b", re.IGNORECASE)
_WEB_ROOTS = re.compile(
    r"(?:html|head|body|div|p|span|table|t[rdh]|[uo]l|li|a|b|i|[bh]r|h\d|img|script|style|form|input|section|article|nav"
    r"|main|header|footer|pre|code|blockquote|center|font|iframe|button|label|title|meta|link)\Z"
)
_OFFICE = ("schemas.openxmlformats.org", "urn:oasis:names:tc:opendocument", "schemas.microsoft.com/office")


class XmlRecords(OneUnit):
    """See `scanner.source.Source`; one unit, since only the start of a document says what its middle is."""

    name = "xml"
    about = About("XML records and exports", (".xml",))

    def fit(self, head: Head) -> Fit:
        """By its declaration, or by a head that is well-formed; no web pages, no parts of office documents."""
        text = (head.text or "").removeprefix("\ufeff")
        prolog = _PROLOG.match(text)
        root = _ROOT.match(text, prolog.end()) if prolog else None
        if not head.data:
            return Fit.NAME if head.name.endswith(".xml") else Fit.NO
        if root is None or prolog is None or _WEB.search(prolog[0]):
            return Fit.NO
        name = (root[2] or root[1]).lower()
        if name == "html" or any(office in root[3] for office in _OFFICE):
            return Fit.NO
        if _DECLARED.match(text):
            return Fit.SIGNATURE
        if _WEB_ROOTS.match(name):
            return Fit.NO
        return Fit.CONTENT if _is_well_formed(text, whole=head.whole) else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem | Hint]:
        """Records as they come, labels in comments, and as text what is not XML."""
        declared = _DECLARED.match(head_of(unit.asset.content).text or "")
        encoding = _codec(declared[1] or "") if declared else ""
        with open_text(unit.asset.content, unit.start, unit.stop, encoding) as text:
            yield from _Reading(text).items()
            yield from text.problems
            if text.error:
                raise text.error


class _Reading:
    """A text and how far it was taken apart."""

    def __init__(self, text: TextStream) -> None:
        self._text = text
        self._tables = Tables()
        self._document = Document(self._tables)
        self._parser = self._document.parser()
        self._held = b""
        """What the parser has not told of yet, from its byte `_at` on."""
        self._at = 0
        self._lines = 0
        """Before the document that is parsed now."""
        self._replaced = 0

    def items(self) -> Iterator[Batch | Problem | Hint]:
        """Everything in the text."""
        fact, ended = "", False
        while not fact and not ended:
            block = self._next()
            ended = not block
            if not ended or not self._text.error:
                fact = self._feed(block, last=ended)
            yield from self._document.full()
            yield from self._hints()
        self._document.close()
        yield from self._tables.batches()
        if self._replaced:
            yield Problem(Reason.REPAIRED_TEXT, CONTROLS, self._replaced)
        if fact:
            yield Problem(Reason.UNPARSED, fact)
            yield from self._rest()

    def _next(self) -> bytes:
        block = self._text.take(BLOCK)
        clean = len(block.translate(None, _CONTROLS))
        self._replaced += len(block) - clean
        return block if clean == len(block) else block.translate(_REPLACED)

    def _hints(self) -> Iterator[Hint]:
        hints, self._document.hints = self._document.hints, []
        yield from hints

    def _feed(self, block: bytes, *, last: bool) -> str:
        """Gives a block to the parser; why it cannot go on, nothing where it can."""
        self._held += block
        given: bytes | memoryview = block
        while True:
            try:
                self._parser.Parse(given, last)
            except StopError as stop:
                return self._stopped(self._parser.CurrentByteIndex, str(stop))
            except expat.ExpatError as error:
                at = self._parser.ErrorByteIndex
                if error.code != _NEXT_DOCUMENT or self._held[at - self._at : at - self._at + 1] != b"<":
                    return self._stopped(at, NOT_XML)
                given = memoryview(self._held)[at - self._at :]
                self._lines += self._parser.ErrorLineNumber - 1
                self._parser, self._at = self._document.parser(), self._at - at
            else:
                break
        told = self._parser.CurrentByteIndex - self._at
        if len(self._held) - told > _LONGEST:
            return self._stopped(self._parser.CurrentByteIndex, TOO_LONG)
        self._held = self._held[told:]
        self._at += told
        return ""

    def _stopped(self, at: int, fact: str) -> str:
        self._parser.buffer_text = False  # gives the text that it still holds
        self._held = self._held[max(at - self._at, 0) :]
        self._lines += self._parser.ErrorLineNumber
        return fact

    def _rest(self) -> Iterator[Batch]:
        parts = [self._held]
        yield from line_batches(
            lambda size: (parts.pop() if parts else b"") or self._text.take(size), UNPARSED, self._lines
        )


def _is_well_formed(text: str, *, whole: bool) -> bool:
    parser = expat.ParserCreate("utf-8")
    try:
        parser.Parse(text.encode("utf-8", "replace"), whole)
    except expat.ExpatError as error:
        return error.code == _NEXT_DOCUMENT
    return True


def _codec(name: str) -> str:
    """Python's name of a declared encoding; none where it is not known, or is one that bytes show by themselves."""
    try:
        found = codecs.lookup(name).name
        "".encode(found)
    except LookupError:
        return ""
    return "" if found.startswith(("utf-16", "utf-32")) else found


SOURCE = XmlRecords()
