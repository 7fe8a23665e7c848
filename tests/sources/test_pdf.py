"""PDF: pages, values over line ends, forms, notes, embedded files, pictures, passwords, damage, a million objects."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from scanner.content import Held
from scanner.errors import SourceError
from scanner.model.data import Asset, Batch, Unit
from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources._pdf.wrapped import joined, without_hyphens
from scanner.sources._pictures import ocr
from scanner.sources._pictures.ocr import program
from scanner.sources.pdf import SOURCE
from tests.command import scan
from tests.sources.documents import items_of, values_within
from tests.sources.reading import cells_of, read
from tests.sources.test_pictures import drawn

canvas = pytest.importorskip("reportlab.pdfgen.canvas", reason="needs reportlab, which makes the PDF files")
pytest.importorskip("pypdfium2", reason="needs pypdfium2, which reads the PDF files")


LINES = (
    "Skriv til kari@fjordtel.net eller simon_berg@fjordtel.",
    "net, eller ring +47 22 22",
    "55 55 for infor-",
    "masjon.",
)


def made(path: Path, **options: object) -> Path:
    page = canvas.Canvas(str(path), **options)
    page.setAuthor("Ada Nordmann")
    page.setTitle("Kundeliste")
    for number, line in enumerate(LINES):
        page.drawString(50, 800 - 15 * number, line)
    page.linkURL("mailto:liv@fjordtel.net", (50, 700, 100, 720))
    page.textAnnotation("ring tom@fjordtel.net", (50, 500, 80, 530))
    page.acroForm.textfield(name="email", value="ola@fjordtel.net", x=50, y=600, width=200, height=20, tooltip="e-post")
    page.showPage()
    page.drawString(50, 800, "per@fjordtel.net")
    page.showPage()
    page.save()
    return path


def test_a_document_by_page(tmp_path: Path) -> None:
    cells, problems, members = items_of(SOURCE, made(tmp_path / "a.pdf"))
    (first, text), second = cells["text"]
    assert (first, second) == (1, (2, "per@fjordtel.net"))
    assert "kari@fjordtel.net" in text
    assert text.endswith("for informasjon.")
    assert cells["text (lines joined)"] == [(1, "simon_berg@fjordtel.net,"), (1, "+47 22 22 55 55")]
    assert cells["link"] == [(1, "mailto:liv@fjordtel.net")]
    assert cells["annotation"] == [(1, "ring tom@fjordtel.net")]
    assert cells["(forms).email"] == [(1, "ola@fjordtel.net")]
    assert cells["label"] == [(1, "e-post")]
    assert cells["(document).author"] == [(1, "Ada Nordmann")]
    assert cells["(document).title"] == [(1, "Kundeliste")]
    assert not problems
    assert not members


def test_embedded_files_are_members(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf")
    writer = PdfWriter(clone_from=PdfReader(path))
    writer.add_attachment("kunder.csv", b"id,email\n1,ase@fjordtel.net\n2,bo@fjordtel.net\n")
    writer.write(path)
    assert values_within(SOURCE, path)["kunder.csv", "email"] == ["ase@fjordtel.net", "bo@fjordtel.net"]


def test_inside_something_it_is_read_from_memory(tmp_path: Path) -> None:
    data = made(tmp_path / "a.pdf").read_bytes()
    unit = Unit(Asset("a.zip", Held("a.pdf", data), len(data), "pdf"))
    cells = [cells_of(item) for item in SOURCE.read(unit) if isinstance(item, Batch)]
    assert cells[0]["text"][1] == (2, "per@fjordtel.net\n")


def test_a_password(tmp_path: Path) -> None:
    path = made(tmp_path / "a.pdf", encrypt="hemmelig")
    with pytest.raises(SourceError, match="encrypted") as raised:
        items_of(SOURCE, path)
    assert raised.value.reason == Reason.ENCRYPTED


@pytest.mark.skipif(program() is None, reason="needs tesseract (apt-get install tesseract-ocr)")
def test_pages_that_are_pictures_are_read_by_ocr(tmp_path: Path) -> None:
    from reportlab.lib.utils import ImageReader

    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    page.showPage()
    page.drawImage(ImageReader(io.BytesIO(drawn("mail ada@example.com"))), 50, 600, 450, 60)
    page.showPage()
    page.save()
    cells, problems, _ = items_of(SOURCE, tmp_path / "a.pdf")
    assert [(row, value.strip()) for row, value in cells["text"]] == [(2, "mail ada@example.com")]
    assert not problems


def test_pages_that_need_ocr_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "program", lambda: None)
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    picture = ImageReader(Image.effect_noise((200, 200), 50))
    page = canvas.Canvas(str(tmp_path / "a.pdf"))
    for number in range(3):
        page.drawImage(picture, 50, 50)
        page.drawString(50, 800, "side" if number else "Denne siden har en tekst som kan leses")
        page.showPage()
    page.save()
    cells, problems, _ = items_of(SOURCE, tmp_path / "a.pdf")
    assert len(cells["text"]) == 3
    assert [(problem.reason, problem.count, problem.row) for problem in problems] == [(Reason.MISSING_EXTRA, 2, 2)]


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_document_that_is_cut_off(tmp_path: Path, share: float) -> None:
    path = made(tmp_path / "a.pdf")
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    outcome = read(SOURCE, path)
    assert outcome.error is None or outcome.error.reason == Reason.MALFORMED
    assert outcome.error or outcome.batches or outcome.problems


def test_a_million_objects(tmp_path: Path) -> None:
    made_here = io.BytesIO()
    made_here.write(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n"
    )
    made_here.write(b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n")
    made_here.write(b"".join(b"%d 0 obj<<>>endobj\n" % number for number in range(4, 1_000_004)))
    made_here.write(b"trailer<</Root 1 0 R/Size 1000004>>\n")
    path = tmp_path / "a.pdf"
    path.write_bytes(made_here.getvalue())
    begun = time.process_time()
    outcome = read(SOURCE, path)
    assert time.process_time() - begun < 30
    assert outcome.error is None


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(tmp_path_factory.mktemp("pdf") / "a.pdf").read_bytes()


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.floats(0, 0.9999), min_size=1, max_size=20), byte=st.integers(1, 255))
def test_damage_ends_nothing(sample: bytes, tmp_path: Path, places: list[float], byte: int) -> None:
    data = bytearray(sample)
    for place in places:
        data[int(place * len(data))] ^= byte
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    outcome = read(SOURCE, path)
    assert outcome.error is None or outcome.error.reason in (Reason.MALFORMED, Reason.ENCRYPTED)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("kari@fjordtel.net\nog ola@fjordtel.net\nslutt", []),
        ("simon_berg\n@fjordtel.net", ["simon_berg@fjordtel.net"]),
        ("simon_berg@\nfjordtel.\nnet og mer", ["simon_berg@fjordtel.net"]),
        ("kort 4111 1111 1111\n1111 ut", ["4111 1111 1111 1111"]),
        ("41111111\n11111111", ["4111111111111111"]),
        ("NO93 8601 11\n17947 konto", ["NO93 8601 11 17947"]),
        ("12 400\n13 500\n14 600", []),
        ("2018\n2019", []),
        ("4111 1111 1111 1111\n12", []),
        ("til og med @\nalle", []),
        ("", []),
    ],
)
def test_values_over_line_ends(text: str, values: list[str]) -> None:
    assert list(joined(text)) == values


def test_hyphens_at_line_ends() -> None:
    text = "infor\ufffemasjon om ole\ufffemartin@fjordtel.net, (555)\ufffe0199"
    assert without_hyphens(text) == "informasjon om ole-martin@fjordtel.net, (555)-0199"


@given(st.text(alphabet="ab1 @.+-\n", max_size=80))
def test_nothing_is_joined_that_is_not_there(text: str) -> None:
    bare = text.replace("\n", "").replace(" ", "")
    assert all(value.replace(" ", "") in bare for value in joined(text))


def test_fit() -> None:
    assert SOURCE.fit(Head("x", b"%PDF-1.7\n", None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x", b"junk %PDF-1.7\n1 0 obj", None)) == Fit.CONTENT
    assert SOURCE.fit(Head("x.pdf", b"how %PDF-1.7 is made", "how")) == Fit.NO


def test_the_command_names_page_and_field(tmp_path: Path) -> None:
    made(tmp_path / "brev.txt")
    ran = scan(tmp_path)
    assert {
        ("brev.txt", None, "text", "contact.email"),
        ("brev.txt", None, "text (lines joined)", "contact.email"),
        ("brev.txt", "(forms)", "email", "contact.email"),
    } <= ran.found()
    assert ran.coverage("brev.txt")["status"] == "scanned"
    assert ran.coverage("brev.txt")["source"] == "pdf"
