"""A small shop on the test server of TDS, one for each test module, read with the password from the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.database_servers import CUSTOMERS, PASSWORD
from tests.sources.tds import SQLServer
from tests.sources.tds_tls import certificate
from tests.sources.tsql import Databases, Facts

MANY = "SELECT n, 'user' || n || '@fjordtel.net', repeat('pad ', 20) FROM range(1, 20001) AS r(n)"
MANY_COLUMNS = {"n": "int", "mail": "nvarchar", "pad": "varchar"}


def url(server: SQLServer, database: str = "shop", **options: object) -> str:
    """Its address with the user `reader`."""
    given = "".join(f"&{name.replace('_', '-')}={value}" for name, value in options.items())
    return f"mssql://reader@localhost:{server.port}/{database}" + (f"?{given[1:]}" if given else "")


@pytest.fixture(scope="module")
def sqlserver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SQLServer]:
    pytest.importorskip("pymssql", reason="pymssql is not installed: pip install 'fairnotice[databases]'")
    databases = Databases("shop", "other", "closed")
    databases.add(
        "customers",
        {"id": "int", "email": "nvarchar", "note": "varchar"},
        [[int(number), mail or None, note] for number, mail, note in CUSTOMERS],
        Facts(
            key="id",
            comments={"": "bought, fairnotice: source=third_party", "email": "fairnotice: purpose=marketing"},
        ),
    )
    databases.add("large", MANY_COLUMNS, MANY, Facts(key="n", pages=9000))
    databases.add("small", MANY_COLUMNS, MANY, Facts(pages=300))
    databases.add("remote", {"a": "int"}, facts=Facts(external=True))
    databases.add("t", {"a": "nvarchar"}, [["x"]], database="other")
    databases.add("t", {"a": "nvarchar"}, [["y"]], database="closed")
    with SQLServer(databases, "reader", PASSWORD) as server:
        server.tls, _ = certificate(tmp_path_factory.mktemp("tls"), "localhost")
        yield server


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Those of the reader, and nothing of the one who runs the tests."""
    for name in [name for name in os.environ if name.startswith(("SQLCMD", "FREETDS", "TDS"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SQLCMDPASSWORD", PASSWORD)
    monkeypatch.setenv("HOME", str(tmp_path))
