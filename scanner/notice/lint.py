"""Checks of a notice file by itself; each is a function that yields complaints. See `lint_text` for its document.

What makes a file unusable (an unknown category, an id used twice, a purpose that is not listed) is no matter of
checks: `read` refuses it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from scanner.notice.categories import Categories, Category
from scanner.notice.complaint import Complaint, Severity, at
from scanner.notice.denial import denied, denies
from scanner.notice.model import Notice
from scanner.notice.normal import normalise
from scanner.notice.terms import open_phrases

FAR = timedelta(days=730)
"""A notice that begins to hold so long after its date is likely a slip of the pen."""
Check = Callable[[Notice, Categories], Iterator[Complaint]]


def lint(notice: Notice, categories: Categories, known: Iterable[Notice] = ()) -> list[Complaint]:
    """All complaints about the file. known: the other notices that there are, for `supersedes`."""
    found = [complaint for check in CHECKS for complaint in check(notice, categories)]
    return [*found, *_supersedes(notice, {each.id: each for each in known})]


def declared_and_denied(notice: Notice, categories: Categories) -> Iterator[Complaint]:
    """A category that is declared and, whoever the person is, not collected; once for each denial."""
    for number, denial in enumerate(notice.prohibitions):
        narrow = denial.subject is not None or denial.age_under is not None or denial.purpose is not None
        if denial.rule != "not_collect" or denial.category is None or narrow:
            continue
        denied_ids = {denial.category, *categories.narrower(denial.category)}
        both = [each for each in notice.held if each.category in denied_ids and each.explicitness != "broad"]
        if both:
            conditional = all(each.when is not None for each in both)
            yield Complaint(
                "declared_and_denied",
                Severity.WARNING if conditional else Severity.ERROR,
                at("prohibitions", number, "category"),
                denial.id,
                f"`{denial.category}` is denied here and declared by {_listed(each.id for each in both)}",
                "Read both sentences: one of them has another meaning, or the notice contradicts itself.",
            )


def denied_declarations(notice: Notice, categories: Categories) -> Iterator[Complaint]:  # noqa: ARG001
    """A declaration whose own words deny it."""
    for number, each in enumerate(notice.declarations):
        cue = denied(normalise(f"{each.lead_in or ''} {each.quote}").text)
        if cue and each.status != "rejected":
            yield Complaint(
                "denied_declaration",
                Severity.ERROR,
                at("declarations", number, "quote"),
                each.id,
                f"the words “{each.words}” deny that this is collected (“{cue}”)",
                "Make it a prohibition with `rule: not_collect`, or remove it.",
            )


def undenied_prohibitions(notice: Notice, categories: Categories) -> Iterator[Complaint]:  # noqa: ARG001
    """A prohibition in whose words nothing is denied."""
    for number, each in enumerate(notice.prohibitions):
        if not denies(f"{normalise(each.lead_in or '').text} {normalise(each.quote).text}"):
            yield Complaint(
                "undenied_prohibition",
                Severity.WARNING,
                at("prohibitions", number, "quote"),
                each.id,
                f"nothing in “{each.words}” denies anything",
                "Quote the word that denies, or give it as `lead_in`.",
            )


def unmarked_open_phrases(notice: Notice, categories: Categories) -> Iterator[Complaint]:  # noqa: ARG001
    """An open phrase taken for the name of a category."""
    for number, each in enumerate(notice.declarations):
        if each.explicitness == "broad" or each.status == "rejected":
            continue
        words = normalise(each.quote).text
        found = next((hit.group() for phrase in open_phrases() if (hit := phrase.pattern.search(words))), None)
        if found:
            yield Complaint(
                "unmarked_open_phrase",
                Severity.WARNING,
                at("declarations", number, "quote"),
                each.id,
                f"the quote holds the open phrase “{found.strip()}” and is marked `{each.explicitness}`",
                "Quote only the words that name the category, or set `explicitness: broad`.",
            )


def named_in_open_phrases(notice: Notice, categories: Categories) -> Iterator[Complaint]:
    """An open phrase in whose quote a category is named that no other declaration of that source has."""
    for number, each in enumerate(notice.declarations):
        if each.explicitness != "broad" or each.status == "rejected":
            continue
        words = normalise(each.quote).text
        for category in categories:
            named = next((name for name in _names_of(category) if _names(name, words)), None)
            covered = {category.id, *(wide for wide, _ in categories.wider(category.id))}
            known = any(other.category in covered and other.source == each.source for other in notice.held)
            if named and not known and not category.id.startswith("any."):
                yield Complaint(
                    "named_in_open_phrase",
                    Severity.ADVICE,
                    at("declarations", number, "quote"),
                    each.id,
                    f"the quote of this open phrase names “{named}” ({category.id}), which is declared nowhere",
                    "Add a declaration of its own for it.",
                )


def drafts(notice: Notice, categories: Categories) -> Iterator[Complaint]:  # noqa: ARG001
    """Declarations that nobody has confirmed yet, in one complaint."""
    open_ = [number for number, each in enumerate(notice.declarations) if each.status == "draft"]
    if open_:
        first = notice.declarations[open_[0]].id
        have = "1 declaration is" if len(open_) == 1 else f"{len(open_)} declarations are"
        yield Complaint(
            "draft",
            Severity.ADVICE,
            at("declarations", open_[0], "status"),
            first,
            f"{have} still `draft`, the first of them this",
            "Hold each against the text, then set `status: confirmed` or `rejected`.",
        )


def sections(notice: Notice, categories: Categories) -> Iterator[Complaint]:  # noqa: ARG001
    """Clauses without the heading under which they stand."""
    for part, number, each in notice.passages():
        if not each.section:
            yield Complaint(
                "no_section",
                Severity.ADVICE,
                at(part, number, "id"),
                each.id,
                "the clause has no `section`",
                "Name the heading under which it stands, so that a reader finds it.",
            )


def dates(notice: Notice, categories: Categories) -> Iterator[Complaint]:  # noqa: ARG001
    """Dates that cannot be, or are unlikely."""
    for number, each in enumerate(notice.effective):
        if each.signed_up_from and each.signed_up_before and each.signed_up_from >= each.signed_up_before:
            yield Complaint(
                "dates",
                Severity.ERROR,
                at("effective", number, "signed_up_from"),
                "",
                f"nobody signed up from {each.signed_up_from} on and before {each.signed_up_before}",
                "Exchange the dates, or make two entries of it.",
            )
        if each.from_ - notice.updated > FAR:
            yield Complaint(
                "dates",
                Severity.ADVICE,
                at("effective", number, "from"),
                "",
                f"it begins to hold on {each.from_}, more than two years after {notice.updated}",
                "Check both years.",
            )


CHECKS: tuple[Check, ...] = (
    declared_and_denied,
    denied_declarations,
    undenied_prohibitions,
    unmarked_open_phrases,
    named_in_open_phrases,
    drafts,
    sections,
    dates,
)


def _supersedes(notice: Notice, known: dict[str, Notice]) -> Iterator[Complaint]:
    """The notice before this one: it is known, and older."""
    if notice.supersedes is None:
        return
    before = known.get(notice.supersedes)
    if before is None:
        yield Complaint(
            "supersedes",
            Severity.ADVICE,
            ("supersedes",),
            "",
            f"no notice `{notice.supersedes}` is known",
            "Check its id, or name the folder that has it with --rules.",
        )
    elif before.updated >= notice.updated:
        yield Complaint(
            "supersedes",
            Severity.WARNING,
            ("supersedes",),
            "",
            f"it supersedes `{before.id}`, which was updated on {before.updated} and is no older",
            "Check the dates of both.",
        )


def _names_of(category: Category) -> set[str]:
    """Words that name a category and nothing else; a label of one word, such as "device", may mean a thing."""
    label = normalise(category.label).text
    return {normalise(category.phrase).text, *([label] if " " in label else [])}


def _names(name: str, words: str) -> bool:
    return re.search(rf"(?<!from )\b{re.escape(name)}\b", words) is not None


def _listed(ids: Iterable[str]) -> str:
    return ", ".join(f"`{each}`" for each in ids)
