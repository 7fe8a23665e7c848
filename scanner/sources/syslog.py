"""Syslog as daemons write it (RFC 3164), or with structured data (RFC 5424), its time in either form.

The message stays free text. Lines of another form, such as the rest of a stack trace, are given as text.
"""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._logs.heads import is_syslog
from scanner.streams import line_units, open_text


class SyslogLog:
    """See `scanner.source.Source`; rows are lines."""

    name = "syslog"
    about = About("syslog", (".log",))

    def fit(self, head: Head) -> Fit:
        """By the form of most of the first lines."""
        return Fit.CONTENT if head.text is not None and is_syslog(head.text, whole=head.whole) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Ranges of whole lines."""
        return line_units(asset)

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Fields and structured data as columns, lines that do not have them as text."""
        from scanner.sources._logs.blocks import batches
        from scanner.sources._logs.syslog import Syslog

        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(batches(text.take, Syslog().parse))


SOURCE = SyslogLog()
