"""The text in the binary streams of documents of before 2007."""
