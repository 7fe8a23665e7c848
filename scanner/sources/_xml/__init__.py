"""XML taken apart into records: see `scanner.sources.xml_records`, which is all that others use."""
