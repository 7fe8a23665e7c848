"""Ways in beside the file system: standard input, the web, object stores."""
