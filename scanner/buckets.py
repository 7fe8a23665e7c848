"""The entries of an index: for each match the hash of its value, and where it stands.

A chunk of entries is in order of their hashes, and cut by their first bits into buckets of some thousands, so that a
question reads one bucket of a chunk: with `level` bits there are 2 ** level of them. An entry takes 16 bytes: the
hash, then 24 bits for the number of the field and 40 for the record, counted from 1 in its unit.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scanner.cipher import Cipher

ROW_BITS = 40
ROWS = (1 << ROW_BITS) - 1
ENTRY = np.dtype([("hash", "<u8"), ("place", "<u8")])
Entries = npt.NDArray[np.void]
Place = tuple[str, str, str]
"""Member, table and field."""


Bucket = tuple[int, int, int]
"""By how many first bits a chunk was cut, which bits these are, and the number of the chunk."""


def opened(cipher: Cipher, unit: str, bucket: Bucket, sealed: bytes) -> Entries | None:
    """The entries of a bucket, in order of their hashes; None where they are not of this folder and unit."""
    data = cipher.open(name_of(unit, bucket), sealed)
    return None if data is None else np.frombuffer(data, ENTRY)


def place_of(entries: Entries) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The number of the field of each entry, and its record within the unit."""
    place = entries["place"]
    return (place >> np.uint64(ROW_BITS)).astype(np.int64), (place & np.uint64(ROWS)).astype(np.int64)


def name_of(unit: str, bucket: Bucket) -> str:
    """Under which name the entries of a bucket are encrypted."""
    return "/".join(map(str, (unit, *bucket)))
