"""What a message of Outlook holds: its properties by number, bodies that are compressed."""
