"""Labels: what people know of data and bytes do not say; their files, and what applies to what."""
