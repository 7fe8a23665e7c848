"""Tables of a lake, Delta and Iceberg: see `scanner.sources.delta` and `.iceberg`."""
