"""Imported by the fork server, so that each worker starts with everything loaded, presidio-analyzer included.

Nothing here may start a thread, so polars is not asked for anything: a fork has none of the threads of its parent.
"""

import numpy.ma  # noqa: F401 - numba loads it when it first sees an array

from scanner.allow import entries
from scanner.detector.compiled import compile_all
from scanner.detector.recognizers import checked, resolve
from scanner.registry import sources
from scanner.rulebook import load
from scanner.sources._logs import loops, syslog_loops
from scanner.unit import scan_unit

sources()
entries(())
book = load()
book.field("")
for rule in book.rules.values():
    if rule.recognizer:
        resolve(rule.recognizer)
    elif rule.check and rule.pattern:
        checked(rule.check, rule.pattern)
compile_all()

__all__ = ["loops", "scan_unit", "syslog_loops"]
