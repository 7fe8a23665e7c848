"""Pictures: what they say of themselves, the text in them by the real program, and what there is without it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model.problems import Reason
from scanner.source import Fit, Head
from scanner.sources._pictures import ocr
from scanner.sources._pictures.ocr import program
from scanner.sources._pictures.told import told
from scanner.sources.pictures import SOURCE
from tests.command import scan
from tests.sources.documents import items_of

Image = pytest.importorskip("PIL.Image", reason="needs Pillow, which makes pictures")
ImageDraw = pytest.importorskip("PIL.ImageDraw")
needs_ocr = pytest.mark.skipif(program() is None, reason="needs tesseract (apt-get install tesseract-ocr)")


def drawn(text: str, kind: str = "PNG", **options: object) -> bytes:
    from PIL import ImageFont

    picture = Image.new("RGB", (900, 120), "white")
    ImageDraw.Draw(picture).text((20, 30), text, fill="black", font=ImageFont.load_default(40))
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def photographed(kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x013B] = "Ada Nordmann"
    exif.get_ifd(0x8769).update({0xA430: "Eva Berg", 0x9003: "2018:11:30 10:15:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 54.0, 36.0), 3: "W", 4: (10.0, 45.0, 0.0)})
    return drawn("Skriv til oss", kind, exif=exif)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG"])
def test_what_a_camera_writes(kind: str) -> None:
    found = told(photographed(kind))
    assert found["artist"] == ["Ada Nordmann"]
    assert found["owner_name"] == ["Eva Berg"]
    assert found["taken_at"] == ["2018:11:30 10:15:00"]
    assert (found["gps_latitude"], found["gps_longitude"]) == (["59.910000"], ["-10.750000"])


def test_what_stands_in_a_tiff_itself() -> None:
    assert told(photographed("TIFF"))["artist"] == ["Ada Nordmann"]


def test_what_programs_write() -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Author", "ada@fjordtel.net")
    assert told(drawn("x", pnginfo=info))["author"] == ["ada@fjordtel.net"]
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>Kari Vik</dc:creator><a b="12.5"/></x:xmpmeta>'
    assert told(drawn("x", "JPEG") + packet)["xmp"] == ["Kari Vik"]


@given(st.binary(max_size=200), st.integers(0, 400))
def test_damage_ends_nothing(noise: bytes, at: int) -> None:
    data = photographed()
    assert isinstance(told(data[:at] + noise + data[at + len(noise) :]), dict)
    assert isinstance(told(b"II*\0" + noise), dict)


@needs_ocr
def test_the_text_in_a_picture_by_page(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    first, second = (Image.open(io.BytesIO(drawn(text))) for text in ("mail ada@example.com", "call 415 555 0123"))
    first.save(path, save_all=True, append_images=[second])
    cells, problems, _ = items_of(SOURCE, path)
    found = [(row, value.strip()) for row, value in cells["text"]]
    assert found == [(1, "mail ada@example.com"), (2, "call 415 555 0123")]
    assert not problems
    assert [each.name for each in tmp_path.iterdir()] == ["a.tif"]


@needs_ocr
def test_a_picture_that_is_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(drawn("mail ada@example.com")[:200])
    _, problems, _ = items_of(SOURCE, path)
    assert [problem.reason for problem in problems] == [Reason.MALFORMED]


def test_without_the_program_it_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "program", lambda: None)
    monkeypatch.setattr("scanner.source.which", lambda _: None)
    path = tmp_path / "a.jpg"
    path.write_bytes(photographed())
    cells, problems, _ = items_of(SOURCE, path)
    assert cells["(document).artist"] == [(1, "Ada Nordmann")]
    assert [problem.reason for problem in problems] == [Reason.MISSING_EXTRA]
    assert SOURCE.about.usable == "in part: install the program tesseract"


def test_text_in_pictures_is_not_looked_for_where_that_is_the_wish(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(drawn("mail ada@fjordtel.net"))
    ran = scan(tmp_path, "--ocr", "off")
    assert ran.status == 0
    assert ran.reasons("a.png") == {"pictures_not_read"}
    assert not ran.found()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"])
def test_fit(kind: str) -> None:
    assert SOURCE.fit(Head("x", drawn("x", kind), None)) == Fit.SIGNATURE
    assert SOURCE.fit(Head("x.png", b"BMW,id\n1,2\n", "BMW,id\n1,2\n")) == Fit.NO


@needs_ocr
def test_the_command_names_the_field(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(drawn("mail ada@fjordtel.net"))
    ran = scan(tmp_path)
    assert ("a.bin", None, "text", "contact.email") in ran.found()
