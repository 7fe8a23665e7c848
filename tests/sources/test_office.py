"""Word, PowerPoint, OpenDocument and EPUB: every place in which they hold text, damage, and what would be too large."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path

import docx
import pptx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from odf import dc, draw, office, opendocument, style, table, text

from scanner.errors import SourceError
from scanner.model.problems import Reason
from scanner.source import Fit, Head, Source
from scanner.sources._pictures import ocr
from scanner.sources.docx import SOURCE as DOCX
from scanner.sources.epub import SOURCE as EPUB
from scanner.sources.opendocument import SOURCE as ODF
from scanner.sources.pptx import SOURCE as PPTX
from tests.command import scan
from tests.sources.documents import TYPES, WORD, items_of, values_within, word, zipped
from tests.sources.reading import read

PEOPLE = [
    ("Name", "E-mail", "Birth date"),
    ("Åse", "ase@fjordtel.net", "1980-02-01"),
    ("Bo", "bo@fjordtel.net", "1981-02-01"),
]


def save_word(path: Path) -> None:
    document = docx.Document()
    document.core_properties.author = "Ada Nordmann"
    document.core_properties.last_modified_by = "Eva Berg"
    document.add_paragraph("Møte om kunder")
    paragraph = document.add_paragraph("Skriv til ")
    for run in ("ola", "@fjord", "tel.net"):
        paragraph.add_run(run).bold = run != "@fjord"
    cells = document.add_table(3, 3)
    for number, row in enumerate(
        [
            ("Name", "E-mail", "Birth date"),
            ("Åse", "ase@fjordtel.net", "1980-02-01"),
            ("Bo", "bo@fjordtel.net", "1981-02-01"),
        ]
    ):
        for place, value in enumerate(row):
            cells.cell(number, place).text = value
    form = document.add_table(1, 2)
    form.cell(0, 0).text, form.cell(0, 1).text = "Telefon", "+47 22 22 55 55"
    document.sections[0].header.paragraphs[0].text = "Hode: liv@fjordtel.net"
    document.sections[0].footer.paragraphs[0].text = "Fot: per@fjordtel.net"
    document.add_comment(paragraph.runs[0], "ring tom@fjordtel.net", author="Kari Vik", initials="KV")
    document.save(str(path))


def test_a_word_document(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    save_word(path)
    cells, problems, _ = items_of(DOCX, path)
    assert cells["text"] == [(1, "Møte om kunder"), (2, "Skriv til ola@fjordtel.net")]
    assert cells["table 1.E-mail"] == [(1, "ase@fjordtel.net"), (2, "bo@fjordtel.net")]
    assert cells["table 1.Birth date"] == [(1, "1980-02-01"), (2, "1981-02-01")]
    assert cells["table 2.text"] == [(1, "Telefon\t+47 22 22 55 55")]
    assert cells["header.text"] == [(1, "Hode: liv@fjordtel.net")]
    assert cells["footer.text"] == [(1, "Fot: per@fjordtel.net")]
    assert cells["comments.text"] == [(1, "ring tom@fjordtel.net")]
    assert cells["comments.author"] == [(1, "Kari Vik")]
    assert cells["(document).creator"] == [(1, "Ada Nordmann")]
    assert cells["(document).lastModifiedBy"] == [(1, "Eva Berg")]
    assert not problems


RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="x" Target="mailto:kari@fjordtel.net" TargetMode="External"/></Relationships>'
)
RARE = """
<w:p><w:r><w:t>ta</w:t></w:r><w:ins w:author="Eva Berg"><w:r><w:t>lt +47</w:t></w:r></w:ins><w:del w:author="Bo"><w:r><w:delText> 22 22 55 55</w:delText></w:r></w:del></w:p>
<w:p><w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:txbxContent><w:p><w:r><w:t>boks: ola@fjordtel.net</w:t></w:r></w:p></w:txbxContent></mc:Choice>
<mc:Fallback><w:p><w:r><w:t>boks: ola@fjordtel.net</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent><w:t>rundt</w:t></w:r></w:p>
<w:p><w:hyperlink xmlns:r="urn:r" r:id="r1"><w:r><w:t>her</w:t></w:r></w:hyperlink></w:p>
<w:p><w:r><w:instrText>HYPERLINK "mailto:liv@fjordtel.net"</w:instrText></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>b</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>c</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tc></w:tr></w:tbl>
"""  # noqa: E501


def test_the_rarer_places_of_a_word_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "program", lambda: None)
    path = tmp_path / "a.docx"
    note = "<w:footnote><w:p><w:r><w:t>se eva@fjordtel.net</w:t></w:r></w:p></w:footnote>"
    custom = '<P xmlns:vt="urn:vt"><property name="Kunde"><vt:lpwstr>Per Vik</vt:lpwstr></property></P>'
    inner = word("<w:p><w:r><w:t>inni: tom@fjordtel.net</w:t></w:r></w:p>")
    path.write_bytes(
        word(
            RARE,
            {
                "word/_rels/document.xml.rels": RELATIONS,
                "word/footnotes.xml": f"<w:footnotes {WORD}>{note}</w:footnotes>",
                "word/embeddings/brev.docx": inner,
                "word/media/image1.png": bytes(1000) + bytes(range(256)) * 100,
                "docProps/custom.xml": custom,
            },
        )
    )
    cells, problems, members = items_of(DOCX, path)
    assert [value for _, value in cells["text"]] == ["talt +47 22 22 55 55", "boks: ola@fjordtel.net", "rundt", "her"]
    assert [value for _, value in cells["author"]] == ["Eva Berg", "Bo"]
    assert cells["link"] == [(4, "mailto:kari@fjordtel.net")]
    assert [value for _, value in cells["field_code"]] == ['HYPERLINK "mailto:liv@fjordtel.net"']
    assert cells["table 1.text"] == [(1, "a\nb\tc")]
    assert cells["footnotes.text"] == [(1, "se eva@fjordtel.net")]
    assert cells["(document).Kunde"] == [(1, "Per Vik")]
    assert [member.name for member in members] == ["brev.docx"]
    assert values_within(DOCX, path)["brev.docx", "text"] == ["inni: tom@fjordtel.net"]
    assert [problem.reason for problem in problems] == [Reason.MISSING_EXTRA]


def save_slides(path: Path) -> None:
    slides = pptx.Presentation()
    slides.core_properties.author = "Ada Nordmann"
    for number in range(1, 13):
        slide = slides.slides.add_slide(slides.slide_layouts[5])
        slide.shapes.title.text = f"Side {number}"
        slide.notes_slide.notes_text_frame.text = f"notat{number}@fjordtel.net"
    run = slide.shapes.title.text_frame.paragraphs[0].add_run()
    run.text = " lenke"
    run.hyperlink.address = "mailto:kari@fjordtel.net"
    grid = slide.shapes.add_table(2, 3, 0, 0, 900000, 900000).table
    for number, row in enumerate([("Name", "E-mail", "City"), ("Åse", "ase@fjordtel.net", "Oslo")]):
        for place, value in enumerate(row):
            grid.cell(number, place).text = value
    slides.save(str(path))


def test_slides_in_their_order(tmp_path: Path) -> None:
    path = tmp_path / "a.pptx"
    save_slides(path)
    cells, problems, _ = items_of(PPTX, path)
    titles = [(row, value) for row, value in cells["text"] if value.startswith("Side")]
    assert titles == [*((number, f"Side {number}") for number in range(1, 12)), (12, "Side 12 lenke")]
    notes = [(row, value) for row, value in cells["notes"] if "@" in value]
    assert notes == [(number, f"notat{number}@fjordtel.net") for number in range(1, 13)]
    assert cells["link"] == [(12, "mailto:kari@fjordtel.net")]
    assert cells["slide 12, table 1.E-mail"] == [(1, "ase@fjordtel.net")]
    assert cells["(document).creator"] == [(1, "Ada Nordmann")]
    assert not problems


def save_text(path: Path) -> None:
    made = opendocument.OpenDocumentText()
    made.meta.addElement(dc.Creator(text="Ada Nordmann"))
    made.text.addElement(text.H(outlinelevel=1, text="Kunder"))
    paragraph = text.P(text="Skriv til ")
    for part in ("ola", "@fjord", "tel.net"):
        paragraph.addElement(text.Span(text=part))
    note = office.Annotation()
    note.addElement(dc.Creator(text="Kari Vik"))
    note.addElement(text.P(text="ring tom@fjordtel.net"))
    paragraph.addElement(note)
    paragraph.addElement(text.A(href="mailto:liv@fjordtel.net", text=" her"))
    made.text.addElement(paragraph)
    grid = table.Table(name="t")
    for row in [("Name", "E-mail", "City"), ("Åse", "ase@fjordtel.net", "Oslo")]:
        line = table.TableRow()
        for value in row:
            cell = table.TableCell()
            cell.addElement(text.P(text=value))
            line.addElement(cell)
        grid.addElement(line)
    made.text.addElement(grid)
    made.save(str(path))


def test_an_opendocument_text(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    save_text(path)
    cells, problems, _ = items_of(ODF, path)
    assert cells["text"] == [(1, "Kunder"), (2, "Skriv til ola@fjordtel.net her")]
    assert [value for _, value in cells["comments"]] == ["ring tom@fjordtel.net"]
    assert [value for _, value in cells["author"]] == ["Kari Vik"]
    assert [value for _, value in cells["link"]] == ["mailto:liv@fjordtel.net"]
    assert cells["table 1.E-mail"] == [(1, "ase@fjordtel.net")]
    assert cells["(document).creator"] == [(1, "Ada Nordmann")]
    assert not problems


def test_an_opendocument_presentation(tmp_path: Path) -> None:
    path = tmp_path / "a.odp"
    made = opendocument.OpenDocumentPresentation()
    layout = style.PageLayout(name="l")
    made.automaticstyles.addElement(layout)
    made.masterstyles.addElement(style.MasterPage(name="m", pagelayoutname=layout))
    for number in (1, 2, 3):
        page = draw.Page(masterpagename="m")
        frame = draw.Frame(width="5cm", height="5cm")
        box = draw.TextBox()
        box.addElement(text.P(text=f"side{number}@fjordtel.net"))
        frame.addElement(box)
        page.addElement(frame)
        made.presentation.addElement(page)
    made.save(str(path))
    cells, _, _ = items_of(ODF, path)
    assert cells["text"] == [(number, f"side{number}@fjordtel.net") for number in (1, 2, 3)]


def test_a_book(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    page = '<?xml version="1.0"?><!DOCTYPE html><html><body><h1>{0}</h1><p>{0}<b>@fjord</b>tel.net</p></body></html>'
    package = (
        '<package xmlns:dc="urn:dc"><metadata><dc:creator>Ada Nordmann</dc:creator></metadata><manifest><item id="a" '
        'href="text/en.xhtml"/><item id="b" href="text/to.xhtml"/></manifest><spine><itemref idref="b"/><itemref '
        'idref="a"/></spine></package>'
    )
    parts = {
        "mimetype": "application/epub+zip",
        "OEBPS/content.opf": package,
        "OEBPS/text/en.xhtml": page.format("en"),
        "OEBPS/text/to.xhtml": page.format("to"),
    }
    path.write_bytes(zipped(parts, stored="mimetype"))
    cells, problems, _ = items_of(EPUB, path)
    assert cells["text"] == [(1, "to"), (1, "to@fjordtel.net"), (2, "en"), (2, "en@fjordtel.net")]
    assert cells["(document).creator"] == [(1, "Ada Nordmann")]
    assert not problems


def test_each_is_told_by_its_parts(tmp_path: Path) -> None:
    save_word(tmp_path / "word")
    save_slides(tmp_path / "slides")
    save_text(tmp_path / "text")
    (tmp_path / "zip").write_bytes(zipped({"a/word/document.xml": "x", "word/list.txt": "y"}))
    (tmp_path / "sheet").write_bytes(zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "x"}))
    kinds: dict[str, Source | None] = {"word": DOCX, "slides": PPTX, "text": ODF, "zip": None, "sheet": None}
    for name, wanted in kinds.items():
        head = Head(name, (tmp_path / name).read_bytes()[:65536], None)
        fits = {source.name: source.fit(head) for source in (DOCX, PPTX, ODF, EPUB)}
        assert {kind for kind, fit in fits.items() if fit > Fit.NO} == ({wanted.name} if wanted else set())


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_document_that_is_cut_off(tmp_path: Path, share: float) -> None:
    path = tmp_path / "a.docx"
    save_word(path)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(SourceError, match="damaged or cut off"):
        items_of(DOCX, path)


def test_a_part_that_is_no_xml_is_read_up_to_the_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p><w:r><w:t>ola@fjordtel.net</w:t></w:r></w:p><w:p><w:r></w:p>"))
    cells, problems, _ = items_of(DOCX, path)
    assert cells["text"] == [(1, "ola@fjordtel.net")]
    assert [problem.reason for problem in problems] == [Reason.MALFORMED]


def test_entities_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<!DOCTYPE d [<!ENTITY l0 "ha">{laughs}]><w:document {WORD}><w:p><w:r><w:t>&l9;</w:t></w:r></w:p></w:document>'
    )
    path.write_bytes(zipped({"[Content_Types].xml": TYPES, "word/document.xml": bomb}))
    cells, problems, _ = items_of(DOCX, path)
    assert cells == {}
    assert "document type" in problems[0].fact


def test_a_part_that_grows_beyond_measure_is_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p><w:r><w:t>ola@fjordtel.net</w:t></w:r></w:p>" + "<w:p/>" * 20_000_000))
    begun = time.process_time()
    cells, problems, _ = items_of(DOCX, path)
    assert time.process_time() - begun < 60
    assert cells["text"] == [(1, "ola@fjordtel.net")]
    assert [problem.reason for problem in problems] == [Reason.LIMIT]


def test_parts_nested_without_end(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p><w:r><w:t>ola@fjordtel.net</w:t></w:r></w:p>" + "<w:tbl><w:tr><w:tc>" * 300_000))
    cells, problems, _ = items_of(DOCX, path)
    assert cells["text"] == [(1, "ola@fjordtel.net")]
    assert "nested" in problems[0].fact


def test_a_locked_part_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word("<w:p/>"))
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as file:
        places = [info.header_offset + 6 for info in file.infolist()]
    for place in [*places, *(at + 8 for at in range(len(data)) if data[at : at + 4] == b"PK\x01\x02")]:
        data[place] |= 1
    path.write_bytes(data)
    _, problems, _ = items_of(DOCX, path)
    assert {problem.reason for problem in problems} == {Reason.ENCRYPTED}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("samples")
    save_word(folder / "docx")
    save_slides(folder / "pptx")
    save_text(folder / "odt")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(["docx", "pptx", "odt"]),
    places=st.lists(st.floats(0, 0.9999), min_size=1, max_size=20),
    byte=st.integers(1, 255),
)
def test_damage_ends_nothing(
    samples: dict[str, bytes], tmp_path: Path, kind: str, places: list[float], byte: int
) -> None:
    data = bytearray(samples[kind])
    for place in places:
        data[int(place * len(data))] ^= byte
    path = tmp_path / "a"
    path.write_bytes(data)
    source: Source = {"docx": DOCX, "pptx": PPTX, "odt": ODF}[kind]
    assert read(source, path) is not None


def test_the_command_names_parts_and_columns(tmp_path: Path) -> None:
    save_word(tmp_path / "brev.docx")
    save_slides(tmp_path / "foredrag.bin")
    ran = scan(tmp_path)
    assert {
        ("brev.docx", None, "text", "contact.email"),
        ("brev.docx", "header", "text", "contact.email"),
        ("brev.docx", "comments", "text", "contact.email"),
        ("brev.docx", "table 1", "Birth date", "identity.date_of_birth"),
        ("foredrag.bin", None, "notes", "contact.email"),
    } <= ran.found()
    assert ran.coverage("brev.docx")["status"] == "scanned"
