"""Documents that are zip files of XML parts: opened within limits, their paragraphs put together by expat."""
