"""BSON of MongoDB's driver, and its JSON: the same values, types told plainly; cut and damaged dumps."""

from __future__ import annotations

import json
import random
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from scanner.content import Held
from scanner.source import Fit
from scanner.sources.bson_dump import DAMAGED, SOURCE
from scanner.sources.json_lines import SOURCE as JSON_LINES
from scanner.streams import head_of
from tests.command import fairnotice
from tests.sources.reading import Outcome, read

bson = pytest.importorskip("bson", reason="pymongo is not installed: pip install 'fairnotice[databases]'")

ID = "5f00000000000000000000%02x"
ARCHIVE = b"\x6d\xe2\x99\x81"
END = b"\xff\xff\xff\xff"


def document(number: int) -> dict[str, Any]:
    return {
        "_id": bson.ObjectId(ID % number),
        "mail": f"n{number}@fjordtel.net",
        "person": {"born": datetime(1980, 1, 2), "tags": ["x", "y"], "paid": bson.Decimal128("1.50")},
        "long": bson.Int64(2**60 + 1),
        "raw": b"\xff\x00",
        "text": "caf\u00e9".encode(),
        "uuid": bson.Binary.from_uuid(uuid.UUID(int=5)),
        "code": bson.Code("f()"),
        "expression": bson.Regex("^a"),
        "late": bson.DatetimeMS(2**50),
        "ok": True,
        "none": None,
        "least": bson.MinKey(),
    }


def dump(*numbers: int) -> bytes:
    return b"".join(bson.encode(document(number)) for number in numbers)


def read_bytes(tmp_path: Path, data: bytes, name: str = "clients.bson") -> Outcome:
    (tmp_path / name).write_bytes(data)
    return read(SOURCE, tmp_path / name)


WANTED = {
    "_id": ID % 7,
    "mail": "n7@fjordtel.net",
    "person.born": "1980-01-02T00:00:00",
    "person.paid": "1.50",
    "long": str(2**60 + 1),
    "text": "caf\u00e9",
    "uuid": str(uuid.UUID(int=5)),
    "code": "f()",
    "expression": "^a",
    "late": str(2**50),
}


def test_values_of_all_types(tmp_path: Path) -> None:
    outcome = read_bytes(tmp_path, dump(7, 8))
    cells = outcome.cells()
    assert cells["clients.person.tags[]"] == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]
    for field, value in WANTED.items():
        assert cells[f"clients.{field}"][0] == (1, value)
    assert cells["clients.mail"][1] == (2, "n8@fjordtel.net")
    assert outcome.reasons == {"unknown_format": 2}


def test_the_metadata_beside_name_the_collection(tmp_path: Path) -> None:
    (tmp_path / "a%2Fb.metadata.json").write_text(json.dumps({"collectionName": "a/b, long", "indexes": []}))
    assert "a/b, long.mail" in read_bytes(tmp_path, dump(1), "a%2Fb.bson").cells()
    assert "c/d.mail" in read_bytes(tmp_path, dump(1), "c%2Fd.bson").cells()


def test_many_documents_keep_their_numbers(tmp_path: Path) -> None:
    data = b"".join(bson.encode({"n": number, "mail": f"n{number}@fjordtel.net"}) for number in range(60_000))
    outcome = read_bytes(tmp_path, data)
    assert len(outcome.batches) > 1
    assert outcome.cells()["clients.n"] == [(number + 1, str(number)) for number in range(60_000)]


def test_an_archive_names_its_collections(tmp_path: Path) -> None:
    def named(collection: str, *, last: bool) -> bytes:
        return bson.encode({"db": "shop", "collection": collection, "EOF": last, "CRC": bson.Int64(0)})

    metadata = bson.encode({"db": "shop", "collection": "a", "metadata": "{}", "size": 1, "type": "collection"})
    data = ARCHIVE + bson.encode({"version": "0.1", "server_version": "7.0"}) + metadata + END
    data += named("a", last=False) + dump(1, 2) + END + named("b", last=False) + dump(3) + END
    data += named("a", last=False) + dump(4) + END + named("a", last=True) + END + named("b", last=True) + END
    cells = read_bytes(tmp_path, data, "all.archive").cells()
    assert [row for row, _ in cells["shop.a.mail"]] == [1, 2, 3]
    assert cells["shop.b.mail"] == [(1, "n3@fjordtel.net")]
    assert SOURCE.fit(head_of(Held("x", data))) == Fit.SIGNATURE


