"""False findings: text without personal data through the real command: `python -m benchmarks.noise --mb 100`.

Makes logs of builds, metrics, hashes, times, base64, source code, minified scripts, hex dumps, versions, lock files and
tables of sensor values and order numbers, in files of several formats, scans them and counts what is found per 100 MB,
by rule. At most one `certain` finding per 100 MB is the bar; the status is 1 where it is missed.
"""

# ruff: noqa: E501

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import data
from benchmarks.process import run
from tests.noise import KINDS

Line = Callable[[Random], str]
FILE = 1.0
"""Megabytes of a file at most: a finding counts once in each, however often it is there."""
BAR = 1.0
"""Findings that are certain, per 100 MB."""
LEVELS = ("certain", "likely", "possible")


# --- kinds of lines beside those of the tests ---------------------------------------------------


def hex_dump(rng: Random) -> str:
    """Sixteen bytes, as `xxd` and others show them."""
    half = rng.randbytes(16)
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in half)
    groups = " ".join(half.hex()[at : at + 4] for at in range(0, 32, 4))
    return f"{rng.getrandbits(28) & ~15:08x}: {groups}  {shown}"


def numbers(rng: Random) -> str:
    """A row of a table set in columns: of counts, of amounts, of figures in groups."""
    return rng.choice(
        [
            "".join(f"{rng.randint(0, 10 ** rng.randint(1, 9)):>12}" for _ in range(7)),
            "  ".join(f"{rng.uniform(0, 10**6):,.2f}" for _ in range(6)),
            " ".join(f"{rng.randint(0, 9999):04}" for _ in range(8)),
            "-".join(str(rng.randint(10, 99999)) for _ in range(rng.randint(2, 5))),
            " ".join(str(rng.randint(100, 9999999)) for _ in range(5)),
            "\t".join(f"{rng.gauss(0, 40):.5f}" for _ in range(6)),
        ]
    )


def lock(rng: Random) -> str:
    """A line of a lock file or a change of one."""
    name = "".join(rng.choices("abcdefghijklmnoprstuvw", k=rng.randint(3, 9)))
    version = ".".join(str(rng.randint(0, 40)) for _ in range(3))
    return rng.choice(
        [
            f'      "integrity": "sha512-{rng.randbytes(48).hex()}=="',
            f'    "node_modules/@{name}/core": {{ "version": "{version}" }},',
            f"  /{name}@{version}(@types/{name}@{version}):",
            f"-{name}=={version} --hash=sha256:{rng.randbytes(32).hex()}",
            f"+github.com/{name}/{name} v{version}-{rng.randint(10**13, 10**14)}-{rng.randbytes(6).hex()} h1:{name}=",
            f"@@ -{rng.randint(1, 9999)},{rng.randint(1, 99)} +{rng.randint(1, 9999)},{rng.randint(1, 99)} @@ class {name}",
        ]
    )


def trace(rng: Random) -> str:
    """A line of what a service writes when it fails."""
    at = f"{rng.randint(2010, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randint(0, 23):02}:00:00Z"
    return rng.choice(
        [
            f"    at com.acme.queue.Worker.run(Worker.java:{rng.randint(1, 2000)}) ~[queue-{rng.randint(1, 9)}.jar:na]",
            f"{at} WARN pool-{rng.randint(1, 9)}-thread-{rng.randint(1, 64)} retry {rng.randint(1, 9)} in {rng.randint(1, 10**6)} ms",
            f"panic: index {rng.getrandbits(40)} out of range [0x{rng.getrandbits(48):x}] goroutine {rng.randint(1, 10**6)}",
            f"order={rng.randint(10**9, 10**12)} sku={rng.randint(100, 999)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)} ok",
            f"txn {rng.randbytes(8).hex().upper()} batch {rng.randint(10**15, 10**16)} ref {rng.randint(10**8, 10**9)}",
        ]
    )


LINES: tuple[Line, ...] = (*KINDS, hex_dump, numbers, lock, trace)
COLUMNS: dict[str, Line] = {
    "sample_id": lambda rng: str(rng.randint(1, 10**8)),
    "order_number": lambda rng: str(rng.randint(10**9, 10**10 - 1)),
    "shipment": lambda rng: str(rng.randint(10**15, 10**16 - 1)),
    "gtin": lambda rng: str(rng.randint(10**13, 10**14 - 1)),
    "build": lambda rng: str(rng.randint(10**8, 10**9 - 1)),
    "release": lambda rng: ".".join(str(rng.randint(0, 255)) for _ in range(4)),
    "temperature": lambda rng: f"{rng.gauss(12, 9):.3f}",
    "pressure": lambda rng: f"{rng.gauss(1013, 9):.2f}",
    "checksum": lambda rng: rng.randbytes(16).hex(),
    "digest": lambda rng: rng.randbytes(32).hex(),
    "trace": lambda rng: (
        f"{rng.getrandbits(32):08x}-{rng.getrandbits(16):04x}-4{rng.getrandbits(12):03x}-a000-{rng.getrandbits(48):012x}"
    ),
    "epoch_ms": lambda rng: str(rng.randint(1_400_000_000_000, 1_800_000_000_000)),
    "measured": lambda rng: f"20{rng.randint(10, 26)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02} 10:00:00",
    "quantity": lambda rng: str(rng.randint(1, 400)),
    "amount": lambda rng: f"{rng.uniform(1, 9999):.2f}",
    "part": lambda rng: f"{rng.randint(100, 999)}-{rng.randint(10, 99)}-{rng.randint(1000, 9999)}",
    "x": lambda rng: f"{rng.uniform(-90, 90):.6f}",
    "y": lambda rng: f"{rng.uniform(-180, 180):.6f}",
    "state": lambda rng: rng.choice(["open", "closed", "failed", "completed"]),
    "unit": lambda rng: rng.choice(["kg", "m", "pcs", "box"]),
    "c18": lambda rng: str(rng.randint(10**10, 10**11 - 1)),
    "c19": lambda rng: rng.randbytes(6).hex(),
}


