"""Options that say where the work is done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from scanner.errors import UsageError

if TYPE_CHECKING:
    from scanner.crew import Hire


class Engine(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    SPARK = "spark"


EngineOption = Annotated[
    Engine, typer.Option(help="Where units are scanned: processes of this machine, or Spark (docs/spark.md).")
]
MasterOption = Annotated[
    str,
    typer.Option(
        "--spark-master",
        metavar="URL",
        help="The cluster: spark://HOST:7077, yarn, local[2,4] or, for Spark Connect, sc://HOST:15002.",
    ),
]
ConfOption = Annotated[
    list[str],
    typer.Option("--spark-conf", metavar="KEY=VALUE", help="A setting of Spark; again for more."),
]


@contextmanager
def hired(engine: Engine, master: str, conf: list[str], jobs: int, roots: list[str]) -> Iterator[Hire]:
    """Who is to do the work of a run. Raises `UsageError`, and `EngineError` where Spark cannot be had."""
    if engine is Engine.LOCAL:
        if master or conf:
            option = "--spark-master" if master else "--spark-conf"
            raise UsageError(f"{option}: this is about Spark, which is not asked for. Add --engine spark.")
        from scanner.workers import Workers

        yield Workers
        return
    if "-" in roots:
        raise UsageError("`-`: standard input does not reach the executors of Spark. Scan it with --engine local.")
    from scanner.engines.session import Cluster
    from scanner.engines.spark import SparkWorkers

    with Cluster(master, dict(map(_pair, conf)), jobs).session() as session:
        yield partial(SparkWorkers, session)


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not key.startswith("spark.") or not equals:
        raise UsageError(f"--spark-conf: `{key}` is no setting. Give one such as spark.executor.memory=4g.")
    return key, value
