"""Data only: categories, entities as one file per rule, notices."""
