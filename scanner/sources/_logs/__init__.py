"""Logs read as fields: what the readers of their forms share."""
