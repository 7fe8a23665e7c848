"""What is asked of SQL Server's catalogue, and as what the values of a column are asked for.

Every column of a query has a name: the driver drops those that have none.
"""

SET = """
    SET NOCOUNT ON; SET ROWCOUNT 0; SET TEXTSIZE 2147483647; SET IMPLICIT_TRANSACTIONS OFF;
    SET ANSI_NULLS ON; SET ANSI_PADDING ON; SET ANSI_WARNINGS ON; SET ARITHABORT ON; SET CONCAT_NULL_YIELDS_NULL ON;
    SET QUOTED_IDENTIFIER ON; SET NUMERIC_ROUNDABORT OFF; SET DEADLOCK_PRIORITY LOW; SET LOCK_TIMEOUT {lock}000;
    SET TRANSACTION ISOLATION LEVEL READ COMMITTED
"""
ISOLATION = "SET TRANSACTION ISOLATION LEVEL {level}"

SERVER = """
    SELECT DB_NAME() AS name, CONVERT(int, SERVERPROPERTY('EngineEdition')) AS edition,
           CONVERT(int, SERVERPROPERTY('ProductMajorVersion')) AS major
"""
AZURE = 5
"""The edition in which a connection sees one database."""
NUMBERED = frozenset({1, 2, 3, 4, 9})
"""Editions whose major number says what they can; the others are services."""
OLDEST = 14
"""SQL Server 2017: the first whose catalogue has all that is asked for here."""

DATABASES = """
    SELECT name AS name FROM sys.databases
    WHERE state = 0 AND HAS_DBACCESS(name) = 1 AND name NOT IN ('master', 'model', 'msdb', 'tempdb')
    ORDER BY name
"""

TABLES = """
    SELECT s.name AS schema_name, t.name AS table_name, t.is_external AS is_external,
           COALESCE(p.row_count, 0) AS row_count, COALESCE(a.page_count, 0) AS page_count
    FROM sys.tables AS t
    JOIN sys.schemas AS s ON s.schema_id = t.schema_id
    LEFT JOIN (SELECT object_id, SUM(rows) AS row_count FROM sys.partitions WHERE index_id IN (0, 1)
               GROUP BY object_id) AS p ON p.object_id = t.object_id
    LEFT JOIN (SELECT q.object_id, SUM(u.used_pages) AS page_count
               FROM sys.partitions AS q
               JOIN sys.allocation_units AS u
                 ON u.container_id = CASE WHEN u.type = 2 THEN q.partition_id ELSE q.hobt_id END
               WHERE q.index_id IN (0, 1)
               GROUP BY q.object_id) AS a ON a.object_id = t.object_id
    WHERE t.is_ms_shipped = 0
    ORDER BY s.name, t.name
"""
"""Estimates that need no right but to see the table. A table in memory has no pages."""
PAGE = 8192

TABLE = """
    SELECT t.is_memory_optimized AS is_in_memory, CONVERT(nvarchar(max), e.value) AS comment,
           (SELECT COUNT(*) FROM sys.security_predicates AS p
            JOIN sys.security_policies AS s ON s.object_id = p.object_id
            WHERE p.target_object_id = t.object_id AND p.predicate_type = 0 AND s.is_enabled = 1) AS filters,
           (SELECT d.snapshot_isolation_state FROM sys.databases AS d WHERE d.name = DB_NAME()) AS snapshots
    FROM sys.tables AS t
    LEFT JOIN sys.extended_properties AS e
      ON e.class = 1 AND e.major_id = t.object_id AND e.minor_id = 0 AND e.name = 'MS_Description'
    WHERE t.object_id = OBJECT_ID(%(table)s)
"""

