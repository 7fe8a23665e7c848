"""Addresses of what lies elsewhere, such as `postgresql://host/database`: told from paths, and fit to be shown."""

from __future__ import annotations

import re

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_PARTS = re.compile(r"([^/?#]*)([^?#]*)(.*)", re.DOTALL)
_HOST = re.compile(r"(?:[^@]*@)?((?:[\w.%-]|\[[\w.:%]*\])*(?::\d+)?)")
UNREADABLE = "…"


def is_address(root: str) -> bool:
    """Whether it begins with a scheme and is no path."""
    return _SCHEME.match(root) is not None


def scheme_of(address: str) -> str:
    """What stands before `://`, in lower case."""
    found = _SCHEME.match(address)
    return found[1].lower() if found else ""


def shown(address: str) -> str:
    """The address without the user, the password and the parameters, all of which may be secret.

    Of one that is not well-formed only the scheme is left: a password with odd characters in it could be anywhere.
    """
    scheme = scheme_of(address)
    head, path, rest = _PARTS.fullmatch(address, len(scheme) + 3).groups()  # type: ignore[union-attr]
    host = _HOST.fullmatch(head)
    doubtful = "@" in path + rest and ("@" in head or ":" in head)
    return f"{scheme}://{UNREADABLE}" if doubtful or not host else f"{scheme}://{host[1]}{path}"
