"""Imported by the fork server, so that each worker starts with everything loaded, presidio-analyzer included.

Nothing here may start a thread, so polars is not asked for anything: a fork has none of the threads of its parent.
"""

import gc

import numpy.ma  # noqa: F401 - numba loads it when it first sees an array

from scanner.detector.compiled import compile_all
from scanner.marks import lists_of
from scanner.registry import sources
from scanner.rulebook import load
from scanner.sources._logs import loops, syslog_loops
from scanner.unit import scan_unit

sources()
book = load()
book.field("")
for detector, served in book.detectors:
    if prepare := getattr(detector, "prepare", None):
        prepare(served)
lists_of((), None).prepare(book)
compile_all()
gc.freeze()  # what is loaded stays: the workers share it, and never look through it for garbage

__all__ = ["loops", "scan_unit", "syslog_loops"]
