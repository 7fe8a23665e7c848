"""A Spark session for a command: the one that `spark-submit` gives, a cluster that is named, or this machine."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from shutil import which
from typing import TYPE_CHECKING

from scanner.engines.failure import failure
from scanner.errors import EngineError
from scanner.workers import ENVIRONMENT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

INSTALL = "Spark is not installed. Install it with `pip install 'fairnotice[spark]'`"
_CONNECT = "sc://"
_RETRIES = 4
_GIVEN = ("PYSPARK_GATEWAY_PORT", "SPARK_REMOTE", "SPARK_CONNECT_MODE_ENABLED")
"""Variables that are set where somebody has chosen a cluster for this process, `spark-submit` among them."""
_OURS = {
    "spark.app.name": "fairnotice",
    "spark.python.daemon.module": "scanner.engines.daemon",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "FATAL",
    **{f"spark.executorEnv.{name}": value for name, value in ENVIRONMENT.items()},
}
"""What a session is given that this process makes, where the user has not said otherwise."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where tasks run. master: `local[2,4]`, `spark://…`, `yarn`, `k8s://…`, or `sc://…` for Spark Connect.

    conf: Spark's own settings. jobs: cores of this machine to use where no cluster is named.
    """

    master: str = ""
    conf: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 0

    @contextmanager
    def session(self) -> Iterator[SparkSession]:
        """A session, stopped in the end. Raises `EngineError` where Spark is missing or cannot be reached."""
        needed()
        from pyspark.sql import SparkSession

        settings = self._settings()
        if settings.get("spark.master", "").startswith("local"):
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = SparkSession.builder
        for name, value in settings.items():
            builder = builder.config(name, value)
        logging.getLogger("py4j").setLevel(logging.CRITICAL)  # of an interrupt it would write a traceback
        try:
            session = builder.getOrCreate()
        except Exception as error:
            raise _not_reached(self.master, error) from error
        try:
            yield session
        finally:
            session.stop()

    def _settings(self) -> dict[str, str]:
        if self.master.startswith(_CONNECT):
            return {"spark.remote": self.master, **self.conf}
        if "spark.remote" in self.conf:
            return dict(self.conf)
        master = {"spark.master": self.master} if self.master else {}
        if not master and not any(os.environ.get(name) for name in _GIVEN):
            jobs = self.jobs or len(os.sched_getaffinity(0))
            master = {"spark.master": f"local[{jobs},{_RETRIES}]"}
        return {**_OURS, **master, **self.conf}


def needed() -> None:
    """Raises `EngineError` where Spark is not installed."""
    if find_spec("pyspark") is None:
        raise EngineError(f"--engine spark: {INSTALL}.")


def _not_reached(master: str, error: Exception) -> EngineError:
    text = str(error)
    if "JAVA_HOME" in text or not (os.environ.get("JAVA_HOME") or which("java")):
        return EngineError("Spark: Java did not start. Install Java 17 or later, and set JAVA_HOME to where it is.")
    if isinstance(error, ImportError):
        return EngineError(f"Spark: a part of it is missing ({type(error).__name__}). {INSTALL}.")
    told = failure(error)
    return EngineError(f"Spark: no session at `{master or 'the default master'}`: check the address. {told}")
