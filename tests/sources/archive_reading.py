"""Helper: what an archive's reader hands over, each member read, or some of them passed over."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.model.data import LIMITS, Asset, Content, Limits, Member
from scanner.model.problems import Problem
from scanner.source import Source


@dataclass
class Archive:
    """Members with their bytes, problems as (reason, member), the error that ended it, and those of members."""

    members: dict[str, bytes] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    error: SourceError | None = None
    errors: dict[str, SourceError] = field(default_factory=dict)
    units: int = 0


def unpack(
    source: Source, archived: Path | Content, limits: Limits = LIMITS, passed_over: Container[str] = ()
) -> Archive:
    """All units of an archive; of members that are passed over no byte is read."""
    archive = Archive()
    content = LocalFile(str(archived), limits) if isinstance(archived, Path) else archived
    try:
        units = source.plan(Asset(content.name, content, content.size(), source.name))
        archive.units = len(units)
        for unit in units:
            for item in source.read(unit):
                if isinstance(item, Member):
                    archive.members[item.name] = b"" if item.name in passed_over else _read(item, archive)
                elif isinstance(item, Problem):
                    archive.problems.append((item.reason.value, item.member))
                    archive.facts.append(item.fact)
    except SourceError as error:
        archive.error = error
    return archive


def _read(member: Member, archive: Archive) -> bytes:
    parts, raw = [], member.content.open()
    try:
        while data := raw.read(1000):
            parts.append(data)
    except SourceError as error:
        archive.errors[member.name] = error
    return b"".join(parts)
