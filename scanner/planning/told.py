"""A plan as JSON and as text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson

from scanner.planning.estimate import Amounts, Plan

FORMAT = "fairnotice-plan/1"
_ROUND = 4


def document(plan: Plan) -> dict[str, Any]:
    """All of it; docs/capacity.md says what the keys mean."""
    figures = plan.figures
    return {
        "format": FORMAT,
        "objects": plan.objects,
        "bytes": plan.bytes,
        "files": plan.files,
        "datasets": plan.datasets,
        "passed_over": plan.passed_over,
        "footers_read": plan.footers,
        "workers": plan.workers,
        "formats": [
            {
                "format": name,
                "objects": each.objects,
                "bytes": each.bytes,
                "units": each.units,
                "scan_mb_per_second": round(figures.speed(name)[0].scan, 2),
                "read_mb_per_second": round(figures.speed(name)[0].read, 2),
                "speed_of": _told_by(plan, name),
            }
            for name, each in sorted(plan.formats.items())
        ],
        "ways": [_way(plan, way) for way in plan.ways],
        "figures": {
            "measured": dict(figures.measured),
            "file_seconds": figures.file_seconds,
            "start_seconds": figures.start_seconds,
            "network_mb_per_second": figures.network,
            "prices": {
                name: getattr(figures.prices, name) for name in ("core_hour", "get_1000", "list_1000", "egress_gb")
            },
        },
    }


def as_json(plan: Plan) -> bytes:
    """The document."""
    return orjson.dumps(document(plan), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _way(plan: Plan, way: Amounts) -> dict[str, Any]:
    costs = way.costs(plan.figures, plan.lists)
    return {
        "sample": str(way.sample) if way.sample else None,
        "read_bytes": way.read,
        "network_bytes": way.away,
        "requests": way.gets + plan.lists,
        "core_seconds": round(way.core_seconds, 2),
        "worker_seconds": round(way.worker_seconds(plan.figures), 2),
        "wall_seconds": round(way.wall(plan.figures, plan.workers), 2),
        "longest_seconds": round(way.longest, 2),
        "cost": {
            **{name: round(cost, _ROUND) for name, cost in costs.items()},
            "total": round(sum(costs.values()), _ROUND),
        },
    }


def _told_by(plan: Plan, format_: str) -> str:
    if format_ in plan.measured_here:
        return "measured here"
    return "measured" if plan.figures.speed(format_)[1] else "like another"


def as_text(plan: Plan) -> bytes:
    """For people."""
    return "".join(f"{line.rstrip()}\n" for line in _lines(plan)).encode("utf-8", "backslashreplace")


def _lines(plan: Plan) -> Iterator[str]:
    told = document(plan)
    read = "only Parquet footers were read" if plan.footers else "nothing of them was read"
    if plan.measured_here:
        read = f"{sum(plan.measured_here.values()):.0f} MB of them were scanned to measure speeds"
    several = f"datasets: {plan.datasets:,}, files: {plan.files:,}"
    yield f"{plan.objects:,} objects ({several}), {size(plan.bytes)}; {read}"
    if plan.passed_over:
        yield f"{plan.passed_over:,} more are passed over: a scan says why"
    yield ""
    yield f"{'format':<18} {'objects':>10} {'bytes':>9} {'units':>9} {'MB/s a core':>12}  speed"
    for each in told["formats"]:
        yield (
            f"{each['format']:<18} {each['objects']:>10,} {size(each['bytes']):>9} {each['units']:>9,} "
            f"{each['scan_mb_per_second']:>12.1f}  {each['speed_of']}"
        )
    yield ""
    ways = told["ways"]
    heads = ["whole", *(f"{float(way.sample.share or 1):.4g}" for way in plan.ways if way.sample)]
    heads = [head if head == "whole" else f"{float(head) * 100:.4g} %" for head in heads]
    yield _row("", heads)
    yield _row("read", [size(way["read_bytes"]) for way in ways])
    yield _row("over the network", [size(way["network_bytes"]) for way in ways])
    yield _row("requests", [f"{way['requests']:,}" for way in ways])
    yield _row("worker hours", [f"{way['worker_seconds'] / 3600:,.2f}" for way in ways])
    yield _row(f"wall, {plan.workers:,} workers", [_time(way["wall_seconds"]) for way in ways])
    yield _row("cost, US$", [_dollars(way["cost"]["total"]) for way in ways])
    for name in ("computing", "requests", "network"):
        yield _row(f"  {name}", [_dollars(way["cost"][name]) for way in ways])
    yield ""
    prices = plan.figures.prices
    yield (
        f"Prices in US$: {prices.core_hour:g} a core-hour, {prices.get_1000:g} for 1,000 reads, "
        f"{prices.list_1000:g} for 1,000 listings, {prices.egress_gb:g} a GB out of the store."
    )
    measured = plan.figures.measured
    yield f"Speeds: {measured['on']}, {measured['with']}. An estimate, no promise: --measure measures here."


def _row(name: str, cells: list[str]) -> str:
    return f"{name:<22}" + "".join(f" {cell:>13}" for cell in cells)


def size(amount: float) -> str:
    """Bytes in powers of 1,000: `1.2 TB`."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if amount < 999.5:
            return f"{amount:.3g} {unit}"
        amount /= 1000
    return f"{amount:,.3g} PB"


def _time(seconds: float) -> str:
    return str(timedelta(seconds=round(seconds)))


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}" if amount >= 0.01 or not amount else f"{amount:.4f}"
