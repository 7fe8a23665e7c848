"""The inventory: a row for each finding, as CSV for a spreadsheet and as Parquet for a data lake."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import TYPE_CHECKING, Any

from scanner.identity import fingerprint
from scanner.model.judged import Judged, Report
from scanner.report.accepted import who
from scanner.report.lines import cell
from scanner.report.view import View, standing

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT = "fairnotice-inventory/1"


def render_csv(report: Report, view: View) -> bytes:
    """Rows under a head, UTF-8 with the mark by which spreadsheets know it; no cell begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(schema().names)
    for each in report.findings:
        writer.writerow([_written(key, value) for key, value in row(each, report, view).items()])
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def render_parquet(report: Report, view: View) -> bytes:
    """The same rows with their types, compressed with Zstandard."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    out = io.BytesIO()
    rows = [row(each, report, view) for each in report.findings]
    pq.write_table(pa.Table.from_pylist(rows, schema()), out, compression="zstd")
    return out.getvalue()


def schema() -> pa.Schema:
    """The columns of the inventory; docs/reports.md says what they mean."""
    import pyarrow as pa

    word = pa.dictionary(pa.int32(), pa.string())
    words = pa.list_(pa.string())
    clause = pa.struct([("id", pa.string()), ("quote", pa.string()), ("section", pa.string())])
    columns = [
        pa.field("fingerprint", pa.string(), nullable=False),
        pa.field("asset", pa.string(), nullable=False),
        pa.field("member", pa.string()),
        pa.field("table", pa.string()),
        pa.field("field", pa.string()),
        pa.field("category", word),
        pa.field("category_label", word, nullable=False),
        pa.field("special_category", pa.bool_(), nullable=False),
        pa.field("verdict", word, nullable=False),
        pa.field("fails", pa.bool_(), nullable=False),
        pa.field("accepted", pa.string()),
        pa.field("confidence", word, nullable=False),
        pa.field("scanned", pa.int64(), nullable=False),
        pa.field("share_read", pa.float64()),
        pa.field("matched", pa.int64(), nullable=False),
        pa.field("concerned", pa.int64()),
        pa.field("distinct", pa.int64(), nullable=False),
        pa.field("test_values", pa.int64(), nullable=False),
        pa.field("allowed", pa.int64(), nullable=False),
        pa.field("free_text", pa.bool_(), nullable=False),
        pa.field("entities", words, nullable=False),
        pa.field("evidence", words, nullable=False),
        pa.field("samples", words, nullable=False),
        pa.field("first_rows", pa.list_(pa.int64()), nullable=False),
        pa.field("first_recorded", pa.string()),
        pa.field("last_recorded", pa.string()),
        pa.field("labels", pa.map_(pa.string(), pa.string()), nullable=False),
        pa.field("clauses", pa.list_(clause), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("why", pa.string(), nullable=False),
        pa.field("notice", pa.string()),
        pa.field("scan_day", pa.date32()),
    ]
    return pa.schema(columns, {"format": FORMAT})


def row(judged: Judged, report: Report, view: View) -> dict[str, Any]:
    """A finding by the names of the columns, in their order."""
    finding = judged.finding
    day = report.run.get("day")
    return {
        "fingerprint": fingerprint(finding),
        "asset": finding.origin.asset,
        "member": finding.origin.member or None,
        "table": finding.origin.table or None,
        "field": finding.origin.field or None,
        "category": finding.category,
        "category_label": view.label(finding.category),
        "special_category": bool(finding.category) and view.categories.special(str(finding.category)),
        "verdict": standing(judged),
        "fails": view.fails(judged),
        "accepted": who(judged.accepted) if judged.accepted else None,
        "confidence": finding.confidence.word,
        "scanned": finding.scanned,
        "share_read": finding.share_read,
        "matched": finding.matched,
        "concerned": judged.matched,
        "distinct": finding.distinct,
        "test_values": finding.test_values,
        "allowed": finding.allowed,
        "free_text": finding.free_text,
        "entities": list(finding.entities),
        "evidence": list(finding.evidence),
        "samples": list(finding.samples),
        "first_rows": list(finding.places),
        "first_recorded": finding.recorded.first if finding.recorded else None,
        "last_recorded": finding.recorded.last if finding.recorded else None,
        "labels": list(judged.labels.items()),
        "clauses": [{"id": each.id, "quote": each.quote, "section": each.section} for each in judged.clauses],
        "reason": judged.reason,
        "why": finding.why,
        "notice": judged.notice or (str(report.notice["id"]) if report.notice else None),
        "scan_day": date.fromisoformat(day) if isinstance(day, str) and day else None,
    }


def _written(key: str, value: Any) -> str | int:
    """A value as a cell: words for lists, `yes` and `no`, nothing for what is not known."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if key == "clauses":
        value = [f"{each['id']}: “{each['quote']}”" for each in value]
    elif key == "labels":
        value = [f"{name}: {told}" for name, told in value]
    return cell("; ".join(map(str, value)) if isinstance(value, list) else str(value or ""))
