"""`fairnotice redact` as a user runs it: copies in which a scan finds nothing of what was to go."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import hmac
import json
import os
import re
import signal
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.command import NOTICE, ROOT, Ran, fairnotice, scan
from tests.forked import started

NAMES = ("Anna", "Karl", "Eva", "Ole", "Mia", "Jan", "Liv", "Per", "Kai", "Ida", "Ada", "Tor")


def redact(*arguments: object) -> Ran:
    return fairnotice("redact", "--jobs", "1", "--ner", "off", *arguments)


def found(path: Path, *arguments: object) -> set[tuple[str, str | None, str | None]]:
    ran = scan("--ner", "off", "--jobs", "1", *arguments, path)
    return {(each["asset"], each["field"], each["category"]) for each in ran.report["findings"]}


def personal(path: Path) -> set[tuple[str, str | None, str | None]]:
    return {each for each in found(path) if not (each[2] or "").startswith("content.")}


def table(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text("cp1252").splitlines(), delimiter=";"))


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    (folder / "deep").mkdir(parents=True)
    rows = [
        (
            f"C-{at}",
            f"{name}, the {at}th",
            f"{name.lower()}{at}@nordlys-mail.org",
            f"19{60 + at}-03-1{at % 10}",
            f"{at}.50",
        )
        for at, name in enumerate(NAMES)
    ]
    with (folder / "people.csv").open("w", encoding="cp1252", newline="") as out:
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(["nr", "remark", "email", "birth date", "größe"])
        writer.writerows(rows)
    lines = [f"INFO user={mail} from 81.2.69.{at} “ok” in {at} ms" for at, (_, _, mail, _, _) in enumerate(rows)]
    (folder / "deep" / "app.log").write_text("\ufeff" + "\r\n".join(lines), encoding="utf-16-le", newline="")
    who = (
        '{{"id": {0},  "who": {{"mail": "{1}", "born": "{2}"}}, "tel": 1415555{0:04}, "note": "caf\\u00e9 \\"{1}\\""}}'
    )
    objects = [who.format(at, mail, born) for at, (_, _, mail, born, _) in enumerate(rows)]
    (folder / "people.jsonl").write_text("\n".join([*objects, "", "no json of x@nordlys-mail.org"]))
    mails = [mail for _, _, mail, _, _ in rows]
    people = pa.table(
        {
            "email": pa.array(mails).dictionary_encode(),
            "birth_date": pa.array([dt.date.fromisoformat(born) for _, _, _, born, _ in rows]),
            "phones": pa.array([[f"+1 617 465 {7000 + at}", None] if at % 3 else None for at in range(len(rows))]),
            "contact": pa.array([{"mail": mail, "n": at} if at % 4 else None for at, mail in enumerate(mails)]),
            "tags": pa.array([[("mail", mail)] for mail in mails], pa.map_(pa.string(), pa.string())),
            "amount": pa.array(range(len(rows)), pa.decimal128(9, 2)),
        }
    )
    pq.write_table(people.replace_schema_metadata({"made": "by hand"}), folder / "people.parquet", compression="zstd")
    (folder / "page.html").write_text("<p>anna@nordlys-mail.org</p>")
    return folder


def test_a_scan_of_the_copies_finds_nothing(data, tmp_path):
    assert len(personal(data)) > 10
    ran = redact(data, tmp_path / "out", "--exclude", "*.html")
    assert ran.status == 0, ran.out
    assert "Copied 4 of 4 assets" in ran.out
    assert personal(tmp_path / "out") == set()
    assert not [file for file in (tmp_path / "out").rglob("*") if file.name.endswith(".part")]


def test_all_else_is_as_it_was(data, tmp_path):
    redact(data, tmp_path / "out", "--category", "contact.email")
    before, after = (file.read_bytes() for file in (data / "people.csv", tmp_path / "out" / "people.csv"))
    for at, name in enumerate(NAMES):
        before = before.replace(f"{name.lower()}{at}@nordlys-mail.org".encode(), b"***")
    assert after == before
    before, after = ((each / "deep/app.log").read_bytes().decode("utf-16") for each in (data, tmp_path / "out"))
    assert [line.split(" from ")[1] for line in after.split("\r\n")] == [
        line.split(" from ")[1] for line in before.split("\r\n")
    ]
    assert "nordlys" not in after
    assert (tmp_path / "out" / "deep" / "app.log").read_bytes()[:2] == b"\xff\xfe"
    lines = (tmp_path / "out" / "people.jsonl").read_text().splitlines()
    assert (
        lines[3]
        == '{"id": 3,  "who": {"mail": "***", "born": "1963-03-13"}, "tel": 14155550003, "note": "café \\"***\\""}'
    )
    assert lines[-1] == "no json of ***"


def test_parquet_keeps_schema_and_rows(data, tmp_path):
    redact(data, tmp_path / "out")
    before, after = (pq.read_table(each / "people.parquet") for each in (data, tmp_path / "out"))
    assert after.schema.equals(before.schema, check_metadata=True)
    assert after.num_rows == before.num_rows
    assert after["birth_date"].null_count == after.num_rows
    assert after["amount"].equals(before["amount"])
    assert [each and [item and "***" for item in each] for each in before["phones"].to_pylist()] == after[
        "phones"
    ].to_pylist()
    assert after["contact"].to_pylist() == [
        each and {"mail": "***", "n": each["n"]} for each in before["contact"].to_pylist()
    ]
    assert after["tags"].to_pylist()[0] == [("mail", "***")]
    assert pq.ParquetFile(tmp_path / "out/people.parquet").metadata.row_group(0).column(0).compression == "ZSTD"


def test_hashes_are_those_of_the_key(data, tmp_path):
    (tmp_path / "key").write_text("0123456789abcdef\n")
    redact(data, tmp_path / "out", "--operator", "hash", "--key", tmp_path / "key", "--category", "contact.email")
    rows = table(tmp_path / "out" / "people.csv")
    expected = hmac.new(b"0123456789abcdef", b"anna0@nordlys-mail.org", hashlib.sha256).hexdigest()
    assert rows[0]["email"] == expected
    assert not [each for each in found(tmp_path / "out") if each[2] == "contact.email"]


def test_operators_of_presidio(data, tmp_path):
    pytest.importorskip("presidio_anonymizer", reason="the extra `redact` is not installed")
    ran = redact(data, tmp_path / "out", "--operator", "replace", "--entity", "EMAIL_ADDRESS")
    assert ran.status == 3
    assert "<EMAIL_ADDRESS>" in (tmp_path / "out" / "people.csv").read_text("cp1252")
    assert not [each for each in found(tmp_path / "out") if each[2] == "contact.email"]


def test_what_was_encrypted_can_be_read_with_the_key(data, tmp_path):
    decrypt = pytest.importorskip("presidio_anonymizer.operators", reason="the extra `redact` is not installed").Decrypt
    (tmp_path / "key").write_text("0123456789abcdef\n")
    chosen = ("--key", tmp_path / "key", "--category", "contact.email")
    redact(data, tmp_path / "out", "--operator", "encrypt", *chosen)
    written = [row["email"] for row in table(tmp_path / "out" / "people.csv")]
    opened = [decrypt().operate(each, {"key": b"0123456789abcdef"}) for each in written]
    assert opened == [f"{name.lower()}{at}@nordlys-mail.org" for at, name in enumerate(NAMES)]
    assert not [each for each in found(tmp_path / "out") if each[2] == "contact.email"]
    (tmp_path / "key").write_text("0123456789abcdef0\n")
    ran = redact(data, tmp_path / "other", "--operator", "encrypt", *chosen)
    assert (ran.status, "the key must have 16, 24 or 32 bytes" in ran.err) == (2, True)


def test_what_goes_is_chosen_by_verdict(data, tmp_path):
    held = {
        (each["asset"], each["field"]): each["verdict"]
        for each in scan("--notice", NOTICE, "--ner", "off", "--jobs", "1", data).report["findings"]
    }
    assert held["people.csv", "email"] == "declared"
    assert held["people.csv", "birth date"] == "undeclared"
    redact(data, tmp_path / "out", "--notice", NOTICE, "--verdict", "undeclared")
    row = table(tmp_path / "out" / "people.csv")[0]
    assert (row["email"], row["birth date"]) == ("anna0@nordlys-mail.org", "***")


def test_sample_data(tmp_path):
    ran = redact(ROOT / "sample_data", tmp_path / "out", "--exclude", "*.py")
    assert ran.status == 3
    assert "web/access.log: no copy: only text, CSV, JSON lines, Parquet can be written" in ran.out
    assert personal(tmp_path / "out") == set()


def test_formats_without_a_writer_are_named_and_copied_when_asked(data, tmp_path):
    ran = redact(data, tmp_path / "out")
    assert ran.status == 3
    assert "page.html: no copy: only text" in ran.out
    assert not (tmp_path / "out" / "page.html").exists()
    again = redact(data, tmp_path / "out", "--copy-others", "--force", "--format", "json")
    assert again.status == 0
    told = {each["asset"]: each for each in json.loads(again.out)["copies"]}
    assert told["page.html"]["problems"][0]["fact"] == "copied as it is, not redacted"
    assert (tmp_path / "out" / "page.html").read_bytes() == (data / "page.html").read_bytes()


def test_nothing_is_overwritten_and_never_the_data_themselves(data, tmp_path):
    before = {file: file.read_bytes() for file in data.rglob("*") if file.is_file()}
    for target in (data, data / "out", data.parent):
        ran = redact(data, target)
        assert (ran.status, "the copy would lie in what is copied" in ran.err) == (2, True)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "people.csv").write_text("mine")
    ran = redact(data, tmp_path / "out")
    assert (ran.status, "there is such a file already" in ran.err) == (2, True)
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["people.csv"]
    assert redact(data / "people.csv", tmp_path / "out" / "people.csv", "--force").status == 0
    assert "nordlys" not in (tmp_path / "out" / "people.csv").read_text("cp1252")
    assert before == {file: file.read_bytes() for file in data.rglob("*") if file.is_file()}


def test_what_could_not_be_read_whole_gives_no_copy(data, tmp_path):
    whole = (data / "people.parquet").read_bytes()
    (data / "people.parquet").write_bytes(whole[: len(whole) // 2])
    ran = redact(data, tmp_path / "out", "--exclude", "*.html")
    assert ran.status == 3
    assert "people.parquet: no copy: it could not be read whole" in ran.out
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["deep", "people.csv", "people.jsonl"]
    part = redact(data / "people.parquet", tmp_path / "part.parquet", "--partial")
    assert part.status == 3
    assert "people.parquet: no copy" in part.out
    assert not (tmp_path / "part.parquet").exists()


def test_an_interrupt_leaves_whole_copies_or_none(data, tmp_path):
    for number in range(600):
        (data / f"more{number}.csv").write_bytes((data / "people.csv").read_bytes())
    err = tmp_path / "err"
    err.touch()
    command = ["redact", "--jobs", "2", "--ner", "off", str(data), str(tmp_path / "out")]
    process = started(command, tmp_path, os.environ, (Path(os.devnull), Path(os.devnull), err))
    while process.is_alive() and not list(tmp_path.glob("out/*.csv")):
        time.sleep(0.01)
    assert process.pid
    os.kill(process.pid, signal.SIGINT)
    process.join(120)
    assert "Traceback" not in err.read_text()
    assert process.exitcode == 3
    copies = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert not [file for file in copies if file.name.endswith(".part")]
    if len(copies) > 600:
        pytest.skip("this machine was done before the interrupt")
    assert all(b"@nordlys-mail.org" not in file.read_bytes() for file in copies)
    assert all(len(table(file)) == len(NAMES) for file in copies if file.suffix == ".csv")


def test_a_folder_is_never_written_into_a_file(data, tmp_path):
    (tmp_path / "file").write_text("x")
    ran = redact(data, tmp_path / "file")
    assert (ran.status, "a folder is to be copied" in ran.err) == (2, True)


def test_a_dataset_keeps_its_folders(data, tmp_path):
    table = pq.read_table(data / "people.parquet", columns=["email", "amount"])
    for day in (1, 2):
        folder = data / "calls" / f"dt=2018-11-0{day}"
        folder.mkdir(parents=True)
        pq.write_table(table, folder / "part-0.parquet")
    (data / "calls" / "_SUCCESS").touch()
    (data / "calls" / "_metadata").write_bytes(b"PAR1 anna0@nordlys-mail.org PAR1")
    ran = redact(data, tmp_path / "out", "--include", "calls*")
    assert "files of a dataset that hold no records" in ran.out
    files = sorted(str(file.relative_to(tmp_path / "out")) for file in (tmp_path / "out").rglob("*") if file.is_file())
    assert files == ["calls/_SUCCESS", "calls/dt=2018-11-01/part-0.parquet", "calls/dt=2018-11-02/part-0.parquet"]
    assert pq.read_table(tmp_path / "out" / "calls")["email"].to_pylist() == ["***"] * 2 * len(NAMES)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--operator", "hash"), "--operator hash: a secret is needed"),
        (("--category", "contact.mail"), "--category: there is no category `contact.mail`. Did you mean"),
        (("--entity", "EMAIL"), "--entity: no rule in use finds `EMAIL`"),
        (("--verdict", "undeclared"), "--verdict: verdicts need a notice"),
        (("--verdict", "bad", "--notice", NOTICE), "--verdict: bad is no verdict"),
    ],
)
def test_what_cannot_be_done(data, tmp_path, arguments, says):
    ran = redact(data, tmp_path / "out", *arguments)
    assert (ran.status, says in ran.err) == (2, True), ran.err
    assert not (tmp_path / "out").exists()


def test_a_file_goes_into_a_folder(data, tmp_path):
    (tmp_path / "out").mkdir()
    assert redact(data / "people.csv", tmp_path / "out").status == 0
    assert table(tmp_path / "out" / "people.csv")[0]["email"] == "***"


def test_blocks_and_lines_longer_than_one(tmp_path):
    word = "nothing to be seen here, "
    line = word * 120_000
    text = f"{line}a1@nordlys-mail.org {line}\r\nlast a2@nordlys-mail.org, {word}"
    (tmp_path / "long.txt").write_text(text, newline="")
    rows = "".join(f'{at},"{word}",a{at}@nordlys-mail.org\r\n' for at in range(140_000))
    (tmp_path / "large.csv").write_text(f"nr,text,mail\r\n{rows}", newline="")
    for name in ("long.txt", "large.csv"):
        assert redact(tmp_path / name, tmp_path / "out" / name).status == 0
        before, after = ((tmp_path / part / name).read_bytes() for part in ("", "out"))
        assert after == re.sub(rb"a\d+@nordlys-mail\.org", b"***", before)
