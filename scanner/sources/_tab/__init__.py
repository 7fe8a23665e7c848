"""Folders of mysqldump --tab taken apart: see `scanner.sources.mysql_tab`, which is all that others use."""
