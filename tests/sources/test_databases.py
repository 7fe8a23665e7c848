"""Live databases, real servers started here: what is found in them, and in which tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from scanner.choice import Choice
from scanner.errors import UsageError
from scanner.model.data import Asset
from scanner.model.problems import Coverage, Reason, Status
from scanner.roots import assets_of
from scanner.sources import mysql as mysql_source
from scanner.sources import postgresql as postgresql_source
from tests.command import fairnotice, scan
from tests.sources.database_reading import QUICK, Server, label, listed, name, outcome_of, read_table, source_of
from tests.sources.database_servers import (
    PLANTED,
    MariaDB,
    PostgreSQL,
    _credentials,
    mariadb,
    postgresql,
    server,
)
from tests.sources.dump_servers import same_rows

__all__ = ["_credentials", "mariadb", "postgresql", "server"]


def test_planted_values_are_found_with_table_field_and_row(server: Server, tmp_path: Path) -> None:
    ran = scan(server.url(), *QUICK, "--matches", tmp_path / "matches")
    matches = [json.loads(line) for line in (tmp_path / "matches").read_text().splitlines()]
    found = [
        (each["asset"], each["table"], each["field"], each["row"])
        for each in matches
        if each["asset"] == name(server, "customers")
    ]
    assert sorted(found) == [(name(server, "customers"), label(server, "customers"), "email", row) for row in PLANTED]
    finding = next(each for each in ran.report["findings"] if each["asset"] == name(server, "customers"))
    assert (finding["category"], finding["matched"]) == ("contact.email", 3)
    assert {key: told["value"] for key, told in finding["labels"].items()} == {
        "source": "third_party",
        "purpose": "marketing",
    }
    assert ran.coverage(name(server, "customers")) | {"bytes": 0} == {
        "asset": name(server, "customers"), "status": "scanned", "source": source_of(server.url()).name,
        "bytes": 0, "rows": 300, "problems": [], "unchanged_since": None, "identity": None,
    }  # fmt: skip
    assert ran.report["run"]["paths"] == [server.url().replace("reader@", "")]


def test_every_value_is_what_the_server_holds(server: Server) -> None:
    tables = listed(server.url())
    for table, fields in server.tables.items():
        result = read_table(tables[label(server, table)])
        truth = server.truth(table, fields)
        if isinstance(server, MariaDB) and table == "plain":
            assert result.reasons == {"unknown_format": 1}  # bytes that are no text
            truth[0][fields.index("raw")] = None
            same_rows(result, "plain", fields, truth, "live")
            continue
        assert not result.reasons
        same_rows(result, label(server, table), fields, truth, "live")


def test_the_findings_are_those_of_a_dump(postgresql: PostgreSQL, tmp_path: Path) -> None:
    (tmp_path / "shop.sql").write_bytes(postgresql.dump("copy"))
    live, dumped = (scan(each, *QUICK).report for each in (postgresql.url(), tmp_path / "shop.sql"))
    assert findings_but_where(live) == findings_but_where(dumped)
    assert len(live["findings"]) > 3


def findings_but_where(report: dict[str, Any]) -> list[str]:
    """The findings of tables, without the asset and where labels stand."""
    rows = [each for each in report["findings"] if each["table"]]
    return sorted(
        json.dumps({**each, "asset": "", "labels": {k: v["value"] for k, v in each["labels"].items()}}) for each in rows
    )


def test_globs_choose_tables(server: Server) -> None:
    ran = scan(server.url(), *QUICK, "--include", "*customers", "--include", "*one", "--exclude", "shop/*one")
    assert [each["asset"] for each in ran.report["coverage"]] == [name(server, "customers")]


def test_two_databases_are_told_apart(postgresql: PostgreSQL, mariadb: MariaDB) -> None:
    ran = scan(postgresql.url(), mariadb.url(), *QUICK, "--include", "*customers")
    assert [each["asset"] for each in ran.report["coverage"]] == [
        f"mysql://127.0.0.1:{mariadb.port}/shop/customers",
        f"postgresql://127.0.0.1:{postgresql.port}/shop/public.customers",
    ]
    assert [each["matched"] for each in ran.report["findings"]] == [3, 3]


def test_addresses_that_would_be_shown_alike_are_refused() -> None:
    roots = ["postgresql:///shop?host=/a", "postgresql:///shop?host=/b"]
    with pytest.raises(UsageError, match="differ only in what stays secret"):
        list(assets_of(roots, Choice()))


def test_an_unknown_scheme_names_those_that_are_known() -> None:
    ran = fairnotice("scan", "oracle://scott:tiger@host/db")
    assert ran.status == 2
    assert ran.err.startswith(
        "oracle://host/db: nothing opens such addresses. Known: iceberg://, mariadb://, mssql://, mysql://"
    )
    assert "tiger" not in ran.err


def test_kinds_of_tables(postgresql: PostgreSQL) -> None:
    postgresql.sql(
        "CREATE SCHEMA kinds; GRANT USAGE ON SCHEMA kinds TO reader;\n"
        "CREATE TABLE kinds.parted (id int, at date, mail text) PARTITION BY RANGE (at);\n"
        "CREATE TABLE kinds.p2024 PARTITION OF kinds.parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');\n"
        "CREATE TABLE kinds.p2025 (mail text, at date, id int);\n"
        "ALTER TABLE kinds.parted ATTACH PARTITION kinds.p2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');\n"
        "INSERT INTO kinds.parted VALUES (1, '2024-02-03', 'a'), (2, '2025-02-03', 'b'), (3, '2025-02-04', 'c');\n"
        "CREATE TABLE kinds.base (id int); CREATE TABLE kinds.heir (more text) INHERITS (kinds.base);\n"
        "INSERT INTO kinds.base VALUES (1); INSERT INTO kinds.heir VALUES (2, 'x');\n"
        "CREATE VIEW kinds.seen AS SELECT * FROM kinds.base;\n"
        "CREATE MATERIALIZED VIEW kinds.kept AS SELECT * FROM kinds.base;\n"
        "CREATE MATERIALIZED VIEW kinds.never AS SELECT * FROM kinds.base WITH NO DATA;\n"
        "CREATE TABLE kinds.nothing ();\n"
        "CREATE UNLOGGED TABLE kinds.made (a int, b int GENERATED ALWAYS AS (a * 2) STORED);\n"
        "INSERT INTO kinds.made VALUES (21);\n"
        "CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER far FOREIGN DATA WRAPPER wrapper;\n"
        "CREATE FOREIGN TABLE kinds.far (a text) SERVER far;\n"
        "GRANT SELECT ON ALL TABLES IN SCHEMA kinds TO reader;"
    )
    everything = list(postgresql_source.SOURCE.assets(postgresql.url(), True))
    shown = {each.name if isinstance(each, Asset) else each.asset: each for each in everything}
    kinds = {each.removeprefix("shop/kinds."): found for each, found in shown.items() if "/kinds." in each}
    assert sorted(kinds) == ["base", "far", "heir", "kept", "made", "never", "nothing", "parted"]
    far = kinds.pop("far")
    assert isinstance(far, Coverage)
    assert (far.status, far.problems[0].reason) == (Status.SKIPPED, Reason.SYMLINK)
    read = {each: outcome_of(asset) for each, asset in kinds.items() if isinstance(asset, Asset)}
    cells = {
        each: outcome.values(f"kinds.{each}.{field}")
        for (each, outcome), field in zip(
            sorted(read.items()), ("id", "more", "id", "b", "id", "id", "mail"), strict=True
        )
    }
    assert cells == {
        "base": ["1"], "heir": ["x"], "kept": ["1", "2"], "made": ["42"], "never": [], "nothing": [],
        "parted": ["a", "b", "c"],
    }  # fmt: skip
    assert [each for each, outcome in read.items() if outcome.reasons] == ["never", "nothing"]
    assert all(set(outcome.reasons) <= {"empty"} and not outcome.error for outcome in read.values())
    assert not [each for each in shown if "pg_catalog" in each or "information_schema" in each]


def test_partitions_that_only_their_table_may_show(postgresql: PostgreSQL) -> None:
    postgresql.sql(
        "CREATE TABLE above (n int) PARTITION BY LIST (n);\n"
        "CREATE TABLE below PARTITION OF above FOR VALUES IN (1, 2);\n"
        "INSERT INTO above VALUES (1), (2); GRANT SELECT ON above TO reader"
    )
    assert outcome_of(listed(postgresql.url())["public.above"]).values("public.above.n") == ["1", "2"]


def test_all_databases_of_a_server(mariadb: MariaDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYSQL_PWD")
    mariadb.sql("CREATE DATABASE other; CREATE TABLE other.t (a text); INSERT INTO other.t VALUES ('x');", "")
    url = mariadb.owner_url.replace("/shop", "/")
    names = [each.name for each in mysql_source.SOURCE.assets(url, True) if isinstance(each, Asset)]
    assert "other/t" in names
    assert "shop/customers" in names
    assert {each.partition("/")[0] for each in names} == {"other", "shop"}


def test_a_database_without_tables(postgresql: PostgreSQL) -> None:
    ran = scan(postgresql.url("postgres"), *QUICK)
    assert ran.status == 0
    assert [problem["reason"] for problem in ran.report["coverage"][0]["problems"]] == ["empty"]
