"""Live databases: real servers, started here, asked by the real command and by the sources themselves."""

from __future__ import annotations

import json
import os
import resource
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from scanner.errors import SourceError, UsageError
from scanner.model import Asset, Batch, Coverage, Problem, Reason, Sample, Status
from scanner.source import AddressSource
from scanner.sources import mysql as mysql_source
from scanner.sources import postgresql as postgresql_source
from scanner.sources._database import mysql as mysql_driver
from scanner.sources._database import postgresql as postgresql_driver
from scanner.sources._database import source as database_source
from scanner.walk import Choice, walk
from tests.command import COMMAND, ROOT, Ran, fairnotice, scan
from tests.sources.database_servers import (
    PASSWORD,
    PLANTED,
    MariaDB,
    PostgreSQL,
    _credentials,
    mariadb,
    postgresql,
)
from tests.sources.dump_reading import Read, plain
from tests.sources.dump_servers import same_rows
from tests.sources.reading import Outcome

Server = PostgreSQL | MariaDB
__all__ = ["_credentials", "mariadb", "postgresql"]


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    found: Server = request.getfixturevalue(request.param)
    return found


def source_of(url: str) -> AddressSource:
    return postgresql_source.SOURCE if url.startswith("postgresql") else mysql_source.SOURCE


def listed(url: str, sample: Sample | None = None) -> dict[str, Asset]:
    found = source_of(url).assets(url, True, sample)
    return {each.content.name: each for each in found if isinstance(each, Asset)}


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


# --- what is found --------------------------------------------------------------------------------


def test_planted_values_are_found_with_table_field_and_row(server: Server, tmp_path: Path) -> None:
    ran = scan(server.url(), "--matches", tmp_path / "matches")
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
        "bytes": 0, "rows": 300, "problems": [],
    }  # fmt: skip
    assert ran.report["run"]["paths"] == [server.url().replace("reader@", "")]


def test_every_value_is_what_the_server_holds(server: Server) -> None:
    tables = listed(server.url())
    for table, fields in server.tables.items():
        result = read_table(tables[label(server, table)])
        truth = server.truth(table, fields)
        if isinstance(server, MariaDB) and table == "plain":
            assert result.reasons == {"unknown_format": 1}  # bytes that are no text
            for row, cells in enumerate(truth, 1):
                expected = dict(zip(fields, cells, strict=True)) | ({"raw": None} if row == 1 else {})
                assert result.rows["plain"][row] == expected
            continue
        assert not result.reasons
        same_rows(result, label(server, table), fields, truth, "live")


def test_the_findings_are_those_of_a_dump(postgresql: PostgreSQL, tmp_path: Path) -> None:
    (tmp_path / "shop.sql").write_bytes(postgresql.dump("copy"))
    live, dumped = scan(postgresql.url()).report, scan(tmp_path / "shop.sql").report
    assert findings_but_where(live) == findings_but_where(dumped)
    assert len(live["findings"]) > 3


def findings_but_where(report: dict[str, Any]) -> list[str]:
    """The findings of tables, without the asset and where labels stand."""
    rows = [each for each in report["findings"] if each["table"]]
    return sorted(
        json.dumps({**each, "asset": "", "labels": {k: v["value"] for k, v in each["labels"].items()}}) for each in rows
    )


def test_globs_choose_tables(server: Server) -> None:
    ran = scan(server.url(), "--include", "*customers", "--include", "*one", "--exclude", "shop/*one")
    assert [each["asset"] for each in ran.report["coverage"]] == [name(server, "customers")]


def test_two_databases_are_told_apart(postgresql: PostgreSQL, mariadb: MariaDB) -> None:
    ran = scan(postgresql.url(), mariadb.url(), "--include", "*customers")
    assert [each["asset"] for each in ran.report["coverage"]] == [
        f"mysql://127.0.0.1:{mariadb.port}/shop/customers",
        f"postgresql://127.0.0.1:{postgresql.port}/shop/public.customers",
    ]
    assert [each["matched"] for each in ran.report["findings"]] == [3, 3]


def test_addresses_that_would_be_shown_alike_are_refused() -> None:
    roots = ["postgresql:///shop?host=/a", "postgresql:///shop?host=/b"]
    with pytest.raises(UsageError, match="differ only in what stays secret"):
        list(walk(roots, Choice(), lambda _: False))


def test_an_unknown_scheme_names_those_that_are_known() -> None:
    ran = fairnotice("scan", "oracle://scott:tiger@host/db")
    assert ran.status == 2
    assert ran.err.startswith("oracle://host/db: no source reads such addresses. Known: mariadb://, mysql://, postgres")
    assert "tiger" not in ran.err


