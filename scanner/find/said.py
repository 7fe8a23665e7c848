"""The hash of a value that is asked for, as `scanner.detector.spelling` makes it of those in the data.

The same in plain Python, for a few values at a time: what compiles and reads data takes a second or two to load, which
a question to an index does not need. A test holds the two against each other.
"""

from __future__ import annotations

from functools import cache, reduce

from scanner.detector.rule import Spelling

_WORD = (1 << 64) - 1
_MULTIPLY, _MIX = 0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93
_FEWEST = 6
_TEN = 1 << 40


def hash_of(value: str, spelling: Spelling) -> int:
    """The hash of a value that is not empty."""
    data = value.encode()
    match spelling:
        case Spelling.TEXT:
            return _of_text(data.replace(b"%40", b"@"))
        case Spelling.NUMBER:
            plain = bytes(byte | 0x20 for byte in data if _is_alnum(byte))
            state = reduce(_step, map(_number, _eights(plain, whole=True)), _MULTIPLY)
            rest = _number(plain[len(plain) & ~7 :]) ^ (len(plain) << 56 & _WORD)
            return _finished(_step(state, rest), len(plain) >= _FEWEST)
        case Spelling.PHONE:
            digits = _national(data)
            return _finished(_step(_MULTIPLY, digits), digits >= 1 << 24)
        case Spelling.NAME:
            words = bytes(byte if _is_alnum(byte) or byte in b"'-" else 0x20 for byte in data).split()
            total = sum(_of_word(bytes(byte | 0x20 for byte in word)) for word in words) & _WORD
            return _finished(_step(_MULTIPLY, total), len(words) > 1)


def _is_alnum(byte: int) -> bool:
    return byte > 127 or bytes((byte,)).isalnum()


def _number(eight: bytes) -> int:
    return int.from_bytes(eight, "little")


def _eights(data: bytes, *, whole: bool) -> list[bytes]:
    """Its pieces of eight bytes; whole: those that are complete, else all but the last."""
    end = len(data) & ~7 if whole else max(len(data) - 1, 0) & ~7
    return [data[at : at + 8] for at in range(0, end, 8)]


def _step(state: int, word: int) -> int:
    state = (state ^ word) * _MULTIPLY & _WORD
    return state ^ state >> 29


def _finished(state: int, telling: bool) -> int:
    for _ in range(2):
        state = (state ^ state >> 32) * _MIX & _WORD
    return (state ^ state >> 32) & ~1 | telling


def _of_text(data: bytes) -> int:
    small = bytes(byte | 0x20 for byte in data)
    state = (len(data) * _MIX + _MULTIPLY) & _WORD
    state = reduce(_step, map(_number, _eights(small, whole=False)), state)
    return _finished(_step(state, _number(small[-8:])), len(data) >= _FEWEST)


def _of_word(word: bytes) -> int:
    """The first bytes of a word are the highest of a number."""
    state = reduce(_step, (int.from_bytes(each) for each in _eights(word, whole=True)), _MULTIPLY)
    return _finished(_step(state, int.from_bytes(word[len(word) & ~7 :])), telling=False)


def _national(data: bytes) -> int:
    """The digits of a national number, four bits each."""
    told = bytes(byte for byte in data[: next((at for at, byte in enumerate(data) if byte > 64), len(data))])
    digits = "".join(chr(byte) for byte in told if 48 <= byte <= 57)
    abroad = told.startswith(b"+")
    if not abroad and 6 < len(digits) <= 16 and digits.startswith("00"):
        abroad, digits = True, digits[2:]
    elif not abroad and 11 < len(digits) <= 16 and digits.startswith("011"):
        abroad, digits = True, digits[3:]
    if abroad and 3 < len(digits) <= 16:
        digits = digits[next((size for size in (1, 2, 3) if digits[:size] in _codes()), 0) :]
    held = int(digits or "0", 16) & _WORD
    return held % _TEN if held // _TEN in (1, 8) else held


@cache
def _codes() -> frozenset[str]:
    from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

    return frozenset(map(str, COUNTRY_CODE_TO_REGION_CODE))
