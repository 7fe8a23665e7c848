"""Copies of texts, line by line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from scanner.detector.text import offsets_of, text_bytes
from scanner.lines import line_batches
from scanner.model.data import Asset
from scanner.model.problems import Problem
from scanner.redact.cells import replaced
from scanner.redact.edits import Redactor
from scanner.redact.sink import Sink
from scanner.streams import TextStream


def copy(asset: Asset, text: TextStream, sink: Sink, redactor: Redactor) -> Iterator[Problem]:  # noqa: ARG001 - see `writers`
    """Every line, its end as it was."""
    held = bytearray()

    def take(size: int) -> bytes:
        data = text.take(size)
        held.extend(data)
        return data

    for batch in line_batches(take):
        values = batch.columns[0].values
        block = text_bytes(values).tobytes()
        offsets = offsets_of(values).astype(np.int64)
        begins = offsets - offsets[0]
        new = replaced(
            block,
            (
                (begins[edits.value] + edits.start, begins[edits.value] + edits.end, edits.which, edits.texts)
                for _, edits in redactor.edits(batch)
            ),
        )
        ended = held.startswith(block)  # else the reader has added the end of a line
        sink.write(new if ended else new[:-1])
        del held[: len(block) - (not ended)]
    yield from text.problems
