"""What a run is to look at: the assets below its roots, and the labels that lie beside them or were given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from scanner.acceptances import FILE as ACCEPT_FILE
from scanner.choice import Choice
from scanner.compact import Compact
from scanner.errors import UsageError
from scanner.labels.apply import Labelling, Layer, Rule
from scanner.labels.read import read_labels, read_option
from scanner.model.data import LABELS_FILE, Asset
from scanner.model.problems import Coverage
from scanner.notice.model import Notice
from scanner.roots import assets_of


@dataclass(frozen=True, slots=True)
class Given:
    """Labels that were given with the command: `--labels FILE`, `--label KEY=VALUE`."""

    files: tuple[Path, ...] = ()
    options: tuple[str, ...] = ()

    def rules(self, notices: Iterable[Notice] = ()) -> tuple[Rule, ...]:
        """All of them, read. Raises `UsageError`."""
        subjects = subjects_of(notices)
        read = [rule for file in self.files for rule in read_labels(file, Layer.FILE, subjects)]
        return (*read, *(read_option(option, subjects) for option in self.options))


@dataclass(frozen=True, slots=True)
class Inputs:
    """assets: what is to be scanned. passed_over: what is not, and why. files: those that the labels come from."""

    assets: Sequence[Asset]
    passed_over: Sequence[Coverage]
    labelling: Labelling
    files: tuple[str, ...] = ()


def inputs(roots: Sequence[str], choice: Choice, given: Given, notices: Iterable[Notice] = ()) -> Inputs:
    """Walks the roots and reads all labels. Raises `UsageError` where a root or a label cannot be used."""
    return labelled(assets_of(roots, choice), choice, given, notices)


def labelled(
    walked: Iterable[Asset | Coverage], choice: Choice, given: Given, notices: Iterable[Notice] = ()
) -> Inputs:
    """What is found, with the labels beside it and those given. Raises `UsageError` where a label cannot be used.

    What is wrong with those given is said before anything is walked.
    """
    notices = tuple(notices)
    rules = given.rules(notices)
    lists = {file.resolve() for file in given.files}
    data, passed_over = Compact[Asset](), Compact[Coverage]()
    beside: list[Asset] = []
    for each in walked:
        if isinstance(each, Coverage):
            passed_over.append(each)
        elif each.content.path and each.name.rpartition("/")[2] == LABELS_FILE:
            beside.append(each)
        elif not _is_one_of(each, lists) and not _is_acceptances(each):
            data.append(each)
    read = [rule for file in beside if _path(file) not in lists for rule in _beside(file, notices)]
    labelling = Labelling((*read, *rules))
    complaints = list(labelling.unmatched_assets(each.name for each in data))
    if complaints:
        raise UsageError("\n".join(complaints))
    if choice.asks:
        data = Compact(_asked(each, choice, labelling) for each in data)
    files = (*(file.name for file in beside), *(str(file) for file in given.files))
    return Inputs(data, passed_over, labelling, tuple(dict.fromkeys(files)))


def _asked(asset: Asset, choice: Choice, labelling: Labelling) -> Asset:
    """The asset with how much of it is wanted, of all that the choice asks."""
    window = choice.window and replace(choice.window, field=labelling.date_field(asset.name, "", ""))
    return replace(asset, sample=choice.sample, window=window, columns=choice.columns)


def subjects_of(notices: Iterable[Notice]) -> frozenset[str]:
    """The subjects that notices speak of."""
    return frozenset(
        name
        for notice in notices
        for name in (
            *notice.applies_to.subjects,
            *notice.applies_to.not_,
            *(each.when.subject for each in notice.declarations if each.when and each.when.subject),
            *(each.subject for each in notice.prohibitions if each.subject),
        )
    )


def _beside(file: Asset, notices: Iterable[Notice]) -> tuple[Rule, ...]:
    folder = str(PurePosixPath(file.name).parent)
    return read_labels(_path(file), Layer.BESIDE, subjects_of(notices), "" if folder == "." else folder)


def _path(asset: Asset) -> Path:
    return Path(asset.content.path or asset.name).resolve()


def _is_acceptances(asset: Asset) -> bool:
    """Whether it is the file of acceptances of the folder in which the command runs."""
    return asset.name.endswith(ACCEPT_FILE) and _path(asset) == Path(ACCEPT_FILE).resolve()


def _is_one_of(asset: Asset, files: set[Path]) -> bool:
    return bool(files) and _path(asset) in files
