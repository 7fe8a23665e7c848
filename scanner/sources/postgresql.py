"""PostgreSQL databases that are running: `postgresql://user@host:5432/database`, read through libpq's own settings.

Tables, partitioned ones once, and materialised views; not views, nor foreign tables. Rows are text as `pg_dump`
writes it, in the same order.
"""

from scanner.source import About
from scanner.sources._database.postgresql import PostgreSQL
from scanner.sources._database.source import DatabaseSource

SOURCE = DatabaseSource(
    name="postgresql",
    about=About("PostgreSQL databases", (), "databases", ("psycopg",)),
    schemes=("postgresql", "postgres"),
    driver=PostgreSQL(),
)
