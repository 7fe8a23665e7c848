"""Fairnotice: hold the data that a company keeps against the privacy notice that it publishes."""
