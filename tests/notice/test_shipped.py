"""The shipped notices hold what a careful reading finds, and fall into none of the traps of their texts.

The texts are not part of the project; that every quote stands in them is `notice verify`'s to say. What is held
here was written down from the texts, apart from the notice files.
"""

import pytest

from scanner.notice.categories import Categories
from scanner.notice.model import Notice
from scanner.notice.read import find_notice

MAY = find_notice("ringcentral-2018-05-22")
NOVEMBER = find_notice("ringcentral-2018-11-30")
both = pytest.mark.parametrize("notice", [MAY, NOVEMBER], ids=lambda notice: notice.id)

EXPLICIT = {
    # "The types of personal information we may collect directly from you include …"
    ("contact.email", "data_subject"),
    ("contact.postal_address", "data_subject"),
    ("contact.phone", "data_subject"),
    ("identity.name", "data_subject"),  # "employee names"
    ("identity.username", "data_subject"),
    ("commercial.service_interest", "data_subject"),  # "the type of service required"
    ("preferences.marketing", "data_subject"),
    ("work.job_title", "data_subject"),
    ("financial.payment_card", "data_subject"),  # "credit card payment information"
    ("financial.transaction", "data_subject"),
    ("content.communications", "data_subject"),  # "any communications, inquiries"
    # "We keep track of your activity …, the configuration of their computers, and performance metrics"
    ("usage.activity", "automatic"),
    ("device.configuration", "automatic"),
    ("usage.performance", "automatic"),
    # the numbered list of what is collected when Services are used
    ("telecom.traffic", "automatic"),
    ("telecom.network_monitoring", "automatic"),
    ("usage.log", "automatic"),
    ("online.ip_address", "automatic"),
    ("online.isp", "automatic"),
    ("online.user_agent", "automatic"),  # "browser type"
    ("online.referrer", "automatic"),  # "referring/exit pages"
    ("online.pages_viewed", "automatic"),  # "the files viewed on our site"
    ("device.operating_system", "automatic"),
    ("usage.timestamp", "automatic"),
    ("online.clickstream", "automatic"),
    ("contact.phone", "automatic"),  # "mobile phone number", and the numbers of call records
    ("device.model", "automatic"),
    ("telecom.cdr", "automatic"),
    ("usage.metadata", "automatic"),
    # "We may collect the names, e-mail addresses, postal addresses and city of residence … from third parties"
    ("identity.name", "third_party"),
    ("contact.email", "third_party"),
    ("contact.postal_address", "third_party"),
    ("location.city", "third_party"),
    # "any information you provide in these areas" is what posts are
    ("content.public_posts", "data_subject"),
}
WIDER = {
    ("device.any", "automatic"),  # "Device data about any device"
    ("financial.billing", "automatic"),  # "Billing data, which includes any payment data"
}
BROAD = {
    ("any.provided", "data_subject"),  # "other information you choose to provide", and the forums
    ("any.automatic", "automatic"),  # "certain information automatically", cookies as a technology
    ("any.third_party", "third_party"),  # "from other sources"
    ("any.integrations", "third_party"),  # "other applications you may use"
    ("any.from_contacts", "other_person"),  # "one of your contacts has provided us"
}
MAY_ONLY = {
    ("content.correspondence", "automatic")
}  # "Emails/Communications with us": three words, so lost in November


def pairs(notice: Notice, explicitness: str) -> set[tuple[str, str]]:
    return {(each.category, each.source) for each in notice.declarations if each.explicitness == explicitness}


@both
def test_declarations_are_those_of_a_careful_reading(notice: Notice) -> None:
    assert pairs(notice, "explicit") == EXPLICIT | (MAY_ONLY if notice is MAY else set())
    assert pairs(notice, "wider_term") == WIDER
    assert pairs(notice, "broad") == BROAD
    assert all(each.status == "confirmed" for each in notice.declarations)


@both
def test_what_both_texts_are_silent_on_is_not_declared(notice: Notice) -> None:
    silent = ("government_id", "special", "credentials", "criminal", "children", "location.precise", "work.salary")
    silent += ("work.education", "identity.date_of_birth", "identity.age", "identity.gender")
    for declaration in notice.declarations:
        assert not declaration.category.startswith(silent)


