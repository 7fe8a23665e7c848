"""`fairnotice notice diff`, and the comparison behind it, on small invented notices."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.notice.categories import Categories
from scanner.notice.compare import Kind, compare
from scanner.notice.model import PARTS, Declaration, Notice, Passage, Purpose, Recipient
from scanner.notice.read import find_notice
from scanner.notice.terms import FOLDER
from scanner.notice.wording import reach
from scanner.notice.yaml_file import read_yaml
from tests.command import fairnotice, scan
from tests.notice.example import DOCUMENT, notice_text, write_notice

CATEGORIES = Categories.shipped()
QUALIFIERS = read_yaml(FOLDER / "qualifiers.yaml").data["examples"]
MAY, NOVEMBER = find_notice("ringcentral-2018-05-22"), find_notice("ringcentral-2018-11-30")
MORE = """
recipients:
  - {id: partners, who: partner, purposes: [service], quote: send news to our customers}
transfers:
  - {id: norway, countries: [NO], quote: on servers in Norway}
retention:
  - {id: kept, period: P6M, quote: kept for six months}
rights:
  - {id: see, right: access, scope: eea, quote: see your data}
legal_bases:
  - {id: agreed, basis: consent, quote: with your consent}
security:
  - {id: safe, measures: [encryption], quote: encrypted on disk}
promises:
  - {id: lawful, quote: we obey the law of the land}
