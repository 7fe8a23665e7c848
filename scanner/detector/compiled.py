"""Loops over bytes, spans and runs, compiled to machine code by numba; the one place that knows of numba.

What numpy would do in many passes over long arrays is one pass here. What was compiled once is kept beside the source
or in the user's cache folder, so that later runs load it within some milliseconds. Where neither can be written
to, each run compiles again.

Compiled code does not check bounds: it may look no further than `text.PAD` bytes beyond a value.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

Function = TypeVar("Function", bound=Callable[..., Any])

Bytes = npt.NDArray[np.uint8]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]

BYTES, INTS, BOOLS, WORDS = types.uint8[::1], types.int64[::1], types.boolean[::1], types.uint64[::1]
"""Parts of signatures, of the same names as the annotations; all arrays are contiguous."""
GIVEN = types.Array(types.uint8, 1, "C", readonly=True)
"""Bytes that are only read, as Arrow gives them."""
BYTE_ROWS, BOOL_ROWS, WORD_ROWS = types.uint8[:, ::1], types.boolean[:, ::1], types.uint64[:, ::1]
STATE_ROWS = types.int32[:, ::1]
NUMBER = types.int64


_waiting: list[tuple[Any, tuple[types.Type, ...]]] = []


def compiled(*signature: types.Type) -> Callable[[Function], Function]:
    """Compiles a function for arguments of these types: when it is first called, or by `compile_all` before that."""

    def compile_(function: Function) -> Function:
        try:
            compiling = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
        except RuntimeError:  # no folder for the cache
            compiling = numba.njit(nogil=True, error_model="numpy")(function)
        _waiting.append((compiling, signature))
        made: Function = compiling
        return made

    return compile_


def compile_all() -> None:
    """Compiles all functions of the modules that are loaded, so that processes that are forked later need not."""
    while _waiting:
        compiling, signature = _waiting.pop()
        compiling.compile(signature)


def inlined(function: Function) -> Function:
    """A small function of numbers that compiled ones call. Arrays as its arguments would be counted at every call."""
    inlining: Function = numba.njit(error_model="numpy", forceinline=True)(function)
    return inlining


@intrinsic  # type: ignore[untyped-decorator]
def word_at(typing_context: Any, data: Any, at: Any) -> Any:  # noqa: ARG001 - numba's arguments
    """The eight bytes from a position on, as one little-endian number."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = cgutils.create_struct_proxy(signature.args[0])(context, builder, args[0])
        place = builder.gep(array.data, [args[1]])
        return builder.load(builder.bitcast(place, ir.IntType(64).as_pointer()), align=1)

    return types.uint64(data, types.int64), emit


@intrinsic  # type: ignore[untyped-decorator]
def put_word(typing_context: Any, data: Any, at: Any, word: Any) -> Any:  # noqa: ARG001 - numba's arguments
    """Writes eight bytes from a position on, the reverse of `word_at`."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = cgutils.create_struct_proxy(signature.args[0])(context, builder, args[0])
        place = builder.gep(array.data, [args[1]])
        builder.store(args[2], builder.bitcast(place, ir.IntType(64).as_pointer()), align=1)
        return context.get_dummy_value()

    return types.void(data, types.int64, types.uint64), emit


@intrinsic  # type: ignore[untyped-decorator]
def lowest_bit(typing_context: Any, word: Any) -> Any:  # noqa: ARG001 - numba's arguments
    """Place of the lowest bit that is set in a number other than 0."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.cttz(args[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.uint64), emit


@intrinsic  # type: ignore[untyped-decorator]
def bits(typing_context: Any, word: Any) -> Any:  # noqa: ARG001 - numba's arguments
    """How many bits are set in a number."""

    def emit(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001
        return builder.ctpop(args[0])

    return types.int64(types.uint64), emit
