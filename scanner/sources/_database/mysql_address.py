"""How an address of MySQL or MariaDB is read: `mysql://user@host:3306/database?ssl-mode=REQUIRED`.

The password comes from the address, from MYSQL_PWD, or from the group `client` of `~/.my.cnf`, and so may the user
and the host. It is asked for never.
"""

from __future__ import annotations

import os
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from scanner.errors import SourceError

_MODES = ("DISABLED", "PREFERRED", "REQUIRED", "VERIFY_CA", "VERIFY_IDENTITY")
_OPTIONS = ("socket", "ssl-mode", "ssl-ca", "ssl-cert", "ssl-key")


def arguments(url: str, name: str) -> dict[str, Any]:
    """What PyMySQL is to connect with. Raises `SourceError` where the address says something else than it can."""
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    unknown = sorted(set(given) - set(_OPTIONS))
    mode = given.get("ssl-mode", "VERIFY_CA" if "ssl-ca" in given else "PREFERRED").upper()
    if unknown or mode not in _MODES:
        what = f"the value of `ssl-mode` is none of {', '.join(_MODES)}" if not unknown else "it has unknown options"
        raise SourceError(f"{name}: {what}. Options that an address may have: {', '.join(_OPTIONS)}")
    file = Path("~/.my.cnf").expanduser()
    found: dict[str, Any] = {
        "host": unquote(parts.hostname or ""),
        "port": parts.port or 0,
        "user": unquote(parts.username or ""),
        "password": (unquote(parts.password or "") or os.environ.get("MYSQL_PWD", "")).encode(),
        "database": unquote(parts.path.strip("/")),
        "unix_socket": given.get("socket"),
        "ssl_disabled": mode == "DISABLED",
        "ssl": _context(mode, given),
    }
    return {**found, "read_default_file": str(file)} if file.is_file() else found


def _context(mode: str, given: dict[str, str]) -> ssl.SSLContext | None:
    """How the connection is encrypted; None for as it comes."""
    if mode in {"DISABLED", "PREFERRED"}:
        return None
    context = ssl.create_default_context(cafile=given.get("ssl-ca"))
    context.check_hostname = mode == "VERIFY_IDENTITY"
    context.verify_mode = ssl.CERT_NONE if mode == "REQUIRED" else ssl.CERT_REQUIRED
    if "ssl-cert" in given:
        context.load_cert_chain(given["ssl-cert"], given.get("ssl-key"))
    return context
