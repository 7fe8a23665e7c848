"""What a kept run has counted, as Parquet: a row for each unit, field, rule and level; no value, masked ones only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scanner.detector.contract import words_of
from scanner.errors import UsageError
from scanner.model.data import id_of
from scanner.model.found import Confidence
from scanner.model.problems import Problem
from scanner.runs.folder import Kept
from scanner.runs.seal import Seal
from scanner.runs.store import Store
from scanner.summary import Summary

FORMAT = "fairnotice-run-units/1"
_ROWS = 10_000
"""Rows that are held until they are written."""
_EVIDENCE = pa.map_(pa.string(), pa.int64())
SCHEMA = pa.schema(
    [
        pa.field("asset", pa.string(), nullable=False),
        pa.field("unit", pa.int64(), nullable=False),
        pa.field("member", pa.string()),
        pa.field("table", pa.string()),
        pa.field("field", pa.string()),
        pa.field("scanned", pa.int64()),
        pa.field("rule", pa.string()),
        pa.field("level", pa.string()),
        pa.field("test_values", pa.bool_()),
        pa.field("values", pa.int64()),
        pa.field("distinct", pa.int64()),
        pa.field("evidence", _EVIDENCE),
        pa.field("samples", pa.list_(pa.string())),
        pa.field("problem", pa.string()),
    ],
    {"format": FORMAT},
)


def export(run: Kept, seal: Seal, file: Path) -> int:
    """Writes the rows of a run to a file, and returns how many they are.

    A field in which nothing was found has one row without a rule, and a unit that could not be scanned one with the
    problem. Raises `RunError` where the run cannot be read, and `UsageError` where the file cannot be written.
    """
    count = 0
    try:
        with closing(Store.open(run.path)) as store, pq.ParquetWriter(file, SCHEMA, compression="zstd") as writer:
            every = _rows(store, seal)
            while rows := list(islice(every, _ROWS)):
                writer.write_table(pa.Table.from_pylist(rows, SCHEMA))
                count += len(rows)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None
    return count


def _rows(store: Store, seal: Seal) -> Iterator[dict[str, Any]]:
    for asset, number, sealed in store.units():
        held = seal.open(id_of(asset, number), sealed)
        unit = {"asset": asset, "unit": number}
        if isinstance(held, Problem):
            yield unit | {"problem": held.fact}
        else:
            yield from (unit | row for row in _fields(held[0]))


def _fields(summary: Summary) -> Iterator[dict[str, Any]]:
    for origin, tally in sorted(summary.fields.items()):
        field = {
            "member": origin.member or None,
            "table": origin.table or None,
            "field": origin.field or None,
            "scanned": tally.scanned,
        }
        found = [(key, False, one) for key, one in tally.matches.items()]
        found += [(key, True, one) for key, one in tally.tests.items()]
        if not found:
            yield field
        for (rule, level), test, one in sorted(found, key=lambda each: each[:2]):
            yield field | {
                "rule": rule,
                "level": Confidence(level).word,
                "test_values": test,
                "values": one.values,
                "distinct": one.distinct,
                "evidence": [(" + ".join(words_of(flags)), matches) for flags, matches in sorted(one.evidence.items())],
                "samples": list(dict.fromkeys(text for _, text in sorted(one.samples.items()))),
            }
