"""Pattern recognisers: presidio-analyzer's, a user's own, and checks of python-stdnum, made ready for whole columns.

Nothing of the package is copied: its classes are found and asked for their patterns, scores, context words and
checks, so a new version brings its new types along. The package is imported when a recogniser is first needed.
"""

from __future__ import annotations

import importlib
import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import regex
import yaml

from scanner.detector.linear import Linear, NotLinearError, linear
from scanner.errors import RuleError

PACKAGE = "presidio_analyzer.predefined_recognizers"
STRONG = 0.4
"""Score from which on a pattern says something by itself; the package gives weaker ones to any run of digits."""
_CHECKED = 0.3
"""Score of digits that pass a check and have no other mark."""
_LONG = 10
"""Characters from which on a check is one of digits, not of a short form such as a number plate's."""
_SECONDS = 2.0
"""Longest time that an original expression may take over one window of a few hundred characters."""
_BAD_VALUE = (ValueError, IndexError, KeyError, TypeError, AttributeError, ArithmeticError)
"""What checks raise for text that is not as they expect it."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One pattern of a recogniser: the original expression, its superset, and the package's score."""

    original: regex.Pattern[str]
    superset: Linear
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """A match of a recogniser in one string, in code points. strong: by a pattern of `STRONG` score; checked: it
    passed the check; failed: it did not, and is no match, but was tried."""

    start: int
    end: int
    strong: bool
    checked: bool
    failed: bool


@dataclass(frozen=True, eq=False)
class Recognizer:
    """A pattern recogniser.

    patterns: original expressions with the package's scores. flags: those of `regex`. checks: whether it has a check
    of its own (digits, ranges, dates).
    """

    name: str
    entity: str
    context: tuple[str, ...]
    country: str | None
    patterns: tuple[tuple[str, float], ...]
    flags: int
    checks: bool
    validate: Callable[[str], bool | None]
    invalidate: Callable[[str], bool | None]

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """The patterns, compiled when first needed. Raises `RuleError` where one has no superset."""
        ignore_case = bool(self.flags & regex.IGNORECASE)
        try:
            return tuple(
                Probe(regex.compile(pattern, flags=self.flags), linear(pattern, ignore_case), score)
                for pattern, score in self.patterns
            )
        except (NotLinearError, regex.error) as error:
            raise RuleError(f"{self.name}: a pattern of it cannot be used: {error}. Write it without that.") from error

    @cached_property
    def superset(self) -> str:
        """One linear-time pattern for all of it."""
        return "|".join(dict.fromkeys(probe.superset.pattern for probe in self.probes))

    @cached_property
    def alone(self) -> tuple[Probe, ...]:
        """The patterns that say something with no word beside them: strong ones, and long numbers that are checked."""
        return tuple(
            probe
            for probe in self.probes
            if probe.score >= STRONG or (self.checks and probe.score >= _CHECKED and probe.superset.least >= _LONG)
        )

    @cached_property
    def digits(self) -> int:
        """How many digits in a row each match holds at least."""
        return min(probe.superset.digits for probe in self.probes)

    @cached_property
    def longest_run(self) -> int | None:
        """Most digits in a row of any match, where its matches are digits only."""
        longest = max(probe.superset.most for probe in self.probes)
        return longest if all(probe.superset.bare for probe in self.probes) else None

    @cached_property
    def reach(self) -> int:
        """Code points before or after a digit of a match that decide about it."""
        return max(probe.superset.most + probe.superset.reach for probe in self.probes) + 2

    def read(self, text: str) -> Iterator[Reading]:
        """All matches in a string as the original finds them; by every pattern, so that one place may come twice.

        Raises `RuleError` where a pattern takes too long.
        """
        try:
            for probe in self.probes:
                for match in probe.original.finditer(text, timeout=_SECONDS):
                    if match.end() > match.start():
                        valid = self._valid(match.group())
                        yield Reading(match.start(), match.end(), probe.score >= STRONG, valid is True, valid is False)
        except TimeoutError as error:
            raise RuleError(
                f"{self.name}: a pattern of it takes more than {_SECONDS:.0f} seconds for one short text. "
                "Rewrite it without repetitions inside of repetitions."
            ) from error

    def _valid(self, text: str) -> bool | None:
        """The check's answer: True, False, or None where the recogniser has none for this text."""
        try:
            valid = self.validate(text)
            if valid is not False and self.invalidate(text):
                return False
        except _BAD_VALUE:
            return False
        return None if valid is None else bool(valid)


def resolve(place: str) -> Recognizer:
    """The recogniser at a place: `package.module.Class`, or `FILE.yaml#NAME` for one in the package's YAML format.

    Raises `RuleError` where there is none, or where it is not one made of patterns.
    """
    return _resolve(place)


