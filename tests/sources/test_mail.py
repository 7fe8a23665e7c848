"""Mails and mailboxes: fields, bodies, attachments, what is broken, and what is no mail."""

from __future__ import annotations

import gzip
import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.content import Held
from scanner.members import read_unit
from scanner.model.data import Asset, Batch, Member, Unit
from scanner.model.problems import Problem, Reason
from scanner.source import Fit, Head
from scanner.sources.mail import SOURCE, messages
from scanner.streams import CUT_FROM
from tests.command import scan
from tests.sources.reading import asset_of, cells_of, read


def letter(number: int = 1) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Åse Nordmann <ase@fjordtel.net>"
    message["To"] = f"ola{number}@fjordtel.net"
    message["Subject"] = "Møte på fredag"
    message["Date"] = "Fri, 30 Nov 2018 10:15:00 +0100"
    message["Message-ID"] = f"<{number}@mx.fjordtel.net>"
    message["Received"] = "from mx.fjordtel.net ([192.0.2.17]) by mail.example.com; Fri, 30 Nov 2018 10:15:01 +0100"
    message.set_content(f"Hei,\n\nring meg: kari{number}@fjordtel.net\n")
    return message


def with_attachments() -> EmailMessage:
    message = letter()
    message.add_alternative(
        "<p>Hei,</p><p>ring meg: kari1@fjordtel.net</p><p>og <b>liv</b>@fjordtel.net</p>"
        '<a href="mailto:per@fjordtel.net">x</a>',
        subtype="html",
    )
    message.add_attachment(
        "id,email\n1,ada@fjordtel.net\n2,eva@fjordtel.net\n", subtype="csv", filename="kunder på.csv"
    )
    inner = letter(7)
    inner.add_attachment("tom@fjordtel.net".encode("utf-16"), maintype="text", subtype="plain", filename="note.txt")
    message.add_attachment(inner)
    return message


def seen(data: bytes) -> tuple[dict[tuple[str, str], list[str]], list[Problem]]:
    """(member, field) → values, through everything that lies inside."""
    content = Held("a.eml", data)
    found: dict[tuple[str, str], list[str]] = {}
    problems = []
    for item in read_unit(Unit(Asset("a.eml", content, len(data), "mail"))):
        if isinstance(item, Batch):
            for name, cells in cells_of(item).items():
                found.setdefault((item.member, name), []).extend(value for _, value in cells)
        elif isinstance(item, Problem):
            problems.append(item)
    return found, problems


def test_fields_are_decoded() -> None:
    found, problems = seen(bytes(letter()))
    assert found["", "from"] == ["Åse Nordmann <ase@fjordtel.net>"]
    assert found["", "subject"] == ["Møte på fredag"]
    assert found["", "date"] == ["2018-11-30 10:15:00+01:00"]
    assert found["", "received"][0].startswith("from mx.fjordtel.net ([192.0.2.17])")
    assert found["", "body"] == ["Hei,\n\nring meg: kari1@fjordtel.net\n\n"]
    assert not problems


def test_what_is_attached_is_read_by_its_own_reader_and_no_body_is_given_twice() -> None:
    found, problems = seen(bytes(with_attachments()))
    body = found["", "body"][0]
    assert body.count("kari1@fjordtel.net") == 1
    assert "liv@fjordtel.net" in body
    assert found["", "link"] == ["mailto:per@fjordtel.net\n"]
    assert found["kunder på.csv", "email"] == ["ada@fjordtel.net", "eva@fjordtel.net"]
    assert "kari7@fjordtel.net" in found["message 2.eml", "body"][0]
    assert found["message 2.eml!note.txt", ""] == ["tom@fjordtel.net\n"]
    assert not problems


def test_text_without_a_character_set_or_with_a_wrong_one() -> None:
    head = (
        b"From: ase@fjordtel.net\nTo: ola@fjordtel.net\nDate: Fri, 30 Nov 2018 10:15:00 +0100\nSubject: bl\xe5b\xe6r\n"
    )
    found, _ = seen(head + b"Content-Type: text/plain; charset=utf-99\n\n" + "blåbær på fjellet".encode("cp1252"))
    assert found["", "body"] == ["blåbær på fjellet\n"]
    assert found["", "subject"] == ["blåbær"]


