"""Loads what commands load when they run, for the processes that `tests.forked` forks."""

from __future__ import annotations

import gc

import scanner.pipeline
import scanner.report.forms
import scanner.report.text  # noqa: F401
from scanner.registry import sources

sources()
gc.freeze()
