"""Files of environment variables (`.env`): names are fields, lines are rows; comments are given as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.model.data import Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._settings import Style, batches
from scanner.streams import open_text

_NAME = re.compile(r"(?:.*\.)?env(?:\..*)?|\.envrc")
_STYLE = Style(
    entry=re.compile(r"(?:export\s+)?(?P<key>[A-Za-z_][A-Za-z0-9_.]*)\s?=\s*(?P<value>.*)", re.DOTALL),
    goes_on=(
        (re.compile(r'"(?:[^"\\]|\\.)*'), re.compile(r'(?:[^"\\]|\\.)*"\s*(?:#.*)?')),
        (re.compile(r"'[^']*"), re.compile(r"[^']*'\s*(?:#.*)?")),
    ),
)
_CAPITALS = re.compile(r"(?:export\s+)?[A-Z_][A-Z0-9_]*=")


class DotEnv(OneUnit):
    """See `scanner.source.Source`; one unit."""

    name = "dotenv"
    about = About("files of environment variables", (".env",))

    def fit(self, head: Head) -> Fit:
        """By lines that are nothing but variables in capitals, or by name."""
        if head.text is None:
            return Fit.NO
        named = _NAME.fullmatch(head.name) is not None
        if not head.text:
            return Fit.NAME if named else Fit.NO
        if not (named or _STYLE.entry.fullmatch(_STYLE.first(head.text))):
            return Fit.NO
        share, entries, _ = _STYLE.share(head.text, whole=head.whole)
        capitals = sum(_CAPITALS.match(line) is not None for line in head.text.splitlines()[:_HEAD])
        if share == 1 and entries >= 3 and capitals >= min(entries, _HEAD) * 0.9:
            return Fit.CONTENT
        return Fit.NAME if named and share >= 0.5 and entries else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Values under their names, then comments."""
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(batches(text.take, _STYLE))


_HEAD = 200

SOURCE = DotEnv()
