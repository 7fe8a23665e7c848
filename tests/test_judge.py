"""Findings against the shipped notice of November 2018: what is held, where, and the verdict it must get."""

import json
import pickle
from dataclasses import replace

import pytest

from scanner.judge import judge
from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding
from scanner.model.judged import Judged, Labels, NotFound, Verdict
from scanner.notice.categories import Categories
from scanner.notice.model import Notice
from scanner.notice.read import find_notice

CATEGORIES = Categories.shipped()
NOTICE = find_notice("ringcentral-2018-11-30")

POST, TICKET, MAIL, CALL = (
    "content.public_posts",
    "content.communications",
    "content.correspondence",
    "content.recording",
)
NONE = Verdict.UNDECLARED
OPEN = Verdict.BROAD_ONLY
WIDE = Verdict.WIDER_TERM
YES = Verdict.DECLARED


def finding(category: str | None, container: str | None = None, *, text: bool = False, asset: str = "a.csv") -> Finding:
    free = text or container is not None
    return Finding(
        Origin(asset, field=category or "x"), category, ("E",), Confidence.CERTAIN, ("pattern",), 100, 90, 80,
        free_text=free, container=container,
    )  # fmt: skip


def verdicts(*found: Finding, notice: Notice = NOTICE, labels: Labels | None = None) -> tuple[Judged, ...]:
    return judge(found, notice, CATEGORIES, set(), (lambda _: labels) if labels else None)[0]


@pytest.mark.parametrize(
    ("category", "container", "verdict", "clauses"),
    [
        # named, one by one
        ("contact.email", None, YES, ["prov-email", "third-email"]),
        ("contact.phone", None, YES, ["prov-phone", "auto-mobile-phone", "auto-cdr-numbers"]),
        ("contact.postal_address", None, YES, ["prov-postal-address", "third-postal-address"]),
        ("identity.name", None, YES, ["prov-name", "third-name"]),
        ("identity.username", None, YES, ["prov-username"]),
        ("work.job_title", None, YES, ["prov-job-title"]),
        ("financial.payment_card", None, YES, ["prov-payment-card"]),
        ("online.ip_address", None, YES, ["auto-ip"]),
        ("online.user_agent", None, YES, ["auto-browser"]),
        ("device.model", None, YES, ["auto-mobile-model"]),
        ("location.city", None, YES, ["third-city"]),
        ("telecom.cdr", None, YES, ["auto-cdr", "auto-cdr-attributes"]),
        # named, so it is declared in a text as well
        ("contact.email", TICKET, YES, ["prov-email", "third-email"]),
        # the wide word is the category itself
        ("financial.billing", None, YES, ["auto-billing"]),
        # only a wider term: "device data about any device", "any payment data"
        ("device.hardware_id", None, WIDE, ["auto-device", "auto-mobile-other"]),
        ("online.advertising_id", None, WIDE, ["auto-device", "auto-mobile-other"]),
        ("financial.bank_account", None, WIDE, ["auto-billing"]),
        # a wider term goes before an open phrase
        ("financial.bank_account", TICKET, WIDE, ["auto-billing"]),
        # silence
        ("government_id.national", None, NONE, []),
        ("identity.date_of_birth", None, NONE, []),
        ("identity.gender", None, NONE, []),
        ("credentials.password", None, NONE, []),
        ("location.precise", None, NONE, []),
        ("work.salary", None, NONE, []),
        ("criminal", None, NONE, []),
        # cookies are a technology in this notice
        ("online.cookie_id", None, NONE, []),
        # what was found is wider than what is declared: a place is more than a city
        ("location", None, NONE, []),
        # open phrases: in the texts that they name
        ("identity.date_of_birth", TICKET, OPEN, ["prov-other"]),
        ("government_id.national", MAIL, OPEN, ["prov-other"]),
        ("identity.date_of_birth", POST, OPEN, ["forum-any"]),
        # and nowhere else
        ("identity.date_of_birth", CALL, NONE, []),
        # special categories need their name, in a text too
        ("special.health", None, NONE, []),
        ("special.health", TICKET, NONE, []),
        ("special.religion", POST, NONE, []),
        # a rule of the user's own
        (None, None, Verdict.UNMAPPED, []),
        ("pets.name", None, Verdict.UNMAPPED, []),
    ],
)
def test_verdicts(category: str | None, container: str | None, verdict: Verdict, clauses: list[str]) -> None:
    (judged,) = verdicts(finding(category, container))
    assert judged.verdict is verdict
    assert [clause.id for clause in judged.clauses] == clauses
    assert judged.reason.endswith(".")
    assert judged.matched is None
    assert judged.conditions == ("not_checked" if clauses else None)
    assert judged.distance == (1 if verdict is WIDE else None)


def test_free_text_of_unknown_kind_is_named_by_no_open_phrase() -> None:
    (judged,) = verdicts(finding("government_id.national", text=True))
    assert judged.verdict is NONE


