"""What a sample leaves of batches: whole records with all that they hold, counted, however they came in batches."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import thinning
from scanner.content import Held
from scanner.model.data import Asset, Batch, Column, Unit
from scanner.model.sample import Drawn, Sample
from scanner.thinning import LINES, Thinning, chosen, thinned
from tests.sources.reading import cells_of

CUTS = st.lists(st.integers(1, 999), max_size=12, unique=True)
SAMPLES = st.builds(Sample, st.fractions(min_value="1/200", max_value=1, max_denominator=200)) | st.builds(
    Sample, rows=st.integers(1, 1200)
)
Rows = list[tuple[str, int]]


def taken(sample: Sample, batches: Sequence[Batch]) -> tuple[list[Batch], dict[tuple[str, str], Drawn]]:
    told: dict[tuple[str, str], Drawn] = {}
    unit = Unit(Asset("shop.sql", Held("shop.sql", b""), 0, "sql_dump", sample))
    kept = list(chosen(unit, batches, (), lambda drawn, _: told.update(drawn)))
    return kept, told


def table(name: str, first: int, rows: int, *, lines: bool = False, member: str = "") -> Batch:
    values = [f"{name}-{number}" for number in range(first, first + rows)]
    return Batch((Column("v", pa.array(values)),), rows, first, name, member, lines=lines)


def in_pieces(name: str, cuts: list[int], *, lines: bool = False) -> list[Batch]:
    bounds = [0, *sorted(cuts), 1000]
    return [table(name, begin + 1, end - begin, lines=lines) for begin, end in pairwise(bounds)]


def rows_of(batches: Sequence[Batch]) -> Rows:
    return sorted((batch.table, int(row)) for batch in batches for row in batch.row_of(np.arange(batch.rows)))


@given(SAMPLES, CUTS, st.booleans())
def test_the_same_records_however_they_came_in_batches(sample: Sample, cuts: list[int], lines: bool) -> None:
    whole, counts = taken(sample, in_pieces("clients", [], lines=lines))
    pieces, again = taken(sample, in_pieces("clients", cuts, lines=lines))
    assert rows_of(whole) == rows_of(pieces)
    assert counts == again == {("", "clients"): Drawn(len(rows_of(whole)), 1000 - len(rows_of(whole)))}
    if sample.rows:
        assert len(rows_of(whole)) == min(sample.rows, 1000)
    elif not lines and sample.share:
        assert abs(len(rows_of(whole)) - 1000 * sample.share) <= 1
    for batch in pieces:
        assert batch.columns[0].values.to_pylist() == [f"clients-{row}" for _, row in rows_of([batch])]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=20), SAMPLES)
def test_of_every_table_something_is_looked_at(sizes: list[int], sample: Sample) -> None:
    kept, counts = taken(sample, [table(f"t{number}", 1, size) for number, size in enumerate(sizes)])
    assert {batch.table for batch in kept} == {f"t{number}" for number in range(len(sizes))}
    assert [drawn.looked + drawn.passed for drawn in counts.values()] == sizes


def test_tables_that_come_by_turns() -> None:
    batches = [table(name, first, 100) for first in range(1, 1000, 100) for name in ("a", "b")]
    kept, counts = taken(Sample(rows=50), batches)
    assert {table: drawn.looked for table, drawn in counts.items()} == {("", "a"): 50, ("", "b"): 50}
    assert len(rows_of(kept)) == 100


def test_a_number_for_each_file_is_shared_by_its_tables() -> None:
    batches = [table(name, 1, 400, member=member) for member in ("a.sql", "b.sql") for name in ("x", "y")]
    _, counts = taken(Sample(per_file=100), batches)
    for member in ("a.sql", "b.sql"):
        looked = [drawn.looked for (of, _), drawn in counts.items() if of == member]
        assert sum(looked) == 100
        assert min(looked) > 20


def test_files_that_are_done_are_let_go() -> None:
    unit = Unit(Asset("x.zip", Held("x.zip", b""), 0, "zip", Sample(per_file=5)))
    thinning = Thinning(unit, Sample(per_file=5))
    batches = [table("", 1, 10, member=member) for member in ("a", "a!b", "a", "c")]
    out = [[each.member for each in thinning.taken(batch)] for batch in batches]
    assert out == [[], [], ["a!b"], ["a", "a"]]
    assert [each.member for each in thinning.rest()] == ["c"]


def test_lines_are_chosen_together() -> None:
    kept, _ = taken(Sample(Fraction(1, 20)), in_pieces("", [100, 205, 777], lines=True))
    rows = [row for _, row in rows_of(kept)]
    assert rows
    assert {(row - 1) // LINES for row in rows} == {(row - 1) // LINES for row in rows[::LINES]}


def test_pieces_of_a_long_line_stay_together() -> None:
    batches = [
        Batch((Column("", pa.array([f"{number}\n"])),), 1, row, lines=True, skip=number % 3)
        for row in range(1, 200)
        for number in range(3)
    ]
    kept, counts = taken(Sample(Fraction(1, 10)), batches)
    rows = [row for _, row in rows_of(kept)]
    assert all(rows.count(row) == 3 for row in rows)
    assert counts["", ""].looked == len(set(rows))
    assert counts["", ""].looked + counts["", ""].passed == 199


@given(st.data())
def test_a_record_keeps_all_that_it_holds(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 30))
    plain = data.draw(st.lists(st.none() | st.text(max_size=3), min_size=size, max_size=size))
    index = data.draw(st.lists(st.integers(-1, 4), min_size=size, max_size=size))
    rows = sorted(data.draw(st.lists(st.integers(0, size - 1), max_size=40)))
    which = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    columns = (
        Column("plain", pa.array(plain, pa.string())),
        Column("coded", pa.array(list("abcde")), index=np.array(index, np.int64)),
        Column("many", pa.array([f"m{n}" for n in range(len(rows))], pa.string()), rows=np.array(rows, np.int64)),
    )
    batch = Batch(columns, size, 11)
    kept = thinned(batch, which)
    wanted = {int(row) for row in batch.row_of(np.flatnonzero(which))}
    before, after = cells_of(batch), cells_of(kept)
    for name, cells in before.items():
        assert after.get(name, []) == [cell for cell in cells if cell[0] in wanted]
    coded = kept.columns[1]
    assert coded.index is not None
    assert set(coded.index[coded.index >= 0].tolist()) == set(range(len(coded.values))) or which.all()


def test_no_more_is_held_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thinning, "_HELD", 4000)
    batches = [table(name, first, 100) for first in range(1, 5000, 100) for name in ("a", "b")]
    kept, counts = taken(Sample(rows=1000), batches)
    assert {table: drawn.looked + drawn.passed for table, drawn in counts.items()} == {("", "a"): 5000, ("", "b"): 5000}
    assert all(5 < drawn.looked < 250 for drawn in counts.values())
    for name in ("a", "b"):
        spread = np.histogram([row for table, row in rows_of(kept) if table == name], 4, (0, 5000))[0]
        assert spread.min() > 0
