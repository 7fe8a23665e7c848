"""The commands, one file per family; `scanner.cli` puts them together."""
