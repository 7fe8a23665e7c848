"""BSON taken apart: see `scanner.sources.bson_dump`, which is all that others use."""
