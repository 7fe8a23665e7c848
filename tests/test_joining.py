"""Small batches joined: the same records, with all that they hold and their numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from scanner.joining import WORTH, joined
from scanner.model.data import Batch, Column
from tests.sources.reading import cells_of

Cells = list[tuple[str, int, str]]


@st.composite
def batch(draw: st.DrawFn) -> Batch:
    size = draw(st.integers(1, 5))
    values = pa.array(draw(st.lists(st.none() | st.text(max_size=2), min_size=size, max_size=size)), pa.string())
    rows = np.array(sorted(draw(st.lists(st.integers(0, size - 1), max_size=4))), np.int64)
    index = np.array(draw(st.lists(st.integers(-1, 1), min_size=size, max_size=size)), np.int64)
    many = Column("many", pa.array([f"m{n}" for n in range(len(rows))], pa.string()), rows=rows)
    coded = Column("coded", pa.array(["a", "b"]), index=index)
    columns = (Column("plain", values), *draw(st.sampled_from([(), (many,), (coded,), (many, coded)])))
    return Batch(columns, size, draw(st.integers(1, 99)), draw(st.sampled_from(["", "t"])))


def cells(batches: list[Batch]) -> Cells:
    return sorted(
        (name, row, value) for each in batches for name, held in cells_of(each).items() for row, value in held
    )


@given(st.lists(batch(), max_size=8))
def test_nothing_is_lost(batches: list[Batch]) -> None:
    after = list(joined(batches))
    assert cells(after) == cells(batches)
    assert sum(each.rows for each in after) == sum(each.rows for each in batches)


def test_those_of_one_table_become_one_until_it_is_large() -> None:
    small = [Batch((Column("v", pa.array(["x" * 1000])),), 1, row) for row in range(1, 11)]
    large = Batch((Column("v", pa.array(["x" * WORTH])),), 1, 11)
    assert [each.rows for each in joined([*small, large, *small])] == [11, 10]
    assert len(list(joined([*small, Batch((Column("w", pa.array(["x"])),), 1)]))) == 2


def test_pieces_of_a_long_line_stay_alone() -> None:
    pieces = [Batch((Column("", pa.array(["x\n"])),), 1, 1, lines=True, skip=skip) for skip in (0, 5, 10)]
    assert [each.skip for each in joined(pieces)] == [0, 5, 10]
