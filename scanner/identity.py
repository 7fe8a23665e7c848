"""What makes a finding the same finding tomorrow: its place and its category, and nothing that a night changes.

Rows, counts, samples, confidence and verdict are no part of it. Nor is what names one delivery of the same data: values
of `key=value` folders, dates, times and running numbers between separators, and the ids that writers give their parts.
So findings of the same field in all deliveries of a table share one fingerprint.
"""

from __future__ import annotations

import hashlib
import re

from scanner.model.data import Origin
from scanner.model.found import Finding

_PARTITION = re.compile(r"(?<=/)([^/=]+)=[^/]*(?=/)")
_VARIABLE = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # the UUID of a writer
    r"|(?:19|20)\d\d[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])"  # a day
    r"(?:[T_-]?\d\d[-_:.]?\d\d(?:[-_:.]?\d\d)?Z?)?"  # and its time
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])"  # a month
    r"|c?\d{3,}"  # the number of a part, a sequence, seconds since 1970
    r")(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_MARK = "*"


def steady(path: str) -> str:
    """A path without what names one delivery: `dt=2018-11-30/part-00017.parquet` → `dt=*/part-*.parquet`."""
    return _VARIABLE.sub(_MARK, _PARTITION.sub(rf"\1={_MARK}", f"/{path}")[1:])


def place(origin: Origin) -> tuple[str, str, str, str]:
    """Asset, member, table and field of an origin, the first two `steady`."""
    return steady(origin.asset), steady(origin.member), origin.table, origin.field


def fingerprint(finding: Finding) -> str:
    """32 hexadecimal digits (SHA-256, cut) of the place and the category, or of the entities where there is none.

    No value of the data goes into it, so it needs no key.
    """
    kind = finding.category or "+".join(finding.entities)
    parts = (*place(finding.origin), kind, "test" if finding.test_data else "")
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
