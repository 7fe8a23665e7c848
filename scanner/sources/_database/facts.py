"""What may be wrong with any server, whatever it calls it: the reason, and what people are told."""

from __future__ import annotations

from scanner.model.problems import Reason

LOCKED = (Reason.TIMEOUT, "the table is locked by another session. Scan again when it is free")
LOST = (Reason.TRUNCATED, "the connection to the server was lost. Scan again")
FORBIDDEN = (Reason.NOT_READABLE, "this user may not read it. Grant SELECT on it, or leave it out with --exclude")
GONE = (Reason.CHANGED, "the table was dropped or changed before it was read. Scan again")
UNREACHED = (Reason.NOT_READABLE, "the server cannot be reached. Check host, port and firewall, and that it runs")
