"""One message: its head as fields, its bodies as text, what is attached as members."""