COLUMNS = """
    SELECT c.name AS name,
           CASE WHEN t.is_assembly_type = 1 AND t.is_user_defined = 1 THEN 'clr'
                WHEN c.encryption_type IS NOT NULL THEN 'encrypted'
                ELSE COALESCE(b.name, t.name) END AS kind,
           CONVERT(nvarchar(max), e.value) AS comment,
           HAS_PERMS_BY_NAME(%(table)s, 'OBJECT', 'SELECT', c.name, 'COLUMN') AS is_readable,
           CASE WHEN c.is_masked = 1
                 AND COALESCE(HAS_PERMS_BY_NAME(%(table)s, 'OBJECT', 'UNMASK', c.name, 'COLUMN'),
                              HAS_PERMS_BY_NAME(DB_NAME(), 'DATABASE', 'UNMASK'), 0) = 0
                THEN 1 ELSE 0 END AS is_masked
    FROM sys.columns AS c
    LEFT JOIN sys.types AS t ON t.user_type_id = c.user_type_id
    LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id
    LEFT JOIN sys.extended_properties AS e
      ON e.class = 1 AND e.major_id = c.object_id AND e.minor_id = c.column_id AND e.name = 'MS_Description'
    WHERE c.object_id = OBJECT_ID(%(table)s) AND c.graph_type IS NULL
    ORDER BY c.column_id
"""
"""Computed and hidden columns too, but for those in which a table of a graph keeps its own numbers."""

KEY = """
    SELECT c.name AS name, b.name AS kind, c.is_nullable AS is_nullable,
           HAS_PERMS_BY_NAME(%(table)s, 'OBJECT', 'SELECT', c.name, 'COLUMN') AS is_readable
    FROM sys.indexes AS i
    JOIN sys.index_columns AS k ON k.object_id = i.object_id AND k.index_id = i.index_id AND k.key_ordinal > 0
    JOIN sys.columns AS c ON c.object_id = k.object_id AND c.column_id = k.column_id
    LEFT JOIN sys.types AS b ON b.user_type_id = c.system_type_id
    WHERE i.object_id = OBJECT_ID(%(table)s) AND i.type = 1
"""
"""The columns of the clustered index: in its order the rows lie, so a range of it is read alone."""
WHOLE_NUMBERS = frozenset({"tinyint", "smallint", "int", "bigint"})

_AS_IT_IS = "{0}"
_TEXT = "CONVERT(nvarchar(max), {0})"
_BYTES = "CONVERT(varbinary(max), {0})"
_WITH_WORDS = "{0}.ToString()"
EXPRESSIONS = {
    **dict.fromkeys(("nchar", "nvarchar", "float", "real", "encrypted"), _AS_IT_IS),
    **dict.fromkeys(("binary", "varbinary", "image", "timestamp", "clr"), _BYTES),
    **dict.fromkeys(("hierarchyid", "geometry", "geography"), _WITH_WORDS),
    **dict.fromkeys(("date", "time", "datetime", "datetime2", "smalldatetime", "datetimeoffset"),
                    "CONVERT(nvarchar(40), {0}, 121)"),
    **dict.fromkeys(("money", "smallmoney"), "CONVERT(nvarchar(40), {0}, 2)"),
}  # fmt: skip
"""Type → what is asked for; numbers, `xml`, `sql_variant` and whatever else there is as text."""
OTHERWISE = _TEXT
BINARY = frozenset({"binary", "varbinary", "image", "timestamp", "clr", "encrypted"})
"""Types whose values are bytes. A CLR type of the users' own is what it is stored as: its code is not run."""
NOT_COMPARED = frozenset(
    {"text", "ntext", "image", "xml", "json", "vector", "geometry", "geography", "clr", "encrypted"}
)
"""Types that BINARY_CHECKSUM does not look at."""


def quoted(name: str) -> str:
    """A name as SQL Server reads it whatever is in it."""
    return "[" + name.replace("]", "]]") + "]"


def asked_for(name: str, kind: str) -> str:
    """What stands in a query for a column."""
    return EXPRESSIONS.get(kind, OTHERWISE).format(quoted(name))


def drawn(kinds: dict[str, str], seed: int) -> str:
    """A number from 0 to 2**31 that is random, but the same for the same values of these columns."""
    compared = [quoted(name) for name, kind in kinds.items() if kind not in NOT_COMPARED]
    values = compared or [f"DATALENGTH({quoted(name)})" for name in kinds]
    mixed = f"HASHBYTES('SHA2_256', CONCAT('{seed}:', BINARY_CHECKSUM({', '.join(values)})))"
    return f"ABS(CONVERT(bigint, CONVERT(int, SUBSTRING({mixed}, 1, 4))))"
