"""The messages of an Arrow stream, looked at before Arrow reads them: how much memory each asks for.

A message is a mark, which old writers leave out, its length, metadata (a flatbuffer) and a body. A body can be
compressed, each buffer for itself, so that a few bytes ask for any amount; what a buffer asks for stands before it,
and Arrow gives it no more than that.
"""

from __future__ import annotations

import struct
from collections import deque

from scanner.errors import LimitError, SourceError
from scanner.model.data import Content
from scanner.streams import ByteStream

_CONTINUED = b"\xff\xff\xff\xff"
_MOST_METADATA = 64 << 20
MOST_ROWS = 1 << 28
_VERSION, _KIND, _HEADER, _BODY_LENGTH = range(4)
_DICTIONARY, _RECORDS = 2, 3
_DATA = 1
_ROWS, _BUFFERS, _COMPRESSION = 0, 2, 3


class Messages:
    """A stream as a file that Arrow reads, given message by message.

    begun: what was taken of the stream. taken: messages so far. ended: nothing comes any more. whole: the mark of its
    end was there. error: what ended it.
    """

    closed = False

    def __init__(self, stream: ByteStream, content: Content, begun: bytes = b"") -> None:
        self._stream = stream
        self._begun = begun
        self._name = content.name
        self._most = content.limits.held
        self._held: deque[bytes] = deque()
        """Parts of messages, given over as they are where they are asked for whole, which Arrow does."""
        self.taken = 0
        self.ended = self.whole = False
        self.error: SourceError | None = None

    def read(self, size: int = -1) -> bytes:
        """`size` bytes, fewer only at the end; an error ends the file, and is kept."""
        given: list[bytes] = []
        missing = size
        while missing and (self._held or self._fetched()):
            part = self._held.popleft()
            if 0 <= missing < len(part):
                self._held.appendleft(part[missing:])
                part = part[:missing]
            given.append(part)
            missing -= len(part) if size >= 0 else 0
        return given[0] if len(given) == 1 else b"".join(given)

    def _fetched(self) -> bool:
        """Whether there was another message."""
        if self.ended:
            return False
        try:
            self._held.extend(part for part in self._message() if part)
            self.taken += 1
        except SourceError as error:
            self.error, self.ended = error, True
        return bool(self._held)

    def close(self) -> None:
        """The stream is closed by whoever opened it."""

    def _message(self) -> tuple[bytes, ...]:
        start = self._take(4)
        if start == _CONTINUED:
            start += self._take(4)
        length = int.from_bytes(start[-4:], "little")
        if len(start) % 4 or not length:
            self.ended, self.whole = True, bool(start) and len(start) % 4 == 0
            return (start,)
        if length > _MOST_METADATA:
            raise self._damaged()
        metadata = self._take(length)
        body_length = self._body_length(metadata) if len(metadata) == length else 0
        body = self._take(body_length)
        self.ended = len(metadata) < length or len(body) < body_length
        if not self.ended and self._asked(metadata, body) > self._most:
            raise LimitError(f"{self._name}: a batch asks for more than {self._most >> 20} MiB of memory")
        return start, metadata, body

    def _take(self, size: int) -> bytes:
        data, self._begun = self._begun[:size], self._begun[size:]
        return data + self._stream.read(size - len(data)) if len(data) < size else data

    def _body_length(self, metadata: bytes) -> int:
        message = _Table.root(metadata)
        length = message.number(_BODY_LENGTH, "<q") if message else 0
        if length < 0:
            raise self._damaged()
        if length > self._most:
            raise LimitError(f"{self._name}: a batch has more than {self._most >> 20} MiB")
        return length

    def _asked(self, metadata: bytes, body: bytes) -> int:
        """Bytes that the body comes to when it is decompressed."""
        message = _Table.root(metadata)
        kind = message.number(_KIND, "<B") if message else 0
        records = message.table(_HEADER) if message and kind in (_DICTIONARY, _RECORDS) else None
        if records and kind == _DICTIONARY:
            records = records.table(_DATA)
        if not records:
            return 0
        if not 0 <= records.number(_ROWS, "<q") <= MOST_ROWS:
            raise LimitError(f"{self._name}: a batch has more than {MOST_ROWS:,} rows")
        if not records.table(_COMPRESSION):
            return len(body)
        sizes = (
            int.from_bytes(body[at : at + 8], "little", signed=True) for at, size in records.pairs(_BUFFERS) if size
        )
        return sum(max(size, 0) for size in sizes)

    def _damaged(self) -> SourceError:
        return SourceError(f"{self._name}: a message of the stream is damaged. Fetch or write it again")


class _Table:
    """A table of a flatbuffer, read by field numbers; what lies outside of the data is taken as missing."""

    def __init__(self, data: bytes, place: int) -> None:
        self._data = data
        self._place = place
        self._fields = place - self._value("<i", place)

    @classmethod
    def root(cls, data: bytes) -> _Table | None:
        """The table that the data begin with."""
        return cls(data, int.from_bytes(data[:4], "little")) if len(data) >= 8 else None

    def number(self, field: int, kind: str) -> int:
        """A number, 0 where it is missing."""
        place = self._field(field)
        return self._value(kind, place) if place else 0

    def table(self, field: int) -> _Table | None:
        """A table below this one."""
        place = self._field(field)
        return _Table(self._data, place + self._value("<I", place)) if place else None

    def pairs(self, field: int) -> list[tuple[int, int]]:
        """A vector of pairs of 64-bit numbers."""
        place = self._field(field)
        if not place:
            return []
        place += self._value("<I", place)
        count = min(self._value("<I", place), (len(self._data) - place - 4) // 16)
        numbers = struct.unpack_from(f"<{2 * count}q", self._data, place + 4) if count > 0 else ()
        return list(zip(numbers[::2], numbers[1::2], strict=True))

    def _field(self, number: int) -> int:
        if 4 + 2 * number >= self._value("<H", self._fields):
            return 0
        offset = self._value("<H", self._fields + 4 + 2 * number)
        return self._place + offset if offset else 0

    def _value(self, kind: str, place: int) -> int:
        if not 0 <= place <= len(self._data) - struct.calcsize(kind):
            return 0
        value: int = struct.unpack_from(kind, self._data, place)[0]
        return value


def begins_stream(head: bytes) -> bool:
    """Whether the first message is a schema."""
    if len(head) < 32 or not head.startswith(_CONTINUED):
        return False
    length = int.from_bytes(head[4:8], "little")
    message = _Table.root(head[8 : 8 + length]) if 16 <= length <= _MOST_METADATA and length % 8 == 0 else None
    return bool(message and message.number(_KIND, "<B") == 1 and message.number(_VERSION, "<h") in (3, 4))
