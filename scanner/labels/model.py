"""The shape of a labels file, `fairnotice-labels/1`; `LabelsFile.model_json_schema()` publishes it."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from scanner.model.judged import LABEL_KEYS
from scanner.notice.model import Country, Name, Role, Source, Text

FORMAT = "fairnotice-labels/1"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _listed(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _day_or_field(given: str) -> str:
    if not given[:1].isdigit():
        return given
    if not _DAY.fullmatch(given):
        raise ValueError("not a date. Write it as year-month-day, such as 2018-11-30, or name the field that holds it")
    try:
        date.fromisoformat(given)
    except ValueError:
        raise ValueError("there is no such day. Correct it, or name the field that holds the date") from None
    return given


def day_of(collected_at: str | None) -> date | None:
    """The date that `collected_at` gives; None where it names a field, or is not told."""
    return date.fromisoformat(collected_at) if collected_at and collected_at[:1].isdigit() else None


Globs = Annotated[
    tuple[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)], ...], BeforeValidator(_listed)
]
Collected = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Told(BaseModel):
    """Labels without what they apply to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Source | None = Field(default=None, description="Where the data come from.")
    subject: Name | None = Field(default=None, description="Whose data they are, such as customer or prospect.")
    purpose: Name | None = Field(default=None, description="What they are used for, by the notice's id if it has one.")
    role: Role | None = Field(default=None, description="In which role the company holds them.")
    country: Country | None = Field(default=None, description="Where they are kept.")
    collected_at: Collected | None = Field(default=None, description="A date, or the name of the field that holds it.")
    owner: Text | None = Field(default=None, description="Who answers for them; shown, and not judged by.")

    @model_validator(mode="after")
    def _dated(self) -> Told:
        if self.collected_at is not None:
            _day_or_field(self.collected_at)
        return self

    def labels(self) -> tuple[tuple[str, str], ...]:
        """Those that are told, as key and value."""
        return tuple((key, getattr(self, key)) for key in LABEL_KEYS if getattr(self, key) is not None)


class Entry(Told):
    """Labels, and globs that say to what they apply: all of them must fit; without one, to all beside the file."""

    asset: Globs = Field(default=(), alias="match", description="Names of files, datasets or dumps.")
    table: Globs = ()
    field: Globs = ()
    note: str = Field(default="", description="For the reader of the file; not used.")

    @model_validator(mode="before")
    @classmethod
    def _as_keys(cls, data: Any) -> Any:
        """`asset` is another word for `match`; `match` may also be a mapping of `asset`, `table` and `field`."""
        if not isinstance(data, dict):
            return data
        if isinstance(data.get("match"), dict):
            globs = data["match"]
            twice = sorted(globs.keys() & (data.keys() - {"match"}))
            if twice:
                raise ValueError(f"`{twice[0]}` stands here and under `match`. Keep one of them")
            data = {**{key: value for key, value in data.items() if key != "match"}, **globs}
        if "asset" in data:
            if "match" in data:
                raise ValueError("`match` and `asset` mean the same. Keep one of them")
            data = {("match" if key == "asset" else key): value for key, value in data.items()}
        return data

    @model_validator(mode="after")
    def _says_something(self) -> Entry:
        if not self.labels():
            raise ValueError(f"it labels nothing. Give it one of {', '.join(LABEL_KEYS)}")
        return self


class LabelsFile(BaseModel):
    """A file of labels; of two entries that fit, the one for a field or table, else the later one, decides."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["fairnotice-labels/1"]
    entries: tuple[Entry, ...] = Field(min_length=1)
