"""Files of labels, and what is said of faulty ones."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.errors import UsageError
from scanner.labels.apply import Layer
from scanner.labels.read import read_labels, read_option
from tests.command import ROOT

HEAD = "format: fairnotice-labels/1\nentries:\n"


def write(folder: Path, text: str) -> Path:
    path = folder / "fairnotice.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_key(tmp_path):
    path = write(tmp_path, HEAD + """\
  - match: crm/*.csv
    table: users
    field: [email, '*phone*']
    source: third_party
    subject: prospect
    purpose: marketing
    role: controller
    country: NO
    collected_at: 2018-11-30
    owner: Marketing
    note: bought in spring
""")  # fmt: skip
    (rule,) = read_labels(path, Layer.BESIDE)
    assert (rule.where, rule.assets, rule.tables) == (f"{path}:3", ("crm/*.csv",), ("users",))
    assert rule.fields == ("email", "*phone*")
    assert dict(rule.labels) == {
        "source": "third_party", "subject": "prospect", "purpose": "marketing", "role": "controller", "country": "NO",
        "collected_at": "2018-11-30", "owner": "Marketing",
    }  # fmt: skip


@pytest.mark.parametrize(
    "globs", ["match: {asset: a.sql, table: t}", "asset: a.sql\n    table: t", "match: a.sql\n    table: t"]
)
def test_globs_in_each_form(tmp_path, globs):
    (rule,) = read_labels(write(tmp_path, f"{HEAD}  - {globs}\n    owner: x\n"), Layer.BESIDE)
    assert (rule.assets, rule.tables) == (("a.sql",), ("t",))


@pytest.mark.parametrize(
    ("entry", "line", "says"),
    [
        ("sauce: third_party", 3, "`sauce`: unknown key. Did you mean `source`?"),
        ("source: thirdparty", 3, "Did you mean `third_party`? Use one of data_subject, automatic, third_party"),
        ("role: owner", 3, "Use one of controller, processor"),
        ("match: a\n    country: Germany", 4, "Write the two capital letters of ISO 3166"),
        ("subject: employee", 3, "unknown subject. Did you mean `own_staff`?"),
        ("subject: costumer", 3, "unknown subject. Did you mean `customer`?"),
        ("collected_at: 30.11.2018", 3, "not a date. Write it as year-month-day"),
        ("collected_at: 2018-02-30", 3, "there is no such day"),
        ("match: a.csv", 3, "it labels nothing. Give it one of source"),
        ("owner: 12", 3, "text is wanted here. Put quotes around it."),
        ("match: a\n    asset: b\n    owner: x", 3, "`match` and `asset` mean the same. Keep one of them."),
        ("owner: x\n   role: controller", 4, "not valid YAML"),
        ("owner: x\n    owner: y", 4, "`owner` stands here and on line 3. Keep one of them."),
    ],
)
def test_faults_are_told_with_file_line_and_next_step(tmp_path, entry, line, says):
    path = write(tmp_path, f"{HEAD}  - {entry}\n")
    with pytest.raises(UsageError) as error:
        read_labels(path, Layer.BESIDE)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert says in str(error.value)


def test_the_documented_example_is_read(tmp_path):
    text = (ROOT / "docs" / "labels.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```yaml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    assert len(read_labels(write(tmp_path, example), Layer.BESIDE)) == 4


def test_another_file_of_this_name(tmp_path):
    path = write(tmp_path, "format: fairnotice-notice/1\n")
    with pytest.raises(UsageError, match="Begin it with `format: fairnotice-labels/1`"):
        read_labels(path, Layer.BESIDE)


def test_a_subject_of_the_notice_is_known(tmp_path):
    path = write(tmp_path, f"{HEAD}  - subject: beta_tester\n")
    assert read_labels(path, Layer.BESIDE, ["beta_tester"])
    with pytest.raises(UsageError):
        read_labels(path, Layer.BESIDE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("source", "it must read KEY=VALUE"),
        ("source=", "it must read KEY=VALUE"),
        ("sorce=third_party", "Did you mean `source`?"),
        ("source=bought", "Use one of data_subject"),
        ("subject=employee", "Did you mean `own_staff`?"),
        ("collected_at=2018-13-01", "there is no such day"),
    ],
)
def test_faulty_options(text, says):
    with pytest.raises(UsageError) as error:
        read_option(text)
    assert str(error.value).startswith("--label ")
    assert says in str(error.value)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        rule = read_option(text)
    except UsageError:
        return
    assert len(rule.labels) == 1
