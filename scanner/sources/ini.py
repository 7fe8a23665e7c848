"""Settings in sections: INI files, properties, TOML and their relatives. Sections are tables, keys fields, lines rows.

Comments, and lines that are no settings, such as the items of a list over several lines, are given as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from scanner.model.data import Batch, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import About, Fit, Head, OneUnit
from scanner.sources._settings import Style, batches
from scanner.streams import open_text

_NAMES = (".ini", ".cfg", ".conf", ".cnf", ".properties", ".toml", ".desktop", ".service", ".gitconfig")
_STYLE = Style(
    entry=re.compile(
        r"""(?P<key>["']?[A-Za-z0-9_$@][^=:\[\]{}()<>;,"'|]{0,119}?["']?)\s*[=:]\s*(?P<value>.*)""", re.DOTALL
    ),
    section=re.compile(r"""\[\[?\s*([^\[\]]{1,200}?)\s*\]?\]\s*(?:[#;].*)?"""),
    comments=("#", ";", "!"),
    goes_on=(
        (re.compile(r'"{3}(?:(?!"{3}).)*'), re.compile(r'.*"{3}')),
        (re.compile(r"'{3}(?:(?!'{3}).)*"), re.compile(r".*'{3}")),
        (re.compile(r".*\\"), re.compile(r"(?:.*[^\\])?")),
    ),
)

_MOST, _SOME = 0.7, 0.5
"""Share of lines that must be settings: of any file, and of one that is named so."""


class Ini(OneUnit):
    """See `scanner.source.Source`; one unit."""

    name = "ini"
    about = About("INI files, properties, TOML", _NAMES)

    def fit(self, head: Head) -> Fit:
        """By a section at the start and hardly anything but settings, or by name where most lines are settings."""
        if head.text is None or head.text.lstrip("\ufeff \t\r\n")[:1] in ("{", "<"):
            return Fit.NO
        named, begins = head.name.endswith(_NAMES), _STYLE.is_section(_STYLE.first(head.text))
        if not (named or begins):
            return Fit.NO
        share, entries, sections = _STYLE.share(head.text, whole=head.whole)
        if share >= _MOST and sections and entries >= 2 and begins:
            return Fit.CONTENT
        return Fit.NAME if named and (not head.text or (share >= _SOME and entries)) else Fit.NO

    def read(self, unit: Unit) -> Iterator[Batch | Problem]:
        """Settings under their keys, then comments."""
        with open_text(unit.asset.content, unit.start, unit.stop) as text:
            if text.empty:
                yield Problem(Reason.EMPTY, "the file is empty")
            yield from text.then_problems(batches(text.take, _STYLE))


SOURCE = Ini()
