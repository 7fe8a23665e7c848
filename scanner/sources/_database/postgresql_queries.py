"""What is asked of PostgreSQL's catalogue. Estimates only where all tables are listed: sizes would wait for locks."""

SET = b"""
    SELECT set_config('search_path', '', true),
           set_config('statement_timeout',
               CASE current_setting('statement_timeout') WHEN '0' THEN %(statement)s
               ELSE current_setting('statement_timeout') END, true),
           set_config('lock_timeout',
               CASE current_setting('lock_timeout') WHEN '0' THEN %(lock)s
               ELSE current_setting('lock_timeout') END, true),
           set_config('idle_in_transaction_session_timeout',
               CASE current_setting('idle_in_transaction_session_timeout') WHEN '0' THEN %(statement)s
               ELSE current_setting('idle_in_transaction_session_timeout') END, true),
           set_config('datestyle', 'ISO', true),
           set_config('intervalstyle', 'postgres', true),
           set_config('synchronize_seqscans', 'off', true),
           set_config('max_parallel_workers_per_gather', '0', true)
"""
"""Limits, unless the user or the administrator has set some; text as pg_dump writes it; rows in the table's order."""

_PARTS = b"""
    WITH RECURSIVE part (root, oid) AS (
        SELECT c.oid, c.oid FROM pg_class c
        WHERE c.relkind IN ('r', 'p', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
        UNION ALL
        SELECT part.root, c.oid
        FROM part JOIN pg_inherits i ON i.inhparent = part.oid JOIN pg_class c ON c.oid = i.inhrelid
        WHERE c.relispartition
    )
"""

TABLES = (
    _PARTS
    + b"""
    SELECT n.nspname, c.relname, c.relkind::text,
           coalesce(sum(greatest(p.reltuples, 0)) FILTER (WHERE p.relkind <> 'p'), 0)::bigint,
           (sum((p.relpages + coalesce(t.relpages, 0))::bigint) * current_setting('block_size')::int)::bigint
    FROM part
    JOIN pg_class c ON c.oid = part.root
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class p ON p.oid = part.oid
    LEFT JOIN pg_class t ON t.oid = p.reltoastrelid
    WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
    GROUP BY n.nspname, c.relname, c.relkind
    ORDER BY n.nspname, c.relname
"""
)
"""Schema, name, kind, and estimated rows and bytes of each table, its partitions included."""

LEAVES = (
    _PARTS
    + b"""
    SELECT pn.nspname, p.relname,
           coalesce(pg_relation_size(p.oid) / current_setting('block_size')::int, 0)::bigint,
           coalesce(pg_table_size(p.oid), 0), has_table_privilege(p.oid, 'SELECT')
    FROM part
    JOIN pg_class c ON c.oid = part.root
    JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_class p ON p.oid = part.oid
    JOIN pg_namespace pn ON pn.oid = p.relnamespace
    WHERE n.nspname = %s AND c.relname = %s AND p.relkind IN ('r', 'm')
    ORDER BY pn.nspname, p.relname
"""
)
"""The relations that hold the rows of a table: pages, bytes with what is stored outside, whether they may be read."""

TABLE = b"""
    SELECT c.oid, obj_description(c.oid, 'pg_class'), c.relispopulated, row_security_active(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = %s AND c.relname = %s AND c.relkind IN ('r', 'p', 'm')
"""

COLUMNS = b"""
    SELECT a.attname, has_column_privilege(a.attrelid, a.attnum, 'SELECT'), col_description(a.attrelid, a.attnum)
    FROM pg_attribute a
    WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""
