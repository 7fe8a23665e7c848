"""The encoding that a dump of PostgreSQL names, as Python's codec."""

from __future__ import annotations

import re

_ENCODING = re.compile(rb"^SET client_encoding = '([\w-]+)'", re.MULTILINE)
_CODECS = {
    "SQL_ASCII": "utf-8",
    "UTF8": "utf-8",
    "EUC_JIS_2004": "euc_jis_2004",
    "SHIFT_JIS_2004": "shift_jis_2004",
    "SJIS": "cp932",
    "UHC": "cp949",
    "WIN866": "cp866",
    "WIN874": "cp874",
    **{f"WIN{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"LATIN{number}": f"latin{number}" for number in range(1, 11)},
}


def encoding_named(text: bytes) -> str:
    """The codec; empty where none is named, or one that is not known."""
    match = _ENCODING.search(text)
    name = match[1].decode() if match else ""
    wanted = _CODECS.get(name.upper(), name.replace("_", "-"))
    try:
        "".encode(wanted or "utf-8")
    except LookupError:
        return ""
    return wanted
