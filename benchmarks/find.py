"""Finding persons beside a scan of the same file and ripgrep for the same address: `python -m benchmarks.find --help`.

Each file holds one person, spelled in several ways at places that are known; a search that misses one, or finds
another, ends the benchmark.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks import data
from benchmarks.process import Run, run

FILES = {"access.log": data.access_log, "application.log": data.application_log, "customers.csv": data.customers}
ROUNDS = 3
EMAIL, PHONE, NAME = "siobhan.quigley@fjordtel-post.com", "+1 212 555 7134", "Siobhán Quigley"
SPELLED = (
    "siobhan.quigley@fjordtel-post.com",
    "Siobhan.Quigley@Fjordtel-Post.com",
    "siobhan.quigley%40fjordtel-post.com",
    "siobhan.quigley+news@fjordtel-post.com",
    "(212) 555-7134",
    "001-212-555-7134",
    "212.555.7134 x4",
    "Siobhán Quigley",
    "QUIGLEY; SIOBHAN",
    "S. Quigley",
)
KIND = ("email", "email", "email", "email", "phone", "phone", "phone", "name", None, "name")
"""What each spelling is; None for what must not be found: a semicolon separates."""
MANY = 5000


def main() -> None:
    """Makes the files, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.find", description=__doc__)
    parser.add_argument("--mb", type=int, default=50, help="size of each file in megabytes (default 50)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        folder = Path(name)
        persons = folder / "persons.csv"
        persons.write_text(_persons())
        print(f"{options.mb} MB a file, medians of {ROUNDS} interleaved runs of the whole process, in MB/s\n")
        many = f"find {MANY:,}"
        print(f"{'':18} {'find one':>9} {many:>11} {'scan':>6} {'rg':>6} {'x scan':>7} {'x rg':>6} {'MB peak':>8}")
        for file, lines in FILES.items():
            _compare(_planted(data.write(folder / file, lines, options.mb)), options.mb, persons, folder)


def _persons() -> str:
    rows = (
        f"P-{number},mail{number}@nordlys-mail.org,+1 415 7{number // 10000:02} {number % 10000:04}"
        for number in range(MANY)
    )
    return "id,email,phone\n" + "\n".join(rows) + "\n"


def _planted(file: Path) -> Path:
    """The file with the spellings at its end."""
    cells = ",".join(["0", "x", "y", "{}", "", "", "", "2018-11-12", "Oslo"]) if file.suffix == ".csv" else "seen: {}"
    with file.open("a", encoding="utf-8") as out:
        out.writelines(f"{cells.format(each)}\n" for each in SPELLED)
    return file


def _compare(file: Path, megabytes: float, persons: Path, folder: Path) -> None:
    searching = shutil.which("rg")
    one = _find(file, "--email", EMAIL, "--phone", PHONE, "--name", NAME, "--format", "json")
    contestants = {
        "one": one,
        "many": _find(file, "--from", str(persons)),
        "scan": _command("scan", str(file), "--jobs", "1", "--format", "json", "--output", str(folder / "report.json")),
        **({"rg": [searching, "-j1", "-c", "-i", "-F", "--no-config", EMAIL, str(file)]} if searching else {}),
    }
    runs: dict[str, list[Run]] = {name: [] for name in contestants}
    for _ in range(ROUNDS):
        for name, command in contestants.items():
            runs[name].append(run(command, folder))
            if name == "one":
                _check(json.loads(runs[name][-1].output), file)
    speeds = {name: megabytes / statistics.median(each.seconds for each in runs[name]) for name in runs}
    peak = max(each.peak for each in (*runs["one"], *runs["many"]))
    rg = speeds.get("rg")
    print(
        f"{file.name:18} {speeds['one']:>9.0f} {speeds['many']:>11.0f} {speeds['scan']:>6.0f} {rg or 0:>6.0f} "
        f"{speeds['one'] / speeds['scan']:>7.2f} {speeds['one'] / rg if rg else 0:>6.2f} {peak:>8.0f}"
    )


def _check(told: dict[str, list[dict[str, object]]], file: Path) -> None:
    last = max(int(str(each["row"])) for each in told["places"])
    found = {(int(str(each["row"])) - last + len(SPELLED) - 1, each["kind"]) for each in told["places"]}
    expected = {(at, kind) for at, kind in enumerate(KIND) if kind}
    names = {(at, kind) for at, kind in found if kind == "name" and KIND[at] == "email"}  # a name within an address
    if found - names != expected:
        raise SystemExit(f"{file.name}: found {sorted(found - names ^ expected)} otherwise than planted.")


def _find(file: Path, *arguments: str) -> list[str]:
    return _command("find", str(file), "--jobs", "1", *arguments)


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "import scanner.cli; scanner.cli.main()", *arguments]


if __name__ == "__main__":
    main()
