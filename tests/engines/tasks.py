"""Tasks that misbehave, for engines to do."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from presidio_analyzer import Pattern, PatternRecognizer

from scanner.workers import Reported


class Deadly(PatternRecognizer):
    """Kills the process in which it meets the seventh."""

    def __init__(self) -> None:
        super().__init__(supported_entity="DEADLY", patterns=[Pattern("deadly", r"\bdeadly-\d+\b", 0.5)])

    def validate_result(self, pattern_text: str) -> bool | None:
        if pattern_text == "deadly-7":
            os.kill(os.getpid(), signal.SIGKILL)
        return None


def misbehave(task: str, settings: Path, progress: Reported) -> str:
    """Does what the task says. settings: a folder for marks of what was done."""
    held = []
    mark = settings / task
    if task == "die always" or (task.startswith("die") and not mark.exists()):
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if task == "raise":
        raise ValueError("a text that must not come out: ada@fjordtel-post.net")
    while task == "hang":
        time.sleep(1)
    while task == "eat" and len(held) < 60:
        held.append(bytearray(os.urandom(1)) * (100 << 20))
        progress(len(held))
        time.sleep(0.05)
    return task
