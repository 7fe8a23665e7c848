"""Loads what commands and their workers load when they first need it, for the processes that `tests.forked` forks.

A process would do all of it by itself, only later. As in `scanner.warm`, nothing here may start a thread.
"""

from __future__ import annotations

import gc
from contextlib import suppress
from functools import cache
from importlib import import_module

import typer.main

import scanner.cli
from scanner.detector.numbering import make_ready
from scanner.notice.categories import Categories
from scanner.registry import sources
from scanner.runs.basis import _code

_MODULES = (
    "pandas",  # pyarrow loads it where it is installed
    "cryptography.hazmat.primitives.ciphers.aead",
    "scanner.find.run",
    "scanner.notice.read",
    "scanner.pipeline",
    "scanner.progress",
    "scanner.redact.run",
    "scanner.report.forms",
    "scanner.report.saved",
    "scanner.report.text",
    "typer._adapters",
    "typer._click.decorators",
)

for name in _MODULES:
    with suppress(ImportError):  # what other packages call their modules may change, and pandas need not be there
        import_module(name)
sources()
Categories.shipped()
_code()
for region in ("GB", "DK", "SE", "NO", "DE"):
    make_ready(region)
# Options are read from signatures each time that a command starts, which is half of the time of a small one.
typer.main.get_command = cache(typer.main.get_command)
typer.main.get_command(scanner.cli.app)
gc.freeze()
