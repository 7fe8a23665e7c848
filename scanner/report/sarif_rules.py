"""The rules of a SARIF log: a verdict on a category, with help that says what it means and what may be done."""

from __future__ import annotations

from typing import Any

from scanner.model.judged import FAILING, Judged
from scanner.report.kinds import MEANS
from scanner.report.view import View, standing

_NAME_IT = "Name it in the notice, so that nobody has to guess."
_NOTHING = "Nothing is to be done."
_ADVICE = {
    "contradicts": "Stop holding it, or correct the notice.",
    "undeclared": (
        "Declare it in the notice, or remove it; if it is not what it seems, `fairnotice explain` shows the evidence."
    ),
    "out_of_scope": "Declare it for data of this source, subject or purpose, correct the labels, or remove it.",
    "broad_only": _NAME_IT,
    "wider_term": _NAME_IT,
    "declared": _NOTHING,
    "not_applicable": f"{_NOTHING[:-1]}; check the labels now and then.",
    "unmapped": "Give the rule that finds it a category.",
    "test_data": _NOTHING,
    "not_judged": "Hold it against your notice: `fairnotice judge --notice`.",
}


def rule_id(judged: Judged) -> str:
    """`undeclared/contact.email`: the verdict, and the category or else the entities."""
    return f"{standing(judged)}/{judged.finding.category or '+'.join(judged.finding.entities) or 'none'}"


def rule(judged: Judged, view: View) -> dict[str, Any]:
    """The rule of a result. It has no address of help on the web, so none is given."""
    word, category = standing(judged), judged.finding.category
    means, advice = MEANS[word], _ADVICE[word]
    name = view.label(category) if category else " + ".join(judged.finding.entities)
    special = bool(category) and view.categories.special(str(category))
    about = " It is a special category of GDPR Art. 9, which only an explicit clause declares." if special else ""
    return {
        "id": rule_id(judged),
        "name": "".join(part.capitalize() for part in rule_id(judged).replace(".", "/").replace("_", "/").split("/")),
        "shortDescription": {"text": f"{name}: {means}"},
        "fullDescription": {"text": f"{name}: {means}.{about}"},
        "help": {
            "text": f"Verdict {word} on {name}: {means}.{about} {advice}",
            "markdown": f"**Verdict `{word}`** on *{name}*: {means}.{about}\n\n{advice}",
        },
        "defaultConfiguration": {"level": "error" if word in FAILING else "note"},
        "properties": {"tags": ["privacy", word, *([category] if category else [])]},
    }