"""


def notice(folder: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = (notice_text() + MORE).replace("example-2020-02-01", name)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return write_notice(folder, text, f"{name}.yaml")


def differences(folder: Path, *changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    ran = fairnotice("notice", "diff", notice(folder, "a"), notice(folder, "b", *changes), "--format", "json")
    assert ran.status == (1 if ran.report["changes"] else 0)
    return [(each["part"], each["kind"], each["what"]) for each in ran.report["changes"]]


EMAIL = "contact.email from data_subject"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ([], []),
        ([("id: email", "id: mail"), ("id: service", "id: running"), ("[service]", "[running]")], []),
        ([("quote: email addresses", "quote: '**Email** Addresses'")], []),
        ([("quote: email addresses", "quote: our e-mail")], [("declarations", "reworded", EMAIL)]),
        (
            [("quote: email addresses", "quote: email addresses where you agree")],
            [("declarations", "narrowed", EMAIL)],
        ),
        (
            [("    purposes: [service]\n", "    when: {condition: on request}\n    purposes: [service]\n")],
            [("declarations", "narrowed", EMAIL)],
        ),
        ([("    purposes: [service]\n", "")], [("declarations", "widened", EMAIL)]),
        (
            [("    purposes: [service]\n", "    when: {condition: on request}\n")],
            [("declarations", "changed", EMAIL)],
        ),
        (
            [("category: contact.email", "category: contact"), ("id: email", "id: mail")],
            [("declarations", "widened", "contact from data_subject")],
        ),
        (
            [("category: contact.email", "category: device.model")],
            [("declarations", "changed", "device.model from data_subject")],
        ),
        (
            [
                ("id: email\n    category: contact.email", "id: age\n    category: identity.age"),
                ("email addresses", "ages"),
            ],
            [
                ("declarations", "added", "identity.age from data_subject"),
                ("declarations", "removed", EMAIL),
            ],
        ),
        (
            [
                (
                    "source: data_subject\n    explicitness: wider_term",
                    "source: data_subject\n    explicitness: explicit",
                )
            ],
            [("declarations", "narrowed", "financial.billing from data_subject")],
        ),
        (
            [("[content.communications]", "[content.communications, content.public_posts]")],
            [("declarations", "widened", "any.provided from data_subject")],
        ),
        ([("age_under: 13", "age_under: 16")], [("prohibitions", "widened", "not_collect child")]),
        ([("rule: not_collect", "rule: not_use")], [("prohibitions", "changed", "not_use child")]),
        (
            [("age_under: 13", "age_under: 13\n    knowingly: true")],
            [("prohibitions", "narrowed", "not_collect child")],
        ),
        (
            [("who: partner, purposes: [service]", "who: partner")],
            [("recipients", "widened", "partner")],
        ),
        (
            [("send news to", "send operational news to")],
            [("recipients", "narrowed", "partner")],
        ),
        ([("[NO]", "[NO, SE]")], [("transfers", "widened", "norway")]),
        ([("countries: [NO]", "open: true")], [("transfers", "changed", "open")]),
        ([("period: P6M", "period: P1Y")], [("retention", "widened", "kept")]),
        ([("scope: eea, ", "")], [("rights", "widened", "access")]),
        ([("measures: [encryption]", "measures: []")], [("security", "narrowed", "safe")]),
        ([("we obey the law of the land", "we obey the law")], [("promises", "reworded", "lawful")]),
        (
            [("promises:\n  - {id: lawful, quote: we obey the law of the land}\n", "")],
            [("promises", "removed", "lawful")],
        ),
        (
            [("updated:", "applies_to: {subjects: [visitor]}\nupdated:")],
            [("applies_to", "added", "subjects: visitor")],
        ),
    ],
)
def test_what_changed(tmp_path: Path, changes: list[tuple[str, str]], told: list[tuple[str, str, str]]) -> None:
    assert differences(tmp_path, *changes) == told


@pytest.mark.parametrize("case", QUALIFIERS, ids=lambda case: case["to"])
def test_words_that_narrow_and_widen(case: dict[str, str]) -> None:
    assert reach(case["from"], case["to"])[0] == case["is"]


def test_a_denial_that_comes_or_goes_is_a_change() -> None:
    assert reach("we share your data", "we never share your data")[0] == "changed"


def renamed(clause: Passage, order: int) -> Passage:
    """The clause under another id, and what it names as well."""
    names: dict[str, object] = {"id": f"x{order}-{clause.id}"}
    if isinstance(clause, Declaration | Recipient):
        names["purposes"] = tuple(f"x0-{each}" for each in clause.purposes)
    if isinstance(clause, Purpose) and clause.basis:
        names["basis"] = f"x0-{clause.basis}"
    return clause.model_copy(update=names)


@given(st.data())
def test_the_order_and_the_ids_of_clauses_do_not_matter(data: st.DataObject) -> None:
    parts = {part: data.draw(st.permutations([renamed(each, 0) for each in getattr(MAY, part)])) for part in PARTS}
    other = MAY.model_copy(update={part: tuple(clauses) for part, clauses in parts.items()})
    assert compare(MAY, other, CATEGORIES) == []
    assert compare(other, MAY, CATEGORIES) == []


@given(st.sets(st.integers(0, len(MAY.declarations) - 1), max_size=20))
def test_every_declaration_taken_away_is_told_once(gone: set[int]) -> None:
    kept = tuple(each for number, each in enumerate(MAY.declarations) if number not in gone)
    other = MAY.model_copy(update={"declarations": kept})
    lost = [MAY.declarations[number].id for number in gone]
    changes, back = compare(MAY, other, CATEGORIES), compare(other, MAY, CATEGORIES)
    assert sorted((each.kind, each.before.id) for each in changes if each.before) == sorted(
        (Kind.REMOVED, each) for each in lost
    )
    assert sorted((each.kind, each.after.id) for each in back if each.after) == sorted(
        (Kind.ADDED, each) for each in lost
    )


def test_shipped_notices_differ_in_what_changed_and_in_nothing_else() -> None:
    changes = {(each.part, str(each.kind), each.what) for each in compare(MAY, NOVEMBER, CATEGORIES)}
    assert changes == {
        ("declarations", "added", "any.provided from data_subject"),
        ("declarations", "narrowed", "identity.name from third_party"),
        ("declarations", "narrowed", "contact.email from third_party"),
        ("declarations", "narrowed", "contact.postal_address from third_party"),
        ("declarations", "narrowed", "location.city from third_party"),
        ("declarations", "not_found_in_text", "content.correspondence from automatic"),
        ("prohibitions", "added", "not_sell"),
        ("recipients", "narrowed", "vendor"),
        ("transfers", "reworded", "privacy_shield"),  # another excerpt of one sentence, as the documents show
        ("rights", "added", "dispute_resolution"),
        ("rights", "added", "arbitration"),
        ("promises", "added", "third-party-checked"),
    }


def test_many_clauses_are_compared_in_reasonable_time() -> None:
    first = MAY.declarations[0]
    many = tuple(first.model_copy(update={"id": f"d{number}", "quote": f"words {number}"}) for number in range(3000))
    other = tuple(each.model_copy(update={"quote": f"{each.quote} more"}) for each in many)
    changes = compare(_with(many), _with(other), CATEGORIES)
    assert len(changes) == 3000


def _with(declarations: tuple[object, ...]) -> Notice:
    return MAY.model_copy(update={"declarations": declarations})


# --- with documents -----------------------------------------------------------------------------


def held(folder: Path, first: str, second: str, *changes: tuple[str, str]) -> dict[tuple[str, str, str], list[str]]:
    a, b = notice(folder, "a"), notice(folder, "b", *changes)
    (folder / "a.md").write_text(first, encoding="utf-8")
    (folder / "b.md").write_text(second, encoding="utf-8")
    ran = fairnotice(
        "notice", "diff", a, b, "--document-a", folder / "a.md", "--document-b", folder / "b.md", "--format", "json"
    )
    changes_ = ran.report["changes"]
    return {(each["part"], each["kind"], each["what"] or _quotes(each)): each["facts"] for each in changes_}


def _quotes(change: dict[str, dict[str, str] | None]) -> str:
    return " / ".join(side["quote"] for side in (change["before"], change["after"]) if side)


NO_EMAIL = [
    ("id: email\n    category: contact.email", "id: age\n    category: identity.age"),
    ("email addresses", "ages"),
]


def test_what_only_a_file_lacks_is_told(tmp_path: Path) -> None:
    changes = held(tmp_path, DOCUMENT + "We know ages.", DOCUMENT + "We know ages.", *NO_EMAIL)
    assert set(changes) == {
        ("declarations", "not_in_file", EMAIL),
        ("declarations", "not_in_file", "identity.age from data_subject"),
    }
    assert changes["declarations", "not_in_file", EMAIL][-1].startswith("the second text has these words on line 5")


def test_what_a_complete_text_lacks_was_removed(tmp_path: Path) -> None:
    changes = held(tmp_path, DOCUMENT, DOCUMENT.replace("**email addresses**", "ages"), *NO_EMAIL)
    assert set(changes) == {
        ("declarations", "removed", EMAIL),
        ("declarations", "added", "identity.age from data_subject"),
    }


def test_what_an_incomplete_text_lacks_was_not_found(tmp_path: Path) -> None:
    incomplete = ("notice.md, ", "notice.md, complete: false, ")
    changes = held(tmp_path, DOCUMENT, DOCUMENT.replace("**email addresses**", "ages"), incomplete, *NO_EMAIL)
    assert ("declarations", "not_found_in_text", EMAIL) in changes


def test_two_excerpts_of_one_sentence_are_no_change(tmp_path: Path) -> None:
    changes = held(tmp_path, DOCUMENT, DOCUMENT, ("quote: billing data", "quote: billing data, as well"))
    assert changes == {}


def test_sentences_that_no_clause_quotes_are_told(tmp_path: Path) -> None:
    first = DOCUMENT.replace("We do not", "Our offices are open until late at night.\n\nWe do not")
    second = DOCUMENT.replace(
        "We do not", "Our offices are open late at night, always.\n\nEverybody may come in here.\n\nWe do not"
    )
    assert set(held(tmp_path, first, second)) == {
        ("text", "reworded", "our offices are open until late at night / our offices are open late at night, always"),
        ("text", "added", "everybody may come in here"),
    }


# --- with a report ------------------------------------------------------------------------------


def test_findings_that_change_their_verdict(tmp_path: Path) -> None:
    a, b = notice(tmp_path, "a"), notice(tmp_path, "b", *NO_EMAIL)
    (tmp_path / "people.csv").write_text("email\nada@fjordtel.net\ngrace@fjordtel.net\n", encoding="utf-8")
    saved = tmp_path / "report.json"
    saved.write_text(scan(tmp_path / "people.csv", "--notice", a, "--ner", "off").out, encoding="utf-8")
    ran = fairnotice("notice", "diff", a, b, "--report", saved)
    assert "1 finding changes its verdict" in ran.out
    assert "declared → undeclared" in ran.out
    assert "No finding of the report changes its verdict." in fairnotice("notice", "diff", a, a, "--report", saved).out


def test_a_report_that_is_none_is_status_2(tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("[]", encoding="utf-8")
    ran = fairnotice(
        "notice", "diff", "ringcentral-2018-05-22", "ringcentral-2018-11-30", "--report", tmp_path / "report.json"
    )
    assert ran.status == 2
    assert "is not a report" in ran.err
