"""Private PostgreSQL and MariaDB servers for tests, and the dumps that their own programs make of awkward values.

`python -m tests.sources.dump_servers` writes the dumps and the truth that `test_sql_dump_files` reads.
"""

import getpass
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sources.dump_reading import Read

VALUES = [
    None,
    "NULL",
    "\\N",
    "",
    " ",
    "'",
    "''",
    "it's",
    '"',
    "\\",
    "\\\\",
    "\\'",
    "'\\",
    "\\n",
    "a\nb",
    "a\r\nb",
    "\r",
    "\t",
    "tab\tbed",
    "),(",
    "'),('",
    "--",
    "-- no comment",
    "/* none */",
    ";",
    "');\nDROP TABLE x; --",
    "\nINSERT INTO clients VALUES (1, 'x');\n",
    "\\.",
    "line\n\\.\nline",
    "COPY x (a) FROM stdin;\n1\n\\.\n",
    '{"a": ["b\\n", {"c": null}], "d": "it\'s"}',
    '{a,NULL,"b,c"}',
    "\u00e9\u4e2d\u0645",
    "\U0001f600 \U00020000",
    "jane.doe@mail.example",
    "(((",
    ")",
    "$$",
    "$1",
    "N'x'",
    "E'x\\'",
    "`",
    "0x41",
    "%_\\%\\_",
    "DEFAULT",
    "null",
    "{}",
    "x" * 300,
]
FIELDS = ["id", "full name, x", "quo\"te'd", "(paren)", "back`tick", "key"]
INSIDE = {"tags": ("tags[]", ["a,b", "it's"]), "js": ("js.k", ["v\n"])}
"""Columns whose values are taken apart: the path, and what the one value that is not null holds."""
ODD_TABLE = 'Bob\'s "odd", (table) `x`'


