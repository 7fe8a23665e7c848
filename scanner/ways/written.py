"""Tables written into a lake: a Parquet dataset or a Delta table with a partition for each run.

What is written twice is there once: the partition is replaced. Credentials come the usual way of each store, as for
reading; what an address says of the connection (`?endpoint_override=…`) is used and never shown.
"""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import fs

from scanner.address import is_address, shown
from scanner.errors import UsageError
from scanner.sources._lake.places import bare, delta_options

_FILE = "findings.parquet"
_ERRORS = (OSError, pa.ArrowException, ValueError)


def write_parquet(table: pa.Table, column: str, value: str, target: str) -> str:
    """Writes `target/column=value/findings.parquet` in place of what was there, and returns where that is.

    The column is left out of the file, since the name of the folder tells it. On this machine the file is
    there whole or not at all; an object store has it once all of it was sent. Raises `UsageError`.
    """
    folder = f"{column}={quote(value)}"
    rows = table.drop_columns([column])
    try:
        if not is_address(target):
            place = Path(target, folder, _FILE)
            place.parent.mkdir(parents=True, exist_ok=True)
            draft = place.with_name(f".{_FILE}.{os.getpid()}")
            pq.write_table(rows, draft, compression="zstd")
            draft.replace(place)
            return str(place)
        system, root = fs.FileSystem.from_uri(target)
        place_there = f"{root.rstrip('/')}/{folder}/{_FILE}"
        if not isinstance(system, fs.S3FileSystem):
            system.create_dir(f"{root.rstrip('/')}/{folder}", recursive=True)
        pq.write_table(rows, place_there, filesystem=system, compression="zstd")
    except _ERRORS as error:
        raise _failed(target, error) from None
    return f"{shown(target).rstrip('/')}/{folder}/{_FILE}"


def write_delta(table: pa.Table, column: str, value: str, target: str) -> str:
    """Replaces the rows of one partition of a Delta table, which is made where there is none; returns what was done.

    Raises `UsageError`.
    """
    if find_spec("deltalake") is None:
        raise UsageError("--as delta: Delta tables are written with `pip install 'fairnotice[lake]'`")
    from deltalake import DeltaTable, write_deltalake
    from deltalake.exceptions import DeltaError

    place, options = (bare(target), delta_options(target)) if is_address(target) else (target, None)
    same = value.replace("'", "''")
    try:
        write_deltalake(
            place,
            table,
            mode="overwrite",
            predicate=f"{column} = '{same}'",
            partition_by=[column],
            schema_mode="merge",
            storage_options=options,
        )
        version = DeltaTable(place, storage_options=options).version()
    except (DeltaError, *_ERRORS) as error:
        raise _failed(target, error) from None
    return f"{_shown(target)}, version {version}"


def _failed(target: str, error: Exception) -> UsageError:
    """What a library says may hold keys of a request, so its kind alone is told, and for files the system's words."""
    cause = (error.strerror or "").lower() if isinstance(error, OSError) and not is_address(target) else ""
    return UsageError(
        f"{_shown(target)}: cannot be written: {cause or type(error).__name__}. Check the address, and that "
        "what is there is such a table"
    )


def _shown(target: str) -> str:
    return shown(target) if is_address(target) else target
