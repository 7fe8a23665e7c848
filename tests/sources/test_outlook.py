"""Messages of Outlook, written by another library: fields, recipients, bodies, attachments, damage."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources._outlook.compressed import decompressed
from scanner.sources.outlook import SOURCE
from tests.command import scan
from tests.sources.documents import items_of, values_within
from tests.sources.reading import read

pytest.importorskip("olefile", reason="needs olefile, which reads the streams of a message")
msg = pytest.importorskip("aspose.email_foss.msg", reason="needs aspose-email-foss, which makes messages")


def message(number: int, *, wide: bool = True) -> Any:
    made = msg.MapiMessage.create(f"Møte {number}", f"Hei,\r\nring kari{number}@fjordtel.net", unicode_strings=wide)
    made.set_property(0x0C1F, 0x001F, "ase@fjordtel.net")
    made.set_property(0x0C1A, 0x001F, "Åse Nordmann")
    made.add_recipient("ola@fjordtel.net", display_name="Ola Vik")
    return made


def save(path: Path) -> Path:
    made = message(1)
    headers = "Received: from mx ([192.0.2.17]) by example.com; x\r\nFrom: ase@fjordtel.net\r\nX-Mailer: x\r\n"
    made.set_property(0x007D, 0x001F, headers)
    made.set_property(0x1013, 0x0102, b"<p>ring kari1@fjordtel.net</p><p>eller <b>liv</b>@fjordtel.net</p>")
    made.set_property(0x3A1C, 0x001F, "+47 22 22 55 55")
    made.add_attachment("kunder.csv", b"id,email\n1,bo@fjordtel.net\n2,eva@fjordtel.net\n")
    inner = message(2)
    inner.add_attachment("notat.txt", b"skriv til tom@fjordtel.net\n")
    made.add_embedded_message_attachment(inner, filename="gammel.msg")
    path.write_bytes(made.to_bytes())
    return path


def test_a_message(tmp_path: Path) -> None:
    path = save(tmp_path / "a.msg")
    cells, problems, _ = items_of(SOURCE, path)
    assert cells["subject"][0] == (1, "Møte 1")
    assert {value for _, value in cells["from"]} == {"ase@fjordtel.net", "Åse Nordmann"}
    assert "ola@fjordtel.net" in [value for _, value in cells["to"]]
    assert cells["received"] == [(1, "from mx ([192.0.2.17]) by example.com; x")]
    assert cells["mobile_phone"] == [(1, "+47 22 22 55 55")]
    assert cells["body"][0] == (1, "Hei,\nring kari1@fjordtel.net\neller liv@fjordtel.net")
    assert not problems


def test_what_is_attached(tmp_path: Path) -> None:
    found = values_within(SOURCE, save(tmp_path / "a.msg"))
    assert found["kunder.csv", "email"] == ["bo@fjordtel.net", "eva@fjordtel.net"]
    assert found["gammel.msg", "body"] == ["Hei,\nring kari2@fjordtel.net"]
    assert found["gammel.msg!notat.txt", ""] == ["skriv til tom@fjordtel.net"]


def test_messages_inside_messages_without_end(tmp_path: Path) -> None:
    made = message(0)
    for number in range(1, 9):
        outer = message(number)
        outer.add_embedded_message_attachment(made, filename="inner.msg")
        made = outer
    path = tmp_path / "a.msg"
    path.write_bytes(made.to_bytes())
    _, problems, _ = items_of(SOURCE, path)
    assert [problem.reason for problem in problems] == [Reason.LIMIT]


def test_a_message_made_of_a_mail(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "ase@fjordtel.net", "ola@fjordtel.net", "Kunder"
    mail["Date"] = "Fri, 30 Nov 2018 10:15:00 +0100"
    mail.set_content("ring kari@fjordtel.net")
    path = tmp_path / "a.msg"
    path.write_bytes(msg.MapiMessage.from_email_message(mail).to_bytes())
    cells, _, _ = items_of(SOURCE, path)
    assert cells["body"] == [(1, "ring kari@fjordtel.net\n")]
    assert cells["date"][0][1].startswith("2018-11-30")


COMPRESSED = bytes.fromhex(
    "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af86220683c776f72d86c643e0d0a80000f20"
)
"""The example of the format's own description."""


def test_a_compressed_body(tmp_path: Path) -> None:
    text = decompressed(COMPRESSED)
    assert text.startswith(b"{\\rtf1\\ansi\\ansicpg1252")
    plain = rb"{\rtf1 ring kari@fjordtel.net\par}"
    made = msg.MapiMessage.create("Kunder", "")
    made.set_property(0x1009, 0x0102, len(plain).to_bytes(4, "little") * 2 + b"MELA" + bytes(4) + plain)
    path = tmp_path / "a.msg"
    path.write_bytes(made.to_bytes())
    assert items_of(SOURCE, path)[0]["body"] == [(1, "ring kari@fjordtel.net")]


@given(st.binary(max_size=200))
def test_any_bytes_as_a_compressed_body(data: bytes) -> None:
    assert len(decompressed(bytes(8) + b"LZFu" + bytes(4) + data)) <= 18 * len(data)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return save(tmp_path_factory.mktemp("msg") / "a.msg").read_bytes()


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.floats(0, 0.9999), min_size=1, max_size=30), byte=st.integers(1, 255), kept=st.floats(0.02, 1)
)
def test_damage_ends_nothing(sample: bytes, tmp_path: Path, places: list[float], byte: int, kept: float) -> None:
    data = bytearray(sample)
    for place in places:
        data[int(place * len(data))] ^= byte
    path = tmp_path / "a.msg"
    path.write_bytes(data[: int(kept * len(data))])
    outcome = read(SOURCE, path)
    assert outcome.error is None or outcome.error.reason == Reason.MALFORMED


def test_fit(sample: bytes) -> None:
    assert SOURCE.fit(Head("x", sample[:65536], None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), None)) == Fit.NAME
    assert SOURCE.fit(Head("x.msg", b"text", "text")) == Fit.NO


def test_the_command_names_the_field(tmp_path: Path) -> None:
    save(tmp_path / "a.bin")
    ran = scan(tmp_path)
    found = {(each["member"], each["field"]) for each in ran.report["findings"] if each["category"] == "contact.email"}
    assert {(None, "from"), (None, "to"), (None, "body"), ("kunder.csv", "email"), ("gammel.msg", "body")} <= found
