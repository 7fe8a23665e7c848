"""Archives of pg_dump taken apart: see `scanner.sources.pg_dump`, which is all that others use."""
