"""The notice: its model, reading it, and holding its quotes against a document."""
