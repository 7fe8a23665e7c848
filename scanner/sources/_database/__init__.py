"""Tables of running databases, read and never written to: see `scanner.sources.mysql`, `.postgresql`, `.sqlserver`."""
