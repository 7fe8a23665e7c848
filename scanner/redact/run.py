"""Redacted copies of all files below a folder: a scan tells what goes, then each file is written anew without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfile, copymode

from scanner.content import states
from scanner.detector.freetext import FreeText
from scanner.errors import SourceError, UsageError
from scanner.model.data import LABELS_FILE, Asset
from scanner.model.judged import Report
from scanner.model.problems import Problem, Reason
from scanner.packs import in_packs
from scanner.pipeline import Order, scan
from scanner.redact.chosen import Chosen, Field, fields_of
from scanner.redact.edits import Redactor
from scanner.redact.operators import Replacing
from scanner.redact.writers import FORMATS, NAMES, files_of, is_data, write
from scanner.registry import is_dataset
from scanner.roots import assets_of
from scanner.source import problem_of
from scanner.spread import Listener
from scanner.unit import Progress, Settings, survey
from scanner.workers import Lost, Workers

NO_WRITER = f"no copy: only {', '.join(FORMATS)} can be written"
NO_DATA = "files of a dataset that hold no records, such as statistics of its values, not copied"
REWRITTEN_SINCE = "no copy: it was written to since the scan that told what is in it; redact it again"
States = tuple[tuple[str, int, int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Copying:
    """What is to be copied, and how. scan: the scan that tells what goes, of `source` alone.

    partial: whether what could not be read whole is copied as far as it was read. others: whether files without a
    writer are copied as they are. force: whether copies that are there are replaced.
    """

    scan: Order
    source: Path
    target: Path
    chosen: Chosen = field(default_factory=Chosen)
    replacing: Replacing = field(default_factory=Replacing)
    partial: bool = False
    others: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class _Task:
    """One asset. holes: whether the scan could not read it whole. states: of its files, before the scan."""

    asset: Asset
    target: Path
    fields: dict[tuple[str, str], Field]
    holes: bool
    states: States

    @property
    def bytes(self) -> int:
        return self.asset.bytes


@dataclass(frozen=True, slots=True)
class Copied:
    """What became of an asset. replaced: values and matches."""

    asset: str
    written: bool
    replaced: int = 0
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """All copies by name of their asset, and the scan that came before."""

    copies: tuple[Copied, ...]
    report: Report
    complete: bool = True
    """Whether it was not interrupted."""

    @property
    def whole(self) -> bool:
        """Whether everything was read whole and copied."""
        holes = any(each.holes for each in self.report.coverage)
        return self.complete and not holes and all(each.written for each in self.copies)


def redact(copying: Copying, listener: Listener) -> Outcome:
    """Scans, then writes the copies. Raises `UsageError` before anything is written."""
    copying.replacing.check()
    found = list(assets_of([str(copying.source)], copying.scan.choice))
    targets = {
        each.name: _target(copying, each)
        for each in found
        if isinstance(each, Asset) and Path(each.name).name != LABELS_FILE
    }
    _check_targets(copying, targets)
    before = {each.name: _states(each) for each in found if isinstance(each, Asset)}
    report = scan(copying.scan, listener)
    if not report.run.get("complete", True):
        return Outcome((), report, complete=False)
    fields = fields_of(report, copying.chosen, copying.scan.settings.book())
    holes = {each.asset for each in report.coverage if each.holes}
    tasks = [
        _Task(each, targets[each.name], fields.get(each.name, {}), each.name in holes, before[each.name])
        for each in found
        if isinstance(each, Asset) and each.name in targets
    ]
    tasks.sort(key=lambda task: -task.bytes)
    done: list[Copied] = []
    complete = True
    try:
        with Workers(copying.scan.jobs, copying.scan.guard) as workers:
            for task, result in in_packs(workers, copy_all, tasks, copying):
                if isinstance(result, Lost):
                    result = Copied(task.asset.name, False, problems=(result.problem,))
                done.append(result)
    except KeyboardInterrupt:
        complete = False
    finally:
        for task in tasks:
            for file in files_of(task.asset):
                _part(task.target / file).unlink(missing_ok=True)
    return Outcome(tuple(sorted(done, key=lambda each: each.asset)), report, complete)


def _target(copying: Copying, asset: Asset) -> Path:
    if copying.source.is_file() and copying.target.is_dir():
        return copying.target / copying.source.name
    return (
        copying.target / asset.name
        if copying.source.is_dir() and not is_dataset(str(copying.source))
        else copying.target
    )


def _check_targets(copying: Copying, targets: dict[str, Path]) -> None:
    source, target = copying.source.resolve(), copying.target.resolve()
    if target == source or target.is_relative_to(source) or source.is_relative_to(target):
        raise UsageError(f"{copying.target}: the copy would lie in what is copied. Name a place outside of it.")
    if copying.source.is_dir() and copying.target.is_file():
        raise UsageError(f"{copying.target}: this is a file, and a folder is to be copied. Name a folder.")
    there = [path for path in targets.values() if path.exists()]
    if there and not copying.force:
        raise UsageError(f"{there[0]}: there is such a file already. Name another place, or replace it with --force.")


def copy_all(tasks: Sequence[_Task], copying: Copying, progress: Progress | None = None) -> list[Copied]:
    """Several assets, copied one after the other."""
    return [_copied(task, copying, progress) for task in tasks]


def _copied(task: _Task, copying: Copying, progress: Progress | None) -> Copied:
    name = task.asset.name
    if task.holes and not copying.partial:
        why = "no copy: it could not be read whole, see above; --partial copies the rest"
        return Copied(name, False, problems=(Problem(Reason.MALFORMED, why),))
    known = survey(task.asset, Settings()).asset
    if known.source not in NAMES:
        if not copying.others:
            return Copied(name, False, problems=(Problem(Reason.UNKNOWN_FORMAT, NO_WRITER),))
        for file in files_of(known):
            _placed(task.target / file, Path(known.content.path or "", file), lambda source, to: copyfile(source, to))
        return Copied(name, True, problems=(Problem(Reason.UNKNOWN_FORMAT, "copied as it is, not redacted"),))
    redactor = _redactor(task, copying, progress)
    problems: list[Problem] = []
    try:
        for file in files_of(known):
            if not is_data(known, file) and not copying.others:
                problems.append(Problem(Reason.UNKNOWN_FORMAT, NO_DATA, member=file))
                continue

            def made(_: Path, to: Path, file: str = file) -> None:
                problems.extend(write(known, file, to, redactor, whole=not task.holes))

            _placed(task.target / file, Path(known.content.path or "", file), made)
        if _states(task.asset) != task.states:
            for file in files_of(known):
                (task.target / file).unlink(missing_ok=True)
            return Copied(name, False, problems=(Problem(Reason.CHANGED, REWRITTEN_SINCE),))
    except SourceError as error:
        problem = problem_of(error, known.content.path or "", name, known.content.name)
        return Copied(name, False, problems=(replace(problem, fact=f"no copy: {problem.fact}"),))
    except OSError as error:
        cause = (error.strerror or "unknown error").lower()
        return Copied(name, False, problems=(Problem(Reason.NOT_READABLE, f"no copy: it cannot be written: {cause}"),))
    return Copied(name, True, redactor.replaced, tuple(problems))


def _placed(target: Path, source: Path, make: Callable[[Path, Path], object]) -> None:
    """Writes beside the place where the copy is to be, and moves it there when it is whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = _part(target)
    try:
        make(source, part)
        copymode(source, part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _states(asset: Asset) -> States:
    """Size, times and number of each file of an asset, which are others once it is written to."""
    with suppress(OSError):
        return tuple(
            (name, state.st_size, state.st_mtime_ns, state.st_ctime_ns, state.st_ino)
            for name, state in states(asset.content.path or "")
        )
    return ()


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.part")


def _redactor(task: _Task, copying: Copying, progress: Progress | None) -> Redactor:
    settings = copying.scan.settings

    def beat(read: int) -> None:
        if progress:
            progress(read)

    free = FreeText(settings.budget, beat=beat) if settings.budget.reads else None
    return Redactor(task.fields, copying.replacing, settings.book(), settings.regions, free)
