"""Live SQL Server: no password is shown, and whatever goes wrong is said, in our own words."""

from __future__ import annotations

import socket
import time
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from scanner.errors import SourceError
from scanner.model.data import Batch
from scanner.model.problems import Reason
from scanner.sources._database import sqlserver as driver
from scanner.sources._database.sqlserver_address import arguments
from scanner.sources._database.sqlserver_errors import _BY_NUMBER
from scanner.sources.sqlserver import SOURCE
from tests.command import Ran, fairnotice, scan
from tests.sources.database_reading import QUICK, listed, outcome_of, secretless, wrong
from tests.sources.database_servers import PASSWORD
from tests.sources.sqlserver_shop import MANY, MANY_COLUMNS, _credentials, sqlserver, url
from tests.sources.tds import SQLServer
from tests.sources.tds_tls import certificate
from tests.sources.tsql import Facts, RefusedError

__all__ = ["_credentials", "sqlserver"]


@pytest.mark.parametrize("given", ["environment", "file", "address"])
def test_the_password_is_found_and_never_shown(
    sqlserver: SQLServer, given: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    address = url(sqlserver)
    if given != "environment":
        monkeypatch.delenv("SQLCMDPASSWORD")
    if given == "file":
        (tmp_path / "secret").write_text(PASSWORD + "\n")
        address = url(sqlserver, password_file="~/secret")
    if given == "address":
        address = address.replace("reader@", f"reader:{quote(PASSWORD, safe='')}@")
    ran = scan(address, *QUICK, "--include", "*customers", "--matches", tmp_path / "matches")
    assert ran.status == 0
    assert ran.coverage("shop/dbo.customers")["rows"] == 300
    secretless(ran, (tmp_path / "matches").read_text())
    secretless(fairnotice("scan", address, *QUICK, "--include", "*customers"))
    asset = listed(address)["dbo.customers"]
    unit = SOURCE.plan(asset)[0]
    secretless(Ran(0, repr(asset), repr(unit)), unit.id)


def test_the_user_of_sqlcmd(sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLCMDUSER", "reader")
    assert "dbo.customers" in listed(url(sqlserver).replace("reader@", ""))


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("mssql://ann@db.example/shop", ("db.example", "1433")),
        ("mssql://ann@db.example:1444/shop?instance=HR", ("db.example\\HR", "1444")),
        ("mssql://ann@[::1]:1444/shop", ("[::1]:1444", "1444")),
    ],
)
def test_where_the_server_is(address: str, server: tuple[str, str]) -> None:
    found = arguments(address, "x")
    assert (found["server"], found["port"]) == server


