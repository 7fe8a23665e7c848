"""Addresses on the web, from a local server."""

from __future__ import annotations

import base64
import gzip
import io
import random
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.errors import LimitError, SourceError
from scanner.model.data import Limits
from scanner.streams import CUT_FROM, open_stream
from scanner.ways.web import page, shown
from tests.command import scan
from tests.ways.servers import Site, serving

TABLE = b"id,email\n" + b"".join(b"%d,ada.%d@fjordtel.net\n" % (number, number) for number in range(500))


def test_what_may_be_secret_is_not_shown() -> None:
    assert shown("https://ann:pw@store.example/a/b.csv?sig=abc#x") == "https://store.example/a/b.csv"
    assert "sig" not in repr(page("http://127.0.0.1:1/a?sig=abc"))


@pytest.mark.parametrize(("ranges", "told"), [(True, True), (False, True), (False, False)])
def test_a_table_is_scanned_whatever_the_server_tells(ranges: bool, told: bool) -> None:
    with serving(Site({"/crm/people.csv": TABLE, "/old.csv.gz": gzip.compress(TABLE)}, ranges, told)) as site:
        addresses = [f"{site.address}/crm/people.csv?token=hush", f"{site.address}/old.csv.gz"]
        done = scan(*addresses)
    assert done.status == 0
    assert done.report["run"]["paths"] == [f"{site.address}/crm/people.csv", f"{site.address}/old.csv.gz"]
    found = {(each["asset"], each["field"], each["matched"]) for each in done.report["findings"]}
    assert found == {(f"{site.address}{name}", "email", 500) for name in ("/crm/people.csv", "/old.csv.gz")}
    assert "hush" not in done.out + done.err


def test_parquet_is_read_to_and_fro() -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"mail": [f"ada.{number}@fjordtel.net" for number in range(50)]}), out)
    with serving(Site({"/data": out.getvalue()})) as site:
        done = scan(f"{site.address}/data")
    assert [(each["field"], each["matched"]) for each in done.report["findings"]] == [("mail", 50)]


def test_of_a_parquet_file_only_what_is_read_is_asked_for() -> None:
    out = io.BytesIO()
    columns = {"mail": [f"ada.{number}@fjordtel.net" for number in range(50)], "noise": [random.randbytes(99_000)] * 50}
    pq.write_table(pa.table(columns), out, use_dictionary=False, compression="none")
    with serving(Site({"/data": out.getvalue()})) as site:
        with pq.ParquetFile(page(f"{site.address}/data").content.at_random()) as file:
            assert file.read(["mail"]).num_rows == 50
        ranges = [wanted.removeprefix("bytes=").split("-") for _, wanted in site.asked if wanted]
    sizes = [int(last) - int(first) + 1 for first, last in ranges]
    assert sum(sizes) < len(out.getvalue()) / 2


def test_user_and_password_are_told_to_the_server_alone() -> None:
    with serving(Site({"/people.csv": TABLE})) as other, serving(Site({"/a.csv": TABLE})) as site:
        site.moved["/b.csv"] = f"{other.address}/people.csv"
        base = site.address.replace("http://", "http://ann:hush%40word@")
        done = scan(f"{base}/a.csv", f"{base}/b.csv")
    assert {each["asset"] for each in done.report["findings"]} == {f"{site.address}/a.csv", f"{site.address}/b.csv"}
    told = f"Basic {base64.b64encode(b'ann:hush@word').decode()}"
    assert set(site.known_by) == {told}
    assert set(other.known_by) == {None}
    assert "hush" not in done.out + done.err


@pytest.mark.parametrize("address", ["http://[half/a.csv", "http://", "https://a b/c", "http://host:port/x"])
def test_addresses_that_are_none_are_holes(address: str) -> None:
    done = scan(address)
    assert (done.status, [each["status"] for each in done.report["coverage"]]) == (3, ["skipped"])


def test_large_text_is_asked_for_in_parts() -> None:
    line = b"ada@fjordtel.net is one of many words in a long line of text\n"
    data = line * (CUT_FROM // len(line) + 1)
    with serving(Site({"/big.log": data})) as site:
        done = scan(f"{site.address}/big.log")
    assert {each["matched"] for each in done.report["findings"]} == {data.count(b"\n")}
    assert any(wanted and not wanted.startswith("bytes=0-") for _, wanted in site.asked)


def test_what_is_not_there_is_a_hole() -> None:
    with serving(Site({})) as site:
        done = scan(f"{site.address}/gone?key=hush")
    assert done.status == 3
    (coverage,) = done.report["coverage"]
    assert (coverage["asset"], coverage["status"]) == (f"{site.address}/gone", "skipped")
    assert coverage["problems"][0]["fact"].startswith("the server answered 404")
    assert "hush" not in done.out + done.err


def test_a_connection_that_ends_early_keeps_what_came() -> None:
    with serving(Site({"/people.csv": TABLE})) as site:
        site.cut = 5000
        done = scan(f"{site.address}/people.csv")
    assert done.status == 3
    assert 100 < done.report["findings"][0]["matched"] < 500
    assert [each["reason"] for each in done.report["coverage"][0]["problems"]] == ["truncated"]


def test_nobody_answers() -> None:
    with pytest.raises(SourceError, match=r"^http://127\.0\.0\.1:9/x: the server cannot be reached"):
        open_stream(page("http://127.0.0.1:9/x?key=hush").content).read()


def test_what_must_be_held_has_a_limit() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", bytes(2000))
    with (
        serving(Site({"/a.zip": out.getvalue()}, ranges=False)) as site,
        pytest.raises(LimitError, match="must be held whole"),
    ):
        page(f"{site.address}/a.zip", Limits(held=1000)).content.at_random()
