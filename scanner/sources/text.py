"""Text of any kind, logs among it: every line is a record, judged as free text."""

from __future__ import annotations

from collections.abc import Iterator

from scanner.lines import line_batches
from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head
from scanner.streams import line_units, open_text

_NAMES = (".txt", ".text", ".log", ".out", ".err", ".md", ".rst")


class Text:
    """See `scanner.source.Source`; the one column has no name, and rows are lines."""

    name = "text"
    about = About("text, logs", (".txt", ".log", ".md", ".rst"))

    def fit(self, head: Head) -> Fit:
        """Any text would do, some names say so."""
        if head.text is None:
            return Fit.NO
        return Fit.NAME if head.name.endswith(_NAMES) else Fit.FALLBACK

    def plan(self, asset: Asset) -> list[Unit]:
        """Ranges of whole lines."""
        return line_units(asset)

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Lines with their terminators; `skip` marks the rest of a line longer than a block."""
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(line_batches(text.take))


SOURCE = Text()
