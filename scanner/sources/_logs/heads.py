"""What the first lines of a file say about its form."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

_ACCESS = re.compile(
    r"(?:\S+ )?\S+ \S+ \S.*? \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [-+]\d{4}\] "
    r'"(?:[^"\\]|\\.)*+" \d{3} (?:\d+|-)(?: .*)?'
)
_ISO = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:[Zz]|[-+]\d\d:?\d\d)"
_TAG = r"[\w./@()*-]{1,64}(?:\[[^\]\s]*\])?:(?: .*)?"
_SYSLOG = re.compile(
    rf"<\d{{1,3}}>\d (?:{_ISO}|-) (?:\S+ ){{4}}(?:-|\[).*"
    rf"|(?:<\d{{1,3}}>)?(?:[A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d|{_ISO}) "
    rf"(?:(?!(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\b)[\w.:-]+ )?"
    rf"(?:{_TAG}|-- MARK --|last message repeated .*|%\S+: .*)"
)
_LOGFMT = re.compile(r'(?:[A-Za-z_][\w.\-/@:]*=(?:"(?:[^"\\]|\\.)*+"|[^\s"]\S*|)(?:\s+|$)(?:[^\s=]+(?:\s+|$))*+){3,}+')

_LINES = 60
_LONGEST = 8192
_SHARE = 0.6


@lru_cache(maxsize=2)
def lines_of(text: str, *, whole: bool) -> Sequence[str]:
    """The first lines that are complete and not blank; the last ones are kept, since several readers ask for them."""
    lines = text.removeprefix("\ufeff").split("\n", 4 * _LINES)
    complete = lines if whole else lines[:-1]
    return [line.rstrip("\r") for line in complete if line.strip()][:_LINES]


def is_access_log(text: str, *, whole: bool) -> bool:
    """Whether this is the access log of a web server, in common or combined form."""
    return '] "' in text and _mostly(text, _ACCESS, whole=whole)


def is_syslog(text: str, *, whole: bool) -> bool:
    """Whether this is a log of syslog, of either form."""
    return (":" in text or "<" in text) and _mostly(text, _SYSLOG, whole=whole)


def is_logfmt(text: str, *, whole: bool) -> bool:
    """Whether this is a log of which each line is of several `key=value` pairs."""
    return "=" in text and _mostly(text, _LOGFMT, whole=whole, least=2)


def _mostly(text: str, form: re.Pattern[str], *, whole: bool, least: int = 1) -> bool:
    """Whether most of the first lines have this form, and at least so many."""
    lines = lines_of(text, whole=whole)
    others = (1 - _SHARE) * len(lines)
    good = 0
    for line in lines:
        if form.fullmatch(line[:_LONGEST]):
            good += 1
        else:
            others -= 1
            if others < 0:
                return False
    return good >= least
