"""What lies on a page of a PDF: its text, values that go over the end of a line, annotations and forms."""
