"""Spark forks its Python workers from this process, in which all is loaded: see `spark.python.daemon.module`."""

from __future__ import annotations

from pyspark import daemon

from scanner.engines.executor import settle

if __name__ == "__main__":
    settle()
    import scanner.warm  # noqa: F401

    daemon.manager()
