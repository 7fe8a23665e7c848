"""One test module for each reader."""
