"""Readers, one file per format; each file offers `SOURCE`. They are found, not listed."""
