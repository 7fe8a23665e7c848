"""SQL Server and Azure SQL databases that are running: `mssql://user@host:1433/database`, or all without one.

Tables with their history, not views. Rows are text, dates and times in ISO form.
"""

from scanner.source import About
from scanner.sources._database.source import DatabaseSource
from scanner.sources._database.sqlserver import SQLServer

SOURCE = DatabaseSource(
    name="sqlserver",
    about=About("SQL Server and Azure SQL databases", (), "databases", ("pymssql",)),
    schemes=("mssql", "sqlserver"),
    driver=SQLServer(),
)