@cache
def _resolve(place: str) -> Recognizer:
    if "#" in place:
        file, _, name = place.rpartition("#")
        return _made(place, _from_yaml(Path(file))[name])
    module, _, name = place.rpartition(".")
    try:
        kind = getattr(importlib.import_module(module), name)
        return _made(place, kind() if _is_pattern_recognizer(kind) else None)
    except (ImportError, AttributeError, ValueError) as error:
        raise RuleError(
            f"{place}: there is no such recogniser ({type(error).__name__}). Name a class that can be imported, "
            "such as my_package.my_module.MyRecognizer, or a YAML file of recognisers."
        ) from error
    except TypeError as error:
        raise RuleError(f"{place}: it cannot be made without arguments. Give its class defaults.") from error


@cache
def checked(check: str, pattern: str) -> Recognizer:
    """A recogniser made of a pattern and a check of python-stdnum. Raises `RuleError` where there is no such check."""
    try:
        is_valid = importlib.import_module(f"stdnum.{check}").is_valid
    except (ImportError, AttributeError) as error:
        raise RuleError(f"check: python-stdnum has no module {check}. Name one such as br.cpf.") from error
    flags = int(regex.IGNORECASE | regex.MULTILINE | regex.DOTALL)
    score = _CHECKED if linear(pattern).bare else STRONG
    return Recognizer(check, "", (), None, ((pattern, score),), flags, True, is_valid, lambda _: None)


def packaged() -> tuple[str, ...]:
    """Places of all pattern recognisers of the installed presidio-analyzer, by name of their class."""
    kind = _pattern_recognizer()
    classes = vars(importlib.import_module(PACKAGE))
    return tuple(
        f"{PACKAGE}.{name}"
        for name, value in sorted(classes.items())
        if _is_pattern_recognizer(value) and value is not kind
    )


def listed(source: str) -> tuple[str, ...]:
    """Places of the recognisers that a user names: a class, or all of a YAML file. Raises `RuleError`."""
    if not source.lower().endswith((".yaml", ".yml")):
        return (source,)
    return tuple(f"{source}#{name}" for name in _from_yaml(Path(source)))


@cache
def _pattern_recognizer() -> Any:
    """The package's class, imported when first needed.

    Its log would hold values, so it is off; and a check of addresses would ask the network for a newer list of
    suffixes, so it gets the one that is installed.
    """
    logging.getLogger("presidio-analyzer").setLevel(logging.CRITICAL + 1)
    import tldextract  # takes a tenth of a second

    tldextract.extract = tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())  # type: ignore[assignment]
    return importlib.import_module("presidio_analyzer").PatternRecognizer


def _is_pattern_recognizer(value: object) -> bool:
    return inspect.isclass(value) and issubclass(value, _pattern_recognizer())


@cache
def _from_yaml(file: Path) -> Mapping[str, Any]:
    """The custom recognisers of a file in the package's registry format, and those of the package that it names."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        entries = content["recognizers"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError) as error:
        raise RuleError(
            f"{file}: this is not a YAML file of recognisers ({type(error).__name__}). "
            "It needs a list `recognizers`, as presidio-analyzer's documentation shows."
        ) from error
    made = {}
    for number, entry in enumerate(entries, 1):
        entry = {"name": entry} if isinstance(entry, str) else dict(entry)
        name = str(entry.get("name", number))
        try:
            made[name] = _from_entry(entry)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise RuleError(
                f"{file}: recogniser {name} cannot be made ({type(error).__name__}). "
                "It needs supported_entity, and patterns (name, regex, score) or a deny_list."
            ) from error
    return made


def _from_entry(entry: dict[str, Any]) -> Any:
    kind = _pattern_recognizer()
    if not entry.get("patterns") and not entry.get("deny_list"):
        return getattr(importlib.import_module(PACKAGE), entry.get("class_name") or entry["name"])()
    known = set(inspect.signature(kind.__init__).parameters) - {"self"}
    languages = entry.pop("supported_languages", None) or ["en"]
    first = languages[0]
    if isinstance(first, dict):
        entry.setdefault("context", first.get("context"))
        first = first["language"]
    entry.setdefault("supported_language", first)
    return kind.from_dict({key: value for key, value in entry.items() if key in known})


def _made(place: str, made: Any) -> Recognizer:
    kind = _pattern_recognizer()
    if not isinstance(made, kind):
        raise RuleError(
            f"{place}: it is not a recogniser made of patterns. Derive it from presidio_analyzer.PatternRecognizer."
        )
    country = made.country_code() if callable(getattr(made, "country_code", None)) else None
    own, base = type(made), kind
    checks = own.validate_result is not base.validate_result or own.invalidate_result is not base.invalidate_result
    return Recognizer(
        place,
        made.supported_entities[0],
        tuple(word.lower().strip() for word in made.context or ()),
        country.upper().replace("UK", "GB") if country else None,
        tuple((each.regex, float(each.score)) for each in made.patterns),
        made.global_regex_flags,
        checks,
        made.validate_result,
        made.invalidate_result,
    )
