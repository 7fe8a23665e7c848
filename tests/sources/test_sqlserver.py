"""Live SQL Server: what is found in it. The server is `tds.SQLServer`: it speaks the protocol, but is another one."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from scanner.errors import SourceError
from scanner.model.data import Asset, Hint
from scanner.model.problems import Coverage, Reason, Status
from scanner.model.sample import Sample
from scanner.sources._database import driver as database_driver
from scanner.sources._database import source as database_source
from scanner.sources._database import sqlserver as driver
from scanner.sources._database import sqlserver_queries as queries
from scanner.sources.sqlserver import SOURCE
from tests.command import fairnotice, scan
from tests.sources.database_reading import QUICK, listed, outcome_of, read_table
from tests.sources.database_servers import PASSWORD, PLANTED
from tests.sources.sqlserver_shop import MANY, MANY_COLUMNS, _credentials, sqlserver, url
from tests.sources.tds import SQLServer
from tests.sources.tsql import Databases, Facts

__all__ = ["_credentials", "sqlserver"]
CUSTOMERS = "shop/dbo.customers"


def test_planted_values_are_found_with_table_field_and_row(sqlserver: SQLServer, tmp_path: Path) -> None:
    ran = scan(url(sqlserver), *QUICK, "--include", "*customers", "--matches", tmp_path / "matches")
    matches = [json.loads(line) for line in (tmp_path / "matches").read_text().splitlines()]
    found = [(each["asset"], each["table"], each["field"], each["row"]) for each in matches]
    assert sorted(found) == [(CUSTOMERS, "dbo.customers", "email", row) for row in PLANTED]
    (finding,) = ran.report["findings"]
    assert (finding["category"], finding["matched"]) == ("contact.email", 3)
    labels = {key: told["value"] for key, told in finding["labels"].items()}
    assert labels == {"source": "third_party", "purpose": "marketing"}
    assert ran.coverage(CUSTOMERS) == {
        "asset": CUSTOMERS, "status": "scanned", "source": "sqlserver", "bytes": 8192, "rows": 300, "problems": [],
        "unchanged_since": None, "identity": None,
    }  # fmt: skip
    assert ran.report["run"]["paths"] == [f"mssql://localhost:{sqlserver.port}/shop"]


def test_the_other_name_of_the_scheme(sqlserver: SQLServer) -> None:
    address = url(sqlserver).replace("mssql", "sqlserver")
    assert scan(address, *QUICK, "--include", "*customers").coverage(CUSTOMERS)["rows"] == 300


def test_tables_whose_rows_lie_elsewhere_are_named(sqlserver: SQLServer) -> None:
    told = {each.asset: each for each in SOURCE.assets(url(sqlserver), True) if isinstance(each, Coverage)}
    assert [*told] == ["shop/dbo.remote"]
    assert (told["shop/dbo.remote"].status, told["shop/dbo.remote"].problems[0].reason) == (
        Status.SKIPPED, Reason.SYMLINK,
    )  # fmt: skip


def test_without_a_database_all_that_the_login_may_open(sqlserver: SQLServer) -> None:
    tables = [each for each in SOURCE.assets(url(sqlserver, ""), True) if isinstance(each, Asset)]
    assert [each.name for each in tables] == [
        "other/dbo.t", "shop/dbo.customers", "shop/dbo.large", "shop/dbo.small",
    ]  # fmt: skip
    assert outcome_of(tables[0]).values("dbo.t.a") == ["x"]


@pytest.mark.parametrize(("edition", "major", "database"), [(5, 12, "shop"), (8, 12, "shop"), (3, 14, "shop")])
def test_editions_that_are_read(edition: int, major: int, database: str) -> None:
    pytest.importorskip("pymssql")
    databases = Databases("shop", edition=edition, major=major)
    databases.add("t", {"a": "nvarchar"}, [["x"]])
    with SQLServer(databases, "reader", PASSWORD) as server:
        assert [*listed(url(server, database, encrypt="no"))] == ["dbo.t"]


def test_an_azure_database_is_the_only_one_and_an_old_server_is_refused() -> None:
    pytest.importorskip("pymssql")
    with SQLServer(Databases("shop", edition=5, major=12), "reader", PASSWORD) as server:
        everything = list(SOURCE.assets(url(server, "", encrypt="no"), True))
        assert [each.problems[0].reason for each in everything if isinstance(each, Coverage)] == [Reason.EMPTY]
        assert not [text for text in server.seen if "HAS_DBACCESS" in text]
    with (
        SQLServer(Databases("shop", major=13), "reader", PASSWORD) as server,
        pytest.raises(SourceError, match="older SQL Server than 2017"),
    ):
        listed(url(server, encrypt="no"))


def test_every_type_as_text_or_as_bytes(sqlserver: SQLServer) -> None:
    columns = {
        "b": "bit", "i": "bigint", "d": "decimal", "m": "money", "f": "float", "r": "real", "at": "datetime2",
        "day": "date", "u": "uniqueidentifier", "x": "xml", "v": "sql_variant", "g": "geography", "h": "hierarchyid",
        "t": "text", "n": "ntext", "a": "mail", "raw": "varbinary", "old": "image", "c": "ticket",
    }  # fmt: skip
    row = [
        1, -(2**62), "12.5", "9.99", 52.379189, 0.1, "2026-11-30 17:40:00.5", "1990-02-28",
        "6f9619ff-8b86-d011-b42d-00c04fc964ff", "<a>é</a>", "Ünï", "POINT (4.9 52.3)", "/1/2/", "long", "läng",
        "m@fjordtel.net", b"text as bytes", b"\x00\xff", b"\x01\x02\xff",
    ]  # fmt: skip
    sqlserver.databases.add("types", columns, [row, [None] * len(row)])
    outcome = outcome_of(listed(url(sqlserver))["dbo.types"])
    assert outcome.error is None
    shown = {name.rpartition(".")[2]: [value for _, value in cells] for name, cells in outcome.cells().items()}
    assert shown == {
        "b": ["1"], "i": [str(-(2**62))], "d": ["12.5000"], "m": ["9.9900"], "f": ["52.379189"], "r": ["0.1"],
        "at": ["2026-11-30 17:40:00.5"], "day": ["1990-02-28"], "u": [row[8]], "x": ["<a>é</a>"], "v": ["Ünï"],
        "g": ["POINT (4.9 52.3)"], "h": ["/1/2/"], "t": ["long"], "n": ["läng"], "a": ["m@fjordtel.net"],
        "raw": ["text as bytes"], "old": [], "c": [],
    }  # fmt: skip
    assert outcome.reasons == {"unknown_format": 2}


def test_names_texts_and_lengths_that_are_odd(sqlserver: SQLServer) -> None:
    values = ["", " ", "'; DROP TABLE x --", "é" * 5000, "漢" * 4000, "\U0001f600", "a\x00b", "x" * 100_000]
    sqlserver.databases.add(
        "we]ird [o'k] %s", {"a]b c%d": "varchar", "Ünï": "nvarchar"}, [[v, v[:4000]] for v in values]
    )
    read = read_table(listed(url(sqlserver))["dbo.we]ird [o'k] %s"])
    assert read.tuples("dbo.we]ird [o'k] %s") == [(value, value[:4000]) for value in values]


def test_columns_of_a_graph_are_left_out_and_a_table_may_have_none(sqlserver: SQLServer) -> None:
    sqlserver.databases.add("node", {"graph_id_0A": "bigint", "who": "nvarchar"}, [[1, "x"]],
                            Facts(hidden=["graph_id_0A"]))  # fmt: skip
    sqlserver.databases.add("none", {"graph_id_0B": "bigint"}, [[1]], Facts(hidden=["graph_id_0B"]))
    tables = listed(url(sqlserver))
    assert [*outcome_of(tables["dbo.node"]).cells()] == ["dbo.node.who"]
    assert outcome_of(tables["dbo.none"]).reasons == {"empty": 1}


def test_a_table_of_many_rows_arrives_whole(sqlserver: SQLServer) -> None:
    outcome = outcome_of(listed(url(sqlserver))["dbo.small"])
    assert outcome.values("dbo.small.n") == [str(number) for number in range(1, 20_001)]
    assert outcome.cells()["dbo.small.mail"][-1] == (20_000, "user20000@fjordtel.net")
    assert len(outcome.batches) > 1


def test_a_large_table_is_cut_by_its_key(sqlserver: SQLServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (driver, database_source):
        monkeypatch.setattr(module, "CUT_FROM", 1 << 20)
    monkeypatch.setattr(database_driver, "UNIT_BYTES", 8 << 20)
    asset = listed(url(sqlserver))["dbo.large"]
    units = SOURCE.plan(asset)
    assert len(units) == 8
    assert outcome_of(asset).values("dbo.large.n") == [str(number) for number in range(1, 20_001)]
    assert 0.9 * asset.bytes < sum(unit.bytes for unit in units) <= asset.bytes


def test_rows_are_numbered_over_all_units_of_all_workers(sqlserver: SQLServer, tmp_path: Path) -> None:
    ran = scan(url(sqlserver), "--include", "*large", "--matches", tmp_path / "matches", "--ner", "off")
    rows = sorted(json.loads(line)["row"] for line in (tmp_path / "matches").read_text().splitlines())
    assert rows == list(range(1, 20_001))
    assert ran.coverage("shop/dbo.large")["rows"] == 20_000


@pytest.mark.parametrize("table", ["small", "large", "in_memory"])
def test_a_sample(sqlserver: SQLServer, table: str) -> None:
    if table == "in_memory":
        sqlserver.databases.add(table, MANY_COLUMNS, MANY, Facts(memory=True))
    name = f"dbo.{table}"
    for sample, least, most in ((Sample(Fraction(1, 10)), 1500, 2500), (Sample(rows=500, seed=7), 400, 500)):
        asset = listed(url(sqlserver), sample)[name]
        outcome = outcome_of(asset)
        numbers = outcome.values(f"{name}.n")
        assert least <= len(numbers) <= most
        assert max(map(int, numbers)) > 15_000
        assert outcome.reasons == {"sampled": 1}
        assert outcome_of(asset).values(f"{name}.n") == numbers
    asked = [text for text in sqlserver.seen if "TABLESAMPLE" in text and f"[{table}]" in text]
    assert bool(asked) == (table == "large")


def test_a_sample_of_rows_that_cannot_be_compared(sqlserver: SQLServer) -> None:
    query = "SELECT repeat('x', n) FROM range(2000) AS r(n)"
    sqlserver.databases.add("papers", {"paper": "xml"}, query)
    asset = listed(url(sqlserver), Sample(Fraction(1, 4)))["dbo.papers"]
    assert 350 < len(outcome_of(asset).values("dbo.papers.paper")) < 650


def test_one_state_is_seen_but_of_tables_in_memory(sqlserver: SQLServer) -> None:
    sqlserver.databases.add("fleeting", {"a": "nvarchar"}, [["x"]], Facts(memory=True))
    for table, level in (("customers", "SNAPSHOT"), ("fleeting", "READ COMMITTED")):
        assert outcome_of(listed(url(sqlserver))[f"dbo.{table}"]).batches
        assert [text for text in sqlserver.seen if "ISOLATION" in text][-1].endswith(f"LEVEL {level}")


def test_a_sample_is_said_to_be_one(sqlserver: SQLServer) -> None:
    ran = scan(url(sqlserver), *QUICK, "--include", "*small", "--include", "*customers", "--sample", "400")
    assert ran.status == 0
    assert ran.reasons("shop/dbo.small") == {"sampled"}
    assert ran.reasons(CUSTOMERS) == set()


def test_all_that_is_asked_is_t_sql_that_reads(sqlserver: SQLServer) -> None:
    listed(url(sqlserver))
    assert sqlserver.reads_only
    allowed = ("SELECT ", "SET ", "USE ")
    assert not [text for text in sqlserver.seen if not text.strip().upper().startswith(allowed)]
    asked = [text for text in sqlserver.seen if text.strip().startswith("SELECT")]
    for text in {*asked, *(f"SELECT {queries.asked_for('a]b', kind)} AS c0" for kind in queries.EXPRESSIONS)}:
        (statement,) = sqlglot.parse(text, read="tsql")
        assert isinstance(statement, exp.Select)
        assert all(isinstance(column, exp.Alias) or column.alias_or_name for column in statement.selects)


def test_comments_are_hints(sqlserver: SQLServer) -> None:
    items = SOURCE.read(SOURCE.plan(listed(url(sqlserver))["dbo.customers"])[0])
    assert [(each.key, each.value, each.field) for each in items if isinstance(each, Hint)] == [
        ("source", "third_party", ""), ("purpose", "marketing", "email"),
    ]  # fmt: skip


def test_without_the_driver_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.source.find_spec", lambda _: None)
    with pytest.raises(SourceError, match=r"pip install 'fairnotice\[databases\]'") as caught:
        list(SOURCE.assets("mssql://reader@localhost/shop", True))
    assert caught.value.reason == Reason.MISSING_EXTRA
    assert SOURCE.about.usable.startswith("no: pip install")


def test_it_is_listed() -> None:
    assert "sqlserver" in fairnotice("sources", "list").out
