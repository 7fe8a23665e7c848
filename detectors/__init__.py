"""Detectors, one kind per file; each file offers `DETECTOR`. They are found, not listed."""
