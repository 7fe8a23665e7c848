"""Damaged files of every format through the real command: `python -m benchmarks.fuzz --minutes 5 [FOLDER …]`.

Each round damages real samples (one of each format, and what lies in the folders), scans them all at once, and checks
that the run ended as it should: a fitting exit status, no traceback, a line of coverage for each file. What cost a
worker is no failure of the run, yet a reader should have known: it is listed, and kept where `--keep` says.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from benchmarks.samples import make

ROOT = Path(__file__).parent.parent
LARGEST = 1 << 20
A_ROUND = 48
LOST = ("worker_lost", "timeout")
TIMEOUT = 900


def main() -> None:
    """Rounds until the time is over; exit status 1 where a run failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, help="further samples")
    parser.add_argument("--minutes", type=float, default=5, help="how long (default 5)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same damage (default 1)")
    parser.add_argument("--keep", type=Path, help="folder for the files that cost a worker or a run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairnotice-samples-") as name:
        make(Path(name))
        _rounds(_samples([Path(name), ROOT / "tests" / "data", *options.folders]), options)


def _rounds(samples: list[Path], options: argparse.Namespace) -> None:
    rng = random.Random(options.seed)
    counted: Counter[tuple[str, str]] = Counter()
    suspects: list[str] = []
    failed = rounds = 0
    until = time.monotonic() + 60 * options.minutes
    while time.monotonic() < until:
        rounds += 1
        with tempfile.TemporaryDirectory(prefix="fairnotice-fuzz-") as name:
            folder = Path(name)
            _damage(samples, folder, rng)
            fault, found, lost = _scanned(folder)
            counted.update(found)
            suspects += lost
            failed += bool(fault)
            if fault:
                print(f"round {rounds}: {fault}")
            if options.keep and (fault or lost):
                for file in folder.iterdir() if fault else (folder / one.partition(":")[0] for one in lost):
                    options.keep.mkdir(parents=True, exist_ok=True)
                    shutil.copy(file, options.keep / f"{rounds}-{file.name}")
    _print(counted, suspects, rounds, failed)
    sys.exit(1 if failed else 0)


def _samples(folders: list[Path]) -> list[Path]:
    """The samples in a fixed order, so that the seed decides."""
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    return [file for file in files if 0 < file.stat().st_size <= LARGEST and "__pycache__" not in file.parts]


def _damage(samples: list[Path], folder: Path, rng: random.Random) -> None:
    """Some samples, each kind of name as often as any other, with one to four kinds of damage."""
    kinds: dict[str, list[Path]] = {}
    for sample in samples:
        kinds.setdefault("".join(sample.suffixes[-2:]).lower(), []).append(sample)
    for number in range(A_ROUND):
        sample = rng.choice(kinds[rng.choice(sorted(kinds))])
        data = bytearray(sample.read_bytes())
        for _ in range(rng.randint(1, 4)):
            rng.choice(DAMAGES)(data, rng)
        suffix = rng.choice(sorted(kinds)) if rng.random() < 0.05 else "".join(sample.suffixes[-2:])
        (folder / f"{number:02d}{suffix}").write_bytes(data)


def _place(data: bytearray, rng: random.Random) -> int:
    """Somewhere, often near the begin or the end, where formats keep what they depend on."""
    reach = rng.choice([64, 1024, max(len(data), 1)])
    at = rng.randrange(reach)
    return min(at if rng.random() < 0.5 else max(len(data) - at - 1, 0), max(len(data) - 1, 0))


def _flip(data: bytearray, rng: random.Random) -> None:
    for _ in range(rng.choice([1, 1, 4, 32]) if data else 0):
        data[_place(data, rng)] ^= 1 << rng.randrange(8)


def _overwrite(data: bytearray, rng: random.Random) -> None:
    at, size = _place(data, rng), rng.choice([1, 2, 4, 8, 64])
    data[at : at + size] = rng.choice(
        [b"\xff" * size, bytes(size), rng.randbytes(size), b"\x7f" + b"\xff" * (size - 1)]
    )


def _cut(data: bytearray, rng: random.Random) -> None:
    del data[_place(data, rng) :]


def _take_out(data: bytearray, rng: random.Random) -> None:
    at = _place(data, rng)
    del data[at : at + rng.choice([1, 16, 512, 4096])]


def _repeat(data: bytearray, rng: random.Random) -> None:
    at, size = _place(data, rng), rng.choice([1, 16, 512, 4096])
    data[at:at] = data[at : at + size] * rng.choice([1, 1, 10])


def _insert(data: bytearray, rng: random.Random) -> None:
    at = _place(data, rng)
    data[at:at] = rng.randbytes(rng.choice([1, 3, 100])) if rng.random() < 0.7 else rng.choice(NASTY)


DAMAGES: tuple[Callable[[bytearray, random.Random], None], ...] = (_flip, _overwrite, _cut, _take_out, _repeat, _insert)
NASTY = (
    b"\0" * 1000,
    b'"' * 99,
    b"[" * 5000,
    b"<a>" * 2000,
    b"(" * 5000,
    b"{" * 5000,
    b"\r\n" * 500,
    b"\xff\xfe",
    b"\\" * 99,
)


def _scanned(folder: Path) -> tuple[str, Counter[tuple[str, str]], list[str]]:
    """What was wrong with the run, if anything; files by format and status; those that cost a worker, with why."""
    command = [
        sys.executable,
        "-m",
        "scanner",
        "scan",
        str(folder),
        "--format",
        "json",
        "--ner",
        "off",
        "--max-stall",
        "60",
    ]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT, check=False)
    except subprocess.TimeoutExpired:
        return f"it did not end within {TIMEOUT} seconds", Counter(), []
    if done.returncode not in (0, 1, 3) or "Traceback" in done.stderr:
        return f"it ended with {done.returncode}: {done.stderr[-2000:]}", Counter(), []
    coverage = {each["asset"]: each for each in json.loads(done.stdout)["coverage"]}
    if missing := {file.name for file in folder.iterdir()} - set(coverage):
        return f"{len(missing)} files are not in coverage", Counter(), []
    found = Counter((each["source"] or "(none)", each["status"]) for each in coverage.values())
    lost = [
        f"{name}: {problem['fact']} [{problem['reason']}]"
        for name, each in coverage.items()
        for problem in each["problems"]
        if problem["reason"] in LOST or "its reader failed" in problem["fact"]
    ]
    return "", found, lost


def _print(counted: Counter[tuple[str, str]], suspects: list[str], rounds: int, failed: int) -> None:
    statuses = ("scanned", "partial", "skipped")
    print(f"{'read as':<16}" + "".join(f"{status:>10}" for status in statuses))
    for source in sorted({source for source, _ in counted}):
        print(f"{source:<16}" + "".join(f"{counted[source, status]:>10}" for status in statuses))
    print(f"\n{rounds} rounds, {sum(counted.values())} damaged files, {failed} runs that failed")
    for fact, times in Counter(suspect.partition(": ")[2] for suspect in suspects).most_common():
        print(f"{times} × {fact}")


if __name__ == "__main__":
    main()
