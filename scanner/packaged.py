"""What rules need to know of presidio-analyzer's recognisers, without importing the package each time.

To import it takes more than a second, most of a run in which nothing has to be scanned. So the few words that rules
are made of are kept in the user's cache folder, under a name that changes with every file of the installed package's
recognisers. Where the folder cannot be used, the package is imported.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple, Self
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from scanner.detector.recognizers import PACKAGE, Recognizer, packaged, resolve

_FORM = 1
"""Changes with what is kept."""


class Facts(NamedTuple):
    """A recogniser: where it is found, its entity, its words of context, its country, whether it has a check."""

    name: str
    entity: str
    context: tuple[str, ...]
    country: str | None
    checks: bool

    @classmethod
    def of(cls, recognizer: Recognizer) -> Self:
        """What is to be known of it."""
        return cls(recognizer.name, recognizer.entity, recognizer.context, recognizer.country, bool(recognizer.checks))


@cache
def packaged_facts() -> tuple[Facts, ...]:
    """Of all pattern recognisers of the installed presidio-analyzer, by name of their class."""
    file = _file()
    known = _kept(file) if file else None
    if known is None:
        known = tuple(Facts.of(resolve(place)) for place in packaged())
        if file:
            _keep(file, known)
    return known


def _file() -> Path | None:
    """Where they are kept; None where there is no place, or the package lies in no folder."""
    spec = find_spec(PACKAGE.partition(".")[0])
    folders = spec.submodule_search_locations if spec else None
    try:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    except RuntimeError:
        return None
    if not folders or not Path(base).is_absolute():
        return None
    told = hashlib.sha256(f"{_FORM}\n".encode())
    for file in sorted(Path(folders[0], PACKAGE.partition(".")[2]).rglob("*.py")):
        state = file.stat()
        told.update(f"{file}\n{state.st_size} {state.st_mtime_ns}\n".encode())
    return Path(base) / "fairnotice" / f"recognizers-{told.hexdigest()[:16]}.json"


def _kept(file: Path) -> tuple[Facts, ...] | None:
    try:
        return TypeAdapter(tuple[Facts, ...]).validate_json(file.read_bytes())
    except (OSError, ValidationError):
        return None


def _keep(file: Path, facts: tuple[Facts, ...]) -> None:
    """Replaces the file at once, so that another run never reads half of it."""
    with suppress(OSError):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = file.with_name(f"{file.name}.{uuid4().hex}")
        written.write_text(json.dumps(facts), "utf-8")
        written.replace(file)
