"""Imported by the fork server, so that each worker starts with everything loaded."""

import scanner.unit

__all__ = ["scanner"]
