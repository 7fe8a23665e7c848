"""Live databases: nothing is written, no password is shown, and whatever goes wrong is said."""

from __future__ import annotations

import os
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from scanner.errors import SourceError
from scanner.model.data import Asset, Batch
from scanner.model.problems import Reason
from scanner.sources._database import mysql as mysql_driver
from scanner.sources._database import postgresql as postgresql_driver
from tests.command import COMMAND, ROOT, Ran, fairnotice, scan
from tests.sources.database_reading import (
    QUICK,
    Server,
    fill,
    label,
    listed,
    name,
    outcome_of,
    read_table,
    secretless,
    source_of,
    wrong,
)
from tests.sources.database_servers import (
    PASSWORD,
    MariaDB,
    PostgreSQL,
    _credentials,
    mariadb,
    postgresql,
    server,
)

__all__ = ["_credentials", "mariadb", "postgresql", "server"]


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
    with pytest.raises(SourceError, match="would write to the database"):
        postgresql_does(postgresql, statement)
    assert postgresql.sql("SELECT count(*) FROM customers").strip() == "300"


def postgresql_does(server: PostgreSQL, statement: str) -> None:
    """As the owner of all of it, in the session of a scan."""
    with postgresql_driver.PostgreSQL().session(server.owner_url, "x") as session:
        session.connection.execute("SET LOCAL search_path = public")
        session.connection.execute(statement.encode())


def test_mariadb_refuses_whatever_writes(mariadb: MariaDB, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MYSQL_PWD")
    for statement in ("DELETE FROM customers", "INSERT INTO customers VALUES (301, '', '')", "DROP TABLE customers"):
        with (
            pytest.raises(SourceError, match="would write to the database"),
            mysql_driver.MySQL().session(mariadb.owner_url, "x") as session,
        ):
            session.connection.query(statement)
    assert mariadb.sql("SELECT count(*) FROM customers").strip() == "300"


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
    ran = scan(url, *QUICK, "--include", "*customers", "--matches", tmp_path / "matches")
    assert ran.status == 0
    assert ran.coverage(name(server, "customers"))["rows"] == 300
    secretless(ran, (tmp_path / "matches").read_text())
    secretless(fairnotice("scan", url, *QUICK, "--include", "*customers"))


def test_no_process_that_is_started_shows_the_password(postgresql: PostgreSQL) -> None:
    postgresql.sql(
        "CREATE TABLE IF NOT EXISTS large AS SELECT n, 'user' || n || '@fjordtel.net' AS mail "
        "FROM generate_series(1, 20000) n; GRANT SELECT ON large TO reader"
    )
    url = postgresql.url().replace("reader@", f"reader:{quote(PASSWORD, safe='')}@")
    process = subprocess.Popen(
        [*COMMAND, "scan", url, "--ner", "off", "--jobs", "2"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name != "PGPASSWORD"},
    )  # fmt: skip
    seen: set[str] = set()
    own = Path(f"/proc/{process.pid}/cmdline").read_text()
    while process.poll() is None:
        for child in descendants(process.pid):
            try:
                seen.add(Path(f"/proc/{child}/cmdline").read_text())
            except OSError:
                continue
        time.sleep(0.05)
    out, err = process.communicate()
    assert process.returncode in (0, 3)
    seen.discard(own)  # a child that was forked and has not begun yet
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
            list(source_of(url).assets(url, True))
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
        postgresql.url(),
        *QUICK,
        "--include",
        "*closed.t",
        "--include",
        "*half",
        "--include",
        "*shut",
        "--include",
        "*filtered",
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
