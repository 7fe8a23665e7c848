"""What data catalogues share: names of datasets for assets and tables, and the tags that findings give to fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from scanner.errors import UsageError
from scanner.globs import matches
from scanner.model.data import Origin
from scanner.model.found import Confidence
from scanner.model.judged import Report
from scanner.report.view import View

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True, order=True)
class Tag:
    """A tag that a catalogue is to have: of a category, or of a verdict that fails."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """A dataset with the tags of each of its fields; the field "" is the dataset itself."""

    origin: Origin
    """Without its field."""
    fields: dict[str, tuple[Tag, ...]]


def tagged(report: Report, view: View) -> Iterator[Tagged]:
    """The datasets in which something was found that is more than possible and no test data, in order of name."""
    datasets: dict[Origin, dict[str, dict[Tag, None]]] = {}
    for each in report.findings:
        finding, origin = each.finding, each.finding.origin
        if finding.test_data or finding.confidence is Confidence.POSSIBLE:
            continue
        dataset = Origin(origin.asset, origin.member, origin.table)
        tags = datasets.setdefault(dataset, {}).setdefault(origin.field, {})
        if finding.category:
            label = view.label(finding.category)
            tags[Tag(finding.category, f"Holds {label}, found by Fairnotice.")] = None
        if view.fails(each):
            tags[Tag(f"notice.{each.verdict}", f"Held against the privacy notice: {each.verdict}.")] = None
    for dataset, fields in sorted(datasets.items()):
        yield Tagged(dataset, {field: tuple(sorted(tags)) for field, tags in sorted(fields.items()) if tags})


def named(origin: Origin, view: View) -> str | None:
    """What the user says that the catalogue calls a dataset; None where nothing is said. Raises `UsageError`."""
    for glob, template in view.datasets:
        if matches((glob,), origin.asset):
            return _filled(template, origin)
    return None


def _filled(template: str, origin: Origin) -> str:
    """A template with what is known of the dataset; `{name}` is the file's name without its endings."""
    path = PurePosixPath(origin.asset)
    known = {
        "asset": origin.asset,
        "member": origin.member,
        "table": origin.table,
        "name": path.name.split(".")[0],
        "folder": str(path.parent) if path.parent.name else "",
    }
    wrong = sorted(set(_PLACE.findall(template)) - set(known))
    if wrong:
        names = ", ".join(f"{{{name}}}" for name in known)
        raise UsageError(f"--dataset: nothing fills {{{wrong[0]}}} in {template}. Known: {names}.")
    return _PLACE.sub(lambda found: known[found[1]], template)
