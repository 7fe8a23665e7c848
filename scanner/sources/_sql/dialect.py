"""Which dialect a dump is written in: what it is signed with, and whether a backslash escapes inside a string."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scanner.sources._sql.names import NAME, QUALIFIED

_SIGNATURES: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("postgresql", re.compile(rb"^-- PostgreSQL database (?:cluster )?dump\s*$", re.MULTILINE)),
    (
        "mysql",
        re.compile(rb"^-- (?:MySQL|MariaDB) dump |^-- phpMyAdmin SQL Dump|^-- Adminer [\d.]+ MySQL", re.MULTILINE),
    ),
    ("sqlite", re.compile(rb"\A\s*PRAGMA foreign_keys=OFF;\s+BEGIN TRANSACTION;")),
)
_SIGNED_WITHIN = 1024
_CLOSING = {
    "postgresql": re.compile(rb"^-- PostgreSQL database (?:cluster )?dump complete\s*$", re.MULTILINE),
    "mysql": re.compile(rb"^-- Dump completed", re.MULTILINE),
    "sqlite": re.compile(rb"^(?:COMMIT|ROLLBACK);", re.MULTILINE),
}
_NO_CLOSING = re.compile(rb"^-- phpMyAdmin|^-- Adminer", re.MULTILINE)

_MYSQL = re.compile(
    rb"^(?:INSERT|REPLACE)\s[^'(]{0,80}`|^CREATE TABLE[^'(]{0,80}`"
    rb"|\bENGINE ?= ?\w|\bAUTO_INCREMENT\b|^/\*!\d{5}|^LOCK TABLES ",
    re.MULTILINE | re.IGNORECASE,
)
_PLAIN = re.compile(
    rb"^GO\s*$|^SET (?:IDENTITY_INSERT|ANSI_NULLS|DEFINE OFF)|^PRAGMA |^SET standard_conforming_strings = on"
    rb"|^INSERT (?:INTO )?\[",
    re.MULTILINE | re.IGNORECASE,
)
_OLD_POSTGRESQL = re.compile(rb"^SET standard_conforming_strings = off", re.MULTILINE)
_ESCAPED_QUOTE = re.compile(rb"(?<!\\)(?:\\\\)*+\\'(?!\s*+[,);'])")

INSERT = (
    rb"(?:(?:INSERT|REPLACE)(?:\s++(?:IGNORE|LOW_PRIORITY|HIGH_PRIORITY|DELAYED|ALL|OR\s++\w++))*+\s++(?:INTO\s++)?+"
    rb"|INTO\s++)(" + QUALIFIED + rb")"
)
HEAD = re.compile(
    INSERT
    + rb"\s*+(?:\(((?:[\s,]++|"
    + NAME
    + rb")*+)\)\s*+)?+(?:OVERRIDING\s++\w++\s++VALUE\s++)?+VALUES?+\s*+(?=\()",
    re.IGNORECASE,
)
"""Everything of an INSERT before its first tuple, of INSERT ALL from each INTO on; groups: table, list of columns."""

_STRING = rb"(?:\b\w{1,12}\s*+)?+'(?:[^'\\]|''|\\.)*+'"
_VALUE = rb"(?:" + _STRING + rb"|[^\s,;'\"`()]++(?:\((?:[^()';]|" + _STRING + rb")*+\))?+)"
ASSIGNED = re.compile(rb"(" + NAME + rb")\s*+=\s*+(" + _VALUE + rb")\s*+,?+\s*+", re.DOTALL)
SET = re.compile(
    INSERT + rb"\s++SET\s++((?:" + NAME + rb"\s*+=\s*+" + _VALUE + rb"\s*+,?+\s*+)++);", re.IGNORECASE | re.DOTALL
)
"""An INSERT of MySQL that names each value, whole; groups: table, assignments, each of which `ASSIGNED` takes apart."""

COPY = re.compile(
    rb"COPY\s++(" + QUALIFIED + rb")\s*+(?:\(((?:[\s,]++|" + NAME + rb")*+)\)\s*+)?+FROM\s++stdin;[ \t]*+\r?+\n",
    re.IGNORECASE,
)
"""The statement before a block of rows; groups: table, list of columns."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What must be known of a dump before its first row.

    signed: the program that signed it (`postgresql`, `mysql`, `sqlite`) or "". escapes: whether a backslash
    escapes inside a string. closing: what its last lines must hold, None where nothing is promised.
    """

    signed: str
    escapes: bool
    closing: re.Pattern[bytes] | None


def signature(head: bytes) -> str:
    """The program whose header the text begins with, or ""."""
    start = head[:_SIGNED_WITHIN]
    if b"-- " not in start and b"PRAGMA" not in start:
        return ""
    return next((name for name, pattern in _SIGNATURES if pattern.search(start)), "")


def dialect(head: bytes) -> Dialect:
    """Told from the first block of a dump: by its header, by what only one dialect writes, by its escaped quotes."""
    signed = signature(head)
    closing = None if _NO_CLOSING.search(head[:_SIGNED_WITHIN]) else _CLOSING.get(signed)
    return Dialect(signed, _escapes(head, signed), closing)


def _escapes(head: bytes, signed: str) -> bool:
    if signed == "postgresql":
        return _OLD_POSTGRESQL.search(head) is not None
    if signed:
        return signed == "mysql"
    if _MYSQL.search(head):
        return True
    return not _PLAIN.search(head) and _ESCAPED_QUOTE.search(head) is not None
