"""Annotations of a page, by pdfium's own functions: notes, links, fields of forms."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any

MOST = 10_000
"""Annotations of one page that are read."""

_LONGEST = 1 << 20
_WIDGET = 20


def annotations_of(document: Any, page: Any) -> Iterator[tuple[str, str, bool]]:
    """(field, value, whether it is a field of a form) for each; a form's field is named as in the form."""
    import pypdfium2.raw as raw

    for number in range(min(raw.FPDFPage_GetAnnotCount(page), MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        if not annotation:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(annotation) == _WIDGET:
                name = _string(raw, annotation, b"T") or "(unnamed)"
                value = _string(raw, annotation, b"V")
                yield name, value or _string(raw, annotation, b"DV"), True
                yield "label", _string(raw, annotation, b"TU"), False
            else:
                yield "annotation", _string(raw, annotation, b"Contents"), False
                yield "author", _string(raw, annotation, b"T"), False
                yield "link", _link(raw, document, annotation), False
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _string(raw: Any, annotation: Any, key: bytes) -> str:
    size = min(raw.FPDFAnnot_GetStringValue(annotation, key, None, 0), _LONGEST)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _link(raw: Any, document: Any, annotation: Any) -> str:
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    size = min(raw.FPDFAction_GetURIPath(document, action, None, 0), _LONGEST) if action else 0
    if size <= 1:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.value.decode("utf-8", "replace")