@pytest.mark.parametrize(
    ("category", "container", "reason"),
    [
        ("contact.email", None, "The notice names e-mail addresses."),
        ("device.hardware_id", None, "Only the wider term “device data about any device” covers hardware identifiers "
         "such as IMEI and MAC addresses."),
        ("identity.date_of_birth", None, "No clause of the notice covers dates of birth; "
         "the nearest is “employee names”; an open phrase does not cover a structured field."),
        ("identity.date_of_birth", POST, "Only the open phrase “any information you provide in these areas is public” "
         "covers dates of birth in such a text."),
        ("credentials.password", CALL, "No clause of the notice covers passwords and their hashes; "
         "no open phrase names this kind of text."),
        ("special.health", TICKET, "No clause of the notice covers health data; "
         "a special category of data has to be named."),
    ],
)  # fmt: skip
def test_reasons_are_one_plain_sentence(category: str, container: str | None, reason: str) -> None:
    (judged,) = verdicts(finding(category, container))
    assert judged.reason == reason


# --- children -----------------------------------------------------------------------------------


def born(ages: dict[int, int], container: str | None = None) -> Finding:
    return replace(finding("identity.date_of_birth", container), ages=ages)


def test_children_are_judged_apart_from_the_birth_dates() -> None:
    children, dates = verdicts(born({3: 1, 15: 2, 16: 4, 40: 83}))
    assert children.verdict is Verdict.CONTRADICTS
    assert children.matched == 3
    assert [clause.id for clause in children.clauses] == ["no-children"]
    assert children.clauses[0].quote.startswith("ringcentral does not provide products or services … knowingly collect")
    assert children.reason == (
        "The notice says that data of persons under 16 are not knowingly collected, "
        "but 3 of 90 values make persons younger than that."
    )
    assert (dates.verdict, dates.matched) == (Verdict.UNDECLARED, None)


def test_children_in_a_text_that_an_open_phrase_names() -> None:
    assert [each.verdict for each in verdicts(born({9: 1}, TICKET))] == [Verdict.CONTRADICTS, Verdict.BROAD_ONLY]


@pytest.mark.parametrize("ages", [{}, {16: 5, 80: 2}, {-3: 9}, {5: 0}])
def test_no_children_no_contradiction(ages: dict[int, int]) -> None:
    assert [each.verdict for each in verdicts(born(ages))] == [Verdict.UNDECLARED]


def test_data_about_a_child_contradict_as_a_whole() -> None:
    (judged,) = verdicts(finding("children"))
    assert (judged.verdict, judged.matched) == (Verdict.CONTRADICTS, None)


# --- other notices ------------------------------------------------------------------------------


def notice_with(*declarations: dict[str, object], **parts: object) -> Notice:
    base = {
        "id": "d",
        "category": "contact.email",
        "quote": "e-mail",
        "source": "data_subject",
        "explicitness": "explicit",
    }
    return Notice.model_validate(
        {
            "format": "fairnotice-notice/1",
            "id": "n",
            "company": "N",
            "document": {"file": "n.txt", "sha256": "0" * 64},
            "updated": "2020-01-01",
            "effective": [{"from": "2020-01-01"}],
            "declarations": [{**base, "id": f"d{number}", **each} for number, each in enumerate(declarations)],
            **parts,
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("declaration", "found", "verdict", "distance"),
    [
        ({"category": "special.health"}, "special.health", YES, None),
        ({"category": "special.health", "explicitness": "wider_term"}, "special.health", NONE, None),
        ({"category": "special"}, "special.health", NONE, None),
        ({"category": "special", "explicitness": "wider_term"}, "special", NONE, None),
        ({"category": "contact", "explicitness": "wider_term"}, "contact.email", WIDE, 1),
        ({"category": "financial", "explicitness": "wider_term"}, "financial.bank_account", WIDE, 2),
        # the quote ("how to reach you") is wider than the narrow category it is mapped to
        ({"category": "contact.email", "explicitness": "wider_term"}, "contact.email", WIDE, 0),
        ({"status": "draft"}, "contact.email", YES, None),
        ({"status": "rejected"}, "contact.email", NONE, None),
        ({"category": "contact.email", "explicitness": "broad"}, "contact.email", NONE, None),
    ],
)
def test_how_a_declaration_counts(
    declaration: dict[str, object], found: str, verdict: Verdict, distance: int | None
) -> None:
    (judged,) = verdicts(finding(found), notice=notice_with(declaration))
    assert (judged.verdict, judged.distance) == (verdict, distance)


def test_a_category_that_is_never_collected() -> None:
    rule = {"id": "p", "rule": "not_collect", "category": "government_id", "quote": "no government identifiers"}
    notice = notice_with({}, prohibitions=[rule])
    (judged,) = verdicts(finding("government_id.passport"), notice=notice)
    assert judged.verdict is Verdict.CONTRADICTS
    assert judged.reason == "The notice says that it does not collect passport numbers."
    assert verdicts(finding("contact.email"), notice=notice)[0].verdict is YES


# --- labels -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("category", "labels", "verdict", "conditions"),
    [
        # third parties give names, e-mail addresses, addresses and cities, and only to market
        ("contact.email", Labels(source="third_party"), YES, "not_checked"),
        ("contact.phone", Labels(source="third_party"), Verdict.OUT_OF_SCOPE, None),
        ("work.job_title", Labels(source="third_party"), Verdict.OUT_OF_SCOPE, None),
        ("device.hardware_id", Labels(source="third_party"), Verdict.OUT_OF_SCOPE, None),
        ("government_id.national", Labels(source="third_party"), NONE, None),
        # a city of residence is declared from third parties alone
        ("location.city", Labels(source="data_subject"), Verdict.OUT_OF_SCOPE, None),
        # what the label confirms is no condition any more
        ("contact.email", Labels(source="data_subject"), YES, None),
        # collected from the person either way
        ("online.ip_address", Labels(source="data_subject", purpose="analytics"), YES, None),
        ("online.ip_address", Labels(source="data_subject"), YES, "not_checked"),
        # "if you use our Services via our Apps" stays open
        ("device.model", Labels(source="automatic"), YES, "not_checked"),
    ],
)
def test_a_known_source(category: str, labels: Labels, verdict: Verdict, conditions: str | None) -> None:
    (judged,) = verdicts(finding(category), labels=labels)
    assert (judged.verdict, judged.conditions) == (verdict, conditions)


