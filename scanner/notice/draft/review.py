"""The drafts of a notice file, one by one, with a person's answers saved into it.

Only the values that an answer changes are rewritten, in their place: comments and layout stay as they are.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any, TextIO, get_args

from scanner.errors import NoticeError
from scanner.notice.categories import Categories, did_you_mean
from scanner.notice.draft.write import scalar
from scanner.notice.model import Declaration, Explicitness, Source
from scanner.notice.normal import normalise
from scanner.notice.read import read_notice
from scanner.notice.yaml_file import read_yaml

KEYS = "y confirm, n reject, e edit, s skip, q stop"
_AROUND = 160


class Review:
    """One walk through a file's drafts: questions to `out`, answers from `lines`, one a line."""

    def __init__(self, file: Path, text: str | None, lines: TextIO, out: TextIO) -> None:
        self._file, self._text, self._lines, self._out = file, text, lines, out
        self._categories = Categories.shipped()
        self._saved = 0

    def run(self) -> None:
        """Until the drafts or the answers end. Raises `NoticeError` for a file that is no notice."""
        drafts = [each.id for each in read_notice(self._file, self._categories).declarations if each.status == "draft"]
        if not drafts:
            self._say(f"{self._file}: nothing to review: no declaration in it is a draft.")
            return
        for number, name in enumerate(drafts, 1):
            if not self._ask(name, f"{number} of {len(drafts)}"):
                break
        left = sum(each.status == "draft" for each in read_notice(self._file, self._categories).declarations)
        self._say(f"{self._file}: {self._saved} answered, {left} still drafts.")

    def _ask(self, name: str, place: str) -> bool:
        """One draft; False to stop."""
        while True:
            declaration = self._current(name)
            self._show(declaration, place)
            answer = self._answer(f"{KEYS}: ")
            if answer is None or answer == "q":
                return False
            if answer == "s":
                return True
            if answer in ("y", "n"):
                self._save(name, {"status": "confirmed" if answer == "y" else "rejected"})
                self._saved += 1
                return True
            if answer == "e":
                if not self._edit(declaration):
                    return False
            else:
                self._say(f"`{answer}` is no answer here. {KEYS}.")

    def _edit(self, declaration: Declaration) -> bool:
        """Asks for each value; an empty answer keeps it. False where the answers end."""
        changes: dict[str, str] = {}
        choices: dict[str, tuple[str, ...]] = {
            "category": tuple(self._categories.by_id),
            "source": get_args(Source),
            "explicitness": get_args(Explicitness),
        }
        for key, known in choices.items():
            while True:
                answer = self._answer(f"{key} [{getattr(declaration, key)}]: ")
                if answer is None:
                    return False
                if not answer or answer in known:
                    break
                self._say(f"no {key} `{answer}`. {did_you_mean(answer, known)}")
            if answer:
                changes[key] = answer
        fault = _fault(declaration, changes)
        if fault:
            self._say(fault)
        elif changes:
            self._save(declaration.id, changes)
        return True

    def _show(self, declaration: Declaration, place: str) -> None:
        self._say(f"\n{place}  {declaration.id}  under “{declaration.section}”")
        self._say(f"  “{self._in_place(declaration)}”")
        label = self._categories.get(declaration.category).label
        self._say(f"  {label} [{declaration.category}], {declaration.source}, {declaration.explicitness}")

    def _in_place(self, declaration: Declaration) -> str:
        """The quote, with the words around it where the document is at hand, the quote itself in `>> <<`."""
        start = self._start(declaration)
        if self._text is None or start is None:
            return declaration.words
        stop = start + len(declaration.quote)
        before = " ".join(self._text[max(0, start - _AROUND) : start].split(" ")[1:])
        after = " ".join(self._text[stop : stop + _AROUND].split(" ")[:-1])
        return " ".join(f"…{before}>>{self._text[start:stop]}<<{after}…".split())

    def _start(self, declaration: Declaration) -> int | None:
        if self._text is None:
            return None
        wanted = normalise(declaration.quote).text
        offset = declaration.offset
        if offset is not None and normalise(
            self._text[offset : offset + 2 * len(declaration.quote) + 80]
        ).text.startswith(wanted):
            return offset
        found = self._text.find(declaration.quote)
        return found if found >= 0 else None

    def _current(self, name: str) -> Declaration:
        declarations = read_notice(self._file, self._categories).declarations
        found = next((each for each in declarations if each.id == name), None)
        if found is None:
            raise NoticeError(f"{self._file}: `{name}` is no longer in it: it was changed meanwhile. Start again.")
        return found

    def _answer(self, question: str) -> str | None:
        """The next line; None at the end of the answers."""
        self._out.write(question)
        self._out.flush()
        line = self._lines.readline()
        if not self._lines.isatty():
            self._out.write("\n")
        return line.strip().lower() if line else None

    def _save(self, name: str, changes: dict[str, str]) -> None:
        for key, value in changes.items():
            replace_file(self._file, with_value(self._file, name, key, value))

    def _say(self, line: str) -> None:
        self._out.write(f"{line}\n")


def _fault(declaration: Declaration, changes: dict[str, str]) -> str | None:
    """Why the changed declaration would not be one."""
    from pydantic import ValidationError

    try:
        Declaration.model_validate({**declaration.model_dump(by_alias=True), **changes})
    except ValidationError as error:
        return f"not saved: {str(error.errors()[0]['msg']).removeprefix('Value error, ')}."
    return None


def with_value(file: Path, name: str, key: str, value: str) -> str:
    """The file's text with one value of one declaration changed, or added after its first line."""
    read = read_yaml(file)
    text = file.read_bytes().decode("utf-8-sig")
    entries = _member(read.node, "declarations")
    entry = next(each for each in entries[1].value if (id_ := _member(each, "id")) and id_[1].value == name)
    lines: list[str] = text.splitlines(keepends=True)
    found = _member(entry, key)
    if found is not None:
        node = found[1]
        start, stop = node.start_mark, node.end_mark
        before: str = "".join(lines[: start.line]) + lines[start.line][: start.column]
        after = lines[stop.line][stop.column :] + "".join(lines[stop.line + 1 :]) if stop.line < len(lines) else ""
        return before + scalar(value) + after
    first, last = _member(entry, "id")
    line, column = int(last.end_mark.line), int(last.end_mark.column)
    if entry.flow_style:
        inserted = f", {key}: {scalar(value)}"
    else:
        end = "\r\n" if lines[line].endswith("\r\n") else "\n"
        inserted = f"{end}{' ' * first.start_mark.column}{key}: {scalar(value)}"
    return "".join(lines[:line]) + lines[line][:column] + inserted + lines[line][column:] + "".join(lines[line + 1 :])


def _member(node: Any, key: str) -> Any:
    return next(((name, value) for name, value in node.value if name.value == key), None)


def replace_file(file: Path, text: str) -> None:
    """Writes the file as a whole or not at all. Raises `NoticeError`."""
    target = file.resolve()
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode("utf-8"))
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(target.stat().st_mode & 0o777)
        Path(name).replace(target)
    except OSError as error:
        raise NoticeError(f"{file}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None
