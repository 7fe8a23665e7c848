"""T-SQL answered by DuckDB: each query is parsed by sqlglot and run, on catalogue tables called as SQL Server's are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed: pip install 'fairnotice[databases]'")

_CATALOGUE = """
    CREATE SCHEMA sys;
    CREATE VIEW sys.databases AS SELECT * FROM base.main.databases;
    CREATE TABLE sys.schemas (schema_id int, name text);
    CREATE TABLE sys.tables (object_id int, schema_id int, name text, is_ms_shipped int, is_external int,
                             is_memory_optimized int);
    CREATE TABLE sys.columns (object_id int, column_id int, name text, system_type_id int, user_type_id int,
                              is_nullable int, is_masked int, encryption_type int, graph_type int);
    CREATE TABLE sys.types (system_type_id int, user_type_id int, name text, is_assembly_type int,
                            is_user_defined int);
    CREATE TABLE sys.partitions (object_id int, index_id int, partition_id int, hobt_id int, rows bigint);
    CREATE TABLE sys.allocation_units (container_id int, type int, used_pages bigint);
    CREATE TABLE sys.extended_properties (class int, major_id int, minor_id int, name text, value text);
    CREATE TABLE sys.indexes (object_id int, index_id int, type int);
    CREATE TABLE sys.index_columns (object_id int, index_id int, column_id int, key_ordinal int);
    CREATE TABLE sys.security_policies (object_id int, is_enabled int);
    CREATE TABLE sys.security_predicates (object_id int, target_object_id int, predicate_type int);
    CREATE TABLE sys.denied (object_id int, name text, permission text);
    INSERT INTO sys.schemas VALUES (1, 'dbo');
    CREATE MACRO db_name() AS current_database();
    CREATE MACRO datalength(x) AS strlen(x::text);
    CREATE MACRO has_dbaccess(d) AS (d <> 'closed')::int;
    CREATE MACRO serverproperty(p) AS (SELECT max(value) FROM base.main.properties WHERE name = p);
    CREATE MACRO object_id(o) AS (SELECT max(t.object_id) FROM sys.tables t JOIN sys.schemas s USING (schema_id)
        WHERE '[' || s.name || '].[' || replace(t.name, ']', ']]') || ']' = o);
    CREATE MACRO has_perms_by_name(o, k, p) AS 0, (o, k, p, c, ck) AS
        (NOT EXISTS (SELECT 1 FROM sys.denied d
                     WHERE d.object_id = object_id(o) AND d.name = c AND d.permission = p))::int;
