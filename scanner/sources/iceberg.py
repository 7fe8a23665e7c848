"""Iceberg tables: folders or prefixes that hold `metadata/*.metadata.json`, and names in catalogs.

Files of deletes are honoured, columns are told by field id: `iceberg://CATALOG/namespace.table`, a namespace, or all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanner.address import shown
from scanner.model.data import LIMITS, Asset
from scanner.model.problems import Coverage, Problem, Reason, Status
from scanner.source import About
from scanner.sources._lake import iceberg
from scanner.sources._lake.catalog import SCHEME, tables
from scanner.sources._lake.places import ICEBERG
from scanner.sources._lake.source import LakeSource


@dataclass(frozen=True)
class Iceberg(LakeSource):
    """See `LakeSource`, and `scanner.source.AddressSource` for tables by their names."""

    schemes: tuple[str, ...] = (SCHEME,)

    def assets(self, address: str, alone: bool) -> Iterator[Asset | Coverage]:
        """The tables at an address. Raises `SourceError`."""
        self.about.needed(shown(address))
        catalog = "/".join(shown(address).split("/")[:3])
        none = True
        for name in tables(address):
            none = False
            url = f"{catalog}/{name}"
            yield Asset(name if alone else url, self.content(url, LIMITS), 0, self.name)
        if none:
            problem = Problem(Reason.EMPTY, "there is no table that this user can see")
            yield Coverage(shown(address), Status.SKIPPED, self.name, problems=(problem,))


SOURCE = Iceberg(
    name=ICEBERG,
    about=About("Iceberg tables", (), "lake", ("pyiceberg",)),
    folder="metadata",
    opens=iceberg.table,
    told=iceberg.told,
)