# --- files --------------------------------------------------------------------------------------


def _rows(rng: Random) -> Iterator[list[str]]:
    while True:
        yield [make(rng) for make in COLUMNS.values()]


def _csv(rng: Random) -> Iterator[str]:
    yield ",".join(COLUMNS) + "\n"
    for row in _rows(rng):
        yield ",".join(row) + "\n"


def _sql(rng: Random) -> Iterator[str]:
    columns = ",\n    ".join(f"{name} text" for name in COLUMNS)
    yield f"--\n-- PostgreSQL database dump\n--\n\nCREATE TABLE public.samples (\n    {columns}\n);\n\n"
    yield f"COPY public.samples ({', '.join(COLUMNS)}) FROM stdin;\n"
    for row in _rows(rng):
        yield "\t".join(row) + "\n"


def _json_lines(rng: Random) -> Iterator[str]:
    for number in count():
        kind = rng.choice(LINES)
        yield json.dumps({"seq": number, "kind": kind.__name__, "payload": kind(rng), "value": rng.random()}) + "\n"


def _plain(kind: Line) -> Callable[[Random], Iterator[str]]:
    def lines(rng: Random) -> Iterator[str]:
        while True:
            yield kind(rng) + "\n"

    return lines


FORMS: dict[str, Callable[[Random], Iterator[str]]] = {
    "csv": _csv, "sql": _sql, "jsonl": _json_lines, "parquet": _csv, "sqlite": _csv,
    **{f"{kind.__name__}.log": _plain(kind) for kind in LINES},
}  # fmt: skip
SHARES = {"csv": 0.12, "sql": 0.08, "jsonl": 0.1, "parquet": 0.06, "sqlite": 0.04}
"""How much of all is in such files; the rest is lines of each kind, in equal parts."""


def _made(order: tuple[Path, str, int, float]) -> None:
    """One file, from a seed of its own. Those that are converted hold the rows of a CSV file of that size."""
    folder, form, number, megabytes = order
    name = f"{number:02}-{form}" if "." in form else f"{number:02}.{form}"
    converted = {"parquet": data.parquet, "sqlite": data.sqlite}.get(form)
    file = folder / (f"{number:02}.{form}.tmp" if converted else name)
    left, rng = megabytes * 1e6, Random(f"{form} {number}")
    with file.open("w", encoding="utf-8") as out:
        for line in FORMS[form](rng):
            out.write(line)
            left -= len(line)
            if left <= 0:
                break
        out.write("\\.\n\n--\n-- PostgreSQL database dump complete\n--\n" if form == "sql" else "")
    if converted:
        converted(file, folder / name)
        file.unlink()


def _orders(folder: Path, megabytes: float) -> Iterator[tuple[Path, str, int, float]]:
    rest = (1 - sum(SHARES.values())) / len(LINES)
    for form in FORMS:
        share = megabytes * SHARES.get(form, rest)
        files = max(1, round(share / FILE))
        yield from ((folder, form, number, share / files) for number in range(files))


# --- counting -----------------------------------------------------------------------------------


def _report(report: dict[str, Any], megabytes: float) -> bool:
    """Prints what was found; whether the bar is kept."""
    found = Counter[tuple[str, str]]()
    for each in report["findings"]:
        level = "test data" if each["test_data"] else each["confidence"]
        found[each["readings"][0]["rule"], level] += 1
        if level == "certain":
            print(f"certain: {each['asset']} {each['field'] or ''}: {each['readings'][0]['rule']}: {each['why']}")
    print(f"\n{'findings per 100 MB':24}" + "".join(f"{level:>10}" for level in (*LEVELS, "test data")))
    scale = 100 / megabytes
    for rule in [*sorted({rule for rule, _ in found}), "all"]:
        counts = [
            sum(number for (name, level), number in found.items() if level == column and rule in (name, "all"))
            for column in (*LEVELS, "test data")
        ]
        print(f"{rule:24}" + "".join(f"{number * scale:>10.2f}" for number in counts))
    return sum(number for (_, level), number in found.items() if level == "certain") * scale <= BAR


def main() -> None:
    """Makes the files, scans them, prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--mb", type=float, default=100, help="megabytes (10^6 bytes) of noise in all")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="an empty folder in which the files are left")
    parser.add_argument("--jobs", type=int, default=2, help="processes that make the files, and that scan them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = options.keep or Path(place) / "noise"
        folder.mkdir(exist_ok=True)
        with ProcessPoolExecutor(options.jobs) as pool:
            list(pool.map(_made, _orders(folder, options.mb)))
        command = [sys.executable, "-m", "scanner", "scan", str(folder), "--format", "json", "--output"]
        saved = Path(place) / "report.json"
        done = run([*command, str(saved), "--jobs", str(options.jobs)], Path(place))
        if done.status not in (0, 3):
            raise SystemExit(
                f"The scan ended with status {done.status}.\n{(Path(place) / 'errors').read_text()[-2000:]}"
            )
        report = json.loads(saved.read_bytes())
        for each in report["coverage"]:
            if each["status"] != "scanned":
                print(f"{each['asset']}: {each['status']}: {each['problems'][0]['fact']}")
        size = sum(each["bytes"] for each in report["coverage"]) / 1e6
        print(f"{size:.1f} MB of noise in {len(report['coverage'])} files, scanned in {done.seconds:.1f} s")
    raise SystemExit(0 if _report(report, size) else 1)


if __name__ == "__main__":
    main()
