"""A small file of each format, written by a real library where there is one; without it the file is left out."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path

import pyarrow as pa
from pyarrow import feather, orc
from pyarrow import parquet as pq

PEOPLE = [
    {"id": number, "name": name, "mail": f"{name.lower()}.{number}@fjordtel.net", "tel": f"+47 22 {number:02d} 55 01"}
    for number, name in enumerate(["Ada", "Bo", "Cy", "Dina", "Eva", "Finn"] * 6, 1)
]
CSV = "id,name,mail,tel\n" + "".join(",".join(map(str, person.values())) + "\n" for person in PEOPLE)
LETTER = "Dear Ada Nordmann,\nplease write to bo.2@fjordtel.net or call +47 22 33 55 01.\nKind regards, Cy\n"


def make(folder: Path) -> list[Path]:
    """The files, in order of name."""
    for name, writer in WRITERS.items():
        with contextlib.suppress(ImportError):
            writer(folder / name)
    return sorted(folder.iterdir())


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


def _bytes(make_: Callable[[bytes], bytes], text: str = CSV) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(make_(text.encode()))


def _table() -> pa.Table:
    return pa.Table.from_pylist(PEOPLE)


def _stream(path: Path) -> None:
    with pa.ipc.new_stream(str(path), _table().schema) as writer:
        writer.write_table(_table())


def _avro(path: Path) -> None:
    import fastavro

    fields = [{"name": "id", "type": "long"}, *({"name": key, "type": "string"} for key in ("name", "mail", "tel"))]
    schema = {"type": "record", "name": "person", "fields": fields}
    with path.open("wb") as out:
        fastavro.writer(out, fastavro.parse_schema(schema), PEOPLE, codec="deflate")


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as base, base:
        base.execute("create table people (id integer primary key, name text, mail text, tel text)")
        base.executemany("insert into people values (:id, :name, :mail, :tel)", PEOPLE)


def _duckdb(path: Path) -> None:
    import duckdb

    with duckdb.connect(str(path)) as base:
        base.execute("create table people (id integer, name text, mail text, tel text)")
        base.executemany("insert into people values (?, ?, ?, ?)", [list(person.values()) for person in PEOPLE])


def _bson(path: Path) -> None:
    import bson

    path.write_bytes(b"".join(bson.encode(person) for person in PEOPLE))


def _zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("crm/people.csv", CSV)
        archive.writestr("letter.txt", LETTER)


def _tar(path: Path) -> None:
    with tarfile.open(path, "w:gz" if path.suffix == ".tgz" else "w") as archive:
        for name, text in {"crm/people.csv": CSV, "letter.txt": LETTER}.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))


def _seven_zip(path: Path) -> None:
    import py7zr

    with py7zr.SevenZipFile(path, "w") as archive:
        archive.writestr(CSV, "people.csv")


def _mail() -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ada <ada.1@fjordtel.net>", "bo.2@fjordtel.net", "Møte"
    mail.set_content(LETTER)
    mail.add_attachment(CSV.encode(), maintype="text", subtype="csv", filename="people.csv")
    return mail


def _mbox(path: Path) -> None:
    path.write_bytes(b"".join(b"From ada Mon Nov 26 09:00:00 2018\n" + _mail().as_bytes() + b"\n\n" for _ in range(3)))


def _pdf(path: Path) -> None:
    from reportlab.pdfgen import canvas

    page = canvas.Canvas(str(path))
    for line, text in enumerate(LETTER.splitlines()):
        page.drawString(50, 800 - 20 * line, text)
    page.showPage()
    page.save()


def _docx(path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph(LETTER)
    table = document.add_table(rows=0, cols=3)
    for person in PEOPLE[:5]:
        for cell, text in zip(table.add_row().cells, [person["name"], person["mail"], person["tel"]], strict=True):
            cell.text = str(text)
    document.save(str(path))


def _pptx(path: Path) -> None:
    import pptx

    show = pptx.Presentation()
    slide = show.slides.add_slide(show.slide_layouts[1])
    slide.shapes.title.text, slide.placeholders[1].text = "Kontakt", LETTER
    show.save(str(path))


def _odt(path: Path) -> None:
    from odf.opendocument import OpenDocumentText
    from odf.text import P

    document = OpenDocumentText()
    for line in LETTER.splitlines():
        document.text.addElement(P(text=line))
    document.save(str(path))


def _xlsx(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for row in [list(PEOPLE[0]), *(list(person.values()) for person in PEOPLE)]:
        book.active.append(row)
    book.save(path)


def _picture(path: Path) -> None:
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (300, 60), "white")
    ImageDraw.Draw(image).text((5, 20), "ada.1@fjordtel.net", fill="black")
    image.save(path)


_ROWS = ",".join(f"({p['id']},'{p['name']}','{p['mail']}','{p['tel']}')" for p in PEOPLE)
_COPY = "".join("\t".join(map(str, person.values())) + "\n" for person in PEOPLE)
_SQL = "CREATE TABLE people (id int, name text, mail text, tel text);\n"
_END = "\n--\n-- PostgreSQL database dump complete\n--\n"
_HTML = f"<!doctype html><title>Kontakt</title><p>{LETTER}</p><a href='mailto:ada.1@fjordtel.net'>Ada</a>"
_LOG = "".join(
    f'198.51.{p["id"]}.7 - - [26/Nov/2018:09:00:00 +0100] "GET /a?mail={p["mail"]} HTTP/1.1" 200 5 "-" "curl/7"\n'
    for p in PEOPLE
)
_XML = "".join(f"<person id='{p['id']}'><name>{p['name']}</name><mail>{p['mail']}</mail></person>" for p in PEOPLE)

WRITERS: dict[str, Callable[[Path], object]] = {
    "people.csv": _text(CSV),
    "people.tsv": _text(CSV.replace(",", "\t")),
    "utf16.csv": lambda path: path.write_bytes(CSV.encode("utf-16")),
    "people.json": _text(json.dumps({"people": PEOPLE, "total": len(PEOPLE)}, indent=1)),
    "people.jsonl": _text("".join(json.dumps(person) + "\n" for person in PEOPLE)),
    "people.xml": _text(f"<?xml version='1.0'?><people>{_XML}</people>"),
    "people.yaml": _text("".join(f"- name: {p['name']}\n  mail: {p['mail']}\n" for p in PEOPLE)),
    "settings.ini": _text("[mail]\nuser = ada.1@fjordtel.net\nhost = smtp.fjordtel.net\n[db]\npassword = hunter2\n"),
    "settings.env": _text("export ADMIN_EMAIL=ada.1@fjordtel.net\nDB_PASSWORD='x y'\nPORT=8080\n"),
    "letter.txt": _text(LETTER * 5),
    "page.html": _text(_HTML),
    "letter.rtf": _text(r"{\rtf1\ansi " + LETTER.replace("\n", "\\par\n") + "}"),
    "access.log": _text(_LOG),
    "inserts.sql": _text(f"-- MySQL dump 10.13\n{_SQL}INSERT INTO `people` VALUES {_ROWS};\n-- Dump completed\n"),
    "copy.sql": _text(
        f"--\n-- PostgreSQL database dump\n--\n{_SQL}COPY people (id, name, mail, tel) FROM stdin;\n{_COPY}\\.\n{_END}"
    ),
    "people.csv.gz": _bytes(gzip.compress),
    "people.csv.bz2": _bytes(bz2.compress),
    "people.csv.xz": _bytes(lzma.compress),
    "people.parquet": lambda path: pq.write_table(_table(), path, compression="zstd"),
    "people.orc": lambda path: orc.write_table(_table(), str(path)),
    "people.feather": lambda path: feather.write_feather(_table(), str(path), compression="lz4"),
    "people.arrows": _stream,
    "people.avro": _avro,
    "people.sqlite": _sqlite,
    "people.duckdb": _duckdb,
    "people.bson": _bson,
    "all.zip": _zip,
    "all.tar": _tar,
    "all.tgz": _tar,
    "all.7z": _seven_zip,
    "mail.eml": lambda path: path.write_bytes(_mail().as_bytes()),
    "mail.mbox": _mbox,
    "letter.pdf": _pdf,
    "letter.docx": _docx,
    "show.pptx": _pptx,
    "letter.odt": _odt,
    "people.xlsx": _xlsx,
    "scan.png": _picture,
}
