"""Allow lists: files that name values which are not personal data, each entry with its reason.

The package brings one of its own, `rules/test_values.yaml`: what standards, regulators and payment companies have set
aside for tests and examples. Its values are found, and marked as test values; those of a user's list are counted as
allowed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

import rules
from scanner.errors import NoticeError, UsageError
from scanner.notice.categories import did_you_mean
from scanner.notice.yaml_file import YamlFile, read_yaml

FORMAT = "fairnotice-allow/1"
TEST_VALUES = Path(rules.__file__).parent / "test_values.yaml"
KINDS = ("value", "number", "pattern", "domain", "hmac")


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


Texts = Annotated[tuple[Annotated[str, Field(min_length=1)], ...], BeforeValidator(_listed)]


class _Given(BaseModel):
    """An entry as it stands in the file; everything that says what a value is may be one text or a list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    value: Texts = ()
    number: Texts = ()
    pattern: Texts = ()
    domain: Texts = ()
    hmac: Texts = ()
    entity: Texts = ()
    rule: Texts = ()
    field: Texts = ()
    reason: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _usable(self) -> _Given:
        if not any(getattr(self, kind) for kind in KINDS):
            raise ValueError(f"it says of no value; give one of {', '.join(KINDS)}")
        if not all(re.fullmatch("[0-9A-Za-z#]{4,}", each) for each in self.number):
            raise ValueError("a number has at least 4 digits or letters, # for any digit, and no separators")
        if not all(re.fullmatch("[0-9a-fA-F]{64}", each) for each in self.hmac):
            raise ValueError("an hmac has 64 hexadecimal digits, as `--matches` and `--key` write it")
        return self


class _Head(BaseModel):
    """The file without the content of its entries."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["fairnotice-allow/1"]
    entries: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an allow list.

    name: file and line, as messages and reports call it. test: whether its values are test values rather than allowed.
    entities, rules, fields: to what it is limited, not at all where empty; fields are globs.
    """

    name: str
    reason: str
    test: bool = False
    values: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    hmacs: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def entries(files: Iterable[Path], test_values: bool = True) -> tuple[Entry, ...]:
    """The entries of these files, and behind them the test values that come with the package.

    Raises `UsageError` where a file is no usable allow list.
    """
    own = tuple(entry for file in files for entry in read_allow(file))
    return own + (_shipped() if test_values else ())


@lru_cache(maxsize=1)
def _shipped() -> tuple[Entry, ...]:
    return read_allow(TEST_VALUES, test=True)


def read_allow(path: Path, test: bool = False) -> tuple[Entry, ...]:
    """The entries of one file. Raises `UsageError` with file, line, fact and next step; never with a value."""
    try:
        file = read_yaml(path)
    except NoticeError as error:
        raise UsageError(str(error)) from None
    if file.data.get("format") != FORMAT:
        raise UsageError(f"{file.where(['format'])}: this is no allow list. Begin it with `format: {FORMAT}`.")
    try:
        head = _Head.model_validate(file.data)
    except ValidationError as error:
        raise _faulty(file, (), error) from None
    return tuple(_entry(file, number, given, test) for number, given in enumerate(head.entries))


def _entry(file: YamlFile, number: int, data: dict[str, object], test: bool) -> Entry:
    try:
        given = _Given.model_validate(data)
    except ValidationError as error:
        raise _faulty(file, ("entries", number), error) from None
    where = file.where(["entries", number])
    for pattern in () if test else given.pattern:  # those of the package are checked by its tests
        _check_pattern(pattern, where)
    name = f"{file.path.name}:{file.line(['entries', number])}" if test else where
    return Entry(
        name=name,
        reason=given.reason,
        test=test,
        values=given.value,
        numbers=given.number,
        patterns=given.pattern,
        domains=tuple(domain.lower().removeprefix("*").strip(".") for domain in given.domain),
        hmacs=tuple(each.lower() for each in given.hmac),
        entities=given.entity,
        rules=given.rule,
        fields=given.field,
    )


def _check_pattern(pattern: str, where: str) -> None:
    try:
        pl.Series([""]).str.contains(f"^(?:{pattern})$", strict=True)
    except pl.exceptions.ComputeError:
        raise UsageError(
            f"{where}: pattern: it is not one for a linear-time engine, or too large. Write it as "
            "https://docs.rs/regex describes, without look-around and back-references."
        ) from None


def _faulty(file: YamlFile, place: Sequence[str | int], error: ValidationError) -> UsageError:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    location = [*place, *first["loc"]]
    what = ".".join(str(part) for part in location[len(place) :]) or "entry"
    fact = first["msg"].removeprefix("Value error, ")
    if first["type"] in ("string_type", "tuple_type"):
        fact = "it must be text. Put it in quotes, so that a number keeps its zeros"
    return UsageError(f"{file.where(location)}: {what}: {fact}. See docs/allow-lists.md.")


def check(given: Iterable[Entry], entities: Iterable[str], ids: Iterable[str], has_key: bool) -> None:
    """Raises `UsageError` where an entry names what no rule in use is called, or needs a key that is missing."""
    known = {"entity": set(entities), "rule": set(ids)}
    for entry in given:
        if entry.hmacs and not has_key:
            raise UsageError(
                f"{entry.name}: hmac: values are told by it only under the secret that made it: --key FILE."
            )
        for kind, names in (("entity", entry.entities), ("rule", entry.rules)):
            unknown = [name for name in names if name not in known[kind] and not entry.test]
            if unknown:
                hint = did_you_mean(unknown[0], known[kind])
                raise UsageError(f"{entry.name}: {kind}: no rule in use is called {unknown[0]}. {hint}")
