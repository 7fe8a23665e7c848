"""Arguments of the command line, read once: what is wrong with one is said before anything is scanned."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import UsageError
from scanner.report.forms import FORMS, Form, form_of

if TYPE_CHECKING:
    from scanner.model.data import Window
    from scanner.model.sample import Sample

CLAUSES, NEW = "clauses", "new"
FAIL_ON = f"contradicts,undeclared,out_of_scope,{CLAUSES}"
"""What gives exit status 1 where nothing else is said."""

_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(?:([KMGT])(i?B)?|B)?", re.IGNORECASE)
_SHARE = re.compile(r"((?=\d*\.|\d+%)\d*\.?\d*[0-9])(%?)")
_POWER = {"K": 1, "M": 2, "G": 3, "T": 4}


def verdicts(text: str) -> frozenset[str]:
    """What gives exit status 1: verdicts, `clauses` for broken clauses, and `new` where only new ones do.

    `new` alone is that with the usual ones. Raises `UsageError`.
    """
    from scanner.model.judged import Verdict

    words = frozenset(word.strip() for word in text.split(",") if word.strip()) - {"none"}
    unknown = sorted(words - {*Verdict, CLAUSES, NEW})
    if unknown:
        known = ", ".join((*Verdict, CLAUSES, NEW))
        raise UsageError(f"--fail-on: {', '.join(unknown)} is no verdict. Known: {known}, or none.")
    return words if words != {NEW} else words | verdicts(FAIL_ON)


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where a report goes: in one form to the terminal or a file, and in others to further files."""

    form: Form
    file: Path | None
    more: tuple[tuple[Form, Path], ...] = ()

    @property
    def document(self) -> Path | None:
        """The file from which `fairnotice report` can make all other forms, where one is written."""
        files = {form.name: file for form, file in ((self.form, self.file), *self.more) if file}
        return files.get("json")


def outputs(form: str, given: list[str]) -> Outputs:
    """From `--format FORM` and any number of `--output FILE` or `--output FORM=FILE`. Raises `UsageError`."""
    files, more = list[Path](), list[tuple[Form, Path]]()
    for each in given:
        name, equals, path = each.partition("=")
        if equals and name in FORMS:
            more.append((FORMS[name], Path(path)))
        else:
            files.append(Path(each))
    if len(files) > 1:
        raise UsageError(f"--output: {files[1]} has no form. Name it: --output FORM={files[1]}, such as json or sarif.")
    for file in (*files, *(file for _, file in more)):
        check_writable(file)
    return Outputs(form_of("--format", form), files[0] if files else None, tuple(more))


def countries(option: str, codes: list[str]) -> tuple[str, ...]:
    """Countries by the two letters of ISO 3166, each once. option: the name to complain under."""
    from phonenumbers import SUPPORTED_REGIONS

    chosen = tuple(dict.fromkeys(code.upper() for code in codes))
    unknown = [code for code in chosen if code not in SUPPORTED_REGIONS]
    if unknown:
        raise UsageError(
            f"{option}: {', '.join(unknown)} is no country. Two letters of ISO 3166, such as US, GB or DE."
        )
    return chosen


def size(option: str, text: str) -> int:
    """Bytes from `500MB` (millions), `20GiB` or `20G` (of 1024 each), or plain digits. Raises `UsageError`."""
    found = _SIZE.fullmatch(text.strip())
    if found is None or float(found[1]) == 0:
        raise UsageError(f"{option}: `{text}` is no size. Give one such as 500MB, 2GiB or 1000000.")
    base = 1000 if (found[3] or "").lower() == "b" else 1024
    return int(float(found[1]) * base ** _POWER.get((found[2] or "").upper(), 0))


