"""Findings and notices, made as tests need them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from scanner.model.data import Origin
from scanner.model.found import Confidence, Finding, Recorded
from scanner.notice.model import Notice


def finding(
    category: str | None,
    container: str | None = None,
    *,
    ages: Mapping[int, int] | None = None,
    recorded: Recorded | None = None,
    origin: Origin | None = None,
    suppressed: int | None = None,
) -> Finding:
    return Finding(
        origin or Origin("a.csv", field=category or "x"), category, ("E",), Confidence.CERTAIN, ("pattern",), 100, 90,
        80, free_text=container is not None, container=container, ages=ages or {}, recorded=recorded,
        suppressed=suppressed,
    )  # fmt: skip


def days(counts: Mapping[str, int], by: str = "created_at") -> Recorded:
    return Recorded(by, f"{min(counts):0<10}", f"{max(counts):0<10}", counts)


def notice(*declarations: dict[str, Any], **parts: Any) -> Notice:
    base = {"category": "contact.email", "quote": "e-mail", "source": "data_subject", "explicitness": "explicit"}
    given = [{**base, "id": f"d{number}", **each} for number, each in enumerate(declarations or ({},))]
    document = {"file": "n.txt", "sha256": "0" * 64}
    whole = {
        "format": "fairnotice-notice/1", "id": "n", "company": "N", "document": document, "updated": "2020-01-01",
        "effective": [{"from": "2020-01-01"}], "declarations": given, **parts,
    }  # fmt: skip
    return Notice.model_validate(whole)
