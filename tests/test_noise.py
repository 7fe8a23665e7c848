"""Near misses in anger: in text without personal data nothing may be found for certain."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from random import Random

import pyarrow as pa
import pytest

from scanner.content import LocalFile
from scanner.detect import detect
from scanner.findings import findings
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.found import Confidence, Finding
from scanner.rulebook import load
from scanner.summarising import Summarising
from tests.noise import KINDS, lines

BOOK = load()
SIZE = 300_000


def _findings(batch: Batch) -> list[Finding]:
    summary = Summarising(Unit(Asset("noise", LocalFile("noise"), 0, "text")), BOOK)
    summary.add(batch, detect(batch, BOOK))
    return list(findings(summary.summary(), BOOK))


def _certain(batch: Batch) -> list[tuple[str, tuple[str, ...], int]]:
    return [
        (found.origin.field, found.entities, found.matched)
        for found in _findings(batch)
        if found.confidence is Confidence.CERTAIN
    ]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("seed", [1, 2])
def test_nothing_is_certain_in_lines(kind: Callable[[Random], str], seed: int) -> None:
    texts = [f"{line}\n" for line in lines(kind, SIZE, seed)]
    assert _certain(Batch((Column("", pa.array(texts, pa.string())),), len(texts), lines=True)) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("field", ["value", "line", "data", "payload"])
def test_nothing_is_certain_in_a_column(kind: Callable[[Random], str], field: str) -> None:
    texts = list(lines(kind, SIZE // 3, 3))
    assert _certain(Batch((Column(field, pa.array(texts, pa.string())),), len(texts))) == []


COLUMNS: dict[str, Callable[[Random], str]] = {
    "id": lambda rng: str(rng.randint(1, 10**7)),
    "order_no": lambda rng: str(rng.randint(10**9, 10**10)),
    "tracking": lambda rng: str(rng.randint(10**15, 10**16)),
    "reference": lambda rng: str(rng.randint(4 * 10**15, 6 * 10**15)),
    "ean": lambda rng: str(rng.randint(4 * 10**12, 5 * 10**12)),
    "score": lambda rng: f"{rng.random():.6f}",
    "price": lambda rng: f"{rng.uniform(1, 999):.2f}",
    "version": lambda rng: ".".join(str(rng.randint(0, 200)) for _ in range(4)),
    "firmware": lambda rng: ".".join(str(rng.randint(0, 99)) for _ in range(4)),
    "sku": lambda rng: f"{rng.randint(100, 999)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
    "created_at": lambda rng: f"20{rng.randint(10, 24)}-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}T10:11:12Z",
    "epoch": lambda rng: str(rng.randint(1_400_000_000, 1_700_000_000)),
    "epoch_ms": lambda rng: str(rng.randint(1_400_000_000_000, 1_700_000_000_000)),
    "sha256": lambda rng: f"{rng.getrandbits(256):064x}",
    "etag": lambda rng: f"{rng.getrandbits(128):032x}",
    "mac_count": lambda rng: str(rng.randint(0, 99)),
    "port": lambda rng: str(rng.randint(1, 65535)),
    "status": lambda rng: rng.choice(["open", "closed", "failed", "completed", "cancelled"]),
    "title": lambda rng: rng.choice(["Quarterly report", "Release plan", "Minutes"]),
    "model": lambda rng: rng.choice(["linear regression", "random forest", "gradient boosting"]),
    "platform": lambda rng: rng.choice(["trading desk", "advertising", "payments"]),
    "name": lambda rng: rng.choice(["core", "parser", "render-queue"]),
    "job_id": lambda rng: str(rng.randint(1, 10**6)),
    "latency": lambda rng: f"{rng.uniform(0, 99):.4f}",
    "device_id": lambda rng: rng.choice(
        [str(rng.randint(1, 9999)), f"rack{rng.randint(1, 40)}-node{rng.randint(1, 9)}"]
    ),
    "serial": lambda rng: str(rng.randint(1, 10**6)),
    "serial_number": lambda rng: f"{rng.getrandbits(64):X}",
    "session_id": lambda rng: str(rng.randint(1, 10**6)),
    "secret": lambda rng: rng.choice(["true", "false"]),
    "token_count": lambda rng: str(rng.randint(1, 4096)),
    "uuid": lambda rng: str(uuid.UUID(int=rng.getrandbits(128), version=4)),
    "trace_id": lambda rng: f"{rng.getrandbits(128):032x}",
    "reference_15": lambda rng: f"35{rng.randint(0, 10**13 - 1):013d}",
    "reference_19": lambda rng: f"89{rng.randint(0, 10**17 - 1):017d}",
    "part_code": lambda rng: (
        "".join(rng.choices("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", k=14)) + str(rng.randint(100, 999))
    ),
    "error_code": lambda rng: f"{rng.choice('ABCDEF')}{rng.randint(10, 99)}.{rng.randint(0, 9)}",
    "expires": lambda rng: f"{rng.randint(1, 12):02d}/{rng.randint(24, 30)}",
    "uri": lambda rng: f"/v1/{rng.choice(['items', 'plans'])}/{rng.randint(1, 99)}",
    "query": lambda rng: f"SELECT * FROM t{rng.randint(1, 9)}",
    "hidden": lambda rng: f"XXXX{rng.randint(1000, 9999)}",
    "long_description": lambda rng: rng.choice(["blue", "red", "green"]),
}


@pytest.mark.parametrize("field", sorted(COLUMNS))
def test_nothing_is_certain_in_usual_columns_of_things(field: str) -> None:
    rng = Random(field)
    values = pa.array([COLUMNS[field](rng) for _ in range(3000)], pa.string())
    assert _certain(Batch((Column(field, values),), len(values))) == []
