"""Imported by the fork server, so that each worker starts with everything loaded, presidio-analyzer included."""

from scanner.detector.compiled import compile_all
from scanner.rulebook import load
from scanner.unit import scan_unit

load()
compile_all()

__all__ = ["scan_unit"]