def rows(count: int = 80) -> list[list[str | None]]:
    """Rows in which every value meets others in every column."""
    size = len(VALUES)
    return [
        [str(n + 1), *(VALUES[(n * (column * 2 + 1) + n // size + column) % size] for column in range(len(FIELDS) - 1))]
        for n in range(count)
    ]


def hex_of(value: str) -> str:
    return value.encode().hex()


def run(command: list[str], text: str | None = None, user: str | None = None) -> bytes:
    """What a command prints."""
    if user and os.geteuid() == 0:
        command = ["runuser", "-u", user, "--", *command]
    data = None if text is None else text.encode()
    done = subprocess.run(command, input=data, check=False, capture_output=True, cwd="/")
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout


def _folder(user: str | None) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fn", dir="/tmp"))
    if user and os.geteuid() == 0:
        shutil.chown(folder, user)
    return folder


def postgresql_programs() -> Path | None:
    """The folder of the newest PostgreSQL server's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    return max(found) if found else Path(on_path).parent if on_path else None


class PostgreSQL:
    """A private server that is reached through a socket in `folder`."""

    flavours = {  # noqa: RUF012
        "copy": [],
        "inserts": ["--inserts"],
        "column-inserts": ["--column-inserts"],
        "rows-per-insert": ["--rows-per-insert=7"],
        "on-conflict": ["--inserts", "--on-conflict-do-nothing"],
        "create": ["--create"],
    }

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.user = "postgres"

    def program(self, name: str, *arguments: str, text: str | None = None) -> bytes:
        return run([str(self.programs / name), *arguments], text, self.user)

    def start(self) -> None:
        data = str(self.folder / "data")
        self.program("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        self.program("pg_ctl", "-D", data, "-o", options, "-l", str(self.folder / "log"), "-w", "start")
        self.sql('CREATE DATABASE "my shop";', "postgres")

    def stop(self) -> None:
        self.program("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")

    def sql(self, text: str, database: str = "my shop") -> str:
        arguments = ["-h", str(self.folder), "-U", "postgres", "-d", database, "-qAt", "-v", "ON_ERROR_STOP=1"]
        return self.program("psql", *arguments, "-P", "null=NULL", "-F", ",", text=text).decode()

    def load(self) -> None:
        odd, names = _quoted(ODD_TABLE), [_quoted(name) for name in FIELDS]
        columns = ", ".join(f"{name} text" for name in names[1:])
        values = ",\n".join("(" + ", ".join([str(row[0]), *(_pg_value(v) for v in row[1:])]) + ")" for row in rows())
        self.sql(
            f"CREATE TABLE {odd} (id integer PRIMARY KEY, {columns}, UNIQUE (id));\n"
            f"INSERT INTO {odd} VALUES {values};\n"
            "CREATE TABLE plain (id bigint, amount numeric(9,2) DEFAULT 1.50, at timestamptz, tags text[], "
            "js jsonb, raw bytea, ok boolean, made int GENERATED ALWAYS AS (id * 2) STORED);\n"
            "INSERT INTO plain VALUES (-1, -12.50, '2020-02-03 04:05:06+00', '{\"a,b\",NULL,\"it''s\"}', "
            "'{\"k\": \"v\\n\"}', '\\x00ff27', true), (2, NULL, NULL, NULL, NULL, NULL, NULL);\n"
            "CREATE TABLE empty (a text);\nCREATE TABLE one (single text);\n"
            "INSERT INTO one VALUES (''), (NULL), ('\\.'), (' ');\n"
            "CREATE TABLE log (a text);\nCREATE FUNCTION noted() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n"
            "INSERT INTO log VALUES (NEW.id);\nRETURN NEW;\nEND $body$;\n"
            "COMMENT ON TABLE one IS 'don''t; ask';\n"
        )

    def truth(self, table: str, fields: list[str]) -> list[list[str | None]]:
        names = ", ".join(f"encode(convert_to({_quoted(name)}::text, 'UTF8'), 'hex')" for name in fields)
        return _from_hex(self.sql(f"SELECT {names} FROM {_quoted(table)};"))

    def dump(self, flavour: str) -> bytes:
        connection = ["-h", str(self.folder), "-U", "postgres"]
        if flavour == "all":
            return self.program("pg_dumpall", *connection, "--no-role-passwords")
        return self.program("pg_dump", *connection, *self.flavours[flavour], "my shop")

    def archive(self, name: str, *arguments: str) -> Path:
        """An archive of this form, in the server's folder."""
        path = self.folder / name
        connection = ["-h", str(self.folder), "-U", "postgres"]
        self.program("pg_dump", *connection, *arguments, "-f", str(path), "my shop")
        if os.geteuid() == 0:
            run(["chown", "-R", "root", str(path)])
        return path

    tables = {  # noqa: RUF012
        ODD_TABLE: FIELDS,
        "plain": ["id", "amount", "at", "tags", "js", "raw"],
        "one": ["single"],
    }


class MariaDB:
    """A private server that is reached through a socket in `folder`."""

    flavours = {  # noqa: RUF012
        "extended": [],
        "single": ["--skip-extended-insert"],
        "complete": ["--complete-insert"],
        "hex": ["--hex-blob"],
        "replace": ["--replace", "--skip-comments"],
        "ansi": ["--compatible=ansi"],
    }
    tables = {ODD_TABLE: FIELDS, "plain": ["id", "amount", "at", "js", "raw"], "one": ["single"]}  # noqa: RUF012

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = f"--socket={folder / 's'}"

    def start(self) -> None:
        user = getpass.getuser()
        data = f"--datadir={self.folder / 'data'}"
        run(["mariadb-install-db", "--no-defaults", data, f"--user={user}", "--auth-root-authentication-method=normal"])
        arguments = [self.socket, "--skip-networking", "--skip-grant-tables", f"--pid-file={self.folder / 'pid'}"]
        server = shutil.which("mariadbd") or "mariadbd"
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [server, "--no-defaults", data, f"--user={user}", *arguments], stdout=log, stderr=log
            )
        for _ in range(300):
            if (self.folder / "s").exists():
                break
            time.sleep(0.1)
        self.sql("CREATE DATABASE shop CHARACTER SET utf8mb4;", "")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def sql(self, text: str, database: str = "shop") -> str:
        arguments = ["--no-defaults", self.socket, "--default-character-set=utf8mb4", "-N", "--batch", "--raw"]
        return run(["mariadb", *arguments, *([database] if database else [])], text).decode()

    def load(self) -> None:
        odd, names = _ticked(ODD_TABLE), [_ticked(name) for name in FIELDS]
        columns = ", ".join(f"{name} text" for name in names[1:])
        values = ",\n".join("(" + ", ".join([str(row[0]), *(_my_value(v) for v in row[1:])]) + ")" for row in rows())
        self.sql(
            f"CREATE TABLE {odd} (id int PRIMARY KEY, {columns}, KEY `some (index)` ({names[1]}(20)));\n"
            f"INSERT INTO {odd} VALUES {values};\n"
            "CREATE TABLE plain (id bigint, amount decimal(9,2) DEFAULT 1.50, at datetime, js json, "
            "raw varbinary(200));\n"
            "INSERT INTO plain VALUES (-1, -12.50, '2020-02-03 04:05:06', '{\"k\": \"v\\\\n\"}', "
            "X'000127225cff0a0d1a62'), (2, NULL, NULL, NULL, NULL), (3, 0, NULL, NULL, 'it''s \\\\ plain');\n"
            "CREATE TABLE empty (a text);\nCREATE TABLE one (single text);\n"
            "INSERT INTO one VALUES (''), (NULL), ('NULL'), (' ');\n"
            "CREATE TABLE log (a text);\nDELIMITER ;;\nCREATE TRIGGER noted AFTER INSERT ON one FOR EACH ROW BEGIN\n"
            "INSERT INTO log VALUES (NEW.single);\nEND;;\nDELIMITER ;\n"
        )

    def truth(self, table: str, fields: list[str]) -> list[list[str | None]]:
        names = ", ',', ".join(
            f"COALESCE(HEX({name if field == 'raw' else f'CONVERT(CAST({name} AS CHAR) USING utf8mb4)'}), 'NULL')"
            for field, name in ((field, _ticked(field)) for field in fields)
        )
        return _from_hex(self.sql(f"SELECT CONCAT({names}) FROM {_ticked(table)};"))

    def dump(self, flavour: str) -> bytes:
        start = ["mariadb-dump", "--no-defaults", self.socket, "--default-character-set=utf8mb4"]
        if flavour == "databases":
            return run([*start, "--databases", "shop"])
        if flavour == "xml":
            return run([*start, "--xml", "shop"])
        return run([*start, *self.flavours[flavour], "shop"])

    def tab(self, name: str, *options: str) -> Path:
        """A folder with two files for each table."""
        folder = self.folder / name
        folder.mkdir(mode=0o777)
        start = ["mariadb-dump", "--no-defaults", self.socket, "--default-character-set=utf8mb4"]
        run([*start, f"--tab={folder}", *options, "shop"])
        return folder


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _ticked(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _pg_value(value: str | None) -> str:
    return "NULL" if value is None else f"convert_from('\\x{hex_of(value)}', 'UTF8')"


def _my_value(value: str | None) -> str:
    return "NULL" if value is None else f"CONVERT(UNHEX('{hex_of(value)}') USING utf8mb4)"


def _from_hex(text: str) -> list[list[str | None]]:
    return [
        [None if cell == "NULL" else bytes.fromhex(cell).decode("utf-8", "replace") for cell in line.split(",")]
        for line in text.splitlines()
    ]


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """A running server with the awkward values in it."""
    programs = postgresql_programs()
    assert programs is not None
    folder = _folder("postgres")
    server = PostgreSQL(programs, folder)
    try:
        server.start()
        try:
            server.load()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def mariadb() -> Iterator[MariaDB]:
    """A running server with the awkward values in it."""
    folder = _folder(None)
    server = MariaDB(folder)
    try:
        server.start()
        try:
            server.load()
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def label(server: str, flavour: str, table: str) -> str:
    """How the reader names a table of a dump of this flavour."""
    if server == "postgresql":
        return ("my shop." if flavour in {"all", "create"} else "") + f"public.{table}"
    return ("shop." if flavour == "databases" else "") + table


def same_rows(result: Read, table: str, fields: list[str], truth: list[list[str | None]], flavour: str) -> None:
    """Asserts that each row of the table is what the server held."""
    rows = result.rows[table]
    assert sorted(rows) == list(range(1, len(truth) + 1))
    for number, expected in enumerate(truth, 1):
        for name, value in zip(fields, expected, strict=True):
            if name in INSIDE:
                path, values = INSIDE[name]
                found = result.inside[f"{table}.{path}"]
                assert [cell for row, cell in found if row == number] == (values if value else [])
            elif name == "raw" and flavour == "hex":
                assert rows[number][name] is None or rows[number][name].startswith("0x")  # type: ignore[union-attr]
            else:
                assert rows[number][name] == value, (table, name, number)


def main() -> None:
    """Writes the dumps of all flavours, and the truth beside."""
    folder = Path(__file__).parents[1] / "data" / "dumps"
    folder.mkdir(parents=True, exist_ok=True)
    truth: dict[str, dict[str, dict[str, list[list[str | None]] | list[str]]]] = {}
    with postgresql() as pg:
        truth["postgresql"] = {t: {"fields": f, "rows": pg.truth(t, f)} for t, f in pg.tables.items()}
        for flavour in [*pg.flavours, "all"]:
            (folder / f"postgresql-{flavour}.sql").write_bytes(pg.dump(flavour))
    with mariadb() as my:
        truth["mariadb"] = {t: {"fields": f, "rows": my.truth(t, f)} for t, f in my.tables.items()}
        for flavour in [*my.flavours, "databases"]:
            (folder / f"mariadb-{flavour}.sql").write_bytes(my.dump(flavour))
    (folder / "truth.json").write_text(json.dumps(truth, indent=1))


if __name__ == "__main__":
    main()
