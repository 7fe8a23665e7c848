"""What the result of a unit depends upon besides its bytes, as one fingerprint; of another basis no result is used."""

from __future__ import annotations

import hashlib
import importlib.util
import platform
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import detectors
import rules
import scanner
from scanner.choice import Choice
from scanner.registry import sources
from scanner.runs.seal import Seal
from scanner.unit import Settings
from scanner.versions import LIBRARIES, version_of


def basis_of(settings: Settings, choice: Choice, seal: Seal) -> str:
    """A fingerprint of the code, the rules, the libraries and every option that a unit's result depends upon.

    Labels count only where they name the field that holds dates; all others are applied after the scan.
    """
    model = settings.budget.model
    dates = [rule for rule in settings.labels.rules if any(key == "collected_at" for key, _ in rule.labels)]
    return seal.digest(
        _code(),
        *(f"{name} {version_of(name)}" for name in LIBRARIES),
        *(f"{name} {source.about.usable}" for name, source in sorted(sources().items())),
        *_contents(settings.rules),
        *_contents(settings.allow),
        *(_recognizer(each) for each in settings.recognizers),
        repr((settings.countries, settings.regions, settings.key, dates)),
        repr((choice.limits, choice.sample, choice.window, choice.columns)),
        repr((settings.budget.reading, model, version_of(model.name) if model else "")),
        "index" if settings.index else "",
        settings.suppressed.read_bytes() if settings.suppressed else b"",
    )


@lru_cache(maxsize=1)
def _code() -> bytes:
    """This program as it lies on disk, rules included."""
    told = hashlib.sha256(platform.python_version().encode())
    for package in (scanner, detectors, rules):
        folder = Path(package.__file__ or "").parent
        for file in sorted((*folder.rglob("*.py"), *folder.rglob("*.yaml"))):
            told.update(f"{file.relative_to(folder)}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return told.digest()


def _contents(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            yield file.read_bytes()


def _recognizer(named: str) -> str:
    """A recogniser's name, with the contents of the file that it comes from."""
    file = Path(named)
    if not file.is_file():
        spec = importlib.util.find_spec(named.rpartition(".")[0]) if "." in named else None
        file = Path(spec.origin) if spec and spec.origin else file
    return f"{named} {hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else ''}"
