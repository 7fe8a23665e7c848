"""Labels through the real command: files beside the data, options, what the data carry, faults."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.command import NOTICE, fairnotice, scan

PEOPLE = "email,phone\n" + "".join(f"person{at}@mail{at}.com,+1 617 465 {7000 + at}\n" for at in range(40))
HEAD = "format: fairnotice-labels/1\nentries:\n"


@pytest.fixture
def data(tmp_path) -> Path:
    folder = tmp_path / "data"
    for name in ("bought", "own"):
        (folder / name).mkdir(parents=True)
        (folder / name / "people.csv").write_text(PEOPLE)
    return folder


def verdicts(ran) -> dict[tuple[str, str], str]:
    return {(each["asset"], each["field"]): each["verdict"] for each in ran.report["findings"]}


def told(ran, asset: str, field: str) -> dict[str, dict[str, str]]:
    found = next(each for each in ran.report["findings"] if (each["asset"], each["field"]) == (asset, field))
    return dict(found["labels"])


def test_files_at_the_root_and_nearer(data):
    (data / "fairnotice.yaml").write_text(f"{HEAD}  - source: data_subject\n    owner: Sales\n")
    (data / "bought" / "fairnotice.yaml").write_text(f"{HEAD}  - match: '*.csv'\n    source: third_party\n")
    ran = scan(data, "--notice", NOTICE)
    assert verdicts(ran) == {
        ("bought/people.csv", "email"): "declared",
        ("bought/people.csv", "phone"): "out_of_scope",
        ("own/people.csv", "email"): "declared",
        ("own/people.csv", "phone"): "declared",
    }
    labels = told(ran, "bought/people.csv", "phone")
    assert labels["source"] == {"value": "third_party", "from": f"{data}/bought/fairnotice.yaml:3"}
    assert labels["owner"]["value"] == "Sales"
    assert {each["asset"] for each in ran.report["coverage"]} == {"bought/people.csv", "own/people.csv"}
    assert ran.report["run"]["labels"]["files"] == ["bought/fairnotice.yaml", "fairnotice.yaml"]


def test_the_file_beside_a_single_file_and_an_include_that_leaves_it_out(data):
    (data / "bought" / "fairnotice.yaml").write_text(f"{HEAD}  - match: people.csv\n    source: third_party\n")
    assert verdicts(scan(data / "bought" / "people.csv", "--notice", NOTICE))["people.csv", "phone"] == "out_of_scope"
    ran = scan(data, "--notice", NOTICE, "--include", "*.csv")
    assert verdicts(ran)["bought/people.csv", "phone"] == "out_of_scope"


def test_the_report_and_explain_show_them(data, tmp_path):
    (data / "bought" / "fairnotice.yaml").write_text(f"{HEAD}  - match: people.csv\n    source: third_party\n")
    saved = tmp_path / "r.json"
    scan(data, "--notice", NOTICE, "--output", saved)
    assert "    labels   source: third_party\n" in fairnotice("report", saved).out
    out = "".join(fairnotice("explain", saved, "bought/people.csv", "phone").out.split())
    assert f"labelsource:third_party,toldby{data}/bought/fairnotice.yaml:3" in out
    assert "open not checked, since nothing tells it: purpose, condition" in " ".join(
        fairnotice("explain", saved, "bought/people.csv", "email").out.split()
    )


def test_several_roots(data):
    (data / "bought" / "fairnotice.yaml").write_text(f"{HEAD}  - match: people.csv\n    source: third_party\n")
    ran = scan("bought", "own/people.csv", "--notice", NOTICE, cwd=data)
    assert verdicts(ran)["bought/people.csv", "phone"] == "out_of_scope"
    assert verdicts(ran)["own/people.csv", "phone"] == "declared"


def test_options_and_a_file_that_is_named(data):
    file = data / "labels.yaml"
    file.write_text(f"{HEAD}  - match: bought\n    field: phone\n    source: third_party\n")
    ran = scan(data, "--notice", NOTICE, "--labels", file)
    assert verdicts(ran)["bought/people.csv", "phone"] == "out_of_scope"
    assert told(ran, "bought/people.csv", "email") == {}
    assert "labels.yaml" not in {each["asset"] for each in ran.report["coverage"]}
    ran = scan(data, "--notice", NOTICE, "--labels", file, "--label", "source=automatic", "--label", "role=processor")
    assert set(verdicts(ran).values()) == {"not_applicable"}
    assert told(ran, "bought/people.csv", "phone")["source"] == {"value": "automatic", "from": "--label"}
    assert ran.status == 0


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("  - match: bougth/*.csv\n    owner: x\n", 3, "no file or dataset matches `bougth/*.csv`. Did you mean"),
        ("  - sorce: automatic\n", 3, "unknown key. Did you mean `source`?"),
        ("  - collected_at: 31.12.2018\n", 3, "not a date"),
        ("  - owner: x\n   role: controller\n", 4, "not valid YAML"),
    ],
)
@pytest.mark.parametrize("command", ["scan", "labels show"])
def test_a_fault_stops_the_scan_before_it_begins(data, command, text, line, says):
    (data / "fairnotice.yaml").write_text(HEAD + text)
    ran = fairnotice(*command.split(), data)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"{data}/fairnotice.yaml:{line}: ")
    assert says in ran.err


def test_a_faulty_notice_stops_it_too(data, tmp_path):
    (tmp_path / "n.yaml").write_text("format: fairnotice-notice/1\nid: n\n")
    ran = scan(data, "--notice", NOTICE, "--notice", tmp_path / "n.yaml")
    assert (ran.status, ran.out) == (2, "")


def test_a_field_that_is_nowhere_is_told_after_the_scan_with_its_report(data):
    (data / "fairnotice.yaml").write_text(f"{HEAD}  - field: emails\n    owner: x\n")
    ran = scan(data, "--notice", NOTICE)
    assert ran.status == 2
    assert ran.err == f"{data}/fairnotice.yaml:3: no field with a value matches `emails`. Did you mean `email`?\n"
    assert len(ran.report["findings"]) == 4
    shown = fairnotice("labels", "show", data)
    assert (shown.status, shown.out) == (2, "")
    assert shown.err == ran.err


# --- what the data carry ------------------------------------------------------------------------


def test_metadata_of_parquet(tmp_path):
    values = [f"person{at}@mail{at}.com" for at in range(40)]
    field = pa.field("email", pa.string(), metadata={"fairnotice.subject": "prospect", "fairnotice.sauce": "x"})
    schema = pa.schema([field, ("phone", pa.string())], metadata={"fairnotice.source": "third_party"})
    numbers = [f"+1 617 465 {7000 + at}" for at in range(40)]
    pq.write_table(pa.table([values, numbers], schema=schema), tmp_path / "a.parquet")
    ran = scan(tmp_path, "--notice", NOTICE)
    assert told(ran, "a.parquet", "email") == {
        "source": {"value": "third_party", "from": "metadata of the file"},
        "subject": {"value": "prospect", "from": "metadata of the field"},
    }
    assert verdicts(ran)["a.parquet", "phone"] == "out_of_scope"
    assert ran.reasons("a.parquet") == {"unknown_label"}
    assert "Did you mean `source`?" in ran.coverage("a.parquet")["problems"][0]["fact"]
    again = scan(tmp_path, "--notice", NOTICE, "--label", "source=data_subject")
    assert verdicts(again)["a.parquet", "phone"] == "declared"


def test_labels_in_a_dataset(tmp_path):
    folder = tmp_path / "calls"
    for day in ("1", "2"):
        (folder / f"dt={day}").mkdir(parents=True)
        values = pa.table({"phone": [f"+1 617 465 {7000 + at}" for at in range(40)]})
        pq.write_table(values, folder / f"dt={day}" / "part.parquet")
    (folder / "fairnotice.yaml").write_text(f"{HEAD}  - source: third_party\n")
    for root, asset in ((tmp_path, "calls"), (folder, "calls")):
        ran = scan(root, "--notice", NOTICE)
        assert verdicts(ran)[asset, "phone"] == "out_of_scope"
        assert [each["asset"] for each in ran.report["coverage"]] == ["calls"]


POSTGRESQL = """\
--
-- PostgreSQL database dump
--

