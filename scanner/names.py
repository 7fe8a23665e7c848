"""Values that stand where names should: records keyed by address or number, a first row taken for a header.

Field names go into reports as they are, so such values are taken out of them, and scanned like any other value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from scanner.model.data import Batch, Column

FIELD_NAMES = "(field names)"
"""Field under which values found in field names are scanned."""
_ADDRESS = r"[^\s@\[\]]+@[^\s@.\[\]]+(?:\.[A-Za-z]{2,})?"
"""From the begin of the path, whose dots could be the address's own, to the first end that a host can have."""
_NUMBER = r"[+(]?\d(?:[ ().-]{0,2}\d){8,}"
_VALUE = re.compile(rf"{_ADDRESS}|{_NUMBER}")


def without_values(batch: Batch) -> Batch:
    """The batch with addresses, and numbers of nine digits or more, moved out of the names of its fields and table."""
    names = [batch.table, *(column.field for column in batch.columns)]
    found = [value for name in names for value in _VALUE.findall(name)]
    if not found:
        return batch
    columns = tuple(replace(column, field=_VALUE.sub(_dots, column.field)) for column in batch.columns)
    return replace(batch, columns=(*columns, _as_column(found)), table=_VALUE.sub(_dots, batch.table))


def _dots(match: re.Match[str]) -> str:
    return "•••@•••" if "@" in match.group() else "•••"


def _as_column(values: Sequence[str]) -> Column:
    return Column(FIELD_NAMES, pa.array(values, pa.string()), rows=np.zeros(len(values), np.int64))
