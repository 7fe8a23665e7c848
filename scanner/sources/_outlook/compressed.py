"""Bodies in compressed RTF, as [MS-OXRTFCP] says."""

from __future__ import annotations

import struct

_BEGIN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
"""What every window begins with."""
_WINDOW = 4096
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"


def decompressed(data: bytes) -> bytes:
    """The RTF; what is cut off gives what is there. Raises `ValueError` where it is no such body."""
    if len(data) < 16:
        raise ValueError("too short")
    _, size, kind = struct.unpack_from("<II4s", data)
    if kind == _PLAIN:
        return data[16 : 16 + size]
    if kind != _COMPRESSED:
        raise ValueError("unknown kind")
    window = bytearray(_BEGIN.ljust(_WINDOW, b" "))
    write, at, out = len(_BEGIN), 16, bytearray()
    while at < len(data):
        control, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data):
                break
            if not control >> bit & 1:
                run = data[at : at + 1]
                at += 1
            else:
                reference = int.from_bytes(data[at : at + 2], "big")
                at += 2
                begin, length = reference >> 4, (reference & 15) + 2
                if begin == write:
                    return bytes(out)
                run = None
            for step in range(1 if run else length):
                byte = run[0] if run else window[(begin + step) % _WINDOW]
                window[write] = byte
                write = (write + 1) % _WINDOW
                out.append(byte)
    return bytes(out)
