"""Logs of `key=value` pairs, such as those of Go programs, Heroku's router and auditd: keys as columns."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.sources._logs.heads import is_logfmt
from scanner.streams import line_units, open_text


class LogfmtLog:
    """See `scanner.source.Source`; rows are lines."""

    name = "logfmt"
    about = About("logs of key=value pairs (logfmt)", (".log",))

    def fit(self, head: Head) -> Fit:
        """By lines of several pairs each."""
        return Fit.CONTENT if head.text is not None and is_logfmt(head.text, whole=head.whole) else Fit.NO

    def plan(self, asset: Asset) -> list[Unit]:
        """Ranges of whole lines."""
        return line_units(asset)

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Keys as columns, lines that are not of pairs alone as text."""
        from scanner.sources._logs.blocks import batches
        from scanner.sources._logs.logfmt import Logfmt

        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(batches(text.take, Logfmt().parse))


SOURCE = LogfmtLog()
