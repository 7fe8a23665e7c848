"""Arrow arrays → the string columns in which data moves.

Paths of nested values: a struct's child is `a.b`, a list's items are `a[]`, a map's keys and values are
`a.key` and `a.value`. Booleans and nulls say nothing about a person and are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scanner.errors import LimitError
from scanner.model.data import Batch, Column, Int64s
from scanner.model.problems import Problem, Reason

REPAIRED = "values with invalid UTF-8, repaired"
NOT_TEXT = "binary values that are not text, not scanned"
NO_TEXT_FORM = "values of an Arrow type without a text form, not scanned"

_LISTS = frozenset(
    {
        pa.lib.Type_LIST,
        pa.lib.Type_LARGE_LIST,
        pa.lib.Type_FIXED_SIZE_LIST,
        pa.lib.Type_LIST_VIEW,
        pa.lib.Type_LARGE_LIST_VIEW,
    }
)
_SAY_NOTHING = frozenset({pa.lib.Type_NA, pa.lib.Type_BOOL})
_STRINGS = frozenset({pa.lib.Type_STRING, pa.lib.Type_LARGE_STRING, pa.lib.Type_STRING_VIEW})
_BINARIES = frozenset(
    {pa.lib.Type_BINARY, pa.lib.Type_LARGE_BINARY, pa.lib.Type_BINARY_VIEW, pa.lib.Type_FIXED_SIZE_BINARY}
)
_TOO_MUCH_TEXT = "a batch has more than 2 GiB of text in one column, which is more than can be held"
_INT64_END = float(2**63)
_NOT_ASCII, _CONTINUES_MASK, _CONTINUES = 0x80, 0xC0, 0x80
_REPEATS_FROM, _LOOKED_AT, _MOST_DISTINCT = 2048, 1024, 0.3
"""From how many values on repeats count, by how many that is guessed, and the largest share of distinct ones."""
_MOST_ITEMS = 1 << 28
"""Lists can share their items, so that a few bytes stand for any number of them."""


def strings(array: pa.Array) -> tuple[pa.StringArray, int]:
    """Any binary or string array as strings whose buffers start at 0, and how many values were repaired.

    The bytes are checked even where the type says string, since Parquet files do not keep that promise.
    Raises `LimitError` for more than 2 GiB of text.
    """
    if array.type.id == pa.lib.Type_STRING and _is_utf8(array):
        return _compact(array), 0
    narrow = _narrowed(array)
    try:
        return _compact(_as_text(narrow)), 0
    except pa.ArrowInvalid:
        texts, repaired = [], 0
        for value in narrow.to_pylist():
            text = None if value is None else value.decode("utf-8", "replace")
            repaired += text is not None and text.encode() != value
            texts.append(text)
        return pa.array(texts, pa.string()), repaired


def columns_of(data: pa.RecordBatch | pa.Table, problems: list[Problem] | None = None) -> tuple[Column, ...]:
    """All leaves of a batch or a small table, in schema order; problems are added to the list, if one is given."""
    if isinstance(data, pa.Table):
        data = data.combine_chunks()
    found: list[Column] = []
    for field, array in zip(data.schema.names, data.columns, strict=True):
        whole = _unchunked(array) if isinstance(array, pa.ChunkedArray) else array
        found.extend(leaves(field, whole, problems=problems))
    return tuple(found)


def with_repeats_once(batch: Batch) -> Batch:
    """The batch, with dictionary columns for those whose values repeat so often that each is better read once."""
    return replace(batch, columns=tuple(map(_with_repeats_once, batch.columns)))


def _with_repeats_once(column: Column) -> Column:
    values = column.values
    if column.index is not None or column.rows is not None or column.lines or len(values) < _REPEATS_FROM:
        return column
    if pc.count_distinct(values[:_LOOKED_AT]).as_py() > _LOOKED_AT * _MOST_DISTINCT:
        return column
    encoded = values.dictionary_encode()
    if len(encoded.dictionary) > len(values) * _MOST_DISTINCT:
        return column
    index = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy()
    return Column(column.field, encoded.dictionary, index=index)


def leaves(
    field: str, array: pa.Array, rows: Int64s | None = None, problems: list[Problem] | None = None
) -> Iterator[Column]:
    """The leaves of one (nested) array as columns.

    rows: record of each value, None for value i in record i. A dictionary keeps its distinct values and an
    `index`, except below a list. Problems (repaired or skipped values) are added to the list, if one is given.
    """
    kind = array.type
    types = pa.types
    if isinstance(kind, pa.BaseExtensionType):
        yield from leaves(field, array.storage, rows, problems)
    elif types.is_run_end_encoded(kind):
        yield from leaves(field, pc.run_end_decode(array), rows, problems)
    elif types.is_struct(kind):
        for child, values in zip(kind, array.flatten(), strict=True):
            yield from leaves(f"{field}.{child.name}" if field else child.name, values, rows, problems)
    elif types.is_map(kind):
        pairs = pa.list_(pa.struct([("key", kind.key_type), ("value", kind.item_type)]))
        items, parents = _items(array.cast(pairs), rows)
        yield from leaves(field, items, parents, problems)
    elif kind.id in _LISTS:
        items, parents = _items(array, rows)
        yield from leaves(f"{field}[]", items, parents, problems)
    elif types.is_union(kind):
        yield from _union_leaves(field, array, rows, problems)
    elif types.is_dictionary(kind):
        yield from _dictionary_leaves(field, array, rows, problems)
    else:
        values = _text(array, [] if problems is None else problems)
        if values is not None:
            yield Column(field, values, rows)


def _items(array: pa.Array, rows: Int64s | None) -> tuple[pa.Array, Int64s]:
    """The items of all lists, and the record of each."""
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy(zero_copy_only=False)
    if lengths.sum(dtype=np.float64) > _MOST_ITEMS:
        raise LimitError(f"lists of a batch have more than {_MOST_ITEMS:,} items, which is more than can be held")
    parents = np.repeat(np.arange(len(array), dtype=np.int64), lengths)
    return pc.list_flatten(array), parents if rows is None else rows[parents]


def _union_leaves(
    field: str, array: pa.UnionArray, rows: Int64s | None, problems: list[Problem] | None
) -> Iterator[Column]:
    """The leaves of each kind of value, all under the same field."""
    part = slice(array.offset, array.offset + len(array))
    codes = np.frombuffer(array.buffers()[1], np.int8)[part]
    offsets = np.frombuffer(array.buffers()[2], np.int32)[part] if array.type.mode == "dense" else np.arange(len(array))
    for place, code in enumerate(array.type.type_codes):
        chosen = np.flatnonzero(codes == code)
        child = array.field(place)
        if len(chosen):
            yield from leaves(
                field, child.take(pa.array(offsets[chosen])), chosen if rows is None else rows[chosen], problems
            )


def _dictionary_leaves(
    field: str, array: pa.DictionaryArray, rows: Int64s | None, problems: list[Problem] | None
) -> Iterator[Column]:
    """One column of the distinct values that this array really uses."""
    if rows is not None or pa.types.is_nested(array.type.value_type):
        yield from leaves(field, array.dictionary_decode(), rows, problems)
        return
    index = pc.fill_null(array.indices.cast(pa.int64()), -1).to_numpy()
    for column in leaves(field, array.dictionary, None, problems):
        used = np.zeros(len(column.values) + 1, np.bool_)
        used[index] = True
        used[-1] = False
        used[:-1] &= column.values.is_valid().to_numpy(zero_copy_only=False)
        places = np.where(used, np.cumsum(used) - 1, -1)
        values = column.values if used[:-1].all() else column.values.take(pa.array(np.flatnonzero(used)))
        yield Column(field, values, None, places[index])


def _text(array: pa.Array, problems: list[Problem]) -> pa.StringArray | None:
    """The values of a flat array as strings, None where the type is left out."""
    kind = array.type
    if kind.id in _SAY_NOTHING:
        return None
    if kind.id in _STRINGS:
        values, repaired = strings(array)
        if repaired:
            problems.append(Problem(Reason.REPAIRED_TEXT, REPAIRED, repaired))
        return values
    if kind.id in _BINARIES:
        return _binary_text(array, problems)
    try:
        return _float_text(array) if pa.types.is_floating(kind) else _compact(_plain_time(array).cast(pa.string()))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        problems.append(Problem(Reason.UNKNOWN_FORMAT, NO_TEXT_FORM, len(array) - array.null_count))
        return None


def _binary_text(array: pa.Array, problems: list[Problem]) -> pa.StringArray | None:
    """The values that are UTF-8, null in place of the others; None where no value is."""
    narrow = _narrowed(array)
    try:
        return _compact(_as_text(narrow))
    except pa.ArrowInvalid:
        texts = [_utf8(value) for value in narrow.to_pylist()]
    values = pa.array(texts, pa.string())
    problems.append(Problem(Reason.UNKNOWN_FORMAT, NOT_TEXT, values.null_count - narrow.null_count))
    return values if values.null_count < len(values) else None


def _utf8(value: bytes | None) -> str | None:
    try:
        return None if value is None else value.decode()
    except UnicodeDecodeError:
        return None


def _float_text(array: pa.Array) -> pa.StringArray:
    """Whole numbers without point or exponent: identifiers and phone numbers come as floats from spreadsheets."""
    numbers = array.cast(pa.float64())
    values = numbers.to_numpy(zero_copy_only=False)
    with np.errstate(invalid="ignore"):
        whole = (np.abs(values) < _INT64_END) & (values == np.floor(values))
    texts = array.cast(pa.string())
    if not whole.any():
        return _compact(texts)
    integers = pa.array(np.where(whole, values, 0).astype(np.int64)).cast(pa.string())
    return _compact(pc.if_else(pc.and_(pa.array(whole), array.is_valid()), integers, texts))


def _plain_time(array: pa.Array) -> pa.Array:
    """A time with a zone as UTC without one, so that its text does not depend on the zone database installed."""
    kind = array.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return array.cast(pa.timestamp(kind.unit))
    return array


def _narrowed(array: pa.Array) -> pa.BinaryArray:
    """Any binary or string array with 32-bit offsets."""
    if (
        pa.types.is_fixed_size_binary(array.type)
        or pa.types.is_string_view(array.type)
        or pa.types.is_binary_view(array.type)
    ):
        _bounded(array)
        array = array.cast(pa.large_binary())
    try:
        return array.cast(pa.binary())
    except pa.ArrowInvalid:
        raise LimitError(_TOO_MUCH_TEXT) from None


def _as_text(array: pa.BinaryArray) -> pa.StringArray:
    """The same values as strings, over the same memory. Raises `pa.ArrowInvalid` where one is not UTF-8."""
    return array.view(pa.string()) if _is_utf8(array) else array.cast(pa.string())


def _is_utf8(array: pa.BinaryArray | pa.StringArray) -> bool:
    """Whether the bytes of all values together are UTF-8, and each value begins with a character.

    That is ten times faster than a look at each value, and True only where each is UTF-8; bytes under nulls count.
    """
    if not len(array):
        return True
    offsets = np.frombuffer(array.buffers()[1], np.int32)[array.offset : array.offset + len(array) + 1]
    first, last = int(offsets[0]), int(offsets[-1])
    if first == last:
        return True
    held = array.buffers()[2].slice(first, last - first)
    data = np.frombuffer(held, np.uint8)
    if data.max() < _NOT_ASCII:
        return True
    ends = pa.py_buffer(np.array([0, last - first], np.int64))
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, ends, held]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    starts = offsets[offsets < last] - first
    return not (data[starts] & _CONTINUES_MASK == _CONTINUES).any()


def _bounded(array: pa.Array) -> None:
    """Views can share their bytes, so that a few stand for any amount. Raises `LimitError`."""
    if not pa.types.is_fixed_size_binary(array.type) and len(array):
        views = np.frombuffer(array.buffers()[1], np.int32)[4 * array.offset : 4 * (array.offset + len(array)) : 4]
        if np.maximum(views, 0).sum(dtype=np.int64) >= 1 << 31:
            raise LimitError(_TOO_MUCH_TEXT)


def _compact(array: pa.StringArray) -> pa.StringArray:
    """The same values in buffers that start at 0, with no bytes under nulls: a scan may run over the buffer."""
    if not len(array):
        return pa.array([], pa.string())
    offsets = np.frombuffer(array.buffers()[1], np.int32)
    first, last = offsets[array.offset], offsets[array.offset + len(array)]
    if array.null_count:
        lengths = pc.binary_length(array)
        if (pc.sum(lengths).as_py() or 0) != last - first:
            return pc.replace_with_mask(array, array.is_null(), pa.scalar(None, pa.string()))
    if array.offset or first:
        return pa.concat_arrays([array, array[:0]])
    return array


def _unchunked(array: pa.ChunkedArray) -> pa.Array:
    if array.num_chunks == 1:
        return array.chunk(0)
    return pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
