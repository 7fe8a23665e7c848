"""Which formats can be written anew, and how a file of each becomes its copy."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copyfile

from scanner.errors import SourceError
from scanner.model.data import Asset
from scanner.model.problems import Problem, Reason
from scanner.redact import delimited, json_lines, parquet, plain
from scanner.redact.edits import Redactor
from scanner.redact.sink import NotEncodableError, Sink
from scanner.streams import TextStream, open_text

Copy = Callable[[Asset, TextStream, Sink, Redactor], Iterator[Problem]]
_TEXTS: dict[str, Copy] = {"csv": delimited.copy, "json_lines": json_lines.copy, "text": plain.copy}
FORMATS = ("text", "CSV", "JSON lines", "Parquet")
NAMES = (*_TEXTS, "parquet")
"""Names of the sources of these formats."""


def files_of(asset: Asset) -> list[str]:
    """The files of an asset, relative to it; of a single file only the empty name."""
    path = Path(asset.content.path or "")
    if not path.is_dir():
        return [""]
    return sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.is_file())


def is_data(asset: Asset, file: str) -> bool:
    """Whether a file of a dataset holds its records, or nothing; what else lies there may repeat values of them."""
    path = Path(asset.content.path or "", file)
    return not file or path.name.lower().endswith((".parquet", ".parq", ".pq")) or not path.stat().st_size


def write(asset: Asset, file: str, to: Path, redactor: Redactor, *, whole: bool) -> list[Problem]:
    """One file of an asset, redacted. Raises `SourceError` where it cannot be read, or written, whole.

    whole: whether the scan has read all of it. Where it has not, what can be read of a text is written, and no more:
    nobody has looked at the rest.
    """
    path = Path(asset.content.path or "", file)
    if not is_data(asset, file) or (whole and not (redactor.fields and path.stat().st_size)):
        copyfile(path, to)
        return []
    if asset.source == "parquet":
        _check_folders(file, redactor)
        return list(parquet.copy(path, to, redactor))
    try:
        return _text(asset, to, redactor, whole=whole, as_utf8=False)
    except NotEncodableError as error:
        found = _text(asset, to, redactor, whole=whole, as_utf8=True)
        return [*found, Problem(Reason.REPAIRED_TEXT, f"written as UTF-8, since {error}")]


def _check_folders(file: str, redactor: Redactor) -> None:
    keys = {part.partition("=")[0] for part in Path(file).parent.parts if "=" in part}
    held = sorted(keys & {name for _, name in redactor.fields})
    if held:
        raise SourceError(f"{os.path.basename(file)}: what is to be redacted is in the name of its folder, {held[0]}=…")  # noqa: PTH119


def _text(asset: Asset, to: Path, redactor: Redactor, *, whole: bool, as_utf8: bool) -> list[Problem]:
    redactor.replaced = 0
    with open_text(asset.content) as text, to.open("wb") as out:
        if text.peeled:
            raise SourceError(f"{asset.content.name}: it is compressed. Decompress it first")
        found = list(_TEXTS[asset.source](asset, text, Sink(out, text, asset.content, as_utf8=as_utf8), redactor))
        if text.error and whole:
            raise text.error
        return found
