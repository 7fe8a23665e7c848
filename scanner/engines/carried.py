"""Settings on their way to other machines: the files that they name travel with them, and files made there come back.

Rules, allow lists and the list of persons who object are small files of the driver; an executor lays them once into a
folder that is named by their content, so that what is made of them is made once. Matches and entries of an index are
spooled by the unit that finds them, into a folder; on an executor that is one of its own, whose files are returned
with the result and laid into the run's folder by the driver.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

from scanner.detector.language import Model, find_model
from scanner.errors import UsageError
from scanner.unit import Settings

_MOST_BYTES = 64 << 20
_RULES = ("*.yaml", "entities/*.yaml")
_INDEX = ".index"

Files = dict[str, bytes]
"""By name, what files hold."""


@dataclass(frozen=True, slots=True)
class Carried:
    """Settings of whatever kind, and the files that those of a scan name, by where they lie in `_there`."""

    settings: Any
    files: Files = field(default_factory=dict)

    @classmethod
    def of(cls, settings: object) -> Carried:
        """Raises `UsageError` where there is too much to carry, or a file is gone."""
        if not isinstance(settings, Settings):
            return cls(settings)
        there = _there(settings, Path())
        named = {str(new): old for old, new in zip(_lists(settings), _lists(there), strict=True)}
        for old, new in zip(settings.rules, there.rules, strict=True):
            named |= {str(new / file.relative_to(old)): file for glob in _RULES for file in old.glob(glob)}
        try:
            files = {place: file.read_bytes() for place, file in named.items()}
        except OSError as error:
            raise UsageError(
                f"{error.filename}: cannot be read: {(error.strerror or 'unknown error').lower()}."
            ) from None
        if sum(map(len, files.values())) > _MOST_BYTES:
            raise UsageError(
                f"rules and lists of more than {_MOST_BYTES >> 20} MiB cannot be sent to the executors of Spark. "
                "Shorten the lists, or scan with --engine local."
            )
        return cls(settings, files)

    @contextmanager
    def unpacked(self, place: Path) -> Iterator[tuple[Any, Callable[[], Files]]]:
        """The settings as they hold on this machine, and what takes away the files that were made since the last time.

        place: a folder that somebody removes later.
        """
        if not isinstance(self.settings, Settings):
            yield self.settings, dict
            return
        settings = _with_model(_there(self.settings, self._laid(place)))
        if settings.spool is None and settings.index is None:
            yield settings, dict
            return
        with TemporaryDirectory(prefix="fairnotice-made-", dir=place) as name:
            made = Path(name)
            index = replace(settings.index, folder=made) if settings.index else None
            yield replace(settings, spool=made if settings.spool else None, index=index), partial(_taken, made)

    def landed(self, files: Mapping[str, bytes]) -> None:
        """Lays what came back from an executor to where it belongs on the driver."""
        for name, data in files.items():
            index = self.settings.index
            folder = index.folder if index and name.endswith(_INDEX) else self.settings.spool
            (folder / name).write_bytes(data)

    def _laid(self, place: Path) -> Path:
        """The folder that holds the files; workers that lay it at the same time do not meet."""
        folder = place / f"fairnotice-{hashlib.sha256(pickle.dumps(self.files)).hexdigest()[:32]}"
        if self.files and not folder.is_dir():
            draft = Path(mkdtemp(prefix="fairnotice-draft-", dir=place))
            for name, data in self.files.items():
                (draft / name).parent.mkdir(parents=True, exist_ok=True)
                (draft / name).write_bytes(data)
            try:
                draft.rename(folder)
            except OSError:  # another worker was first
                shutil.rmtree(draft, ignore_errors=True)
        return folder


def _there(settings: Settings, folder: Path) -> Settings:
    """The settings with the places that their files have below a folder on an executor."""
    return replace(
        settings,
        rules=tuple(folder / f"rules-{number}" for number, _ in enumerate(settings.rules)),
        allow=tuple(folder / f"allow-{number}{file.suffix}" for number, file in enumerate(settings.allow)),
        recognizers=tuple(
            str(folder / f"recognizers-{number}.yaml") if _is_file(each) else each
            for number, each in enumerate(settings.recognizers)
        ),
        suppressed=settings.suppressed and folder / "suppressed",
    )


def _lists(settings: Settings) -> list[Path]:
    """The files that settings name one by one."""
    recognizers = [Path(each) for each in settings.recognizers if _is_file(each)]
    return [*settings.allow, *recognizers, *([settings.suppressed] if settings.suppressed else [])]


def _is_file(recognizer: str) -> bool:
    return recognizer.endswith((".yaml", ".yml"))


def _with_model(settings: Settings) -> Settings:
    """The language model where this machine has it; one that is not here fails when it is loaded, and is named."""
    model = settings.budget.model
    if model is None or model.path.is_dir():
        return settings
    try:
        here = find_model(model.name.partition(" ")[0])
    except UsageError:
        here = None
    same: Model | None = here if here and here.name == model.name else model
    return replace(settings, budget=replace(settings.budget, model=same))


def _taken(folder: Path) -> Files:
    files = {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
    for name in files:
        (folder / name).unlink()
    return files
