"""A million distinct phone numbers, found and validated: `python -m benchmarks.phones [COUNT]`.

Numbers of many countries, written as people write them, as one column of values and as lines of text. Prints CPU
seconds of this process, by `detect` alone; a million has to take less than 60.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator

import numpy as np
import phonenumbers
import pyarrow as pa

from scanner.detect import detect
from scanner.model.data import Batch, Column
from scanner.rulebook import load

_REGIONS = ("US", "GB", "DE", "FR", "IT", "ES", "NL", "SE", "NO", "PL", "IN", "JP", "BR", "MX", "AU", "ZA")
_BATCH = 50_000


def numbers(count: int, rng: random.Random) -> Iterator[str]:
    """Distinct numbers: an example of each plan with its last six digits drawn anew."""
    examples = [phonenumbers.example_number_for_type(region, 1) for region in _REGIONS]
    plans = [(one.country_code, str(one.national_number)[:-6]) for one in examples if one is not None]
    seen: set[tuple[int, int]] = set()
    while len(seen) < count:
        which, rest = rng.randrange(len(plans)), rng.randrange(10**6)
        if (which, rest) not in seen:
            seen.add((which, rest))
            code, head = plans[which]
            yield f"+{code} {head} {rest // 1000:03d} {rest % 1000:03d}"


def seconds(texts: list[str], field: str) -> tuple[float, int]:
    """CPU seconds to find the numbers in these texts, and how many were found."""
    book, found, lines = load(), 0, not field
    began = time.process_time()
    for at in range(0, len(texts), _BATCH):
        part = pa.array([f"{text}\n" if lines else text for text in texts[at : at + _BATCH]], pa.string())
        for column in detect(Batch((Column(field, part),), len(part), lines=lines), book):
            found += sum(int(np.count_nonzero(one.levels)) for one in column.found if one.rule == "phone_number")
    return time.process_time() - began, found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    drawn = list(numbers(count, random.Random(1)))
    for name, texts, field in (
        ("a column named phone", drawn, "phone"),
        ("lines of text", [f"ticket 17: please call {number} before noon" for number in drawn], ""),
    ):
        spent, found = seconds(texts, field)
        print(f"{name}: {spent:.1f} CPU seconds, {found:,} of {count:,} found")


if __name__ == "__main__":
    main()