def sample_of(text: str, seed: int = 0) -> Sample | None:
    """How much is read: `share=0.05`, `rows=10000` or `per-file=1000`; `0.05`, `5%` and `10000` are short for these.

    Raises `UsageError`.
    """
    from scanner.model.sample import Sample

    if not text:
        return None
    kind, equals, amount = text.rpartition("=")
    kind = kind or ("?" if equals else "")
    if kind in ("", "share") and (share := _share(amount)):
        return Sample(share, seed=seed)
    if amount.isdecimal() and int(amount):
        if kind in ("", "rows"):
            return Sample(rows=int(amount), seed=seed)
        if kind == "per-file":
            return Sample(per_file=int(amount), seed=seed)
    raise UsageError(
        f"--sample: {text} is no sample. Give a share (share=0.05, 0.05 or 5%), a number of rows of each table "
        "(rows=10000 or 10000) or of each file (per-file=1000)."
    )


def again_of(text: str, sample: Sample | None) -> Sample | None:
    """The sample with a second pass: `whole`, or a share as `--sample` has it. Raises `UsageError`."""
    if not text:
        return sample
    share = Fraction(1) if text == "whole" else _share(text)
    if sample is None:
        raise UsageError("--adaptive: a second pass needs a first one. Name its sample: --sample 1%")
    if share is None or (sample.share is not None and share <= sample.share):
        raise UsageError(
            f"--adaptive: {text} is no larger share than the first pass has. Give `whole`, or such as 20%."
        )
    return replace(sample, again=share)


def every_of(text: str, sample: Sample | None) -> Sample | None:
    """The sample with what it reads a row group of at least, `partition` or `file`. Raises `UsageError`."""
    if not text:
        return sample
    if sample is None:
        raise UsageError("--every: only a sample leaves anything out. Name it: --sample 1%")
    if text not in ("partition", "file"):
        raise UsageError(f"--every: there is no {text} in a dataset. Known: partition, file.")
    return replace(sample, every=text)


def window_of(since: str, until: str) -> Window | None:
    """The days from `--since` to `--until`; None where neither is named. Raises `UsageError`."""
    import numpy as np

    from scanner.model.data import Window

    if not (since or until):
        return None
    days = []
    for option, text in (("--since", since), ("--until", until)):
        try:
            days.append(np.datetime64(date.fromisoformat(text), "D") if text else None)
        except ValueError:
            raise UsageError(f"{option}: {text} is no day. Write it as 2026-11-01.") from None
    first, last = days
    if first is not None and last is not None and last < first:
        raise UsageError(f"--until: {until} lies before {since}, so no day is left.")
    return Window(first, last)


def _share(text: str) -> Fraction | None:
    """A share above 0, below 1 or just 1 if it is written with a point or a per cent sign; None for anything else."""
    found = _SHARE.fullmatch(text)
    share = Fraction(found[1]) / (100 if found[2] else 1) if found else Fraction(0)
    return share if 0 < share <= 1 else None


def pairs(option: str, given: list[str]) -> tuple[tuple[str, str], ...]:
    """`A=B` in two. Raises `UsageError`. option: the name to complain under."""
    split = tuple((left, right) for left, _, right in (each.partition("=") for each in given))
    wrong = [each for each, (left, right) in zip(given, split, strict=True) if not left or not right]
    if wrong:
        raise UsageError(f"{option}: {wrong[0]} has no two sides. Write GLOB=NAME.")
    return split


def secret(file: Path | None) -> bytes | None:
    """The user's secret. Raises `UsageError`."""
    if file is None:
        return None
    key = read(file).strip()
    if len(key) < 16:
        raise UsageError(f"{file}: a key needs 16 bytes or more. `openssl rand -hex 32` makes one.")
    return key


def read(file: Path) -> bytes:
    """A whole file that the user named. Raises `UsageError`."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {(error.strerror or 'unknown error').lower()}.") from None


def check_writable(file: Path | None) -> None:
    """Complains before the scan, not after it."""
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise UsageError(f"{file}: cannot be written: there is no such folder. Make it, or name another place.")