def test_a_cut_dump_gives_the_documents_before_the_cut(tmp_path: Path) -> None:
    data, size = dump(*range(1, 9)), len(dump(1))
    for stop in range(size, len(data), 97):
        outcome = read_bytes(tmp_path, data[:stop])
        assert outcome.values("clients.mail") == [f"n{number}@fjordtel.net" for number in range(1, stop // size + 1)]
        assert (outcome.error is None) == (stop % size == 0)
        assert outcome.error is None or outcome.error.reason == "truncated"


def test_a_damaged_document_is_text(tmp_path: Path) -> None:
    broken = dump(2).replace(b"\x02mail", b"\x77mail")
    outcome = read_bytes(tmp_path, dump(1) + broken + dump(3))
    assert outcome.cells()["clients.mail"] == [(1, "n1@fjordtel.net"), (3, "n3@fjordtel.net")]
    [(row, text)] = outcome.cells()["clients.(unparsed)"]
    assert row == 2
    assert "n2@fjordtel.net" in text
    assert DAMAGED in {problem.fact for problem in outcome.problems}


def test_deep_documents_are_text(tmp_path: Path) -> None:
    inner = bson.encode({"mail": "a@fjordtel.net"})
    for _ in range(3000):
        body = b"\x03a\0" + inner + b"\0"
        inner = (len(body) + 4).to_bytes(4, "little") + body
    outcome = read_bytes(tmp_path, inner)
    assert "a@fjordtel.net" in outcome.values("clients.(unparsed)")[0]


def test_damage_raises_nothing_else(tmp_path: Path) -> None:
    data, chance = dump(1, 2, 3), random.Random(5)
    for _ in range(300):
        damaged = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(data))] = chance.randrange(256)
        read_bytes(tmp_path, bytes(damaged))


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (dump(1), Fit.CONTENT),
        (dump(1)[:150], Fit.CONTENT),
        (b"\x10\0\0\0abcdefghijklm", Fit.NO),
        (bytes(100), Fit.NO),
        (bytes(range(256)) * 10, Fit.NO),
        (b"words\n" * 100, Fit.NO),
        (b"", Fit.NAME),
    ],
)
def test_what_is_claimed(data: bytes, wanted: Fit) -> None:
    assert SOURCE.fit(head_of(Held("a.bson", data))) == wanted


def test_random_bytes_are_not_claimed() -> None:
    chance = random.Random(2)
    assert not any(SOURCE.fit(head_of(Held("a", chance.randbytes(300)))) for _ in range(3000))


# --- extended JSON ------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["CANONICAL", "RELAXED", "LEGACY"])
def test_extended_json_is_the_same(tmp_path: Path, form: str) -> None:
    from bson import json_util

    options = getattr(json_util, f"{form}_JSON_OPTIONS")
    lines = [json_util.dumps(document(number), json_options=options) for number in (7, 8)]
    (tmp_path / "clients.json").write_text("\n".join(lines) + "\n")
    cells = read(JSON_LINES, tmp_path / "clients.json").cells()
    for field, value in WANTED.items():
        if field == "person.born":
            assert cells[field][0][1][:10] == value[:10]
        elif field != "uuid":
            assert cells[field][0] == (1, value), field
    assert cells["person.tags[]"] == [(1, "x"), (1, "y"), (2, "x"), (2, "y")]


def test_the_command_names_collection_and_field(tmp_path: Path) -> None:
    (tmp_path / "clients.bson").write_bytes(dump(1, 2))
    done = fairnotice("scan", tmp_path / "clients.bson", "--ner", "off", "--jobs", "1")
    assert "clients.bson: clients.mail" in done.out