# --- what is a table ------------------------------------------------------------------------------


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
        "CREATE TABLE kinds.nothing (); CREATE UNLOGGED TABLE kinds.made (a int, b int GENERATED ALWAYS AS (a * 2) STORED);\n"
        "INSERT INTO kinds.made VALUES (21);\n"
        "CREATE FOREIGN DATA WRAPPER wrapper; CREATE SERVER far FOREIGN DATA WRAPPER wrapper;\n"
        "CREATE FOREIGN TABLE kinds.far (a text) SERVER far;\n"
        "GRANT SELECT ON ALL TABLES IN SCHEMA kinds TO reader;"
    )
    everything = list(postgresql_source.SOURCE.assets(postgresql.url(), True, None))
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


def test_all_databases_of_a_server(mariadb: MariaDB) -> None:
    mariadb.sql("CREATE DATABASE other; CREATE TABLE other.t (a text); INSERT INTO other.t VALUES ('x');", "")
    url = mariadb.owner_url.replace("/shop", "/")
    names = [each.name for each in mysql_source.SOURCE.assets(url, True, None) if isinstance(each, Asset)]
    assert "other/t" in names
    assert "shop/customers" in names
    assert {each.partition("/")[0] for each in names} == {"other", "shop"}


def test_a_database_without_tables(postgresql: PostgreSQL) -> None:
    ran = scan(postgresql.url("postgres"))
    assert ran.status == 0
    assert [problem["reason"] for problem in ran.report["coverage"][0]["problems"]] == ["empty"]


# --- nothing is written ---------------------------------------------------------------------------


def test_postgresql_cannot_be_written_to(postgresql: PostgreSQL) -> None:
    """A policy runs a function for each row that is read; this one would write."""
    postgresql.sql(
        "CREATE SCHEMA watched; CREATE TABLE watched.seen (at timestamptz); CREATE TABLE watched.secret (mail text);\n"
        "INSERT INTO watched.secret VALUES ('a@fjordtel.net');\n"
        "CREATE FUNCTION watched.note() RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER AS $$ BEGIN\n"
        "INSERT INTO watched.seen VALUES (now()); RETURN true; END $$;\n"
        "ALTER TABLE watched.secret ENABLE ROW LEVEL SECURITY;\n"
        "CREATE POLICY noted ON watched.secret USING (watched.note());\n"
        "GRANT USAGE ON SCHEMA watched TO reader; GRANT SELECT ON watched.secret TO reader;"
    )
    outcome = outcome_of(listed(postgresql.url())["watched.secret"])
    assert outcome.error is not None
    assert outcome.error.reason == Reason.NOT_READABLE
    assert "would write to the database" in str(outcome.error)
    assert postgresql.sql("SELECT count(*) FROM watched.seen").strip() == "0"


@pytest.mark.parametrize(
    "statement",
    ["CREATE TEMP TABLE t (a int)", "CREATE TABLE t (a int)", "DELETE FROM customers", "SELECT nextval('s')"],
)
def test_postgresql_refuses_whatever_writes(postgresql: PostgreSQL, statement: str) -> None:
    postgresql.sql("CREATE SEQUENCE IF NOT EXISTS s; GRANT ALL ON s TO reader")
    with (
        pytest.raises(SourceError, match="would write to the database"),
        postgresql_driver.PostgreSQL().session(postgresql.owner_url, "x") as session,
    ):
        session.connection.execute("SET LOCAL search_path = public")
        session.connection.execute(statement.encode())
    assert postgresql.sql("SELECT count(*) FROM customers").strip() == "300"


def test_mariadb_refuses_whatever_writes(mariadb: MariaDB) -> None:
    for statement in ("DELETE FROM customers", "INSERT INTO customers VALUES (301, '', '')", "DROP TABLE customers"):
        with (
            pytest.raises(SourceError, match="would write to the database"),
            mysql_driver.MySQL().session(mariadb.owner_url, "x") as session,
        ):
            session.connection.query(statement)
    assert mariadb.sql("SELECT count(*) FROM customers").strip() == "300"


# --- credentials ----------------------------------------------------------------------------------


def secretless(ran: Ran, more: str = "") -> None:
    for text in (ran.out, ran.err, more):
        for part in (PASSWORD, quote(PASSWORD, safe=""), "Kettle", "4482"):
            assert part not in text


