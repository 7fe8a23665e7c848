"""What labels apply to what: of those that fit, the nearest and most specific decides, key by key.

    weakest    what the data carry with them: Parquet metadata, comments on columns
               a fairnotice.yaml, the nearer to the data the stronger
               --labels FILE
    strongest  --label KEY=VALUE

Within one file an entry for a field goes before one for a table, that before one for an asset, then the later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from scanner.globs import matches, matches_dotted
from scanner.model.data import Origin
from scanner.model.judged import LABEL_KEYS, Judged, Labels
from scanner.notice.categories import did_you_mean


class Layer(IntEnum):
    """Where labels come from, the weakest first."""

    DATA = 0
    BESIDE = 1
    FILE = 2
    OPTION = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry: where it stands, the folder its globs are relative to, the globs, the labels."""

    where: str
    layer: Layer
    prefix: str = ""
    assets: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()

    @property
    def rank(self) -> tuple[int, int, int]:
        """The stronger rule has the higher one; of equal ones the later counts."""
        depth = self.prefix.count("/") + 1 if self.prefix else 0
        return self.layer, depth, 2 if self.fields else 1 if self.tables else 0

    def fits(self, place: Origin) -> bool:
        """Whether it applies to a table or field."""
        return (
            self.fits_asset(place.asset, place.member)
            and (not self.tables or matches_dotted(self.tables, place.table))
            and (not self.fields or matches_dotted(self.fields, place.field))
        )

    def fits_asset(self, asset: str, member: str = "") -> bool:
        """Whether it applies to something in an asset."""
        return self.near(asset) and (
            not self.assets or any(self.fits_glob(glob, asset, member) for glob in self.assets)
        )

    def near(self, asset: str) -> bool:
        """Whether an asset lies in the folder of the entry's file, or is that folder."""
        return not self.prefix or asset == self.prefix or asset.startswith(f"{self.prefix}/")

    def fits_glob(self, glob: str, asset: str, member: str = "") -> bool:
        """Whether one glob fits an asset that is near, or a member of it."""
        if self.prefix and asset == self.prefix:
            return True
        name = asset[len(self.prefix) + 1 :] if self.prefix else asset
        return matches([glob], name) or (bool(member) and matches([glob], f"{name}!{member}"))


@dataclass(frozen=True)
class Labelling:
    """All labels of a run. hints: what data carry with them, by asset, table or field."""

    rules: tuple[Rule, ...] = ()
    hints: Mapping[Origin, Mapping[str, tuple[str, str]]] = field(default_factory=dict)

    @cached_property
    def _ordered(self) -> tuple[Rule, ...]:
        return tuple(sorted(self.rules, key=lambda rule: rule.rank))

    def of(self, place: Origin) -> Labels:
        """The labels of a field, or of a table as a whole."""
        told: dict[str, tuple[str, str]] = {}
        for hint in self._hints(place):
            told.update(hint)
        for rule in self._ordered:
            if rule.fits(place):
                told.update({key: (value, rule.where) for key, value in rule.labels})
        values = {key: told[key][0] for key in LABEL_KEYS if key in told}
        return Labels(**values, told_by={key: told[key][1] for key in LABEL_KEYS if key in told})

    def date_field(self, asset: str, member: str, table: str) -> str | None:
        """The field of a table that labels name as the one that holds the date of collection."""
        named = self.of(Origin(asset, member, table)).collected_at
        return named if named and not named[:1].isdigit() else None

    def _hints(self, place: Origin) -> Iterator[Mapping[str, tuple[str, str]]]:
        """Those of the asset, then of the table, then of the field or a field above it."""
        if not self.hints:
            return
        yield self.hints.get(Origin(place.asset, place.member), {})
        if place.table:
            yield self.hints.get(Origin(place.asset, place.member, place.table), {})
        ends = [at for at, char in enumerate(place.field) if char in ".["]
        for end in (*ends, len(place.field)):
            if end:
                yield self.hints.get(Origin(place.asset, place.member, place.table, place.field[:end]), {})

    @property
    def names_parts(self) -> bool:
        """Whether a rule is about tables or fields, so that it can be told whether there are such."""
        return any(rule.tables or rule.fields for rule in self.rules)

    def unmatched_assets(self, assets: Iterable[str]) -> Iterator[str]:
        """A complaint for each glob of assets that fits none."""
        rules = [rule for rule in self.rules if rule.assets]
        names = list(assets) if rules else []
        for rule in rules:
            for glob in rule.assets:
                if not any(rule.near(name) and _fits(rule, glob, name) for name in names):
                    known = {name[len(rule.prefix) + 1 :] if rule.prefix else name for name in names if rule.near(name)}
                    yield f"{rule.where}: no file or dataset matches `{glob}`. {_nearest(glob, known)}"

    def unmatched_parts(self, places: Iterable[Origin]) -> Iterator[str]:
        """A complaint for each glob of tables or fields that fits none of those that hold values."""
        known = list(places)
        for rule in self.rules:
            near = [place for place in known if rule.fits_asset(place.asset, place.member)]
            tables = {place.table for place in near if place.table}
            for glob in rule.tables:
                if not any(matches_dotted([glob], table) for table in tables):
                    yield f"{rule.where}: no table matches `{glob}`. {_nearest(glob, tables)}"
            within = [place for place in near if not rule.tables or matches_dotted(rule.tables, place.table)]
            fields = {place.field for place in within if place.field}
            for glob in rule.fields:
                if not any(matches_dotted([glob], name) for name in fields):
                    yield f"{rule.where}: no field with a value matches `{glob}`. {_nearest(glob, fields)}"


def _fits(rule: Rule, glob: str, name: str) -> bool:
    """Whether a glob fits an asset; one that names a member of an archive can only be told once it was opened."""
    return rule.fits_glob(glob, name) or ("!" in glob and rule.fits_glob(glob.partition("!")[0], name))


def _nearest(glob: str, known: Iterable[str]) -> str:
    return did_you_mean(glob, {*known, *(name.rpartition("/")[2] for name in known)} - {""})


def saved(judged: Iterable[Judged]) -> dict[Origin, dict[str, tuple[str, str]]]:
    """The labels of a saved report, as the weakest of all: what is given again stands over them."""
    return {
        each.finding.origin: {key: (value, each.labels.told_by.get(key, "the report")) for key, value in told}
        for each in judged
        if (told := tuple(each.labels.items()))
    }