def test_wrong_addresses_are_wrong_usage(sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "not into this database" in wrong(url(sqlserver, "nothing"))
    assert "Check host, port and firewall" in wrong("mssql://reader@nowhere.invalid/shop")
    assert "that it runs" in wrong("mssql://reader@127.0.0.1:1/shop")
    assert "cannot be taken apart" in wrong("mssql://reader@127.0.0.1:port/shop")
    assert "cannot be taken apart" in wrong(f"mssql://reader:{PASSWORD}@127.0.0.1/shop")
    assert "Options that an address may have" in wrong(url(sqlserver, driver="Kettle4482"))
    assert "none of no, optional, yes" in wrong(url(sqlserver, encrypt="maybe"))
    assert "no connection could be made" in wrong("mssql://reader@127.0.0.1:99999/shop")
    assert "`password-file` names cannot be read" in wrong(url(sqlserver, password_file="~/none"))
    monkeypatch.setenv("SQLCMDPASSWORD", "not-it")
    said = wrong(url(sqlserver))
    assert "Check user, SQLCMDPASSWORD" in said
    assert "not-it" not in said


def test_refusals_one_after_the_other_are_told_apart(sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library forgets to forget the number of the first in a process."""
    with pytest.raises(SourceError, match="does not let this user in"):
        listed(url(sqlserver).replace("reader", "nobody"))
    with pytest.raises(SourceError, match="cannot be reached"):
        listed("mssql://reader@127.0.0.1:1/shop")
    with pytest.raises(SourceError, match="the end of the address"):
        listed(url(sqlserver, "nothing"))


def test_a_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pymssql")
    monkeypatch.setattr(driver, "CONNECT_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(SourceError, match="Check host, port and firewall"):
            listed(f"mssql://reader@127.0.0.1:{silent.getsockname()[1]}/shop")
        assert time.monotonic() - began < 10


def test_the_certificate_is_checked_where_that_is_asked_for(sqlserver: SQLServer, tmp_path: Path) -> None:
    context, authority = certificate(tmp_path, "localhost")
    elsewhere, other = certificate(tmp_path, "db.example")
    before, sqlserver.tls = sqlserver.tls, context
    try:
        assert listed(url(sqlserver, ca_file=authority))
        for file in (other, "system", tmp_path / "none"):
            with pytest.raises(SourceError, match="no encrypted connection"):
                listed(url(sqlserver, ca_file=file))
        sqlserver.tls = elsewhere
        with pytest.raises(SourceError, match="no encrypted connection"):  # the right authority, another host
            listed(url(sqlserver, ca_file=other))
        sqlserver.tls = None
        with pytest.raises(SourceError, match="no encrypted connection"):
            listed(url(sqlserver))
        assert listed(url(sqlserver, encrypt="optional"))
    finally:
        sqlserver.tls = before


def test_what_this_user_may_not_read_is_named(sqlserver: SQLServer) -> None:
    columns, rows = {"open": "nvarchar", "shut": "nvarchar"}, [["a@fjordtel.net", "b"]]
    add = sqlserver.databases.add
    add("half", columns, rows, Facts(denied=["shut"], key="shut"))
    add("shut", columns, rows, Facts(denied=["open", "shut"]))
    add("masked", columns, rows, Facts(masked=["shut"]))
    add("filtered", columns, rows, Facts(filtered=True))
    add("sealed", {"open": "nvarchar", "shut": "varbinary"}, [["a", b"\xff\x00"]], Facts(encrypted=["shut"]))
    names = ("half", "shut", "masked", "filtered", "sealed")
    ran = scan(url(sqlserver), *QUICK, *(part for name in names for part in ("--include", f"*dbo.{name}")))
    assert ran.status == 3
    told = {each["asset"].partition(".")[2]: each for each in ran.report["coverage"]}
    assert {name: (each["status"], each["rows"]) for name, each in told.items()} == {
        "half": ("partial", 1), "shut": ("skipped", 0), "masked": ("partial", 1), "filtered": ("partial", 1),
        "sealed": ("partial", 1),
    }  # fmt: skip
    facts = {name: each["problems"][0]["fact"] for name, each in told.items()}
    assert "Grant SELECT" in facts["half"]
    assert "Grant SELECT" in facts["shut"]
    assert "Grant UNMASK" in facts["masked"]
    assert "security policy" in facts["filtered"]
    assert [each["reason"] for each in told["sealed"]["problems"]] == ["unknown_format"]


def test_a_sample_asks_for_no_column_that_is_denied(sqlserver: SQLServer) -> None:
    sqlserver.databases.add("part", MANY_COLUMNS, MANY, Facts(denied=["pad"]))
    asset = listed(url(sqlserver))["dbo.part"]
    ran = scan(url(sqlserver), *QUICK, "--include", "*dbo.part", "--sample", "10%")
    assert 1500 < ran.coverage("shop/dbo.part")["rows"] < 2500
    assert outcome_of(asset).reasons == {"not_readable": 1}


def test_a_table_dropped_meanwhile(sqlserver: SQLServer) -> None:
    sqlserver.databases.add("gone", {"a": "nvarchar"})
    asset = listed(url(sqlserver))["dbo.gone"]
    sqlserver.databases.drop("gone")
    error = outcome_of(asset).error
    assert error is not None
    assert error.reason == Reason.CHANGED


def test_a_locked_table_is_not_waited_for_long(sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "LOCK_SECONDS", 1)
    monkeypatch.setattr(sqlserver.mishaps, "locked", {"customers"})
    began = time.monotonic()
    error = outcome_of(listed(url(sqlserver))["dbo.customers"]).error
    assert error is not None
    assert (error.reason, time.monotonic() - began < 5) == (Reason.TIMEOUT, True)
    assert "locked by another session" in str(error)


def test_a_query_that_does_not_answer_is_cancelled(sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = listed(url(sqlserver))["dbo.customers"]
    monkeypatch.setattr(driver, "STATEMENT_SECONDS", 1)
    monkeypatch.setattr(sqlserver.mishaps, "slow", {"customers": 30.0})
    before, began = sqlserver.attended, time.monotonic()
    error = outcome_of(asset).error
    assert error is not None
    assert (error.reason, time.monotonic() - began < 10) == (Reason.TIMEOUT, True)
    assert "took too long" in str(error)
    while sqlserver.attended == before:
        assert time.monotonic() - began < 10
        time.sleep(0.01)


def test_a_query_that_goes_on_for_too_long(sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = listed(url(sqlserver))["dbo.small"]
    monkeypatch.setattr(driver, "time", SimpleNamespace(monotonic=count(step=100).__next__))
    monkeypatch.setattr(driver, "_MOST_ROWS", 1000)
    outcome = outcome_of(asset)
    assert outcome.error is not None
    assert outcome.error.reason == Reason.TIMEOUT
    assert 1000 < len(outcome.values("dbo.small.n")) < 20_000


def test_a_connection_cut_in_the_middle_loses_nothing_before(
    sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlserver.mishaps, "cut", {"small": 15_000})
    outcome = outcome_of(listed(url(sqlserver))["dbo.small"])
    assert outcome.error is not None
    assert outcome.error.reason == Reason.TRUNCATED
    numbers = outcome.values("dbo.small.n")
    assert 14_000 < len(numbers) <= 15_000
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    ran = scan(url(sqlserver), *QUICK, "--include", "*small")
    assert ran.status != 0


@pytest.mark.parametrize("number", [*sorted(number for number in _BY_NUMBER if number < 20000 or number > 20100), 1])
def test_errors_are_told_in_our_own_words(sqlserver: SQLServer, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        sqlserver.mishaps, "refused", {"customers": RefusedError(number, "near 'jane.roe@fjordtel.net'")}
    )
    error = outcome_of(listed(url(sqlserver))["dbo.customers"]).error
    assert error is not None
    reason, fact = _BY_NUMBER.get(number, (Reason.MALFORMED, "the server refused with error 1. Look it up"))
    assert (error.reason, str(error)) == (reason, f"dbo.customers: {fact}")


def test_a_table_left_early_closes_the_connection(sqlserver: SQLServer) -> None:
    items = SOURCE.read(SOURCE.plan(listed(url(sqlserver))["dbo.small"])[0])
    assert next(item for item in items if isinstance(item, Batch)).rows
    began = time.monotonic()
    items.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 2
