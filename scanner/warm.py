"""Imported by the fork server, so that each worker starts with everything loaded, presidio-analyzer included."""

from scanner.detector.compiled import compile_all
from scanner.detector.recognizers import checked, resolve
from scanner.rulebook import load
from scanner.sources._logs import loops, syslog_loops
from scanner.unit import scan_unit

for rule in load().rules.values():
    if rule.recognizer:
        resolve(rule.recognizer)
    elif rule.check and rule.pattern:
        checked(rule.check, rule.pattern)
compile_all()

__all__ = ["loops", "scan_unit", "syslog_loops"]
