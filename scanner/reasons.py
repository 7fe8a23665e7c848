"""Why a finding is one, and of what confidence: one sentence without any value."""

from __future__ import annotations

from collections.abc import Sequence

from scanner.detector.freetext import Amount

_SAYS = {
    "checksum": "their check digits are right",
    "structure": "they are well-formed by their standard",
    "field_name": "the field's name says so",
    "context": "words beside them say so",
    "ner": "a language model says so",
}


def why(
    values: int,
    scanned: int,
    evidence: Sequence[str],
    *,
    free: Amount,
    by_chance: bool,
    constant: bool,
    says_else: Sequence[str],
    tests: int | None,
    tested: Sequence[str],
    allowed: int,
) -> str:
    """The sentence.

    values: those of the surest rule. scanned, evidence, allowed: see `Finding`. free: how much of the field's text a
    language model read. says_else: labels of what the field's name speaks of instead. tests: how many more are test
    values, None where there are no others, and tested: what kinds of them.
    """
    says = [words for flag, words in _SAYS.items() if flag in evidence] or ["they have the shape"]
    parts = [f"{values:,} of {scanned:,} values ({_percent(values, scanned)}): {', and '.join(says)}"]
    if "ner" in evidence and free.read < free.passages:
        parts.append(f"{free.read:,} of {free.passages:,} passages were read for names")
    if by_chance:
        parts.append("random strings would give as many")
    if constant:
        parts.append("it is one value again and again, as a default is")
    if says_else:
        parts.append(f"the field's name says {_and([_small(label) for label in says_else])}")
    if tests is None:
        parts.append(f"all are test values ({'; '.join(tested)})")
    elif tests:
        parts.append(f"{_more(tests)} test values")
    if allowed:
        parts.append(f"{_more(allowed)} allowed")
    return f"{'; '.join(parts)}."


def _percent(values: int, scanned: int) -> str:
    share = 100 * values / max(scanned, 1)
    return f"{share:.0f} %" if share >= 1 else "under 1 %"


def _more(count: int) -> str:
    return f"{count:,} more {'is' if count == 1 else 'are'}"


def _and(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _small(label: str) -> str:
    """A label inside a sentence; what begins with two capitals is an abbreviation."""
    return label if label[:2].isupper() else label[:1].lower() + label[1:]
