from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from scanner.detector.book import bears
from scanner.detector.contract import Evidence
from scanner.detector.fieldnames import words_of
from scanner.errors import RuleError
from scanner.model.found import Confidence
from scanner.rulebook import known_detectors, load, read_rule

BOOK = load()

GOOD = """\
format: fairnotice-rule/1
id: badge
entity: BADGE
category: identity.username
label: Badge
description: A made-up badge number of the staff.
pattern: 'BDG-[0-9]{5}'
confidence: {pattern: certain}
references: [https://example.org/badges]
examples: [{text: BDG-12345}, {text: "saw BDG-54321", found: BDG-54321}, {text: BDG-00001}]
near_misses: [{text: BDG-1}, {text: bdg-12345}, {text: "12345"}]
"""


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("emailAddress", ("email", "address")),
        ("email_address", ("email", "address")),
        ("EMAIL-ADDRESS", ("email", "address")),
        ("contact.emailAddr_2", ("contact", "email", "addr", "2")),
        ("IPAddress", ("ip", "address")),
        ("userID", ("user", "id")),
        ("HTTPServerIP", ("http", "server", "ip")),
        ("ipv4", ("ipv", "4")),
        ("addr1", ("addr", "1")),
        ("posts[].text", ("posts", "text")),
        ("Prénom", ("prenom",)),
        ("Straße", ("strasse",)),
        ("телефон", ("телефон",)),
        ("", ()),
        ("___", ()),
    ],
)
def test_a_name_as_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("email", "email_address"), ("E-mail", "email_address"), ("EMailAddress", "email_address"),
        ("emailaddress", "email_address"), ("cust_email", "email_address"), ("billing.email_2", "email_address"),
        ("email_txt", "email_address"), ("phoneNumber", "phone_number"), ("PHONE_NO", "phone_number"),
        ("home_phone_1", "phone_number"), ("msisdn", "phone_number"), ("dob", "birth_date"),
        ("DateOfBirth", "birth_date"),
        ("dateofbirth", "birth_date"), ("firstname", "person_name"), ("FIRST_NAME", "person_name"),
        ("lName", "person_name"),
        ("clientIp", "ip_address"), ("remote_addr", "ip_address"), ("lat", "coordinate_field"),
        ("zipCode", "postcode"),
        ("addr1", "postal_address"), ("password_md5", "password_digest"), ("pwd_sha256", "password_digest"),
        ("userAgent", "user_agent"), ("cc_number", "credit_card"), ("CreditCardNumber", "credit_card"),
        ("ssn", "us_ssn"),
        ("Straße", "postal_address"), ("Prénom", "person_name"),
    ],
)  # fmt: skip
def test_names_that_say_what_a_field_holds(name: str, rule: str) -> None:
    assert rule in BOOK.field(name).named


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("email_count", "email_address"), ("phone_model", "phone_number"), ("birthday_discount", "birth_date"),
        ("product_name", "person_name"), ("ip_version", "ip_address"), ("version", "ip_address"),
        ("latency", "coordinate_field"),
        ("order_number", "phone_number"), ("memory_address", "postal_address"), ("ip_address", "postal_address"),
        ("card_type", "credit_card"), ("description", "communication"), ("recipe", "ip_address"),
    ],
)  # fmt: skip
def test_names_that_do_not(name: str, rule: str) -> None:
    assert rule not in BOOK.field(name).named


def test_denied_names_win() -> None:
    field = BOOK.field("firmware_ip")
    assert "ip_address" in field.denied
    assert "ip_address" not in field.named


def test_bears() -> None:
    assert bears("thread.title", ("thread title",))
    assert not bears("thread.title", ("title page",))


def test_the_highest_level_whose_evidence_is_all_there_counts() -> None:
    levels = BOOK.levels["ip_address"]
    assert levels[Evidence.PATTERN] == Confidence.POSSIBLE
    assert levels[Evidence.PATTERN | Evidence.STRUCTURE] == Confidence.LIKELY
    assert levels[Evidence.PATTERN | Evidence.STRUCTURE | Evidence.CONTEXT] == Confidence.CERTAIN
    assert levels[0] == 0


def test_every_detector_is_found_and_used() -> None:
    assert {detector.name for detector, _ in BOOK.detectors} == set(known_detectors())
    assert all(detector.name == name for name, detector in known_detectors().items())


def test_rules_of_a_folder_come_on_top(tmp_path: Path) -> None:
    (tmp_path / "badge.yaml").write_text(GOOD, encoding="utf-8")
    book = load([tmp_path])
    assert set(book.rules) == {*BOOK.rules, "badge"}
    assert book.rules["badge"].entity == "BADGE"


def test_a_rule_of_a_folder_replaces_the_shipped_one(tmp_path: Path) -> None:
    shipped = GOOD.replace("id: badge", "id: gender")
    (tmp_path / "gender.yaml").write_text(shipped, encoding="utf-8")
    assert load([tmp_path]).rules["gender"].entity == "BADGE"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("id: badge", "id: other", "named other.yaml"),
        ("format: fairnotice-rule/1", "format: something", "format"),
        ("pattern: certain", "magic: certain", "not evidence"),
        ("pattern: certain", "pattern: sure", "confidence"),
        ("label: Badge", "labell: Badge", "label"),
        ("'BDG-[0-9]{5}'", "'(?=BDG)[0-9]{5}'", "linear-time"),
        ("'BDG-[0-9]{5}'", "'(BDG'", "linear-time"),
        ("'BDG-[0-9]{5}'", "'[unclosed", "YAML"),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(tmp_path: Path, old: str, new: str, says: str) -> None:
    path = tmp_path / "badge.yaml"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=says) as raised:
        read_rule(path)
    assert str(raised.value).startswith(str(path))


def test_a_detector_that_does_not_exist_is_named(tmp_path: Path) -> None:
    (tmp_path / "badge.yaml").write_text(f"{GOOD}detector: sonar\n", encoding="utf-8")
    with pytest.raises(RuleError, match="no detector named sonar"):
        load([tmp_path])


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="no such folder"):
        load([tmp_path / "none"])


def test_bytes_that_are_no_text_are_no_rule(tmp_path: Path) -> None:
    (tmp_path / "badge.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleError, match=r"cannot be read|valid YAML"):
        read_rule(tmp_path / "badge.yaml")


def test_rules_pickle() -> None:
    assert pickle.loads(pickle.dumps(dict(BOOK.rules))) == BOOK.rules
