"""Which sources there are, and which of them reads a file."""

from __future__ import annotations

import functools
import importlib
import os
import pkgutil
from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType

import scanner.sources
from scanner import datasets
from scanner.errors import UsageError
from scanner.model.data import Content
from scanner.source import AddressSource, Fit, FolderSource, Head, Source
from scanner.streams import bare_name, head_of

GROUP = "fairnotice.sources"


@functools.cache
def sources() -> Mapping[str, Source]:
    """All sources by name, sorted: modules of `scanner.sources` with a `SOURCE`, and those of installed packages.

    Raises `UsageError` where an installed package's source cannot be loaded, or has a name that is taken.
    """
    found: dict[str, Source] = {}
    for module in pkgutil.iter_modules(scanner.sources.__path__):
        if not module.name.startswith("_"):
            source = getattr(importlib.import_module(f"scanner.sources.{module.name}"), "SOURCE", None)
            if source is not None:
                found[source.name] = source
    for entry in entry_points(group=GROUP):
        try:
            source = entry.load()
        except Exception as error:
            raise UsageError(
                f"{entry.value}: the source {entry.name} cannot be loaded ({type(error).__name__}). "
                "Repair or uninstall the package that brings it"
            ) from error
        if source.name in found:
            raise UsageError(f"{entry.value}: there is already a source named {source.name}. Uninstall one of them")
        found[source.name] = source
    return MappingProxyType(dict(sorted(found.items())))


def source_for(content: Content, name: str) -> Source | None:
    """The source that fits the file best, None where none does.

    Equal fits are settled by `name`, then by the order of the sources' names. Raises `SourceError` where not even
    the start of the file can be read.
    """
    head = head_of(content)
    named = Head(bare_name(name), b"", "", whole=True)
    best, best_fit = None, (Fit.NO, False)
    for source in sources().values():
        fit = source.fit(head)
        if fit > Fit.NO and fit >= best_fit[0]:
            told = fit, source.fit(named) >= Fit.NAME
            best, best_fit = (source, told) if told > best_fit else (best, best_fit)
    return best


def folder_source(folder: str) -> FolderSource | None:
    """The source that reads this folder as one dataset, None where it is a folder like any other."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - names alone are wanted, of every folder of a run
    except OSError:
        return None
    likely = (source for source in _folder_sources() if source.may_fit_folder(names))
    return next((source for source in likely if source.fits_folder(folder)), None)


@functools.cache
def _folder_sources() -> tuple[FolderSource, ...]:
    return tuple(source for source in sources().values() if isinstance(source, FolderSource))


def is_dataset(folder: str) -> bool:
    """Whether some source reads this folder as one dataset."""
    return folder_source(folder) is not None


def is_table(folder: str) -> bool:
    """The same where it is more than files of one format, as a table of a lake is, and a folder of a dump."""
    source = folder_source(folder)
    return source is not None and source.name not in datasets.FORMATS


def dataset_source(content: Content) -> Source | None:
    """The source that reads the files of a dataset: that of the folder, or which fits the first that is not empty.

    Raises `SourceError` where they cannot be listed, or that one cannot be read.
    """
    alone = datasets.has_parts(content) or not content.path
    source: Source | None = None if alone else folder_source(content.path or "")
    if source is None:
        parts = datasets.parts_of(content)
        file, first = next(((file, part) for file, part in parts if part.size()), ("", None))
        source = source_for(first, file) if first else None
    return source


def address_sources() -> Mapping[str, AddressSource]:
    """The sources of what lies behind addresses, by scheme."""
    readers = (source for source in sources().values() if isinstance(source, AddressSource))
    return {scheme: source for source in readers for scheme in source.schemes}
