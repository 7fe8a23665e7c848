"""Live databases: large tables in units, samples, memory."""

from __future__ import annotations

import json
import resource
import time
from fractions import Fraction
from pathlib import Path

import pytest

from scanner.model.data import Batch
from scanner.model.sample import Sample
from scanner.sources._database import driver as database_driver
from scanner.sources._database import mysql as mysql_driver
from scanner.sources._database import postgresql as postgresql_driver
from scanner.sources._database import source as database_source
from tests.command import fairnotice, scan
from tests.sources.database_reading import QUICK, Server, fill, label, listed, name, outcome_of, source_of
from tests.sources.database_servers import (
    PostgreSQL,
    _credentials,
    mariadb,
    postgresql,
    server,
)

__all__ = ["_credentials", "mariadb", "postgresql", "server"]


def test_a_large_table_is_cut_and_read_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = fill(server, "pieces", 20_000)
    for module in (postgresql_driver, mysql_driver, database_source):
        monkeypatch.setattr(module, "CUT_FROM", 1 << 20)
    for module in (postgresql_driver, database_driver):
        monkeypatch.setattr(module, "UNIT_BYTES", 256 << 10)
    source = source_of(server.url())
    units = source.plan(asset)
    assert len(units) > 4
    found = [
        value
        for unit in units
        for item in source.read(unit)
        if isinstance(item, Batch)
        for value in item.columns[0].values.to_pylist()
    ]
    assert found == [str(n) for n in range(1, 20_001)]
    assert 0.5 * asset.bytes < sum(unit.bytes for unit in units) < 2 * asset.bytes


def test_rows_are_numbered_over_all_units(server: Server, tmp_path: Path) -> None:
    ran = scan(server.url(), "--include", "*pieces", "--matches", tmp_path / "matches", "--ner", "off")
    rows = sorted(json.loads(line)["row"] for line in (tmp_path / "matches").read_text().splitlines())
    assert rows == list(range(1, 20_001))
    assert ran.coverage(name(server, "pieces"))["rows"] == 20_000


@pytest.mark.parametrize(
    ("sample", "least", "most"), [(Sample(Fraction(1, 10)), 1500, 2500), (Sample(rows=500), 400, 500)]
)
def test_a_sample(server: Server, sample: Sample, least: int, most: int) -> None:
    asset = listed(server.url(), sample)[label(server, "pieces")]
    outcome = outcome_of(asset)
    numbers = [int(value) for value in outcome.values(f"{label(server, 'pieces')}.n")]
    assert least <= len(numbers) <= most
    assert max(numbers) > 15_000
    assert outcome.reasons == {"sampled": 1}
    again = outcome_of(asset)
    assert [int(value) for value in again.values(f"{label(server, 'pieces')}.n")] == numbers


def test_a_sample_is_said_to_be_one(server: Server) -> None:
    ran = scan(server.url(), *QUICK, "--include", "*pieces", "--include", "*one", "--sample", "10%")
    assert ran.status == 0
    assert ran.report["run"]["sample"] == "share=0.1"
    assert ran.coverage(name(server, "pieces"))["status"] == "scanned"
    assert ran.reasons(name(server, "pieces")) == {"sampled"}
    ran = scan(server.url(), *QUICK, "--include", "*pieces", "--include", "*customers", "--sample", "400")
    assert ran.reasons(name(server, "pieces")) == {"sampled"}
    assert ran.reasons(name(server, "customers")) == set()
    text = fairnotice("scan", server.url(), *QUICK, "--include", "*pieces", "--sample", "400").out
    assert "Scanned 0 of 1 asset whole" in text
    assert "1 by a sample" in text
    assert "400 records looked at (" in text
    assert "of as many as the database estimates" in text


def test_partitions_share_a_sample(postgresql: PostgreSQL) -> None:
    postgresql.sql(
        "CREATE TABLE years (y int, n int) PARTITION BY LIST (y);\n"
        "CREATE TABLE y1 PARTITION OF years FOR VALUES IN (1);\n"
        "CREATE TABLE y2 PARTITION OF years FOR VALUES IN (2); GRANT SELECT ON years, y1, y2 TO reader;\n"
        "INSERT INTO years SELECT 1 + n % 2, n FROM generate_series(1, 4000) n; ANALYZE years"
    )
    outcome = outcome_of(listed(postgresql.url(), Sample(rows=1000))["public.years"])
    years = outcome.values("public.years.y")
    assert 400 <= years.count("1") <= 500
    assert 400 <= years.count("2") <= 500


def test_a_table_of_any_length_takes_little_memory(server: Server) -> None:
    asset = fill(server, "tall", 250_000)
    small = listed(server.url())[label(server, "customers")]
    assert outcome_of(small).batches
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source, rows = source_of(server.url()), 0
    for unit in source.plan(asset):
        rows += sum(item.rows for item in source.read(unit) if isinstance(item, Batch))
    assert rows == 250_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 << 10


def test_a_table_left_early_closes_the_connection(server: Server) -> None:
    asset = listed(server.url())[label(server, "tall")]
    source = source_of(server.url())
    began = time.monotonic()
    items = source.read(source.plan(asset)[0])
    assert next(item for item in items if isinstance(item, Batch)).rows
    items.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 5
