"""How a finding is shown: one sign for each, worst first, told by word and mark as well as by colour."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model.judged import Judged
from scanner.report.kinds import MEANS, Kind, kind
from scanner.report.view import View, standing


@dataclass(frozen=True, slots=True)
class Sign:
    """What stands for a verdict on the page. group: `fails`, `weak`, `partly`, `declared` or `other`."""

    id: str
    word: str
    mark: str
    group: str
    means: str


SIGNS = (
    Sign("contradicts", "Contradicts", "✕", "fails", MEANS["contradicts"]),
    Sign("undeclared", "Undeclared", "!", "fails", MEANS["undeclared"]),
    Sign("out_of_scope", "Out of scope", "↦", "fails", MEANS["out_of_scope"]),
    Sign("known", "Known", "=", "other", "it fails no more than in the baseline, where it is too"),
    Sign("possible", "Possible", "?", "weak", "it would fail, but its evidence is too weak for that; worth a look"),
    Sign("broad_only", "Open phrase only", "~", "partly", MEANS["broad_only"]),
    Sign("wider_term", "Wider term only", "≈", "partly", MEANS["wider_term"]),
    Sign("declared", "Declared", "✓", "declared", MEANS["declared"]),
    Sign("accepted", "Accepted", "✔", "other", "it would be open, but people have accepted it, and say why"),
    Sign("not_applicable", "Not applicable", "–", "other", MEANS["not_applicable"]),
    Sign("unmapped", "No category", "∅", "other", MEANS["unmapped"]),
    Sign("not_judged", "Found", "•", "other", MEANS["not_judged"]),
    Sign("test_data", "Test data", "T", "other", MEANS["test_data"]),
)
_NUMBER = {each.id: number for number, each in enumerate(SIGNS)}


def sign_of(judged: Judged, view: View) -> int:
    """The number of the finding's sign in `SIGNS`: its verdict, but where it does not fail that otherwise would."""
    of_kind = kind(judged, view)
    aside = of_kind in (Kind.ACCEPTED, Kind.KNOWN) or (of_kind is Kind.POSSIBLE and judged.verdict in view.failing)
    return _NUMBER[str(of_kind) if aside else standing(judged)]
