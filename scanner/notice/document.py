"""The text of a notice's document: text, Markdown or HTML as it stands, or what a PDF holds."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from scanner.errors import NoticeError

_FEW_PAGES = 3
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def is_pdf(raw: bytes) -> bool:
    """Whether the bytes are a PDF, by their beginning."""
    return raw.startswith(b"%PDF-")


def text_of(raw: bytes, file: str = "the document") -> str:
    """A document's text: of UTF-8, UTF-16 with its mark, or Windows-1252. Raises `NoticeError` for what is no text."""
    if is_pdf(raw):
        return _pdf_text(raw, file)
    if raw.startswith(_UTF_16):
        return raw.decode("utf-16", "replace")
    if b"\0" in raw[:4096]:
        raise NoticeError(f"{file}: not a text. Give the notice as text, Markdown, HTML or PDF.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _pdf_text(raw: bytes, file: str) -> str:
    """The text of a PDF, without the lines that stand on most of its pages. Raises `NoticeError`."""
    try:
        import pypdf
    except ImportError:
        raise NoticeError(
            f"{file}: PDF needs pypdf, which is not installed. `pip install 'fairnotice[pdf]'`, or save it as text."
        ) from None
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages]
    except Exception as error:  # noqa: BLE001 - what a broken PDF raises is not listed anywhere
        raise NoticeError(f"{file}: cannot be read as PDF ({type(error).__name__}). Save it as text.") from None
    return "\n".join(_without_running_lines(pages))


def _without_running_lines(pages: list[str]) -> Iterator[str]:
    """Heads, feet and page numbers repeat; they would stand in the middle of sentences."""
    seen = Counter(line for page in pages for line in {line.strip() for line in page.splitlines()})
    for page in pages:
        for line in page.splitlines():
            bare = line.strip()
            running = len(pages) >= _FEW_PAGES and seen[bare] * 2 > len(pages)
            if not running and not bare.isdecimal():
                yield line
