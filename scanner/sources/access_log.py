"""Access logs of web servers, in common or combined form: fields as nginx names its variables.

A virtual host may come first, and further fields may come last. Lines of another form are given as text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import HEAD_BYTES, About, Fit, Head
from scanner.sources._logs.heads import is_access_log, lines_of
from scanner.streams import line_units, open_text

_BEFORE = ("remote_addr", "ident", "remote_user")
_BEHIND = ("time_local", "request", "status", "body_bytes_sent", "http_referer", "http_user_agent")
_FORWARDED = "http_x_forwarded_for"

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"(?= |$)|\[[^\]]*\]|\S+')
_HOST = re.compile(r"[.:]")
"""In an address or a name of a host, and not in the identity of a user."""
_ADDRESSES = re.compile(r'"(?:-|unknown|[0-9a-fA-F:.]{7,45}(?:, ?[0-9a-fA-F:.]{7,45})*)"')


class AccessLog:
    """See `scanner.source.Source`; rows are lines, `detail` of a unit is the names of the fields."""

    name = "access_log"
    about = About("access logs (common, combined)", (".log",))

    def fit(self, head: Head) -> Fit:
        """By the form of most of the first lines."""
        return Fit.CONTENT if head.text is not None and is_access_log(head.text, whole=head.whole) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Ranges of whole lines."""
        with open_text(asset.content) as text:
            names = _names(text.take(HEAD_BYTES).decode())
        return line_units(asset, " ".join(names))

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Fields as columns, lines that do not have them as text."""
        from scanner.sources._logs.access import Access
        from scanner.sources._logs.blocks import batches

        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(batches(text.take, Access(unit.detail.split(" ")).parse))


def _names(head: str) -> list[str]:
    """The names of the fields, by the lines with the most of them of the usual kind."""
    lines = [_TOKEN.findall(line) for line in lines_of(head, whole=False) or lines_of(head, whole=True)]
    hosts = sum(len(line) > 4 and line[4][0] == "[" and _HOST.search(line[1]) is not None for line in lines)
    before = ("vhost", *_BEFORE) if hosts * 2 > len(lines) else _BEFORE
    known = [*before, *_BEHIND]
    widths = Counter(len(line) for line in lines)
    width = max((width for width, count in widths.items() if count * 10 >= len(lines)), default=len(known))
    more = [f"extra_{number}" for number in range(1, width - len(known) + 1)]
    if more and all(_ADDRESSES.fullmatch(line[len(known)]) for line in lines if len(line) > len(known)):
        more[0] = _FORWARDED
    return [*known, *more]


SOURCE = AccessLog()
