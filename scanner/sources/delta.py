"""Delta tables: folders, or prefixes of object stores, that hold `_delta_log/`; read through deltalake's log.

Deletion vectors and column mapping are honoured; partition values are columns.
"""

from scanner.source import About
from scanner.sources._lake import delta
from scanner.sources._lake.places import DELTA
from scanner.sources._lake.source import LakeSource

SOURCE = LakeSource(
    name=DELTA,
    about=About("Delta tables", (), "lake", ("deltalake",)),
    folder="_delta_log",
    opens=delta.table,
    told=delta.told,
)
