"""Documents of before 2007, saved by LibreOffice: text and places, passwords, damage."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scanner.errors import SourceError
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources._office97.powerpoint import slide_texts
from scanner.sources._office97.word import paragraphs
from scanner.sources.office97 import SOURCE
from tests.command import ROOT, scan
from tests.sources.documents import items_of
from tests.sources.reading import read
from tests.sources.test_office import save_slides

pytest.importorskip("olefile", reason="needs olefile, which reads the streams of a document")
LETTER = ROOT / "tests" / "data" / "documents" / "letter.doc"
"""The document of `test_office.save_word`, saved by LibreOffice 7.4 as Word 97."""


def test_a_word_document() -> None:
    cells, problems, _ = items_of(SOURCE, LETTER)
    assert cells["text"] == [
        (1, "Møte om kunder"),
        (2, "Skriv til ola@fjordtel.net"),
        (3, "Name\tE-mail\tBirth date"),
        (4, "Åse\tase@fjordtel.net\t1980-02-01"),
        (5, "Bo\tbo@fjordtel.net\t1981-02-01"),
        (6, "Telefon\t+47 22 22 55 55"),
    ]
    assert [value for _, value in cells["header"]] == ["Hode: liv@fjordtel.net", "Fot: per@fjordtel.net"]
    assert cells["comments"] == [(1, "ring tom@fjordtel.net")]
    assert cells["(document).author"] == [(1, "Ada Nordmann")]
    assert cells["(document).last_saved_by"] == [(1, "Eva Berg")]
    assert not problems


@pytest.fixture(scope="module")
def slides(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("needs LibreOffice (apt-get install libreoffice-impress-nogui), which saves the presentation")
    folder = tmp_path_factory.mktemp("slides")
    save_slides(folder / "a.pptx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", "ppt", "--outdir", folder, folder / "a.pptx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / "a.ppt"


def test_slides_with_their_notes(slides: Path) -> None:
    cells, _, _ = items_of(SOURCE, slides)
    titles = [(row, value) for row, value in cells["text"] if value.startswith("Side")]
    assert titles == [*((number, f"Side {number}") for number in range(1, 12)), (12, "Side 12 lenke")]
    notes = [(row, value) for row, value in cells["notes"] if "@" in value]
    assert notes == [(number, f"notat{number}@fjordtel.net") for number in range(1, 13)]
    assert (12, "ase@fjordtel.net") in cells["text"]
    assert "mailto:kari@fjordtel.net" in [value for _, value in cells["string"]]


def test_a_newer_document_with_a_password(tmp_path: Path) -> None:
    cfb = pytest.importorskip("aspose.email_foss.cfb", reason="needs aspose-email-foss, which makes such files")
    root = cfb.CFBStorage("Root Entry")
    root.add_stream(cfb.CFBStream("EncryptionInfo", bytes(200)))
    root.add_stream(cfb.CFBStream("EncryptedPackage", bytes(range(256)) * 40))
    path = tmp_path / "a.docx"
    path.write_bytes(cfb.CFBWriter.to_bytes(cfb.CFBDocument(root)))
    with pytest.raises(SourceError, match="encrypted") as raised:
        items_of(SOURCE, path)
    assert raised.value.reason == Reason.ENCRYPTED
    assert SOURCE.fit(Head("a.docx", path.read_bytes()[:65536], None)) == Fit.SIGNATURE


def test_a_word_document_with_a_password(tmp_path: Path) -> None:
    data = bytearray(LETTER.read_bytes())
    begin = data.index(b"\xec\xa5")
    data[begin + 0x0B] |= 0x01
    (tmp_path / "a.doc").write_bytes(data)
    outcome = read(SOURCE, tmp_path / "a.doc")
    assert outcome.error is not None
    assert outcome.error.reason == Reason.ENCRYPTED


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.floats(0, 0.9999), min_size=1, max_size=30), byte=st.integers(1, 255), kept=st.floats(0.02, 1)
)
def test_damage_ends_nothing(tmp_path: Path, places: list[float], byte: int, kept: float) -> None:
    data = bytearray(LETTER.read_bytes())
    for place in places:
        data[int(place * len(data))] ^= byte
    (tmp_path / "a.doc").write_bytes(data[: int(kept * len(data))])
    outcome = read(SOURCE, tmp_path / "a.doc")
    assert outcome.error is None or outcome.error.reason in (Reason.MALFORMED, Reason.ENCRYPTED, Reason.UNKNOWN_FORMAT)


@given(st.binary(max_size=300))
def test_any_bytes_as_records_of_slides(data: bytes) -> None:
    assert sum(len(text) for _, _, text in slide_texts(data)) <= len(data)


def test_pieces_that_lie_about_their_length_give_no_more_than_there_is() -> None:
    document = bytearray(0x01A2 + 8) + b"kari@fjordtel.net"
    document[:4] = b"\xec\xa5\xc1\x00"
    many = 1000
    places = b"".join(number.to_bytes(4, "little") for number in range(0, (many + 1) * 10**6, 10**6))
    pieces = bytes(2) + ((2 * (0x01A2 + 8)) | 1 << 30).to_bytes(4, "little") + bytes(2)
    clx = b"\x02" + (len(places) + 8 * many).to_bytes(4, "little") + places + pieces * many
    document[0x01A2:0x01AA] = (0).to_bytes(4, "little") + len(clx).to_bytes(4, "little")
    found = list(paragraphs(bytes(document), {"0Table": clx}))
    assert sum(len(text) for _, _, text in found) <= 3 * len(document)


def test_fit() -> None:
    assert SOURCE.fit(Head("x", LETTER.read_bytes()[:65536], None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.doc", b"text", "text")) == Fit.NO


def test_the_command_names_the_part(tmp_path: Path) -> None:
    shutil.copy(LETTER, tmp_path / "brev")
    ran = scan(tmp_path)
    assert {
        ("brev", None, "text", "contact.email"),
        ("brev", None, "header", "contact.email"),
        ("brev", None, "comments", "contact.email"),
    } <= ran.found()