CREATE TABLE public.leads (
    email text,
    phone text
);

COMMENT ON TABLE public.leads IS 'Bought in spring; fairnotice: source=third_party, owner=Sales';
COMMENT ON COLUMN public.leads.phone IS 'It''s theirs. fairnotice: subject=prospect';

COPY public.leads (email, phone) FROM stdin;
{rows}\\.

--
-- PostgreSQL database dump complete
--
"""
MYSQL = """\
-- MySQL dump 10.13

CREATE TABLE `leads` (
  `email` varchar(99) DEFAULT NULL,
  `phone` varchar(40) DEFAULT NULL COMMENT 'fairnotice: subject=prospect',
  KEY `email` (`email`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8 COMMENT='Bought; fairnotice: source=third_party, owner=Sales';

INSERT INTO `leads` VALUES {rows};
-- Dump completed
"""


@pytest.mark.parametrize(("text", "table"), [(POSTGRESQL, "public.leads"), (MYSQL, "leads")], ids=["copy", "insert"])
def test_comments_in_dumps(tmp_path, text, table):
    people = [(f"person{at}@mail{at}.com", f"+1 617 465 {7000 + at}") for at in range(40)]
    copied = "".join(f"{email}\t{phone}\n" for email, phone in people)
    inserted = ",".join(f"('{email}','{phone}')" for email, phone in people)
    (tmp_path / "a.sql").write_text(text.format(rows=copied if text is POSTGRESQL else inserted))
    ran = scan(tmp_path, "--notice", NOTICE)
    assert ran.coverage("a.sql")["problems"] == []
    assert told(ran, "a.sql", "phone") == {
        "source": {"value": "third_party", "from": "comment on the table"},
        "subject": {"value": "prospect", "from": "comment on the column"},
        "owner": {"value": "Sales", "from": "comment on the table"},
    }
    assert "subject" not in told(ran, "a.sql", "email")
    assert verdicts(ran) == {("a.sql", "email"): "declared", ("a.sql", "phone"): "out_of_scope"}
    shown = fairnotice("labels", "show", tmp_path)
    assert f"  {table}.phone\n    subject: prospect  (comment on the column)\n" in shown.out


# --- dates --------------------------------------------------------------------------------------


def test_a_field_that_holds_the_dates(tmp_path):
    rows = (f"person{at}@mail{at}.com,{'2018-06-30' if at < 15 else '2018-12-01'}\n" for at in range(40))
    (tmp_path / "a.csv").write_text("email,consented\n" + "".join(rows))
    plain = scan(tmp_path, "--notice", NOTICE)
    assert verdicts(plain) == {("a.csv", "email"): "declared"}
    assert plain.report["findings"][0]["recorded"] is None
    ran = scan(tmp_path, "--notice", NOTICE, "--label", "collected_at=consented")
    assert ran.report["findings"][0]["recorded"] == {
        "by": "consented", "first": "2018-06-30", "last": "2018-12-01", "counts": {"2018-06-30": 15, "2018-12-01": 25},
    }  # fmt: skip
    assert [(each["verdict"], each["concerned"]) for each in ran.report["findings"]] == [
        ("out_of_scope", 15), ("declared", 25),
    ]  # fmt: skip


def test_show(data):
    (data / "bought" / "fairnotice.yaml").write_text(
        f"{HEAD}  - source: third_party\n  - field: email\n    owner: Ads\n"
    )
    ran = fairnotice("labels", "show", data)
    assert ran.status == 0
    assert (
        ran.out
        == f"""\
Labels from bought/fairnotice.yaml

bought/people.csv
  source: third_party  ({data}/bought/fairnotice.yaml:3)
  email
    owner: Ads  ({data}/bought/fairnotice.yaml:4)
own/people.csv
  no label
"""
    )
