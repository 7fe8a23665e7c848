"""How a finding is shown: one sign for each, worst first, told by word and mark as well as by colour."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.found import Confidence
from scanner.model.judged import FAILING, Judged, Verdict


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a verdict on the page. group: `fails`, `weak`, `partly`, `declared` or `other`."""

    id: str
    word: str
    mark: str
    group: str
    means: str


SIGNS = (
    Sign("contradicts", "Contradicts", "✕", "fails", "the notice says that this is not held"),
    Sign("undeclared", "Undeclared", "!", "fails", "no clause of the notice covers it"),
    Sign("out_of_scope", "Out of scope", "↦", "fails", "declared, but not for data with these labels"),
    Sign("possible", "Possible", "?", "weak", "it would fail, but its evidence is too weak for that; worth a look"),
    Sign("broad_only", "Open phrase only", "~", "partly", "only an open phrase of the notice covers it"),
    Sign("wider_term", "Wider term only", "≈", "partly", "only a wider category is declared"),
    Sign("declared", "Declared", "✓", "declared", "the notice declares it"),
    Sign("accepted", "Accepted", "✔", "other", "it would be open, but people have accepted it, and say why"),
    Sign("not_applicable", "Not applicable", "–", "other", "labels put the data outside of the notice"),
    Sign("unmapped", "No category", "∅", "other", "the rule that found it has no category that a notice could declare"),
    Sign("found", "Found", "•", "other", "found, and held against no notice"),
    Sign("test_data", "Test data", "T", "other", "nothing but test values, which nobody has; not judged"),
)
_NUMBER = {each.id: number for number, each in enumerate(SIGNS)}


def sign_of(judged: Judged) -> int:
    """The number of the finding's sign in `SIGNS`. What is merely possible never fails."""
    if judged.finding.test_data:
        return _NUMBER["test_data"]
    if judged.accepted:
        return _NUMBER["accepted"]
    if judged.verdict is None:
        return _NUMBER["found"]
    weak = judged.verdict in FAILING and judged.finding.confidence is Confidence.POSSIBLE
    return _NUMBER["possible" if weak else str(Verdict(judged.verdict))]


def fails(judged: Judged) -> bool:
    """Whether the finding fails."""
    return SIGNS[sign_of(judged)].group == "fails"
