"""SQL dumps taken apart: see `scanner.sources.sql_dump`, which is all that others use."""
