"""Where the values of certain persons lie: a search of all their spellings at once."""
