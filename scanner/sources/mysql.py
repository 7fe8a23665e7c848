"""MySQL and MariaDB databases that are running: `mysql://user@host:3306/database`, or all of a server's without one.

Base tables, not views. Rows are text as `mysqldump` writes it, times in UTC.
"""

from scanner.source import About
from scanner.sources._database.mysql import MySQL
from scanner.sources._database.source import DatabaseSource

SOURCE = DatabaseSource(
    name="mysql",
    about=About("MySQL and MariaDB databases", (), "databases", ("pymysql",)),
    schemes=("mysql", "mariadb"),
    driver=MySQL(),
)
