"""The file of one run: SQLite with a write-ahead log, written by the coordinator alone, readable at any time.

A process that is killed loses at most what it wrote in the last moment, and never the file.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from scanner.errors import RunError
from scanner.runs.tables import FORMAT, RESULTS, TABLES, WORKING

_COMMIT_SECONDS = 0.2
_PART = 1 << 20
"""Bytes of a report that are unpacked at once."""
_KNOWN = "from asked join main.asset using (name)"
_DONE = "(units = (select count(*) from main.unit where unit.asset = name))"


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a run: assets, those of them that were carried over, units, those of them that are done, or carried over."""

    assets: int
    carried: int
    units: int
    done: int
    taken: int


class Store:
    """One run's file. Every method raises `RunError` where the file cannot be read or written."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.run = path.stem
        self._base = connection
        self._committed = time.monotonic()

    @classmethod
    def create(cls, path: Path, before: Path | None = None) -> None:
        """Writes a new file, which must not be there yet, and is not left there where it cannot be written.

        before: the file of a run from which all is taken over that may be the same now.
        """
        with _told(path, "scan again"):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            store = cls(path, _connected(path))
            try:
                store._begin(before)
            except BaseException:
                store._base.close()
                path.unlink()
                raise

    def _begin(self, before: Path | None) -> None:
        for setting in ("page_size = 8192", "journal_mode = off"):
            self._base.execute(f"pragma {setting}")
        self._base.executescript(TABLES + WORKING)
        if before:
            self.attach(before)
            for table, _, _ in RESULTS:
                self._base.execute(f"insert into main.{table} select * from base.{table}")  # noqa: S608 - no input
            self._forget(f"select name from main.asset where not sound or not {_DONE}")  # noqa: S608 - no input
        self.note(format=FORMAT)
        self.close()

    @classmethod
    def open(cls, path: Path, *, write: bool = False) -> Self:
        """A file that is there."""
        with _told(path):
            store = cls(path, _connected(path, "rw" if write else "ro"))
            try:
                if store.about().get("format") != FORMAT:
                    raise sqlite3.DatabaseError("it is no run of this version")
                if write:
                    store._to_write()
            except BaseException:
                store._base.close()
                raise
        return store

    def _to_write(self) -> None:
        for setting in ("journal_mode = wal", "synchronous = normal", "secure_delete = on"):
            self._base.execute(f"pragma {setting}")
        self._base.executescript(WORKING)

    def close(self) -> None:
        """Writes what is not written, and closes the file."""
        with _told(self.path):
            self._base.commit()
            self._base.close()

    def about(self) -> Mapping[str, str]:
        """What is noted of the run."""
        with _told(self.path):
            return dict(self._base.execute("select key, value from about"))

    def note(self, **about: object) -> None:
        """Notes something of the run, as text or JSON, at once."""
        rows = [(key, value if isinstance(value, str) else json.dumps(value)) for key, value in about.items()]
        with _told(self.path):
            self._base.executemany("insert or replace into about values (?, ?)", rows)
            self._base.commit()

    def attach(self, base: Path) -> None:
        """Names the file of the run before, for `carry` and `gone`."""
        with _told(base):
            self._base.commit()
            self._base.execute("attach database ? as base", (f"{base.absolute().as_uri()}?mode=ro",))

    def ask(self, identities: Mapping[str, str]) -> None:
        """Names the assets that `carry` and most of what is read is about, each with its identity as it is now.

        What is known of one whose identity is another one by now, or not known any more, is forgotten.
        """
        with _told(self.path):
            self._base.execute("delete from asked")
            self._base.executemany("insert into asked values (?, ?)", identities.items())
            self._base.execute("insert or ignore into seen select name from asked")
            self._forget("select name from main.asset join asked using (name) where asset.identity <> asked.identity")

    def forget_unseen(self) -> None:
        """Takes out the assets that were never asked for."""
        with _told(self.path):
            self._forget("select name from main.asset where name not in seen")

    def gone(self) -> list[str]:
        """The assets of the run before that were never asked for, in order."""
        query = "select name from base.asset where name not in seen order by name"
        with _told(self.path):
            return [name for (name,) in self._base.execute(query)]

    def carry(self) -> None:
        """Takes over what is not known of those that are asked for and are as they were in the run before.

        Of an asset all results are taken over, or none.
        """
        with _told(self.path):
            self._choose(
                "select a.name from asked join base.asset as a using (name) "
                "where a.identity = asked.identity and a.identity <> '' and a.sound "
                "and a.units = (select count(*) from base.unit where asset = a.name) "
                "and a.name not in (select name from main.asset)"
            )
            for table, key, order in RESULTS:
                self._base.execute(
                    f"insert or replace into main.{table} select * from base.{table} "  # noqa: S608 - no input
                    f"where {key} in chosen order by {order}"
                )

    def _choose(self, names: str) -> None:
        self._base.execute("delete from chosen")
        self._base.execute(f"insert into chosen {names}")

    def _forget(self, names: str) -> None:
        """Takes assets out, with all that is known of them."""
        self._choose(names)
        for table, key, _ in RESULTS:
            self._base.execute(f"delete from main.{table} where {key} in chosen")  # noqa: S608 - no input

    def add_asset(self, row: tuple[str, str, int, bool, bytes]) -> None:
        """Name, identity, number of units, whether it is sound, survey."""
        name, identity, units, sound, survey = row
        with _told(self.path):
            self._base.execute(
                "insert or replace into asset values (?, ?, ?, ?, ?, ?)",
                (name, identity, self.run, units, sound, survey),
            )
        self.beat()

    def add_unit(
        self, place: tuple[str, int], result: bytes, identity: str = "", since: str = "", *, sound: bool
    ) -> None:
        """The result of a unit, by asset and number. sound: False where it may be another one next time.

        identity, since: see the table; it was scanned in this run unless told otherwise.
        """
        asset = place[0]
        with _told(self.path):
            row = (*place, result, identity, since or self.run)
            self._base.execute("insert or replace into unit values (?, ?, ?, ?, ?)", row)
            if not sound:
                self._base.execute("update asset set sound = 0 where name = ?", (asset,))
        self.beat()

    def forget_entries(self) -> None:
        """Takes out of the index what is read each time, and was by a process that did not end."""
        with _told(self.path):
            for table in ("entry", "legend"):
                self._base.execute(f"delete from {table} where asset not in (select name from asset)")  # noqa: S608

    def add_entries(self, asset: str, number: int, buckets: Iterable[tuple[int, int, int, bytes]]) -> None:
        """What the index is to hold of a unit, in place of what it held: level, bucket, chunk and entries."""
        with _told(self.path):
            self._base.execute("delete from entry where asset = ? and number = ?", (asset, number))
            self._base.executemany(
                "insert into entry values (?, ?, ?, ?, ?, ?)",
                ((*place, asset, number, sealed) for *place, sealed in buckets),
            )

    def add_legend(self, asset: str, number: int, sealed: bytes) -> None:
        """What the numbers in a unit's entries stand for."""
        with _told(self.path):
            self._base.execute("insert or replace into legend values (?, ?, ?)", (asset, number, sealed))

    def identified(self, asset: str) -> dict[str, tuple[int, str]]:
        """Of the units of an asset that have an identity: the number, and the run in which it was scanned."""
        query = "select identity, number, since from unit where asset = ? and identity <> ''"
        with _told(self.path):
            return {identity: (number, since) for identity, number, since in self._base.execute(query, (asset,))}

    def unit(self, asset: str, number: int) -> tuple[bytes, bytes | None, list[tuple[int, int, int, bytes]]]:
        """Of a unit that is done: the result, and from the index the legend and all buckets, as they were added."""
        where, place = "where asset = ? and number = ?", (asset, number)
        with _told(self.path):
            (result,) = self._base.execute(f"select result from unit {where}", place).fetchone()  # noqa: S608
            legend = self._base.execute(f"select sealed from legend {where}", place).fetchone()  # noqa: S608
            buckets = list(self._base.execute(f"select level, bucket, chunk, sealed from entry {where}", place))  # noqa: S608
        return result, legend[0] if legend else None, buckets

    def levels(self) -> list[int]:
        """By how many first bits the index has buckets."""
        with _told(self.path):
            return [level for (level,) in self._base.execute("select distinct level from entry order by level")]

    def entries(self, level: int, bucket: int) -> Iterator[tuple[str, int, int, bytes]]:
        """A bucket of all units and chunks: asset, number of the unit, chunk and entries."""
        query = "select asset, number, chunk, sealed from entry where level = ? and bucket = ? order by 1, 2, 3"
        with _told(self.path):
            yield from self._base.execute(query, (level, bucket))

    def legends(self, asset: str) -> list[tuple[int, bytes]]:
        """The legends of an asset's units, by number."""
        query = "select number, sealed from legend where asset = ? order by number"
        with _told(self.path):
            return list(self._base.execute(query, (asset,)))

    def since(self) -> dict[str, str]:
        """Of the assets that are asked for and were carried over: the run since which each is unchanged."""
        with _told(self.path):
            return dict(self._base.execute(f"select name, since {_KNOWN} where since <> ?", (self.run,)))

    def done_assets(self) -> frozenset[str]:
        """The assets that are asked for of which all units are done."""
        with _told(self.path):
            return frozenset(name for (name,) in self._base.execute(f"select name {_KNOWN} where {_DONE}"))

    def begun_assets(self) -> Iterator[tuple[str, bytes]]:
        """The others that are known, each with its survey."""
        with _told(self.path):
            yield from self._base.execute(f"select name, survey {_KNOWN} where not {_DONE} order by name")

    def surveys(self) -> Iterator[tuple[str, bytes]]:
        """All that are asked for and known, each with its survey."""
        with _told(self.path):
            yield from self._base.execute(f"select name, survey {_KNOWN} order by name")

    def units(self) -> Iterator[tuple[str, int, bytes]]:
        """Asset, number and result of each unit that is done."""
        with _told(self.path):
            yield from self._base.execute("select asset, number, result from unit order by asset, number")

    def done_units(self) -> set[tuple[str, int]]:
        """Asset and number of each unit of the assets that are asked for that is done."""
        with _told(self.path):
            return set(self._base.execute("select asset, number from asked join main.unit on asset = name"))

    def done(self) -> Iterator[tuple[str, int, bytes]]:
        """The same with the result, in order."""
        query = "select asset, number, result from asked join main.unit on asset = name order by asset, number"
        with _told(self.path):
            yield from self._base.execute(query)

    def counts(self) -> Counts:
        """How far the run is."""
        units = "(select count(*) from unit), (select count(*) from unit where since <> ?1)"
        query = f"select count(*), sum(since <> ?1), sum(units), {units} from asset"  # noqa: S608 - no input
        with _told(self.path):
            return Counts(*(count or 0 for count in self._base.execute(query, (self.run,)).fetchone()))

    def finish(self, document: Iterable[bytes], **about: object) -> None:
        """Keeps the report, and folds the log into the file, so that nothing is written beside it when it is read."""
        packer = zlib.compressobj(1)  # more would take as long as all else of a night in which nothing changed
        packed = b"".join([*map(packer.compress, document), packer.flush()])
        with _told(self.path):
            self._base.execute("delete from report")
            self._base.execute("insert into report values (?)", (packed,))
        self.note(**about)
        with suppress(sqlite3.OperationalError):  # somebody reads it
            self._base.execute("pragma main.journal_mode = delete")

    def report(self) -> Iterator[bytes] | None:
        """The report as JSON, in parts; None where the run did not end."""
        with _told(self.path):
            row = self._base.execute("select document from report").fetchone()
        return _unpacked(row[0]) if row else None

    def beat(self) -> None:
        """To be called now and then: what was added becomes lasting within a moment of it."""
        now = time.monotonic()
        if self._base.in_transaction and now - self._committed > _COMMIT_SECONDS:
            with _told(self.path):
                self._base.commit()
            self._committed = now


def _unpacked(packed: bytes) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    while part := unpacker.decompress(packed, _PART):
        yield part
        packed = unpacker.unconsumed_tail


def _connected(path: Path, mode: str = "rw") -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=30)


@contextmanager
def _told(path: Path, again: str = "go on with `fairnotice resume`") -> Iterator[None]:
    """Errors of the file, as a user may read them; again: what to do once there is space."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        cause = (error.strerror or "unknown error").lower() if isinstance(error, OSError) else str(error)
        if "full" in cause or "disk I/O" in cause or "space" in cause:
            step = f"Free some space and {again}"
        elif "readonly" in cause or "denied" in cause or "unable to open" in cause or "read-only" in cause:
            step = "Name a folder that can be written to with --run-dir, or scan with --no-keep"
        else:
            step = "Check the file, or take it away"
        raise RunError(f"{path}: the kept run cannot be used: {cause}. {step}.") from None
