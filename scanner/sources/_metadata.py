"""What schemas of columnar files say besides types: names, and labels under keys such as `fairnotice.source`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pyarrow as pa

from scanner.model.data import Hint

_LABEL = b"fairnotice."


def schema_hints(schema: pa.Schema) -> Iterator[Hint]:
    """The labels in the metadata of a file and of its fields."""
    yield from hints(schema.metadata, "metadata of the file")
    for number, name in enumerate(schema.names):
        yield from hints(schema.field(number).metadata, "metadata of the field", name)


def hints(metadata: Mapping[bytes, bytes] | None, where: str, field: str = "") -> Iterator[Hint]:
    """The labels among these keys and values."""
    for key, value in sorted((metadata or {}).items()):
        if key.startswith(_LABEL):
            label, text = key[len(_LABEL) :].decode("utf-8", "replace"), value.decode("utf-8", "replace")
            yield Hint(label, text, field=field, where=where)


def check_names(fields: Iterable[pa.Field]) -> None:
    """Raises `ValueError` where names of fields, however deep, are not text."""
    for field in fields:
        _ = field.name
        check_names(field.type.field(place) for place in range(field.type.num_fields))
