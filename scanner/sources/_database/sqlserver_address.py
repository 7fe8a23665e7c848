"""How an address of SQL Server is read: `mssql://user@host:1433/database?encrypt=yes`.

User and password come from the address, or from where sqlcmd finds them: SQLCMDUSER and SQLCMDPASSWORD. The password
may also be the first line of a file that the address names. It is asked for never. Without a user, it is Kerberos.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from scanner.errors import SourceError

_MODES = {"no": "off", "optional": "request", "yes": "require"}
_OPTIONS = ("ca-file", "encrypt", "instance", "password-file")
_SETTINGS = "[global]\n\tca file = {}\n\tcheck certificate hostname = yes\n\tencryption = require\n"
_ONE_AT_A_TIME = threading.Lock()


def arguments(url: str, name: str) -> dict[str, Any]:
    """What pymssql is to connect with. Raises `SourceError` where the address says something else than it can."""
    parts = urlsplit(url)
    given = options(url)
    unknown = sorted(set(given) - set(_OPTIONS))
    mode = given.get("encrypt", "yes").lower()
    if unknown or mode not in _MODES:
        what = "it has unknown options" if unknown else f"the value of `encrypt` is none of {', '.join(_MODES)}"
        raise SourceError(f"{name}: {what}. Options that an address may have: {', '.join(_OPTIONS)}")
    host, user = unquote(parts.hostname or "localhost"), unquote(parts.username or os.environ.get("SQLCMDUSER", ""))
    port = str(parts.port or 1433)
    server = f"[{host}]:{port}" if ":" in host else host
    return {
        "server": f"{host}\\{given['instance']}" if "instance" in given else server,
        "port": port,
        "user": user or None,
        "password": _password(parts.password, given.get("password-file"), name) if user else None,
        "database": unquote(parts.path.strip("/")),
        "encryption": _MODES[mode],
    }


def options(url: str) -> dict[str, str]:
    """What stands behind `?`."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


@contextmanager
def certified(url: str) -> Iterator[None]:
    """Lets the library check the server's certificate with `ca-file`, which it does by a file of settings only."""
    authorities = options(url).get("ca-file")
    if authorities is None:
        yield
        return
    if not authorities.isprintable():
        raise ValueError("ca-file")
    with _ONE_AT_A_TIME, TemporaryDirectory() as folder:
        file = Path(folder) / "freetds.conf"
        file.write_text(_SETTINGS.format(authorities if authorities == "system" else Path(authorities).absolute()))
        before = os.environ.get("FREETDSCONF")
        os.environ["FREETDSCONF"] = str(file)
        try:
            yield
        finally:
            os.environ.pop("FREETDSCONF")
            if before is not None:
                os.environ["FREETDSCONF"] = before


def _password(given: str | None, file: str | None, name: str) -> str:
    if given or file is None:
        return unquote(given or os.environ.get("SQLCMDPASSWORD", ""))
    try:
        lines = Path(file).expanduser().read_text("utf-8").splitlines()
    except (OSError, ValueError):
        raise SourceError(f"{name}: the file that `password-file` names cannot be read. Check it") from None
    return lines[0] if lines else ""
