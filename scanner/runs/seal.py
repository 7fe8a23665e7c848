"""What a run keeps of its units, encrypted under a secret of the folder, so that a run's file alone gives nothing away.

Sketches hold hashes, and hashes of telephone or card numbers can be tried out one by one. AES-GCM also tells what was
changed or comes from elsewhere. Still, a folder may come with its secret from somebody else, such as in an archive: so
a secret that others could have written is refused, and of what is unpickled only the classes of results are made.
"""

from __future__ import annotations

import hashlib
import hmac
import importlib
import io
import os
import pickle
import secrets
import sys
from functools import cache
from pathlib import Path
from typing import Any

from scanner.cipher import BYTES, Cipher
from scanner.errors import RunError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_FILE = "secret"
_MADE = frozenset(
    {
        ("fractions", "Fraction"),
        ("numpy", "dtype"),
        ("numpy", "ndarray"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy._core.multiarray", "scalar"),
        ("numpy._core.numeric", "_frombuffer"),
        ("scanner.detector.freetext", "Amount"),
        ("scanner.model.data", "Origin"),
        ("scanner.model.problems", "Problem"),
        ("scanner.model.problems", "Reason"),
        ("scanner.model.sample", "Drawn"),
        ("scanner.model.sample", "Part"),
        ("scanner.model.sample", "Piece"),
        ("scanner.model.sample", "Sample"),
        ("scanner.narrowing", "Shape"),
        ("scanner.summary", "Quiet"),
        ("scanner.summary", "Summary"),
        ("scanner.tally", "FieldTally"),
        ("scanner.tally", "Tally"),
        ("scanner.telling", "Said"),
    }
)
"""All that results are made of."""
_LEVEL = 1
"""Of compression: sketches hardly get smaller, the rest does at once."""
_WORTH = 0.9
"""What does not get smaller than that is kept as it is."""
_PACKED = (0xFD2FB528).to_bytes(4, "little")
"""As compressed data begin (RFC 8878, 3.1.1), and no pickle does."""


class _Results(pickle.Unpickler):
    """Makes results and what they consist of, and refuses all else."""

    def find_class(self, module: str, name: str) -> Any:
        """A class or function of these. Raises `RunError`."""
        if (module, name) not in _MADE:
            raise RunError("a kept run holds what no run keeps. Do not trust its folder: move it away")
        return _class(module, name)


@cache
def _class(module: str, name: str) -> Any:
    """It may be asked for some times a unit."""
    return getattr(importlib.import_module(module), name)


class Seal:
    """Closes and opens what one folder of runs keeps."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._cipher = Cipher(secret)

    @classmethod
    def of(cls, folder: Path) -> Seal:
        """That of a folder; one without a secret gets one. Raises `OSError`, and `RunError` where it is damaged."""
        file = folder / _FILE
        try:
            with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:  # noqa: PTH123
                out.write(secrets.token_bytes(BYTES))
        except FileExistsError:
            pass
        secret, state = file.read_bytes(), file.stat()
        if len(secret) != BYTES:
            raise RunError(f"{file}: this is not the secret of kept runs. Move the folder away, or name another one.")
        if state.st_uid != os.geteuid() or state.st_mode & 0o077:
            raise RunError(
                f"{file}: the secret of kept runs belongs to somebody else, or others may read it. Move the folder "
                "away, name another one with --run-dir, or scan with --no-keep."
            )
        return cls(secret)

    def close(self, name: str, held: object) -> bytes:
        """Bytes that only `open` with the same name gives back."""
        data = pickle.dumps(held, pickle.HIGHEST_PROTOCOL)
        packed = zstd.compress(data, _LEVEL)
        return self._cipher.close(name, packed if len(packed) < _WORTH * len(data) else data)

    def open(self, name: str, closed: bytes) -> Any:
        """What was closed. Raises `RunError` where it was not closed here under this name."""
        data = self._cipher.open(name, closed)
        if data is None:
            raise RunError("a kept run is damaged, or was written in another folder. Scan again with --full")
        return _Results(io.BytesIO(zstd.decompress(data) if data.startswith(_PACKED) else data)).load()

    @property
    def index_key(self) -> bytes:
        """That of the indexes of its runs."""
        return bytes.fromhex(self.digest("index"))

    def digest(self, *parts: bytes | str) -> str:
        """A fingerprint that only this folder can make."""
        told = hmac.new(self._secret, digestmod=hashlib.sha256)
        for part in parts:
            data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
            told.update(len(data).to_bytes(8, "little") + data)
        return told.hexdigest()
