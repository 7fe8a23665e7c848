"""What SQL Server or the library complains of, in our own words: theirs may hold values and addresses."""

from __future__ import annotations

import re

from scanner.errors import SourceError
from scanner.model.problems import Reason
from scanner.sources._database.facts import FORBIDDEN, GONE, LOCKED, LOST, UNREACHED

TOO_LONG = (Reason.TIMEOUT, "the query took too long. Scan it when the server is less busy, or with --sample")
_CHOSEN = (Reason.TRUNCATED, "the server ended the query to free others from a deadlock. Scan again")
_MOVED_ON = (Reason.TRUNCATED, "the server no longer had the rows as they were when it began. Scan again")
_BUSY = (Reason.LIMIT, "the server is at its limit of sessions, work or memory. Scan with fewer --jobs, or later")
_COSTLY = (Reason.LIMIT, "the server's governor refuses so long a query. Raise `query governor cost limit`")
_NOT_LET_IN = (
    Reason.NOT_READABLE,
    "the server does not let this user in, or not into this database. Check user, SQLCMDPASSWORD, and the end of the "
    "address",
)
_UNKNOWN = (Reason.NOT_READABLE, "the server has no such database for this user. Check the end of the address")
_AWAY = (Reason.NOT_READABLE, "the database cannot be read at present: it is offline, moved or a replica. Scan later")
_WALLED_OFF = (Reason.NOT_READABLE, "the service's firewall lets no one in from here. Add a rule for this address")
_ENCRYPTION = (
    Reason.NOT_READABLE,
    "no encrypted connection could be made. Check the certificate, and `encrypt` and `ca-file` in the address",
)
_DAMAGED = (Reason.MALFORMED, "the server met a damaged page in it. Have it checked by DBCC CHECKDB")

_BY_NUMBER = {
    **dict.fromkeys((18452, 18456, 18470, 18486, 18487, 18488), _NOT_LET_IN),
    **dict.fromkeys((911, 916, 4060, 4064), _UNKNOWN),
    **dict.fromkeys((229, 230, 297, 300, 15562), FORBIDDEN),
    **dict.fromkeys((207, 208, 3961, 4902), GONE),
    **dict.fromkeys((601, 3957, 3958, 3960, 3967), _MOVED_ON),
    **dict.fromkeys((921, 922, 927, 942, 945, 976, 978, 983, 40143, 40197, 40540, 40613, 42108), _AWAY),
    **dict.fromkeys((701, 8645, 8651, 10928, 10929, 17809, 40501, 40544, 40549, 40550, 40551, 40552, 40553), _BUSY),
    **dict.fromkeys((49918, 49919, 49920), _BUSY),
    **dict.fromkeys((605, 823, 824, 825), _DAMAGED),
    **dict.fromkeys((40532, 40615, 40914), _WALLED_OFF),
    **dict.fromkeys((596, 6005, 20004, 20006, 20017, 20047), LOST),
    1205: _CHOSEN,
    1222: LOCKED,
    3952: (Reason.CHANGED, "the database no longer allows snapshots, which it did at first. Scan again"),
    6522: (Reason.MALFORMED, "the server cannot say as text what a value of a CLR type is. Scan a script or an export"),
    8649: _COSTLY,
    20002: _ENCRYPTION,
    20003: TOO_LONG,
    20009: UNREACHED,
}
"""By the server's number; from 20001 to 20099 it is the library's."""

_LIBRARY = re.compile(rb"DB-Lib error message (\d+), severity (\d+)")
_WAITED = b"DB-Lib error message 20003,"
_BY_SEVERITY = {11: _UNKNOWN, 14: _NOT_LET_IN}


def refused(name: str, error: Exception) -> SourceError:
    """Why there is no connection."""
    if isinstance(error, (OSError, ValueError)):
        fact = f"no connection could be made with these settings ({type(error).__name__}). Check the address"
        return SourceError(f"{name}: {fact}", Reason.NOT_READABLE)
    reason, fact = _first(error)
    return SourceError(f"{name}: {fact}", Reason.NOT_READABLE if reason == Reason.TRUNCATED else reason)


def _first(error: Exception) -> tuple[Reason, str]:
    """The library keeps the number of an earlier refusal of the process; only that of a fresh text is of this one."""
    told = _LIBRARY.match(_text(error))
    if told is None:
        return _BY_NUMBER.get(_number(error), _NOT_LET_IN) if _text(error) else UNREACHED
    number, severity = map(int, told.groups())
    if number == 20018:
        return _BY_SEVERITY.get(severity, _AWAY)
    return UNREACHED if number == 20003 else _BY_NUMBER.get(number, UNREACHED)


def failure(name: str, error: Exception) -> SourceError:
    """What ended a query or a connection, as a fact, a cause and a next step."""
    if isinstance(error, UnicodeError):
        return SourceError(f"{name}: its text cannot be converted to UTF-8. Scan an export of it", Reason.MALFORMED)
    number = 20003 if _WAITED in _text(error) else _number(error)
    reason, fact = _BY_NUMBER.get(number, (Reason.MALFORMED, f"the server refused with error {number}. Look it up"))
    return SourceError(f"{name}: {fact}", reason)


def _number(error: Exception) -> int:
    """The server's or the library's number for it; without one, it is a connection that is no more."""
    number = getattr(error, "number", 20047)
    return number if isinstance(number, int) else 0


def _text(error: Exception) -> bytes:
    text = getattr(error, "text", b"")
    return text if isinstance(text, bytes) else b""
