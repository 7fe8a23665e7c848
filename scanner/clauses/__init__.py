"""Clauses of a notice that speak of more than categories, held against findings, labels and dates.

Each row says `held` or `broken` only where the data or their labels show it, else `not_checkable` and what is missing.
"""