@pytest.mark.parametrize("given", ["environment", "file", "address"])
def test_the_password_is_found_and_never_shown(
    server: Server, given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    url = server.url()
    if given != "environment":
        monkeypatch.delenv("PGPASSWORD")
        monkeypatch.delenv("MYSQL_PWD")
    if given == "file":
        files = {".pgpass": f"127.0.0.1:*:*:reader:{PASSWORD}\n", ".my.cnf": f"[client]\npassword = {PASSWORD}\n"}
        for file, text in files.items():
            (tmp_path / file).write_text(text)
            (tmp_path / file).chmod(stat.S_IRUSR | stat.S_IWUSR)
    if given == "address":
        url = url.replace("reader@", f"reader:{quote(PASSWORD, safe='')}@")
    ran = scan(url, "--include", "*customers", "--matches", tmp_path / "matches")
    assert ran.status == 0
    assert ran.coverage(name(server, "customers"))["rows"] == 300
    secretless(ran, (tmp_path / "matches").read_text())
    secretless(fairnotice("scan", url, "--include", "*customers"))


def test_no_process_that_is_started_shows_the_password(postgresql: PostgreSQL) -> None:
    postgresql.sql(
        "CREATE TABLE IF NOT EXISTS large AS SELECT n, 'user' || n || '@fjordtel.net' AS mail "
        "FROM generate_series(1, 200000) n; GRANT SELECT ON large TO reader"
    )
    url = postgresql.url().replace("reader@", f"reader:{quote(PASSWORD, safe='')}@")
    process = subprocess.Popen(
        [*COMMAND, "scan", url, "--jobs", "2"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "PGPASSWORD"},
    )  # fmt: skip
    seen: set[str] = set()
    while process.poll() is None:
        for child in descendants(process.pid):
            try:
                seen.add(Path(f"/proc/{child}/cmdline").read_text())
            except OSError:
                continue
        time.sleep(0.05)
    out, err = process.communicate()
    assert process.returncode in (0, 3)
    assert seen
    secretless(Ran(0, out.decode(), err.decode()), "".join(seen))


def descendants(process: int) -> Iterator[int]:
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == process:
                yield int(entry.name)
                yield from descendants(int(entry.name))
        except OSError:
            continue


def test_a_table_that_is_shown_hides_the_address(server: Server) -> None:
    url = server.url().replace("reader@", f"reader:{quote(PASSWORD, safe='')}@")
    asset = listed(url)[label(server, "customers")]
    unit = source_of(url).plan(asset)[0]
    secretless(Ran(0, repr(asset), repr(unit)), unit.id)


# --- what goes wrong ------------------------------------------------------------------------------


def wrong(url: str) -> str:
    """What the command says of an address that cannot be used, quickly."""
    began = time.monotonic()
    ran = fairnotice("scan", url)
    assert ran.status == 2
    assert not ran.out
    assert time.monotonic() - began < 30
    secretless(ran)
    return ran.err


def test_wrong_addresses_are_wrong_usage(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    scheme = server.url().partition(":")[0]
    assert (
        wrong(server.url("nothing")).endswith("no such database. Check the end of the address.\n") or scheme == "mysql"
    )
    assert "Check" in wrong(f"{scheme}://reader@nowhere.invalid/shop")
    assert "that the server runs" in wrong(f"{scheme}://reader@127.0.0.1:1/shop") or scheme == "mysql"
    assert "cannot be taken apart" in wrong(f"{scheme}://reader@127.0.0.1:port/shop")
    assert "cannot be taken apart" in wrong(f"{scheme}://reader:{PASSWORD}@127.0.0.1/shop")
    monkeypatch.setenv("PGPASSWORD", "not-it")
    monkeypatch.setenv("MYSQL_PWD", "not-it")
    said = wrong(server.url())
    assert "PGPASSWORD or ~/.pgpass" in said or "MYSQL_PWD and ~/.my.cnf" in said
    assert "not-it" not in said


def test_a_server_that_never_answers(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setenv("PGCONNECT_TIMEOUT", "2")
    monkeypatch.setattr(mysql_driver, "CONNECT_SECONDS", 2)
    scheme = server.url().partition(":")[0]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{scheme}://reader@127.0.0.1:{silent.getsockname()[1]}/shop"
        began = time.monotonic()
        with pytest.raises(SourceError, match="Check host, port and firewall"):
            list(source_of(url).assets(url, True, None))
        assert time.monotonic() - began < 10


def test_tables_without_permission_are_named(postgresql: PostgreSQL) -> None:
    postgresql.sql(
        "CREATE SCHEMA closed; CREATE TABLE closed.t (a text);\n"
        "CREATE TABLE half (open text, shut text); INSERT INTO half VALUES ('a@fjordtel.net', 'b');\n"
        "CREATE TABLE shut (a text); CREATE TABLE filtered (a text); INSERT INTO filtered VALUES ('x'), ('y');\n"
        "ALTER TABLE filtered ENABLE ROW LEVEL SECURITY; CREATE POLICY only_x ON filtered USING (a = 'x');\n"
        "GRANT SELECT (open) ON half TO reader; GRANT SELECT ON filtered TO reader"
    )
    ran = scan(
        postgresql.url(), "--include", "*closed.t", "--include", "*half", "--include", "*shut", "--include", "*filtered"
    )
    assert ran.status == 3
    told = {each["asset"].partition(".")[2]: (each["status"], each["rows"]) for each in ran.report["coverage"]}
    assert told == {"t": ("skipped", 0), "half": ("partial", 1), "shut": ("skipped", 0), "filtered": ("partial", 1)}
    for each in ran.report["coverage"]:
        assert [problem["reason"] for problem in each["problems"]] == ["not_readable"]
        assert "rant" in each["problems"][0]["fact"] or "BYPASSRLS" in each["problems"][0]["fact"]


def test_mariadb_without_permission(mariadb: MariaDB) -> None:
    mariadb.sql(
        "CREATE DATABASE closed; CREATE TABLE closed.t (a text, b text); INSERT INTO closed.t VALUES ('x', 'y');\n"
        "CREATE TABLE closed.none (a text); GRANT INSERT ON closed.none TO reader@'127.0.0.1';\n"
        "GRANT SELECT (a) ON closed.t TO reader@'127.0.0.1';", ""
    )  # fmt: skip
    tables = listed(mariadb.url("closed"))
    read = read_table(tables["t"])
    assert read.tuples("t") == [("x",)]
    outcome = outcome_of(tables["none"])
    assert outcome.error is not None
    assert outcome.error.reason == Reason.NOT_READABLE


def test_a_table_dropped_meanwhile(server: Server) -> None:
    server.sql("CREATE TABLE gone (a text);")
    server.sql("GRANT SELECT ON gone TO reader" if isinstance(server, PostgreSQL) else "SELECT 1")
    asset = listed(server.url())[label(server, "gone")]
    server.sql("DROP TABLE gone;")
    outcome = outcome_of(asset)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.CHANGED


@pytest.fixture
def locked(server: Server) -> Iterator[Asset]:
    """A table that another session holds, and that is asked for with little patience."""
    server.sql("CREATE TABLE IF NOT EXISTS held (a text);")
    if isinstance(server, PostgreSQL):
        import psycopg

        server.sql("GRANT SELECT ON held TO reader")
        asset = listed(server.url())[label(server, "held")]
        with psycopg.connect(server.owner_url) as other:
            other.execute("LOCK TABLE held IN ACCESS EXCLUSIVE MODE")
            yield asset
    else:
        import pymysql

        asset = listed(server.url())[label(server, "held")]
        other = pymysql.connect(unix_socket=str(server.folder / "s"), user="root", database="shop")
        other.cursor().execute("LOCK TABLES held WRITE")
        yield asset
        other.close()


def test_a_locked_table_is_not_waited_for_long(locked: Asset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql_driver, "LOCK_SECONDS", 1)
    monkeypatch.setattr(mysql_driver, "LOCK_SECONDS", 1)
    began = time.monotonic()
    outcome = outcome_of(locked)
    assert outcome.error is not None
    assert (outcome.error.reason, time.monotonic() - began < 10) == (Reason.TIMEOUT, True)
    assert "locked by another session" in str(outcome.error)


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


def test_a_query_that_takes_too_long(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = fill(server, "slow", 200_000)
    monkeypatch.setattr(postgresql_driver, "STATEMENT_SECONDS", 0)
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=30")
    monkeypatch.setattr(mysql_driver.queries, "LIMIT_OF_MARIADB", "SET SESSION max_statement_time = 0.05")
    source, rows, failed = source_of(server.url()), 0, None
    try:
        for item in source.read(source.plan(asset)[0]):
            if isinstance(item, Batch):
                rows += item.rows
                time.sleep(0.05)
    except SourceError as error:
        failed = error
    assert failed is not None
    assert failed.reason == Reason.TIMEOUT
    assert "took too long" in str(failed)


def test_a_server_killed_in_the_middle_loses_nothing_before(server: Server) -> None:
    asset = fill(server, "cut", 200_000)
    source, rows, failed, items = source_of(server.url()), 0, None, 0
    try:
        for item in source.read(source.plan(asset)[0]):
            if isinstance(item, Batch):
                assert item.first_row == rows + 1
                rows += item.rows
                items += 1
                if items == 1:
                    kill(server)
    except SourceError as error:
        failed = error
    server.run()
    assert failed is not None
    assert failed.reason == Reason.TRUNCATED
    assert "connection to the server was lost" in str(failed)
    assert 0 < rows < 200_000


def kill(server: Server) -> None:
    """At once, with all who are connected."""
    if isinstance(server, PostgreSQL):
        server.program("pg_ctl", "-D", str(server.folder / "data"), "-m", "immediate", "stop")
    else:
        server.process.kill()
        server.process.wait()
        (server.folder / "s").unlink(missing_ok=True)


# --- large tables, and samples of them ------------------------------------------------------------


def test_a_large_table_is_cut_and_read_once(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = fill(server, "pieces", 20_000)
    for module in (postgresql_driver, mysql_driver, database_source):
        monkeypatch.setattr(module, "CUT_FROM", 1 << 20)
        monkeypatch.setattr(module, "UNIT_BYTES", 256 << 10, raising=False)
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
    ran = scan(server.url(), "--include", "*pieces", "--matches", tmp_path / "matches", "--jobs", "2")
    rows = sorted(json.loads(line)["row"] for line in (tmp_path / "matches").read_text().splitlines())
    assert rows == list(range(1, 20_001))
    assert ran.coverage(name(server, "pieces"))["rows"] == 20_000


@pytest.mark.parametrize(("sample", "least", "most"), [(Sample(0.1), 1500, 2500), (Sample(rows=500), 400, 500)])
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
    ran = scan(server.url(), "--include", "*pieces", "--include", "*one", "--sample", "10%")
    assert ran.status == 0
    assert ran.report["run"]["sample"] == "0.1"
    assert ran.coverage(name(server, "pieces"))["status"] == "scanned"
    assert ran.reasons(name(server, "pieces")) == {"sampled"}
    ran = scan(server.url(), "--include", "*pieces", "--include", "*customers", "--sample", "400")
    assert ran.reasons(name(server, "pieces")) == {"sampled"}
    assert ran.reasons(name(server, "customers")) == set()
    text = fairnotice("scan", server.url(), "--include", "*pieces", "--sample", "400").out
    assert "Scanned 0 of 1 assets whole" in text
    assert "1 by a sample" in text
    assert "note: a sample of its rows was scanned, as --sample asks" in text


@pytest.mark.parametrize("text", ["0", "1.5", "-1", "x", "0%", "101%", "nan"])
def test_what_is_no_sample(text: str) -> None:
    ran = fairnotice("scan", "x", "--sample", text)
    assert ran.status == 2
    assert "--sample" in ran.err


def test_partitions_share_a_sample(postgresql: PostgreSQL) -> None:
    postgresql.sql(
        "CREATE TABLE years (y int, n int) PARTITION BY LIST (y); CREATE TABLE y1 PARTITION OF years FOR VALUES IN (1);\n"
        "CREATE TABLE y2 PARTITION OF years FOR VALUES IN (2); GRANT SELECT ON years, y1, y2 TO reader;\n"
        "INSERT INTO years SELECT 1 + n % 2, n FROM generate_series(1, 4000) n; ANALYZE years"
    )
    outcome = outcome_of(listed(postgresql.url(), Sample(rows=1000))["public.years"])
    years = outcome.values("public.years.y")
    assert 400 <= years.count("1") <= 500
    assert 400 <= years.count("2") <= 500


def test_a_table_of_any_length_takes_little_memory(server: Server) -> None:
    asset = fill(server, "tall", 400_000)
    small = listed(server.url())[label(server, "customers")]
    assert outcome_of(small).batches
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    source, rows = source_of(server.url()), 0
    for unit in source.plan(asset):
        rows += sum(item.rows for item in source.read(unit) if isinstance(item, Batch))
    assert rows == 400_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 << 10


def test_a_table_left_early_closes_the_connection(server: Server) -> None:
    asset = listed(server.url())[label(server, "tall")]
    source = source_of(server.url())
    began = time.monotonic()
    items = source.read(source.plan(asset)[0])
    assert next(item for item in items if isinstance(item, Batch)).rows
    items.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 5
