"""An invented telephone company, and the program that makes its data."""