def test_out_of_scope_names_both_sources_and_its_clauses() -> None:
    (judged,) = verdicts(finding("work.job_title"), labels=Labels(source="third_party"))
    assert [clause.id for clause in judged.clauses] == ["prov-job-title"]
    assert judged.reason == (
        "The notice declares job titles only from the persons themselves; this dataset's label says third parties."
    )


# --- the whole ----------------------------------------------------------------------------------


def test_worst_first_then_by_place_whatever_the_order_of_findings() -> None:
    found = [
        finding("contact.email", asset="b.csv"),
        finding(None),
        finding("contact.email"),
        finding("device.hardware_id"),
        finding("identity.date_of_birth", TICKET),
        finding("credentials.password"),
        replace(finding("identity.date_of_birth", asset="z.csv"), ages={2: 1}),
    ]
    judged = verdicts(*found)
    assert [(each.verdict, each.finding.origin.asset) for each in judged] == [
        (Verdict.CONTRADICTS, "z.csv"),
        (Verdict.UNDECLARED, "a.csv"),
        (Verdict.UNDECLARED, "z.csv"),
        (Verdict.BROAD_ONLY, "a.csv"),
        (Verdict.WIDER_TERM, "a.csv"),
        (Verdict.DECLARED, "a.csv"),
        (Verdict.DECLARED, "b.csv"),
        (Verdict.UNMAPPED, "a.csv"),
    ]
    assert verdicts(*reversed(found)) == judged
    assert pickle.loads(pickle.dumps(judged)) == judged
    assert json.dumps([each.reason for each in judged])


def not_found(*found: Finding, detectable: frozenset[str] = frozenset()) -> dict[str, NotFound]:
    return {each.category: each for each in judge(found, NOTICE, CATEGORIES, detectable)[1]}


def test_not_found_lists_what_is_declared_and_unseen() -> None:
    missing = not_found(
        finding("contact.email"), finding("financial.payment_card"), detectable=frozenset({"contact.phone"})
    )
    assert "contact.email" not in missing
    assert "financial.payment_card" not in missing
    assert "financial.billing" not in missing, "a payment card is billing data"
    assert not any(category.startswith("any.") for category in missing), "an open phrase promises nothing"
    assert [clause.id for clause in missing["contact.phone"].clauses] == [
        "prov-phone",
        "auto-mobile-phone",
        "auto-cdr-numbers",
    ]
    assert missing["contact.phone"].looked_for
    assert not missing["work.job_title"].looked_for


def test_narrower_rules_look_for_a_wider_category() -> None:
    missing = not_found(detectable=frozenset({"device.hardware_id", "contact.phone", "usage.timestamp"}))
    assert missing["device.any"].looked_for
    assert missing["usage.log"].looked_for
    assert missing["telecom.cdr"].looked_for, "its parts are looked for"


def test_call_records_are_seen_when_their_fields_stand_in_one_table() -> None:
    def field(name: str, category: str, asset: str = "calls.parquet") -> Finding:
        return replace(finding(category), origin=Origin(asset, field=name))

    source, target, time = (
        field("source", "contact.phone"),
        field("target", "contact.phone"),
        field("start", "usage.timestamp"),
    )
    assert "telecom.cdr" not in not_found(source, target, time)
    assert "telecom.cdr" in not_found(source, time)
    assert "telecom.cdr" in not_found(source, target, replace(time, origin=Origin("other.parquet", field="start")))


def test_nothing_found_is_all_not_found_in_the_notices_order() -> None:
    missing = not_found()
    declared = [each.category for each in NOTICE.declarations if each.explicitness != "broad"]
    assert list(missing) == list(dict.fromkeys(declared))
