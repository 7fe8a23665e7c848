"""The rules and detectors in use: read from folders, checked, and bound to each other."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.metadata import entry_points
from pathlib import Path

import polars as pl
import yaml
from pydantic import ValidationError

import detectors
import rules
from scanner.detector.book import Rulebook
from scanner.detector.contract import Detector, Evidence
from scanner.detector.rule import Rule
from scanner.errors import RuleError
from scanner.model.found import Confidence
from scanner.recognizer_rules import packaged_rules, users_rules

_BY_NAME = frozenset({"field", "words"})
"""Detectors whose rules stand beside a recogniser of the same entity, since they do not look at what a value is."""
SHIPPED = Path(rules.__file__).parent
"""The folder of the rules that come with the package."""


def load(folders: Iterable[Path] = (), countries: Iterable[str] = (), recognizers: Iterable[str] = ()) -> Rulebook:
    """The rules in use; of those with the same id a later one replaces an earlier one.

    First those made of presidio-analyzer's recognisers, then the shipped files, then those of `folders`, then the
    user's own `recognizers` (see `scanner.detector.recognizers.listed`). countries: where given, rules of other
    countries are left out. Raises `RuleError` where one cannot be used or names a detector that does not exist.
    """
    return _load(tuple(folders), tuple(countries), tuple(recognizers))


@lru_cache(maxsize=4)
def _load(folders: tuple[Path, ...], countries: tuple[str, ...], recognizers: tuple[str, ...]) -> Rulebook:
    shipped = [_read(path) for path in rule_files(SHIPPED)]
    own = [read_rule(path) for folder in folders for path in rule_files(folder)]
    taken = {rule.entity for rule in (*shipped, *own) if rule.detector not in _BY_NAME}
    files = {
        rule.id: rule for rule in (*shipped, *own) if not countries or {*countries, *rule.countries} == {*countries}
    }
    return book_of({**packaged_rules(taken, countries), **files, **users_rules(recognizers)})


def book_of(rules: Mapping[str, Rule]) -> Rulebook:
    """A rulebook of exactly these rules, by id. Raises `RuleError` where one names a detector that does not exist."""
    return Rulebook(rules, _bind(rules), {id_: _levels(rule) for id_, rule in rules.items()})


def rule_files(folder: Path) -> list[Path]:
    """The rule files of a folder, sorted by name; `entities/` below it counts too."""
    if not folder.is_dir():
        raise RuleError(f"{folder}: no such folder of rules. Name a folder that holds rule files (*.yaml).")
    inner = folder / "entities"
    return sorted((inner if inner.is_dir() else folder).glob("*.yaml"))


def read_rule(path: Path) -> Rule:
    """One rule file, checked. Raises `RuleError`."""
    rule = _read(path)
    _compile(rule, path)
    return rule


def _read(path: Path) -> Rule:
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{path}: cannot be read ({error.__class__.__name__}).") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise RuleError(f"{path}{line}: is not valid YAML. Mend the file, or take it out of the folder.") from error
    try:
        rule = Rule.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise RuleError(
            f"{path}: {where}: {first['msg']}. `fairnotice rules show email_address` shows a good one."
        ) from error
    if rule.id != path.stem:
        raise RuleError(f"{path}: the id is {rule.id}, so the file must be named {rule.id}.yaml.")
    _levels(rule, path)
    return rule


@cache
def known_detectors() -> Mapping[str, Detector]:
    """Every detector of the package and of installed packages, by name."""
    found: dict[str, Detector] = {}
    for module in sorted(pkgutil.iter_modules(detectors.__path__), key=lambda module: module.name):
        detector = importlib.import_module(f"detectors.{module.name}").DETECTOR
        found[detector.name] = detector
    for entry in sorted(entry_points(group="fairnotice.detectors"), key=lambda entry: entry.name):
        found[entry.name] = entry.load()
    return found


def _bind(loaded: Mapping[str, Rule]) -> tuple[tuple[Detector, Mapping[str, Rule]], ...]:
    available = known_detectors()
    for rule in loaded.values():
        if rule.detector not in available:
            names = ", ".join(sorted(available))
            raise RuleError(f"{rule.id}.yaml: there is no detector named {rule.detector}. Known: {names}.")
    bound = []
    for name, detector in sorted(available.items()):
        served = {id_: rule for id_, rule in sorted(loaded.items()) if rule.detector == name}
        if served:
            bound.append((detector, served))
    return tuple(bound)


def _levels(rule: Rule, path: Path | None = None) -> tuple[int, ...]:
    table = []
    for names, level in rule.confidence.items():
        try:
            needed = sum(Evidence[name.strip().upper()] for name in names.split("+"))
        except KeyError as error:
            known = ", ".join(flag.name.lower() for flag in Evidence if flag.name)
            raise RuleError(f"{path or rule.id}: confidence: {names!r} is not evidence. Known: {known}.") from error
        table.append((needed, Confidence[level.name]))
    return tuple(max((level for needed, level in table if needed & flags == needed), default=0) for flags in range(64))


def _compile(rule: Rule, path: Path) -> None:
    """Raises `RuleError` where the linear-time engine refuses the pattern."""
    try:
        pl.Series([""]).str.contains(rule.pattern or "", strict=True)
    except pl.exceptions.ComputeError as error:
        raise RuleError(
            f"{path}: pattern: it is not one for a linear-time engine, or too large. Write it as "
            "https://docs.rs/regex describes, without look-around and back-references, and `+` for `{1,600}`."
        ) from error
