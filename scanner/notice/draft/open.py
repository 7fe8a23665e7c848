"""A document from its bytes: text, Markdown, HTML or PDF."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator

from scanner.errors import NoticeError
from scanner.notice.draft.blocks import Source
from scanner.notice.draft.plain import plain_blocks
from scanner.notice.draft.web import html_blocks, is_html
from scanner.notice.verify import decode

MOST_BYTES = 32 << 20
_FEW_PAGES = 3


def open_document(file: str, raw: bytes) -> Source:
    """The document in blocks. Raises `NoticeError` for one that holds no text, or is no such document."""
    if len(raw) > MOST_BYTES:
        raise NoticeError(f"{file}: larger than {MOST_BYTES >> 20} MB, so hardly a privacy notice. Check the path.")
    if raw.startswith(b"%PDF-"):
        text = pdf_text(file, raw)
        source = Source.of(file, raw, text, plain_blocks(text))
    else:
        if b"\0" in raw[:4096] and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise NoticeError(f"{file}: not a text. Give the notice as text, Markdown, HTML or PDF.")
        text = raw.decode("utf-16", "replace") if raw.startswith((b"\xff\xfe", b"\xfe\xff")) else decode(raw)
        html = is_html(text)
        source = Source.of(file, raw, text, html_blocks(text) if html else plain_blocks(text), html)
    if not source.blocks:
        raise NoticeError(f"{file}: there is no text in it. A scanned document has to be read by OCR first.")
    return source


def pdf_text(file: str, raw: bytes) -> str:
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
