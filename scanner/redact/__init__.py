"""Copies of data without what was found in them."""
