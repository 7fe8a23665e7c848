"""Helpers: tables of live databases listed, filled and read whole."""

from __future__ import annotations

import time
from dataclasses import replace
from urllib.parse import quote

from scanner.errors import SourceError
from scanner.model.data import Asset, Batch
from scanner.model.problems import Problem
from scanner.model.sample import Sample
from scanner.source import AddressSource
from scanner.sources import mysql as mysql_source
from scanner.sources import postgresql as postgresql_source
from scanner.sources import sqlserver as sqlserver_source
from tests.command import Ran, fairnotice
from tests.sources.database_servers import (
    PASSWORD,
    MariaDB,
    PostgreSQL,
)
from tests.sources.dump_reading import Read, plain
from tests.sources.reading import Outcome

Server = PostgreSQL | MariaDB
SOURCES: dict[str, AddressSource] = {
    scheme: source
    for source in (mysql_source.SOURCE, postgresql_source.SOURCE, sqlserver_source.SOURCE)
    for scheme in source.schemes
}
QUICK = ("--ner", "off", "--jobs", "1")
"""Options of commands where neither names in text nor several workers are the point."""


def source_of(url: str) -> AddressSource:
    return SOURCES[url.partition(":")[0]]


def listed(url: str, sample: Sample | None = None) -> dict[str, Asset]:
    found = source_of(url).assets(url, True)
    return {each.content.name: replace(each, sample=sample) for each in found if isinstance(each, Asset)}


def outcome_of(asset: Asset) -> Outcome:
    """All units of a table; each numbers its rows from 1, so those of the next are moved behind."""
    outcome, source = Outcome(), source_of(asset.content.url)  # type: ignore[attr-defined]
    try:
        units = source.plan(asset)
    except SourceError as error:
        outcome.error = error
        return outcome
    for unit in units:
        try:
            for item in source.read(unit):
                (outcome.batches if isinstance(item, Batch) else outcome.problems).append(item)  # type: ignore[arg-type]
        except SourceError as error:
            outcome.error = error
    return outcome


def read_table(asset: Asset) -> Read:
    outcome = outcome_of(asset)
    assert outcome.error is None
    outcome.problems = [each for each in outcome.problems if isinstance(each, Problem)]
    return plain(outcome)


def label(server: Server, table: str) -> str:
    return f"public.{table}" if isinstance(server, PostgreSQL) else table


def name(server: Server, table: str) -> str:
    return f"shop/{label(server, table)}"


def fill(server: Server, table: str, rows: int) -> Asset:
    """A table of so many rows of about 100 bytes."""
    many = (
        f"generate_series(1, {rows}) AS g(n)"
        if isinstance(server, PostgreSQL)
        else f"(SELECT seq AS n FROM seq_1_to_{rows}) g"
    )
    server.sql(f"CREATE TABLE {table} (n int PRIMARY KEY, mail text, pad text);")
    server.sql(f"INSERT INTO {table} SELECT n, concat('user', n, '@fjordtel.net'), repeat('pad ', 20) FROM {many};")
    if isinstance(server, PostgreSQL):
        server.sql(f"GRANT SELECT ON {table} TO reader; ANALYZE {table}")
    else:
        server.sql(f"ANALYZE TABLE {table}")
    return listed(server.url())[label(server, table)]


def secretless(ran: Ran, more: str = "") -> None:
    """Nothing that was said holds any of the password."""
    for text in (ran.out, ran.err, more):
        for part in (PASSWORD, quote(PASSWORD, safe=""), "Kettle", "4482"):
            assert part not in text


def wrong(url: str) -> str:
    """What the command says of an address that cannot be used, quickly."""
    began = time.monotonic()
    ran = fairnotice("scan", url)
    assert ran.status == 2
    assert not ran.out
    assert time.monotonic() - began < 60
    secretless(ran)
    return ran.err