def test_a_mailbox_by_message(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "post.mbox")
    for number in range(1, 251):
        box.add(letter(number))
    box.close()
    path = tmp_path / "post.mbox"
    outcome = read(SOURCE, path)
    assert outcome.cells()["to"] == [(number, f"ola{number}@fjordtel.net") for number in range(1, 251)]
    assert [row for row, text in outcome.cells()["body"] if f"kari{row}@fjordtel.net" in text] == list(range(1, 251))
    assert sum(batch.rows for batch in outcome.batches) == 250
    packed = tmp_path / "post.mbox.gz"
    packed.write_bytes(gzip.compress(path.read_bytes())[:-30])
    cut = read(SOURCE, packed)
    assert cut.values("to")[:200] == outcome.values("to")[:200]
    assert Reason.TRUNCATED in cut.reasons or cut.error is not None


def test_a_large_mailbox_is_cut_between_messages(tmp_path: Path) -> None:
    path = tmp_path / "large.mbox"
    filler = "\n".join(["og så gikk det noen dager til"] * 40_000)
    with path.open("wb") as file:
        for number in range(1, CUT_FROM // len(filler) + 2):
            message = letter(number)
            message.set_content(filler)
            file.write(b"From ase@fjordtel.net Fri Nov 30 10:15:00 2018\n" + bytes(message) + b"\n")
    units = SOURCE.plan(asset_of(path, SOURCE))
    assert len(units) > 1
    assert sum(unit.bytes for unit in units) == path.stat().st_size
    wanted = [f"ola{each}@fjordtel.net" for each in range(1, CUT_FROM // len(filler) + 2)]
    assert read(SOURCE, path).values("to") == wanted


def test_an_encrypted_message_is_told() -> None:
    message = letter()
    message.set_content(
        b"\x30\x80", maintype="application", subtype="pkcs7-mime", params={"smime-type": "enveloped-data"}
    )
    found, problems = seen(bytes(message))
    assert found["", "to"] == ["ola1@fjordtel.net"]
    assert [problem.reason for problem in problems] == [Reason.ENCRYPTED]


def test_parts_inside_parts_without_end() -> None:
    head = b"From: a@example.com\nTo: b@example.com\nDate: x\n"
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000))
    found, problems = seen(head + parts + b"\nkari@fjordtel.net")
    assert found
    assert problems


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        (bytes(letter()), Fit.SIGNATURE),
        (b"From ase@fjordtel.net Fri Nov 30 10:15:00 2018\n" + bytes(letter()), Fit.SIGNATURE),
        (b"From: the editors\nTo: all\n\nDear readers", Fit.NO),
        (b"Host: example.com\nUser-Agent: x\nDate: y\nContent-Type: z\n\n", Fit.NO),
        (b"name: x\ndate: 2018\nto: y\nversion: 3\n", Fit.NO),
        (b"id,email\n1,a@example.com\n", Fit.NO),
    ],
)
def test_fit(text: bytes, fit: Fit) -> None:
    assert SOURCE.fit(Head("x", text, text.decode("latin-1"))) == fit


@given(st.binary(max_size=400), st.integers(0, 1500))
def test_damage_ends_nothing(noise: bytes, at: int) -> None:
    data = bytes(with_attachments())
    content = Held("a.eml", data[:at] + noise + data[at + len(noise) :])
    for item in SOURCE.read(Unit(Asset("a.eml", content, len(data), "mail"))):
        assert isinstance(item, Batch | Problem | Member)


@given(st.lists(st.integers(1, 60), max_size=8), st.integers(1, 50))
def test_messages_are_the_same_in_blocks_of_any_size(lengths: list[int], size: int) -> None:
    wanted = [b"Subject: x\n\n" + b"y" * length + b"\n\n" for length in lengths]
    rest = b"".join(b"From a@example.com Fri Nov 30 10:15:00 2018\n" + each for each in wanted)

    def take(_: int) -> bytes:
        nonlocal rest
        block, rest = rest[:size], rest[size:]
        return block

    assert [message for message, _ in messages(take)] == wanted


def test_the_command_names_message_and_field(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "post")
    box.add(letter(1))
    box.add(with_attachments())
    box.close()
    ran = scan(tmp_path)
    found = {
        (each["member"], each["field"]): each for each in ran.report["findings"] if each["category"] == "contact.email"
    }
    assert {(None, "to"), (None, "from"), (None, "body"), ("kunder på.csv", "email")} <= set(found)
    assert found[None, "body"]["places"] == [{"row": 1}, {"row": 2}]
    assert ran.coverage("post")["rows"] >= 2
