"""What a notice says of one finding, given what labels tell of it; `scanner.judge` puts the answers together."""
