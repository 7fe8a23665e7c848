"""Open findings, walked through by a person, whose answers become acceptances."""
