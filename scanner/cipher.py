"""Bytes that only who has the secret can read, or make: AES-256-GCM, a random nonce for each."""

from __future__ import annotations

import secrets

_NONCE = 12
BYTES = 32
"""Of a secret."""


class Cipher:
    """Closes and opens bytes under one secret."""

    def __init__(self, secret: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(secret)

    def close(self, name: str, data: bytes) -> bytes:
        """Bytes that only `open` with the same name gives back."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, data, name.encode("utf-8", "surrogatepass"))

    def open(self, name: str, closed: bytes) -> bytes | None:
        """What was closed; None where it was not closed under this secret and name."""
        from cryptography.exceptions import InvalidTag

        try:
            view = memoryview(closed)
            return self._cipher.decrypt(view[:_NONCE], view[_NONCE:], name.encode("utf-8", "surrogatepass"))
        except (InvalidTag, ValueError):
            return None
