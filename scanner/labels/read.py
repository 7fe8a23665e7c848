"""Labels read: from files, from the command line, from what data carry with them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from scanner.errors import NoticeError, UsageError
from scanner.labels.apply import Layer, Rule
from scanner.labels.model import FORMAT, Entry, LabelsFile, Told
from scanner.labels.words import words
from scanner.model.judged import LABEL_KEYS
from scanner.notice.categories import did_you_mean
from scanner.notice.yaml_file import YamlFile, read_yaml

_GLOBS = ("match", "asset", "table", "field", "note")


def read_labels(path: Path, layer: Layer, subjects: Iterable[str] = (), prefix: str = "") -> tuple[Rule, ...]:
    """The entries of one file.

    subjects: names that a notice in use knows beside the common ones. prefix: the folder of the file, as assets are
    named, to which its globs are relative. Raises `UsageError` with file, line, fact and next step for each fault.
    """
    try:
        file = read_yaml(path)
    except NoticeError as error:
        raise UsageError(str(error)) from None
    if file.data.get("format") != FORMAT:
        raise UsageError(f"{file.where(['format'])}: this is not a file of labels. Begin it with `format: {FORMAT}`.")
    try:
        given = LabelsFile.model_validate(file.data)
    except ValidationError as error:
        raise UsageError(_message(file, error)) from None
    for number, entry in enumerate(given.entries):
        _check_subject(entry.subject, subjects, file.where(["entries", number, "subject"]))
    return tuple(_rule(file, number, entry, layer, prefix) for number, entry in enumerate(given.entries))


def read_option(text: str, subjects: Iterable[str] = ()) -> Rule:
    """`--label KEY=VALUE`. Raises `UsageError`."""
    key, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not key or not value:
        raise UsageError(f"--label {text}: it must read KEY=VALUE, such as source=third_party.")
    fault = fault_of(key, value)
    if fault:
        raise UsageError(f"--label {key}: {fault}")
    _check_subject(value if key == "subject" else None, subjects, f"--label {key}")
    return Rule("--label", Layer.OPTION, labels=((key, value),))


def fault_of(key: str, value: str) -> str | None:
    """What is wrong with one label, and the next step; None where it can be used."""
    if key not in LABEL_KEYS:
        return f"unknown label. {did_you_mean(key, LABEL_KEYS)} There are {', '.join(LABEL_KEYS)}."
    try:
        Told.model_validate({key: value})
    except ValidationError as error:
        return _fault(error.errors(include_url=False)[0], {key: value})
    return None


def unknown_subject(subject: str | None, known: Iterable[str] = ()) -> str | None:
    """What is wrong with the name of a subject, and the next step."""
    common = words().subjects
    names = {*common, *known}
    if subject is None or subject in names:
        return None
    meant = [name for name, others in common.items() if subject in others]
    hint = f"Did you mean `{meant[0]}`?" if meant else did_you_mean(subject, names)
    return f"unknown subject. {hint} Known: {', '.join(sorted(names))}."


def _check_subject(subject: str | None, known: Iterable[str], where: str) -> None:
    fault = unknown_subject(subject, known)
    if fault:
        raise UsageError(f"{where}: {fault}")


def _rule(file: YamlFile, number: int, entry: Entry, layer: Layer, prefix: str) -> Rule:
    where = file.where(["entries", number])
    return Rule(where, layer, prefix, entry.asset, entry.table, entry.field, entry.labels())


# --- faults -------------------------------------------------------------------------------------


def _message(file: YamlFile, error: ValidationError) -> str:
    """One line for each fault, in the order of the file."""
    faults = []
    found = error.errors(include_url=False)
    # A list whose items are wrong is called too short as well, since pydantic counts the right ones only.
    for each in [each for each in found if each["type"] != "too_short" or len(found) == 1]:
        location = each["loc"]
        key = next((step for step in reversed(location) if isinstance(step, str)), "file")
        faults.append((file.line(location), key, _fault(each, _entry_at(file.data, location))))
    return "\n".join(f"{file.path}:{line}: `{key}`: {fault}" for line, key, fault in sorted(faults))


def _entry_at(data: Any, location: tuple[int | str, ...]) -> Any:
    """The entry in which a fault lies."""
    entries = data.get("entries")
    number = location[1] if len(location) > 1 else None
    return entries[number] if isinstance(entries, list) and isinstance(number, int) else data


def _fault(each: Any, entry: Any) -> str:
    """Fact and next step of one fault that pydantic found."""
    kind, context = each["type"], each.get("ctx", {})
    key = str(each["loc"][-1]) if each["loc"] else ""
    if kind == "missing":
        return "this key is missing. Add it."
    if kind == "extra_forbidden":
        return f"unknown key. {did_you_mean(key, _known_keys(each['loc']))}"
    if kind == "literal_error":
        given = entry.get(key) if isinstance(entry, dict) else None
        known = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ", ").split(",")]
        hint = did_you_mean(given, known) if isinstance(given, str) else ""
        return f"this value is not known here. {hint} Use one of {', '.join(known)}.".replace("  ", " ")
    if kind == "value_error":
        return f"{context['error']}."
    if kind == "string_pattern_mismatch" and key == "country":
        return "not a country. Write the two capital letters of ISO 3166, such as US or DE."
    if kind == "string_pattern_mismatch":
        return "not a name. Use small letters, digits, `-`, `_` and `.`."
    if kind in ("string_type", "tuple_type"):
        return "text is wanted here. Put quotes around it."
    if kind in ("model_type", "dict_type"):
        return "keys and values are wanted here. See docs/labels.md."
    if kind == "too_short":
        return "the list is empty. Give it at least one entry."
    return f"{each['msg'][:1].lower()}{each['msg'][1:]}. See docs/labels.md."


def _known_keys(location: tuple[int | str, ...]) -> tuple[str, ...]:
    model: type[BaseModel] = LabelsFile
    return (*LABEL_KEYS, *_GLOBS) if len(location) > 1 else tuple(model.model_fields)
