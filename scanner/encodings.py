"""Which encoding a text is in, whether it is text at all, and blocks of it as valid UTF-8."""

from __future__ import annotations

import codecs
import re

from scanner.model.problems import Problem, Reason

NULS = "NUL bytes in text, kept as they are"
REPAIRED = "byte sequences that are not valid in the encoding of the text, replaced"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEVER_TEXT = re.compile(
    rb"%PDF-|PK\x03\x04|PK\x05\x06|\xd0\xcf\x11\xe0|\x89PNG|\xff\xd8\xff|GIF8[79]a|RIFF....(?:WAVE|AVI |WEBP)"
    rb"|\x7fELF|MZ\x90\x00|BZh[1-9]1AY&SY|\xfd7zXZ\x00|7z\xbc\xaf|Rar!\x1a|PAR[1E]|Obj\x01|SQLite format 3\x00"
    rb"|ARROW1\x00|PGDMP|\x04\x22\x4d\x18|\x1f\x8b|\x28\xb5\x2f\xfd|\xca\xfe\xba\xbe|\x00asm",
    re.DOTALL,
)
_PLAIN = bytes(set(range(256)) - (set(range(32)) - set(b"\t\n\v\f\r\x1b\b")) - {127})
_MOST_CONTROLS = 0.2
"""Share of control characters up to which valid UTF-8 is text: rather a damaged log read than one passed over."""
_MOST_CONTROLS_GUESSED = 0.005
_PATTERN_BYTES = 4096


def text_of(data: bytes, *, whole: bool) -> str | None:
    """The head of a file decoded, None where it is not text.

    whole: the data is the whole file, so that its last character must be complete.
    """
    if _NEVER_TEXT.match(data):
        return None
    encoding, bom = encoding_of(data, whole=whole)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data[bom:], whole)
    if encoding.startswith("utf-") and encoding != "utf-8":
        return text if text.count("\ufffd") <= len(text) * _MOST_CONTROLS else None
    controls = len(data.translate(None, _PLAIN))
    most = _MOST_CONTROLS if _is_utf8(data, whole=whole) else _MOST_CONTROLS_GUESSED
    return text if controls <= len(data) * most else None


def encoding_of(sample: bytes, *, whole: bool) -> tuple[str, int]:
    """The name of the codec of a text by its first bytes, and the length of its byte order mark.

    In this order: byte order mark, the pattern of NUL bytes of UTF-16 and UTF-32, strict UTF-8, UTF-8 with some
    damage, chardet, and cp1252.
    """
    for bom, encoding in _BOMS:
        if sample.startswith(bom):
            return encoding, len(bom)
    wide = _wide_encoding(sample[:_PATTERN_BYTES])
    if wide:
        return wide, 0
    if _is_utf8(sample, whole=whole) or _is_damaged_utf8(sample):
        return "utf-8", 0
    return _guessed(sample), 0


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, known by which bytes of each unit are NUL."""
    if len(sample) < 8 or b"\0" not in sample:
        return None
    size = len(sample) // 4
    nul = [sample[place::4][:size].count(0) / size for place in range(4)]
    shapes = {
        "utf-32-le": (0, 1, 1, 1),
        "utf-32-be": (1, 1, 1, 0),
        "utf-16-le": (0, 1, 0, 1),
        "utf-16-be": (1, 0, 1, 0),
    }
    for encoding, shape in shapes.items():
        if all(share > 0.7 if wanted else share < 0.1 for share, wanted in zip(nul, shape, strict=True)):
            return encoding
    return None


def _is_utf8(sample: bytes, *, whole: bool) -> bool:
    try:
        codecs.utf_8_decode(sample, "strict", whole)
    except UnicodeDecodeError:
        return False
    return True


def _is_damaged_utf8(sample: bytes) -> bool:
    """Most of what is not ASCII is valid UTF-8, which chance does not do."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - broken
    return good > 4 * broken


def _guessed(sample: bytes) -> str:
    import chardet  # here, since most runs never need it

    guess = chardet.detect(sample)["encoding"]
    try:
        name = codecs.lookup(guess).name if guess else "cp1252"
        "".encode(name)
    except LookupError:
        return "cp1252"
    return "cp1252" if name == "ascii" or name.startswith(("utf-16", "utf-32")) else name


class Utf8:
    """Turns the blocks of one text, in order, into valid UTF-8, and counts what it had to replace."""

    def __init__(self, encoding: str, problems: list[Problem]) -> None:
        self._problems = problems
        self._decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)("replace")
        self._held = b""

    def convert(self, data: bytes, *, last: bool) -> bytes:
        """A block as UTF-8; a character that is cut at its end is given with the next block."""
        if self._decoder:
            text = self._decoder.decode(data, last)
            self._count(Reason.REPAIRED_TEXT, REPAIRED, text.count("\ufffd"))
            data = text.encode("utf-8", "replace")
        else:
            data = self._complete(self._held + data if self._held else data, last=last)
        if b"\0" in data:
            self._count(Reason.NUL_BYTES, NULS, data.count(0))
        return data

    def is_whole(self, data: bytes) -> bool:
        """Whether the last character of a block is known to be complete without a look at what comes next."""
        return self._decoder is None and data[-1:].isascii()

    def _complete(self, data: bytes, *, last: bool) -> bytes:
        end = len(data) if last else _end_of_last_character(data)
        data, self._held = (data, b"") if end == len(data) else (data[:end], data[end:])
        if data.isascii():
            return data
        try:
            data.decode()
        except UnicodeDecodeError:
            text = data.decode("utf-8", "replace")
            self._count(Reason.REPAIRED_TEXT, REPAIRED, text.count("\ufffd") - data.count("\ufffd".encode()))
            return text.encode()
        return data

    def _count(self, reason: Reason, fact: str, count: int) -> None:
        if count > 0:
            self._problems.append(Problem(reason, fact, count))


def _end_of_last_character(data: bytes) -> int:
    """Where the last complete character of UTF-8 ends; the end of the data where it is not UTF-8."""
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(data) if back >= length else len(data) - back
    return len(data)
