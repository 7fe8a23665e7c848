"""ripgrep with the patterns of the four core entities: it finds what looks like one, and validates nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

_OCTET = "(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
_HEX = "[0-9A-Fa-f]{1,4}"
PATTERNS = (
    r"[A-Za-z0-9._%+'-]+(?:@|%40)[A-Za-z0-9.-]+\.[A-Za-z]{2,24}",
    rf"\b{_OCTET}(?:\.{_OCTET}){{3}}\b",
    rf"(?:{_HEX}:){{7}}{_HEX}|(?:{_HEX}:){{1,6}}(?::{_HEX}){{1,6}}|(?:{_HEX}:){{1,7}}:",
    r"\b[0-9](?:[ -]?[0-9]){11,18}\b",
    r"[+(]?[0-9](?:[ ().-]{0,2}[0-9]){6,14}",
)


def command(file: Path) -> list[str] | None:
    """How ripgrep is called on a file, one thread; None where it is not installed."""
    program = shutil.which("rg")
    if program is None:
        return None
    patterns = [part for pattern in PATTERNS for part in ("-e", pattern)]
    return [program, "-j1", "-o", "--no-config", "--no-line-number", "--color=never", *patterns, str(file)]
