"""Why Spark gave up a job, in words fit for a user: what it says itself may hold values."""

from __future__ import annotations

import re

from scanner.errors import EngineError

_NO_MODULE = re.compile(r"No module named '([\w.]+)'")
_LEAVE = "docs/spark.md says how Fairnotice reaches the executors"


def failure(error: BaseException) -> EngineError:
    """The error to raise in its place."""
    text = str(error)
    if missing := _NO_MODULE.search(text):
        return EngineError(f"Spark: the executors have no Python module {missing[1]}; {_LEAVE}.")
    if "PYTHON_VERSION_MISMATCH" in text:
        return EngineError(
            "Spark: the executors run another version of Python than this command. Name the right one with "
            f"PYSPARK_PYTHON; {_LEAVE}."
        )
    if "failed 1 times" in text:
        return EngineError(
            "Spark: a task was lost and Spark did not try it again, since its master is `local[N]`. "
            "Name `local[N,4]`, which tries up to four times."
        )
    if "maxResultSize" in text:
        return EngineError(
            "Spark: the results of a job are larger than the driver takes. Raise spark.driver.maxResultSize."
        )
    condition = getattr(error, "getCondition", lambda: None)() or type(error).__name__
    return EngineError(
        f"Spark gave up a job ({condition}). Its log says why: --spark-conf spark.log.level=WARN shows it."
    )
