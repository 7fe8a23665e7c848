"""What PostgreSQL or psycopg complains of, in our own words: theirs may hold names, values and parts of the address."""

from __future__ import annotations

from scanner.errors import SourceError
from scanner.model import Reason

_ENCODING = (Reason.MALFORMED, "its text cannot be converted to UTF-8. Repair it, or dump the table and scan that")
_BY_STATE = {
    "28P01": (Reason.NOT_READABLE, "the server did not accept the password. Check PGPASSWORD or ~/.pgpass"),
    "28000": (Reason.NOT_READABLE, "the server does not let this user in. Check the user, pg_hba.conf and PGSSLMODE"),
    "3D000": (Reason.NOT_READABLE, "the server has no such database. Check the end of the address"),
    "53300": (Reason.NOT_READABLE, "the server has no connection left. Scan with fewer --jobs"),
    "42501": (Reason.NOT_READABLE, "this user may not read it. Grant USAGE on its schema and SELECT on it"),
    "42P01": (Reason.CHANGED, "the table was dropped or renamed before it was read. Scan again"),
    "42703": (Reason.CHANGED, "a column was dropped or renamed before it was read. Scan again"),
    "57014": (Reason.TIMEOUT, "the server ended the query, as it took too long. Raise statement_timeout in PGOPTIONS"),
    "55P03": (Reason.TIMEOUT, "the table is locked by another session. Scan again when it is free"),
    "25P03": (Reason.TIMEOUT, "the server ended the transaction, since it was idle for too long. Scan again"),
    "40001": (Reason.TRUNCATED, "the server ended the query for a conflict with its recovery. Scan the primary server"),
    "22021": _ENCODING,
    "22P05": _ENCODING,
    "25006": (Reason.NOT_READABLE, "reading it would write to the database, which a scan never does. Scan a copy"),
}
_LOST = (Reason.TRUNCATED, "the connection to the server was lost. Scan again")
_CLASSES = {"57": _LOST, "08": _LOST}
_BY_WORDS = (
    ("password", "28P01"),
    ("pg_hba", "28000"),
    ("role", "28000"),
    ("database", "3D000"),
    ("too many", "53300"),
    ("remaining connection slots", "53300"),
)
_UNREACHED = (
    ("resolve", "the name of the host is not known. Check the address"),
    ("translate host name", "the name of the host is not known. Check the address"),
    ("timeout", "the server did not answer in time. Check host, port and firewall"),
    ("refused", "nothing answers at this host and port. Check both, and that the server runs"),
    ("No such file", "there is no socket of a server there. Check host and port, and that the server runs"),
    ("SSL", "no encrypted connection could be made. Check PGSSLMODE and PGSSLROOTCERT"),
    ("certificate", "no encrypted connection could be made. Check PGSSLMODE and PGSSLROOTCERT"),
)


def failure(name: str, error: Exception) -> SourceError:
    """The error as a fact, a cause and a next step."""
    import psycopg

    if not isinstance(error, psycopg.Error):
        return SourceError(f"{name}: the server gave text that is not in its own encoding", Reason.MALFORMED)
    state = error.sqlstate
    if state is None:
        return _without_state(name, error)
    reason, fact = _BY_STATE.get(state) or _CLASSES.get(state[:2]) or (None, "")
    if reason is None:
        return SourceError(f"{name}: the server refused the query: SQLSTATE {state}. Look it up", Reason.MALFORMED)
    return SourceError(f"{name}: {fact}", reason)


def _without_state(name: str, error: Exception) -> SourceError:
    """Errors of connecting have no state, only words, which need not be English ones."""
    words = str(error)
    for word, fact in _UNREACHED:
        if word in words:
            return SourceError(f"{name}: {fact}", Reason.NOT_READABLE)
    for word, state in _BY_WORDS:
        if word in words:
            reason, fact = _BY_STATE[state]
            return SourceError(f"{name}: {fact}", reason)
    return SourceError(f"{name}: {_LOST[1]}", _LOST[0])
