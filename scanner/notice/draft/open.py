"""A document from its bytes: text, Markdown, HTML or PDF."""

from __future__ import annotations

from scanner.errors import NoticeError
from scanner.notice.document import is_pdf, text_of
from scanner.notice.draft.blocks import Source
from scanner.notice.draft.plain import plain_blocks
from scanner.notice.draft.web import html_blocks, is_html

MOST_BYTES = 32 << 20


def open_document(file: str, raw: bytes) -> Source:
    """The document in blocks. Raises `NoticeError` for one that holds no text, or is no such document."""
    if len(raw) > MOST_BYTES:
        raise NoticeError(f"{file}: larger than {MOST_BYTES >> 20} MB, so hardly a privacy notice. Check the path.")
    text = text_of(raw, file)
    html = is_html(text) and not is_pdf(raw)
    source = Source.of(file, raw, text, html_blocks(text) if html else plain_blocks(text), html)
    if not source.blocks:
        raise NoticeError(f"{file}: there is no text in it. A scanned document has to be read by OCR first.")
    return source