@both
def test_traps_are_not_declarations(notice: Notice) -> None:
    categories = {each.category for each in notice.declarations}
    assert "online.cookie_id" not in categories, "cookies are named as a technology"
    assert "content.recording" not in categories, "the content of calls is not declared, only their traffic"
    quotes = " ".join(each.quote.lower() for each in notice.declarations)
    for trap in ("your phone number", "children", "your calls, messages", "united states", "european"):
        assert trap not in quotes


@both
def test_open_phrases_clear_only_the_texts_they_name(notice: Notice) -> None:
    containers = {each.id: set(each.containers) for each in notice.declarations if each.containers}
    assert containers == {
        "prov-other": {"content.communications", "content.correspondence"},
        "forum-any": {"content.public_posts"},
    }


@both
def test_third_parties_give_data_for_marketing(notice: Notice) -> None:
    third = [each for each in notice.declarations if each.source == "third_party" and each.explicitness == "explicit"]
    assert all(each.purposes == ("marketing",) for each in third)
    assert all((each.when is not None) == (notice is NOVEMBER) for each in third), "the condition is November's"


@both
def test_conditions_that_the_text_states_are_kept(notice: Notice) -> None:
    conditional = {each.id for each in notice.declarations if each.when is not None and each.source != "third_party"}
    assert {"auto-mobile-phone", "auto-mobile-system", "auto-mobile-model"} <= conditional


def test_prohibitions() -> None:
    for notice in (MAY, NOVEMBER):
        children = notice.prohibitions[0]
        assert (children.rule, children.subject, children.age_under) == ("not_collect", "child", 16)
        assert children.knowingly
        assert children.words.lower().startswith("ringcentral does not"), "the quote alone would say the contrary"
    assert [each.rule for each in MAY.prohibitions] == ["not_collect"]
    assert [each.rule for each in NOVEMBER.prohibitions] == ["not_collect", "not_sell"]


def test_dates_and_documents() -> None:
    early, late = MAY.effective
    assert early.from_.isoformat() == "2018-05-22"
    assert late.from_.isoformat() == "2018-06-22"
    assert late.signed_up_before == MAY.updated
    assert [each.from_.isoformat() for each in NOVEMBER.effective] == ["2018-11-30"]
    assert NOVEMBER.supersedes == MAY.id
    assert (MAY.document.complete, NOVEMBER.document.complete) == (True, False)
    assert "lossy" in NOVEMBER.document.note


@both
def test_the_other_clauses(notice: Notice) -> None:
    assert len(notice.purposes) == 12
    assert {each.basis for each in notice.legal_bases} == {
        "consent",
        "contract",
        "legitimate_interests",
        "legal_obligation",
    }
    assert {country for each in notice.transfers for country in each.countries} == {"US", "CH", "NL"}
    assert any(each.open for each in notice.transfers)
    assert all(each.period is None for each in notice.retention), "no period is named"
    assert {way for each in notice.retention for way in each.disposal} == {"delete", "anonymize"}
    assert {each.who for each in notice.recipients} >= {"affiliate", "vendor", "authority", "acquirer"}
    assert {each.right for each in notice.rights} >= {
        "access",
        "rectification",
        "erasure",
        "objection",
        "restriction",
        "portability",
        "withdraw_consent",
        "complaint",
        "unsubscribe",
        "do_not_call",
        "contact_removal",
    }
    assert all(each.measures == () for each in notice.security), "no measure is named"
    assert notice.public_areas
    assert notice.applies_to.not_ == ("own_staff",)


@both
def test_quotes_are_short_and_ids_unique(notice: Notice) -> None:
    passages = [passage for _, _, passage in notice.passages()]
    assert len({passage.id for passage in passages}) == len(passages)
    for passage in passages:
        assert len(passage.quote) < 160
        assert "\n" not in passage.quote
    assert all(each.category in Categories.shipped() for each in notice.declarations)


def test_the_same_clause_has_the_same_name_in_both() -> None:
    may = {each.id for _, _, each in MAY.passages()}
    november = {each.id for _, _, each in NOVEMBER.passages()}
    assert may - november == {"auto-correspondence"}
    assert november - may == {
        "prov-asked",
        "no-sale",
        "right-dispute-resolution",
        "right-arbitration",
        "third-party-checked",
    }
