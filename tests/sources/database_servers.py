"""Private servers that ask for passwords, with a user who may read a small shop, for tests of live databases."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.sources import dump_servers
from tests.sources.dump_servers import postgresql_programs, run

PASSWORD = "Blue%Kettle/4482@x"
PLANTED = {7: "jane.roe@fjordtel.net", 205: "omar@nordwind-travel.com", 300: "li.wei@harborpost.org"}
"""Row of `customers` → the only address in it."""
CUSTOMERS = [[str(n), PLANTED.get(n, ""), f"note {n}"] for n in range(1, 301)]
VALUES = ",\n".join(f"({n}, {repr(mail) if mail else 'NULL'}, '{note}')" for n, mail, note in CUSTOMERS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostgreSQL(dump_servers.PostgreSQL):
    """Reached by TCP with a password, by its owner through the socket."""

    def start(self) -> None:
        self.port = free_port()
        data = self.folder / "data"
        self.program("initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        (data / "pg_hba.conf").write_text("local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n")
        self.run()
        self.sql(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'; CREATE DATABASE shop;", "postgres")

    def run(self) -> None:
        options = f"-k {self.folder} -c listen_addresses=127.0.0.1 -p {self.port} -c fsync=off"
        log = str(self.folder / "log")
        self.program("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "start")

    def sql(self, text: str, database: str = "shop") -> str:
        arguments = ["-h", str(self.folder), "-p", str(self.port), "-U", "postgres", "-d", database, "-qAt"]
        settings = ["-v", "ON_ERROR_STOP=1", "-P", "null=NULL", "-F", ","]
        return self.program("psql", *arguments, *settings, text=text).decode()

    def load(self) -> None:
        super().load()
        self.sql(
            "CREATE TABLE customers (id int PRIMARY KEY, email text, note text);\n"
            f"INSERT INTO customers VALUES {VALUES};\n"
            "COMMENT ON TABLE customers IS 'bought, fairnotice: source=third_party';\n"
            "COMMENT ON COLUMN customers.email IS 'fairnotice: purpose=marketing';\n"
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader;\n"
        )

    def dump(self, flavour: str) -> bytes:
        return self.program(
            "pg_dump", "-h", str(self.folder), "-p", str(self.port), "-U", "postgres", *self.flavours[flavour], "shop"
        )

    def url(self, database: str = "shop", user: str = "reader") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    @property
    def owner_url(self) -> str:
        return f"postgresql://postgres@:{self.port}/shop?host={self.folder}"


class MariaDB(dump_servers.MariaDB):
    """Reached by TCP with a password, by its owner through the socket."""

    def start(self) -> None:
        self.port, user = free_port(), getpass.getuser()
        data = f"--datadir={self.folder / 'data'}"
        run(["mariadb-install-db", "--no-defaults", data, f"--user={user}", "--auth-root-authentication-method=normal"])
        self.arguments = [data, f"--user={user}", "--bind-address=127.0.0.1", f"--port={self.port}", self.socket]
        self.run()
        self.sql(
            "CREATE DATABASE shop CHARACTER SET utf8mb4;\n"
            f"CREATE USER reader@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'; GRANT SELECT ON shop.* TO reader@'127.0.0.1';",
            "",
        )

    def run(self) -> None:
        server = shutil.which("mariadbd") or "mariadbd"
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [server, "--no-defaults", *self.arguments, f"--pid-file={self.folder / 'pid'}", "--skip-name-resolve"],
                stdout=log, stderr=log,
            )  # fmt: skip
        for _ in range(300):
            if (self.folder / "s").exists():
                return
            time.sleep(0.1)

    def sql(self, text: str, database: str = "shop") -> str:
        arguments = ["--no-defaults", self.socket, "--user=root", "--password=", "--default-character-set=utf8mb4"]
        return run(["mariadb", *arguments, "-N", "--batch", "--raw", *([database] if database else [])], text).decode()

    def load(self) -> None:
        super().load()
        self.sql(
            "CREATE TABLE customers "
            "(id int PRIMARY KEY, email text COMMENT 'fairnotice: purpose=marketing', note text) "
            f"COMMENT 'bought, fairnotice: source=third_party';\nINSERT INTO customers VALUES {VALUES};\n"
        )

    def url(self, database: str = "shop", user: str = "reader") -> str:
        return f"mysql://{user}@127.0.0.1:{self.port}/{database}"

    @property
    def owner_url(self) -> str:
        return f"mariadb://root@localhost/shop?socket={self.folder / 's'}"


@contextmanager
def serving(server: PostgreSQL | MariaDB) -> Iterator[None]:
    """Started, filled, and gone at the end."""
    try:
        try:
            server.start()
            server.load()
            yield
        finally:
            server.stop()
    finally:
        shutil.rmtree(server.folder, ignore_errors=True)


@pytest.fixture(scope="module")
def postgresql() -> Iterator[PostgreSQL]:
    programs = postgresql_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server programs are not installed: initdb was found nowhere")
    pytest.importorskip("psycopg")
    server = PostgreSQL(programs, dump_servers._folder("postgres"))
    with serving(server):
        yield server


@pytest.fixture(scope="module")
def mariadb() -> Iterator[MariaDB]:
    if not all(map(shutil.which, ("mariadbd", "mariadb-install-db", "mariadb"))):
        pytest.skip("MariaDB's programs are not installed: mariadbd, mariadb-install-db, mariadb")
    pytest.importorskip("pymysql")
    server = MariaDB(dump_servers._folder(None))
    with serving(server):
        yield server


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest) -> PostgreSQL | MariaDB:
    """One after the other."""
    found: PostgreSQL | MariaDB = request.getfixturevalue(request.param)
    return found


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Those of the reader, from the environment, and nothing of the one who runs the tests."""
    for name in [name for name in os.environ if name.startswith(("PG", "MYSQL"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    monkeypatch.setenv("MYSQL_PWD", PASSWORD)
    monkeypatch.setenv("HOME", str(tmp_path))
