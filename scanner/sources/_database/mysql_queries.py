"""What is asked of MySQL and MariaDB."""

SET = (
    "SET SESSION sql_mode = ''",
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION net_write_timeout = {seconds}",
    "SET SESSION lock_wait_timeout = {lock}",
)
LIMIT_OF_MYSQL = "SET SESSION max_execution_time = IF(@@max_execution_time = 0, {seconds}000, @@max_execution_time)"
LIMIT_OF_MARIADB = "SET SESSION max_statement_time = IF(@@max_statement_time = 0, {seconds}, @@max_statement_time)"
"""Unless the user or the administrator has set a limit."""

BEGIN = (
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "SET SESSION TRANSACTION READ ONLY",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)

TABLES = """
    SELECT table_schema, table_name, engine, table_rows, data_length FROM information_schema.tables
    WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
      AND IF(DATABASE() IS NULL, table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys'),
             table_schema = DATABASE())
    ORDER BY table_schema, table_name
"""
ENGINES_ELSEWHERE = frozenset({"FEDERATED", "CONNECT", "SPIDER"})

COMMENT = "SELECT table_comment FROM information_schema.tables WHERE table_schema = %s AND table_name = %s"
COLUMNS = """
    SELECT column_name, LOWER(data_type), column_comment, FIND_IN_SET('select', privileges)
    FROM information_schema.columns WHERE table_schema = %s AND table_name = %s
    ORDER BY ordinal_position
"""
KEY = """
    SELECT column_name, LOWER(data_type) FROM information_schema.columns
    WHERE table_schema = %s AND table_name = %s AND column_key = 'PRI'
"""
WHOLE_NUMBERS = frozenset({"tinyint", "smallint", "mediumint", "int", "bigint"})
BINARY = frozenset(
    {
        *("binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit", "vector"),
        *("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon"),
        *("geometrycollection", "geomcollection"),
    }
)
"""Types whose values are bytes, in lower case."""
