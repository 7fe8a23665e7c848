"""A small lake of invented people, in several formats."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROWS = 1200
"""Of the largest table."""


def people(rows: int, first: int = 0) -> pa.Table:
    numbers = range(first, first + rows)
    return pa.table(
        {
            "id": pa.array(numbers, pa.int64()),
            "email": [f"ane.{number}@fjordtel-post.net" for number in numbers],
            "note": [f"rang +47 22 12 {number % 90 + 10} 56 an" if number % 7 else None for number in numbers],
            "seen": pa.array([1_543_570_000_000_000 + number for number in numbers], pa.timestamp("us", "UTC")),
            "device": [{"ip": f"203.0.113.{number % 250}", "os": "linux"} for number in numbers],
            "friends": [[f"bo.{number}@nordlys-mail.org", "none"] for number in numbers],
        }
    )


def lake(folder: Path, logs: int = 2, lines: int = 500) -> Path:
    """Parquet with row groups, a partitioned dataset, CSV and logs."""
    folder.mkdir()
    pq.write_table(people(ROWS), folder / "people.parquet", row_group_size=ROWS // 6)
    for day in ("2018-11-29", "2018-11-30"):
        (folder / "calls" / f"day={day}").mkdir(parents=True)
        pq.write_table(people(100, 9000).select(["id", "email"]), folder / "calls" / f"day={day}" / "part-0.parquet")
    rows = (f"{number},kari.{number}@fjordtel-post.net,4111 1111 1111 1111\n" for number in range(200))
    (folder / "orders.csv").write_text("order,buyer,card\n" + "".join(rows))
    for number in range(logs):
        line = "2018-11-30 10:11:12 user odd{0}@fjordtel-post.net from 203.0.113.{1} order 4711\n"
        text = "".join(line.format(each, each % 250) for each in range(number * lines, (number + 1) * lines))
        (folder / f"{number}.log").write_text(text)
    return folder
