"""Imported by the fork server, so that each worker starts with everything loaded, presidio-analyzer included."""

from scanner.detector.compiled import compile_all
from scanner.rulebook import load
from scanner.sources._logs import loops, syslog_loops
from scanner.unit import scan_unit

load()
compile_all()

__all__ = ["loops", "scan_unit", "syslog_loops"]
