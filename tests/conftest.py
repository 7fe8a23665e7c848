"""Property tests try the same examples in every run, without a time limit; `search` as profile looks for new ones."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

from scanner.workers import ENVIRONMENT

os.environ.setdefault("FAIRNOTICE_KEEP", "0")  # runs are kept where a test asks for it
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # or each command that a test starts compiles all modules anew
os.environ.update({name: value for name, value in ENVIRONMENT.items() if name not in os.environ})
slow = [HealthCheck.too_slow]
settings.register_profile(
    "fairnotice", max_examples=60, deadline=None, suppress_health_check=slow, derandomize=True, database=None
)
settings.register_profile("search", deadline=None, suppress_health_check=slow, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fairnotice"))
