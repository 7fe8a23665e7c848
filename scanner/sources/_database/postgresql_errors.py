"""What PostgreSQL or psycopg complains of, in our own words: theirs may hold names, values and parts of the address."""

from __future__ import annotations

import re

from scanner.errors import SourceError
from scanner.model.problems import Reason

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
_NOT_CONNECTED = (
    (
        re.compile("invalid (URI|port|connection option|percent|integer)"),
        "the address, or an option in it, is not valid",
    ),
    (re.compile("name or service|resolve|translate host", re.IGNORECASE), "the host is not known. Check the address"),
    (re.compile("timeout|timed out"), "the server did not answer in time. Check host, port and firewall"),
    (re.compile("refused|No such file"), "no server answers there. Check host and port, and that the server runs"),
    (re.compile("password"), _BY_STATE["28P01"][1]),
    (re.compile(r"database .* does not exist", re.DOTALL), _BY_STATE["3D000"][1]),
    (re.compile("pg_hba|authentication|role .* does not exist", re.DOTALL), _BY_STATE["28000"][1]),
    (re.compile("too many|connection slots"), _BY_STATE["53300"][1]),
    (re.compile("SSL|certificate"), "no encrypted connection could be made. Check PGSSLMODE and PGSSLROOTCERT"),
)
"""Errors of connecting have no state, only words."""


def refused(name: str, error: Exception) -> SourceError:
    """Why there is no connection. Words in another language than English give no more than that there is none."""
    words = str(error)
    found = (fact for pattern, fact in _NOT_CONNECTED if pattern.search(words))
    fact = next(found, "no connection could be made. Check the address, PGPASSWORD or ~/.pgpass, and PGSSLMODE")
    return SourceError(f"{name}: {fact}", Reason.NOT_READABLE)


def failure(name: str, error: Exception) -> SourceError:
    """What ended a query or a connection, as a fact, a cause and a next step."""
    import psycopg

    if not isinstance(error, psycopg.Error):
        return SourceError(f"{name}: {_ENCODING[1]}", _ENCODING[0])
    state = error.sqlstate
    known = _LOST if state is None or state[:2] in {"08", "57"} else None
    known = _BY_STATE.get(state or "", known)
    if known:
        return SourceError(f"{name}: {known[1]}", known[0])
    return SourceError(f"{name}: the server refused the query: SQLSTATE {state}. Look it up", Reason.MALFORMED)
