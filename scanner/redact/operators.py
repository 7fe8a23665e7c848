"""What stands in the place of a match: stars, an HMAC, or what an operator of presidio-anonymizer makes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from typing import Any

from scanner.errors import UsageError

STARS = "***"
"""Three of them, however long the value was; they stand in any encoding, and mean nothing to a scan."""


class Operator(StrEnum):
    """How matches are redacted. The last three are those of presidio-anonymizer."""

    MASK = "mask"
    HASH = "hash"
    REPLACE = "replace"
    REDACT = "redact"
    ENCRYPT = "encrypt"


@dataclass(frozen=True, slots=True)
class Replacing:
    """An operator with the user's key, which `hash` and `encrypt` need."""

    operator: Operator = Operator.MASK
    key: bytes | None = None

    def check(self) -> None:
        """Raises `UsageError` where it cannot work."""
        if self.operator in (Operator.HASH, Operator.ENCRYPT) and self.key is None:
            raise UsageError(f"--operator {self.operator}: a secret is needed. Name one: --key FILE.")
        if self.operator is Operator.ENCRYPT and len(self.key or b"") not in (16, 24, 32):
            raise UsageError("--operator encrypt: the key must have 16, 24 or 32 bytes, as AES has it.")
        if self.operator not in (Operator.MASK, Operator.HASH) and find_spec("presidio_anonymizer") is None:
            raise UsageError(
                f"--operator {self.operator}: it is one of presidio-anonymizer, which is not installed. "
                "Install it: pip install 'fairnotice[redact]'."
            )

    def texts(self, values: Sequence[str], entity: str) -> list[str]:
        """What stands in the place of each of these values."""
        if self.operator is Operator.MASK:
            return [STARS] * len(values)
        if self.operator is Operator.HASH:
            from scanner.listed import fingerprint

            return [fingerprint(value, self.key or b"") for value in values]
        operate = _presidios(self.operator)
        return [operate(value, {"entity_type": entity, "key": self.key}) for value in values]


def _presidios(name: Operator) -> Callable[[str, dict[str, Any]], str]:
    from presidio_anonymizer.operators import OperatorsFactory, OperatorType

    factory: Any = OperatorsFactory
    operate: Callable[[str, dict[str, Any]], str]
    operate = factory().create_operator_class(name.value, OperatorType.Anonymize).operate
    return operate
