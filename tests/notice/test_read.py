"""Notice files: finding them, and what a wrong one is told."""

from pathlib import Path

import pytest

from scanner.errors import NoticeError
from scanner.notice.categories import Categories
from scanner.notice.model import Notice
from scanner.notice.read import find_notice, list_notices, read_notice
from tests.notice.example import notice_text, write_notice

CATEGORIES = Categories.shipped()


def test_a_path_is_read(tmp_path: Path) -> None:
    notice = find_notice(str(write_notice(tmp_path)))
    assert notice.company == "Example Telephony"
    assert notice.declarations[2].containers == ("content.communications",)
    assert notice.effective[0].from_.isoformat() == "2020-02-01"


def test_an_id_is_looked_up_in_folders_and_their_notices(tmp_path: Path) -> None:
    write_notice(tmp_path)
    assert find_notice("example-2020-02-01", [tmp_path]).id == "example-2020-02-01"
    below = tmp_path / "rules" / "notices"
    below.mkdir(parents=True)
    write_notice(below)
    assert find_notice("example-2020-02-01", [tmp_path / "rules"]).id == "example-2020-02-01"


def test_shipped_notices_are_found_by_id() -> None:
    assert find_notice("ringcentral-2018-11-30").supersedes == "ringcentral-2018-05-22"


def test_a_folder_stands_before_what_is_shipped(tmp_path: Path) -> None:
    own = notice_text().replace("example-2020-02-01", "ringcentral-2018-11-30")
    write_notice(tmp_path, own, "ringcentral-2018-11-30.yaml")
    assert find_notice("ringcentral-2018-11-30", [tmp_path]).company == "Example Telephony"


def test_the_list_holds_shipped_and_own_notices_by_id(tmp_path: Path) -> None:
    write_notice(tmp_path)
    (tmp_path / "email.yaml").write_text("format: fairnotice-rule/1\n")
    assert [notice.id for notice in list_notices([tmp_path, tmp_path / "absent"])] == [
        "example-2020-02-01",
        "ringcentral-2018-05-22",
        "ringcentral-2018-11-30",
    ]


def test_an_unknown_id_is_told_its_neighbour() -> None:
    with pytest.raises(NoticeError, match="Did you mean `ringcentral-2018-11-30`"):
        find_notice("ringcentral-2018-11-31")


def test_the_id_is_the_files_name(tmp_path: Path) -> None:
    write_notice(tmp_path, name="other.yaml")
    with pytest.raises(NoticeError, match="differs from the file's name"):
        find_notice("other", [tmp_path])


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("contact.email", "contact.emial", "category: contact.emial", "Did you mean `contact.email`"),
        ("[content.communications]", "[content.comunications]", "containers", "Did you mean `content.communications`"),
        ("[service]", "[servcie]", "[servcie]", "Did you mean `service`"),
        ("id: billing", "id: e.mail\n    id: email", "id: email\n    category: fin", "`id` stands here and on line"),
        ("id: ip", "id: other", "- id: other\n    category: online", "the id `other` is used twice"),
        ("source: automatic", "source: crm", "source: crm", "Use 'data_subject', 'automatic', 'third_party' or"),
        ("updated: 2020-02-01", "updated: 2020-02-30", "updated", "not a date"),
        ("updated: 2020-02-01", "updated: 2020", "updated", "not a date"),
        ("from: 2020-02-01", "from: yesterday", "- {from", "not a date"),
        ("id: ip\n", "id: ip\n    quot: x\n", "quot: x", "Did you mean `quote`"),
        ("    quote: billing data\n", "", "- id: billing", "`declarations[1].quote`: this key is missing"),
        ("quote: billing data", "quote: ''", "quote: ''", "`declarations[1].quote`"),
        ("wider_term", "wider_term\n    containers: [content.recording]", "- id: billing", "open phrases"),
        ("age_under: 13", "age_under: teens", "age_under", "valid integer"),
        ("category: online.ip_address", "category: any.automatic", "- id: ip", "is an open phrase"),
        ("company: Example", "company: [Example", "document", "not valid YAML"),
        ("company: Example Telephony", "company: [Example Telephony]", "company", "valid string"),
        ("format: fairnotice-notice/1", "format: fairnotice-notice/9", "format", "not a notice file"),
        ("effective:\n  - {from: 2020-02-01, scope: everyone}", "effective: now", "effective", "a list is wanted"),
        ("effective:\n  - {from: 2020-02-01, scope: everyone}", "effective: []", "effective", "the list is empty"),
        ("sha256: ", "sha256: zz", "document", "not in the form"),
        ("purposes:\n", "supersedes: example-2020-02-01\npurposes:\n", "supersedes", "supersedes itself"),
        ("{id: service,", "{id: service, basis: consent,", "- {id: service", "no legal basis `consent`"),
    ],
)  # fmt: skip
def test_a_wrong_notice_is_told_file_line_fact_and_next_step(
    tmp_path: Path, old: str, new: str, at: str, message: str
) -> None:
    text = notice_text()
    assert old in text
    text = text.replace(old, new, 1)
    path = write_notice(tmp_path, text)
    with pytest.raises(NoticeError) as caught:
        read_notice(path, CATEGORIES)
    assert str(caught.value).startswith(f"{path}:{text[: text.index(at)].count(chr(10)) + 1}: ")
    assert message in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = notice_text().replace("contact.email", "contact.emial").replace("[service]", "[servcie]")
    with pytest.raises(NoticeError) as caught:
        read_notice(write_notice(tmp_path, text), CATEGORIES)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a mapping"),
        (b"- a\n- b\n", "not a mapping"),
        (b"id: caf\xe9\n", "not UTF-8"),
        (b"a: \x00\n", "not valid YAML"),
        (b"a: " + b"[" * 5000, "YAML"),
        (b"!!python/object/apply:os.getcwd []\n", "not valid YAML"),
        (b"#" * (5 << 20), "larger than 4 MB"),
    ],
)  # fmt: skip
def test_what_is_no_yaml_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_bytes(content)
    with pytest.raises(NoticeError, match=message) as caught:
        read_notice(path, CATEGORIES)
    assert str(caught.value).startswith(str(path))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoticeError, match="cannot be read: No such file"):
        find_notice(str(tmp_path / "absent.yaml"))


def test_norway_is_a_country(tmp_path: Path) -> None:
    text = notice_text() + "transfers:\n  - {id: norway, quote: We collect, countries: [NO]}\n"
    assert read_notice(write_notice(tmp_path, text), CATEGORIES).transfers[0].countries == ("NO",)


def test_the_schema_is_publishable() -> None:
    schema = Notice.model_json_schema()
    assert {"from", "scope", "quote"} <= set(schema["$defs"]["Effective"]["properties"])
    assert "not" in schema["$defs"]["AppliesTo"]["properties"]
    assert schema["additionalProperties"] is False
