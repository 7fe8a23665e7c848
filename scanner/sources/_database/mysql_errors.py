"""What MySQL, MariaDB or PyMySQL complains of, in our own words: theirs may hold values and addresses."""

from __future__ import annotations

from scanner.errors import SourceError
from scanner.model.problems import Reason
from scanner.sources._database.facts import FORBIDDEN, GONE, LOCKED, LOST, UNREACHED

_TOO_LONG = (Reason.TIMEOUT, "the server ended the query, as it took too long. Raise its limit for this user")
_FULL = (Reason.NOT_READABLE, "the server has no connection left for this user. Scan with fewer --jobs")
_NOT_LET_IN = (Reason.NOT_READABLE, "the server does not let this user in. Check user, MYSQL_PWD and ~/.my.cnf")
_UNKNOWN = (Reason.NOT_READABLE, "the server has no such database. Check the end of the address")
_ENCRYPTION = (Reason.NOT_READABLE, "no encrypted connection could be made. Check ssl-mode and ssl-ca in the address")

_BY_NUMBER = {
    **dict.fromkeys((1045, 1698, 1251, 1130, 1820, 2054, 2059), _NOT_LET_IN),
    **dict.fromkeys((1044, 1142, 1143, 1227, 1356), FORBIDDEN),
    **dict.fromkeys((1146, 1054, 1412, 1051), GONE),
    **dict.fromkeys((1317, 1969, 3024), _TOO_LONG),
    **dict.fromkeys((1205, 1099), LOCKED),
    **dict.fromkeys((1927, 1053, 1158, 1159, 1160, 1161, 2006, 2013), LOST),
    **dict.fromkeys((1040, 1203, 1226), _FULL),
    1049: _UNKNOWN,
    1792: (Reason.NOT_READABLE, "reading it would write to the database, which a scan never does. Scan a copy"),
    2003: UNREACHED,
    2026: _ENCRYPTION,
    3159: (Reason.NOT_READABLE, "the server wants an encrypted connection. Write ssl-mode=REQUIRED into the address"),
}


def refused(name: str, error: Exception) -> SourceError:
    """Why there is no connection."""
    known = _BY_NUMBER.get(_number(error))
    if known:
        reason, fact = UNREACHED if known is LOST else known
        return SourceError(f"{name}: {fact}", reason)
    return SourceError(
        f"{name}: no connection could be made with these settings ({type(error).__name__}). Check the address and "
        "~/.my.cnf, and that fairnotice[databases] is installed whole",
        Reason.NOT_READABLE,
    )


def failure(name: str, error: Exception) -> SourceError:
    """What ended a query or a connection, as a fact, a cause and a next step."""
    number = _number(error)
    reason, fact = _BY_NUMBER.get(number, (Reason.MALFORMED, f"the server refused with error {number}. Look it up"))
    return SourceError(f"{name}: {fact}", reason)


def _number(error: Exception) -> int:
    """The server's or the client's number for it, 0 where it has none."""
    number = error.args[0] if error.args and not isinstance(error, OSError) else 0
    return number if isinstance(number, int) else 0
