"""What a detector is, and the tools it works with: the text of a column, dates, rules."""
