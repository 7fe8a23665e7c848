"""By what a run was made: the versions of what decides, and a fingerprint of the rules in use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from scanner.detector.book import Rulebook

LIBRARIES = ("numpy", "phonenumbers", "polars", "presidio-analyzer", "pyarrow", "python-stdnum", "spacy", "tldextract")
"""Those by which a value can be read one way or another."""


def versions(book: Rulebook) -> Mapping[str, object]:
    """The version of each library, and the rules: how many, and the SHA-256 of all that they say."""
    told = hashlib.sha256()
    for id_, rule in sorted(book.rules.items()):
        told.update(f"{id_}\0{rule.model_dump_json()}\n".encode())
    return {
        "libraries": {name: version_of(name) for name in LIBRARIES},
        "rules": {"count": len(book.rules), "sha256": told.hexdigest()},
    }


def version_of(distribution: str) -> str:
    """The version of an installed distribution, empty where it is not there."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return ""
