"""Tests mirror the package; most run the real command on real files."""
