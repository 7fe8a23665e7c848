"""A first reading of a notice: its text into a notice file for a person to confirm."""
