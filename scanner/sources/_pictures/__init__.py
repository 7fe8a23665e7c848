"""What a picture says of itself, and what can be read in it."""