"""
_TYPES = {
    "image": (34, "BLOB"), "text": (35, "TEXT"), "uniqueidentifier": (36, "UUID"), "date": (40, "DATE"),
    "datetime2": (42, "TIMESTAMP"), "tinyint": (48, "UTINYINT"), "int": (56, "INT"), "real": (59, "FLOAT"),
    "money": (60, "DECIMAL(19,4)"), "float": (62, "DOUBLE"), "sql_variant": (98, "TEXT"), "ntext": (99, "TEXT"),
    "bit": (104, "TINYINT"), "decimal": (106, "DECIMAL(18,4)"), "bigint": (127, "BIGINT"),
    "varbinary": (165, "BLOB"), "varchar": (167, "TEXT"), "timestamp": (189, "BLOB"), "nvarchar": (231, "TEXT"),
    "xml": (241, "TEXT"), "geography": (240, "TEXT"), "hierarchyid": (240, "TEXT"), "ticket": (240, "BLOB"),
    "mail": (231, "TEXT"),
}  # fmt: skip
"""Name → number, and what DuckDB keeps the values as. `ticket` is a CLR type, `mail` another name for nvarchar."""
_USER_TYPES = {"geography": 130, "hierarchyid": 128, "ticket": 300, "mail": 301}


class RefusedError(Exception):
    """An error that the server answers."""

    def __init__(self, number: int, text: str, severity: int = 16) -> None:
        super().__init__(number)
        self.number, self.text, self.severity = number, text, severity


@dataclass
class Answer:
    """Rows, or the name of a database that is used from now on. table: what was asked for, where it is no catalogue."""

    names: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    rows: Iterator[tuple[Any, ...]] = field(default_factory=lambda: iter(()))
    database: str = ""
    table: str = ""


@dataclass
class Facts:
    """What is known of a table but its rows. key: a column of the clustered index. none: columns without this right."""

    key: str = ""
    comments: dict[str, str] = field(default_factory=dict)
    denied: Sequence[str] = ()
    masked: Sequence[str] = ()
    encrypted: Sequence[str] = ()
    hidden: Sequence[str] = ()
    filtered: bool = False
    external: bool = False
    memory: bool = False
    pages: int = 1


class Databases:
    """Some databases with tables."""

    def __init__(self, *names: str, edition: int = 3, major: int = 16) -> None:
        self.names = ("master", *names)
        self.home = duckdb.connect(":memory:")
        self.home.execute("ATTACH ':memory:' AS base; CREATE TABLE base.properties (name text, value text)")
        self.home.execute("CREATE TABLE base.databases (database_id int, name text, state int, snapshot int)")
        self.home.execute("ALTER TABLE base.databases RENAME snapshot TO snapshot_isolation_state")
        properties = [("EngineEdition", str(edition)), ("ProductMajorVersion", str(major))]
        self.home.executemany("INSERT INTO base.properties VALUES (?, ?)", properties)
        for number, name in enumerate(self.names, 1):
            self.home.execute("INSERT INTO base.databases VALUES (?, ?, 0, 1)", [number, name])
            self.home.execute(f'ATTACH \':memory:\' AS "{name}"; USE "{name}"; {_CATALOGUE}')
            for kind, (system, _) in _TYPES.items():
                user = _USER_TYPES.get(kind, system)
                row = [system, user, kind, int(system == 240), int(user >= 300)]
                self.home.execute("INSERT INTO sys.types VALUES (?, ?, ?, ?, ?)", row)
        self.last = 1000

    def connect(self) -> Cursor:
        return Cursor(self.home.cursor(), self)

    def add(
        self,
        table: str,
        columns: dict[str, str],
        rows: Sequence[Sequence[Any]] | str = (),
        facts: Facts | None = None,
        database: str = "shop",
    ) -> None:
        """A table of the schema dbo. columns: name → type. rows: these, or what a query of DuckDB gives."""
        facts, number, home = facts or Facts(), self.last, self.home
        self.last += 1
        name = f'"{database}".dbo."{table}"'
        kinds = ", ".join(f'"{column}" {_TYPES[kind][1]}' for column, kind in columns.items())
        home.execute(f'USE "{database}"; CREATE SCHEMA IF NOT EXISTS dbo; CREATE TABLE {name} ({kinds})')
        if isinstance(rows, str):
            home.execute(f"INSERT INTO {name} {rows}")
        elif rows:
            home.executemany(
                f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", [list(row) for row in rows]
            )
        count = home.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
        values = [number, table, int(facts.external), int(facts.memory)]
        home.execute("INSERT INTO sys.tables VALUES (?, 1, ?, 0, ?, ?)", values)
        home.execute("INSERT INTO sys.partitions VALUES (?, 1, ?, ?, ?)", [number, number, number, count])
        if not facts.memory:
            home.execute("INSERT INTO sys.allocation_units VALUES (?, 1, ?)", [number, facts.pages])
        if facts.key:
            home.execute("INSERT INTO sys.indexes VALUES (?, 1, 1)", [number])
        if facts.filtered:
            home.execute("INSERT INTO sys.security_policies VALUES (?, 1)", [number + 5000])
            home.execute("INSERT INTO sys.security_predicates VALUES (?, ?, 0)", [number + 5000, number])
        for place, (column, kind) in enumerate(columns.items(), 1):
            self._column(number, place, column, kind, facts)
        for column, text in facts.comments.items():
            place = [*columns].index(column) + 1 if column else 0
            home.execute(
                "INSERT INTO sys.extended_properties VALUES (1, ?, ?, 'MS_Description', ?)", [number, place, text]
            )

    def _column(self, number: int, place: int, column: str, kind: str, facts: Facts) -> None:
        system, home = _TYPES[kind][0], self.home
        home.execute(
            "INSERT INTO sys.columns VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [number, place, column, system, _USER_TYPES.get(kind, system), int(column != facts.key),
             int(column in facts.masked), 1 if column in facts.encrypted else None,
             1 if column in facts.hidden else None],
        )  # fmt: skip
        for columns, right in ((facts.denied, "SELECT"), (facts.masked, "UNMASK")):
            if column in columns:
                home.execute("INSERT INTO sys.denied VALUES (?, ?, ?)", [number, column, right])
        if column == facts.key:
            home.execute("INSERT INTO sys.index_columns VALUES (?, 1, ?, 1)", [number, place])

    def drop(self, table: str, database: str = "shop") -> None:
        self.home.execute(f'USE "{database}"; DELETE FROM sys.tables WHERE name = ?', [table])
        self.home.execute(f'DROP TABLE "{database}".dbo."{table}"')


class Cursor:
    """One connection."""

    def __init__(self, cursor: Any, databases: Databases) -> None:
        self._cursor, self._databases = cursor, databases
        self.lock_seconds = 60.0

    def use(self, database: str) -> None:
        self._cursor.execute(f'USE "{database}"')

    def ask(self, text: str) -> Answer:
        wait = re.search(r"SET LOCK_TIMEOUT (\d+)", text)
        if wait:
            self.lock_seconds = int(wait[1]) / 1000
        if re.match(r"\s*(SET|IF)\b", text):
            return Answer()
        tree = sqlglot.parse_one(text, read="tsql")
        if isinstance(tree, exp.Use):
            self.use(tree.this.name)
            return Answer(database=tree.this.name)
        assert isinstance(tree, exp.Select)
        tables = [table for table in tree.find_all(exp.Table) if table.catalog]
        self._permitted(tree, tables)
        bare = [isinstance(column.unalias(), exp.Column) for column in tree.selects]
        try:
            self._cursor.execute(_duck(tree))
        except duckdb.CatalogException:
            raise RefusedError(208, f"Invalid object name '{tables[0].name if tables else ''}'.") from None
        described = self._cursor.description or []
        kinds = [_kind(str(each[1]), short) for each, short in zip(described, bare, strict=True)]
        table = tables[0].name if tables else ""
        return Answer([str(each[0]) for each in described], kinds, self._rows(), table=table)

    def _permitted(self, tree: exp.Select, tables: list[exp.Table]) -> None:
        for table in tables:
            query = (
                f'SELECT d.name FROM "{table.catalog}".sys.denied d JOIN "{table.catalog}".sys.tables t '
                "ON t.object_id = d.object_id WHERE t.name = ? AND d.permission = 'SELECT'"
            )
            denied = {row[0] for row in self._cursor.execute(query, [table.name]).fetchall()}
            for column in tree.find_all(exp.Column):
                if column.name in denied:
                    raise RefusedError(230, f"The SELECT permission was denied on the column '{column.name}'.", 14)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        while found := self._cursor.fetchmany(1000):
            yield from found


def _kind(kind: str, short: bool) -> str:
    if kind in {"BLOB", "BINARY"}:
        return "binary"
    if kind in {"DOUBLE", "FLOAT"}:
        return "float"
    return ("text" if short else "max") if kind in {"VARCHAR", "STRING", "TEXT"} else "int"


def _duck(tree: Any) -> str:
    """The query as DuckDB has it, its innermost parts first."""
    for node in reversed(list(tree.walk())):
        other = _other(node)
        if other is not node:
            node.replace(other)
    return str(tree.sql("duckdb"))


def _other(node: Any) -> Any:
    """What DuckDB has another word for, or none."""
    if isinstance(node, exp.National):
        return exp.Literal.string(node.name)
    if isinstance(node, exp.Convert):
        return exp.cast(node.expression.copy(), exp.DataType(this=node.this.this))
    if isinstance(node, exp.Dot) and node.expression.name.upper() == "TOSTRING":
        return exp.Column(this=node.this.copy())
    if isinstance(node, exp.Anonymous) and node.name.upper() == "BINARY_CHECKSUM":
        return exp.func("hash", *node.expressions)
    if isinstance(node, exp.Substring) and isinstance(node.this, exp.SHA2):
        mixed = exp.func("hash", node.this.this.copy())
        return exp.Sub(this=exp.Mod(this=mixed, expression=exp.Literal.number(1 << 32)), expression=_HALF.copy())
    if isinstance(node, exp.TableSample):
        node.set("method", exp.var("BERNOULLI"))
    return node


_HALF = exp.cast(exp.Literal.number(1 << 31), "bigint")
