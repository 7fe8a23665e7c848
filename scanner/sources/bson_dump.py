"""BSON of mongodump: a file for each collection, or one archive of several; documents become records as JSON's do.

ObjectIds, dates, decimals and UUIDs become text; binary values are given where they are UTF-8.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import orjson

from scanner.columns import NOT_TEXT
from scanner.errors import SourceError
from scanner.lines import unparsed
from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._bson.frames import ARCHIVE, documents
from scanner.sources._bson.shape import begins_document
from scanner.sources._json import JsonRecords
from scanner.streams import open_stream

DAMAGED = "documents that are damaged or nested too deep, scanned as text"

_BLOCK = 1 << 20
_UUIDS = (3, 4)


class BsonDump:
    """See `scanner.source.Source`; a record's row is the document's number in its collection."""

    name = "bson"
    about = About("BSON dumps of MongoDB", (".bson",), "databases", ("bson",))

    def fit(self, head: Head) -> Fit:
        """By an archive's magic number, or by a first document that is one in its parts."""
        if head.data.startswith(ARCHIVE):
            return Fit.SIGNATURE
        if begins_document(head.data):
            return Fit.CONTENT
        return Fit.NAME if head.name.endswith(".bson") and not head.data else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """One unit, since only the start says where a document ends. Raises `SourceError`."""
        self.about.needed(asset.content.name)
        return [Unit(asset, bytes=asset.bytes)]

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Records as they come; documents that cannot be decoded as text."""
        values = _Values()
        collections: dict[str, _Collection] = {}
        with open_stream(unit.asset.content) as stream:
            if not stream.more():
                yield Problem(Reason.EMPTY, "the file is empty")
            try:
                for name, document in documents(stream, unit.asset.content, values.decoded):
                    collection = collections.setdefault(name, _Collection(name))
                    collection.add(document, values)
                    if collection.bytes > _BLOCK:
                        yield from collection.flush()
            except SourceError:
                yield from _rest(collections, values)
                raise
            yield from _rest(collections, values)
            yield from stream.problems


def _rest(collections: dict[str, _Collection], values: _Values) -> Iterator[Batch | Problem]:
    for collection in collections.values():
        yield from collection.flush()
    if values.not_text:
        yield Problem(Reason.UNKNOWN_FORMAT, NOT_TEXT, values.not_text)


class _Collection:
    """Documents of one collection, held until they are worth a batch. bytes: of those that are held."""

    def __init__(self, name: str) -> None:
        self.bytes = 0
        self._name = name
        self._records = JsonRecords(name)
        self._lines: list[bytes] = []
        self._failed: list[tuple[int, str]] = []

    def add(self, document: bytes, values: _Values) -> None:
        """Takes a document; one that cannot be decoded keeps its number."""
        line = values.line(document)
        if line is None:
            text = document[4:].decode("utf-8", "replace").replace("\0", " ")
            self._failed.append((self._records.row + len(self._lines), " ".join(text.split())))
        self._lines.append(line or b"{}")
        self.bytes += len(document)

    def flush(self) -> Iterator[Batch | Problem]:
        """All that is held."""
        lines, failed, self._lines, self._failed, self.bytes = self._lines, self._failed, [], [], 0
        if lines:
            yield from self._records.parse(b"\n".join(lines) + b"\n")
        if failed:
            rows = [row for row, _ in failed]
            yield unparsed([text for _, text in failed], rows, self._name)
            yield Problem(Reason.UNPARSED, DAMAGED, len(failed), rows[0])


class _Values:
    """Turns documents into lines of JSON. not_text: binary values that were left out."""

    def __init__(self) -> None:
        import bson
        from bson.codec_options import CodecOptions, DatetimeConversion

        self._bson = bson
        self._options: Any = CodecOptions(
            unicode_decode_error_handler="replace", datetime_conversion=DatetimeConversion.DATETIME_AUTO
        )
        self.not_text = 0

    def decoded(self, document: bytes) -> dict[str, Any]:
        """The document; an empty one where it cannot be decoded."""
        try:
            found: dict[str, Any] = self._bson.decode(document, self._options)
        except self._bson.errors.BSONError:
            return {}
        return found

    def line(self, document: bytes) -> bytes | None:
        """The document as JSON, None where it cannot be decoded."""
        try:
            return orjson.dumps(self._bson.decode(document, self._options), self._text)
        except (self._bson.errors.BSONError, orjson.JSONEncodeError, RecursionError, ValueError, OverflowError):
            return None

    def _text(self, value: object) -> object:
        """What orjson does not know, as something that it does."""
        bson = self._bson
        if isinstance(value, bytes):
            if getattr(value, "subtype", 0) in _UUIDS and len(value) == 16:
                return str(uuid.UUID(bytes=bytes(value)))
            try:
                return value.decode()
            except UnicodeDecodeError:
                self.not_text += 1
                return None
        if isinstance(value, bson.Regex):
            return value.pattern
        if isinstance(value, bson.Timestamp):
            return value.as_datetime()
        if isinstance(value, bson.DBRef):
            return value.as_doc()
        if isinstance(value, bson.DatetimeMS):
            return int(value)
        return None if isinstance(value, bson.MinKey | bson.MaxKey) else str(value)


SOURCE = BsonDump()
