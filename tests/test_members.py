"""What lies inside an asset: names, rows, limits over all levels, and members that nobody reads to their end."""

from __future__ import annotations

import io
import random
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from scanner.content import LocalFile
from scanner.errors import SourceError
from scanner.members import problem_of, read_unit
from scanner.model.data import LIMITS, Asset, Batch, Limits
from scanner.model.problems import MORE_MEMBERS, NAMED_MEMBERS, Problem, Reason, sum_problems
from scanner.unit import Settings, survey
from tests.command import ROOT

CSV = b"id,email\n1,ada@fjordtel.net\n2,ola@fjordtel.net\n"


def tarred(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def whole(folder: Path, data: bytes, limits: Limits = LIMITS) -> tuple[list[Batch], list[Problem]]:
    path = folder / "a"
    path.write_bytes(data)
    batches, problems = [], []
    for unit in survey(Asset("a", LocalFile(str(path), limits), len(data), ""), Settings()).units:
        for item in read_unit(unit):
            if isinstance(item, Batch):
                batches.append(item)
            elif isinstance(item, Problem):
                problems.append(item)
    return batches, problems


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.reason.value, problem.member) for problem in problems]


def test_members_have_their_path_and_rows_of_their_own(tmp_path: Path) -> None:
    inner = zipped({"x/1.csv": CSV, "2.csv": CSV})
    batches, problems = whole(tmp_path, tarred({"a.csv": CSV, "in/b.zip": inner, "c.csv": CSV}))
    assert [(batch.member, batch.rows, batch.first_row) for batch in batches] == [
        ("a.csv", 2, 1),
        ("in/b.zip!x/1.csv", 2, 1),
        ("in/b.zip!2.csv", 2, 1),
        ("c.csv", 2, 1),
    ]
    assert problems == []


@pytest.mark.parametrize("pack", [tarred, zipped])
def test_a_member_that_is_not_read_to_its_end_does_not_hide_the_next(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    noise = random.Random(1)
    binary = b"\0\1" + noise.randbytes(20 << 20)
    cut = b"PAR1" + noise.randbytes(9 << 20)
    batches, problems = whole(
        tmp_path, pack({"big.bin": binary, "cut.parquet": cut, "next.csv": CSV}), Limits(strings=False)
    )
    assert [batch.member for batch in batches] == ["next.csv"]
    assert told(problems) == [(Reason.UNKNOWN_FORMAT, "big.bin"), (Reason.MALFORMED, "cut.parquet")]


def test_members_of_all_levels_are_counted_together(tmp_path: Path) -> None:
    inner = tarred({str(number): b"some text\n" for number in range(4)})
    batches, problems = whole(tmp_path, tarred({"a.tar": inner, "b.tar": inner, "c": b"text\n"}), Limits(members=7))
    assert len(batches) == 5
    assert told(problems) == [(Reason.LIMIT, "")]
    assert "more than 7 members" in problems[0].fact


def test_bytes_of_all_levels_are_counted_together(tmp_path: Path) -> None:
    inner = tarred({str(number): b"some text\n" * 10_000 for number in range(4)})
    batches, problems = whole(tmp_path, tarred({"a.tar": inner, "b.tar": inner}), Limits(total=900_000))
    assert {batch.member.partition("!")[0] for batch in batches} == {"a.tar"}
    assert told(problems) == [(Reason.LIMIT, "")]


def test_a_reader_cannot_swallow_the_end_of_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.sources.text import Text

    def swallowing(self: Text, unit: object) -> object:
        try:
            raw = unit.asset.content.open()  # type: ignore[attr-defined]
            while raw.read(1000):
                pass
        except Exception:  # noqa: BLE001 - as some readers do
            raise SourceError("the library gave up") from None
        return iter(())

    monkeypatch.setattr(Text, "read", swallowing)
    files = {f"{number}.txt": b"some text\n" * 100_000 for number in range(4)}
    problems = whole(tmp_path, tarred(files), Limits(total=1_500_000))[1]
    assert told(problems) == [(Reason.MALFORMED, "1.txt"), (Reason.LIMIT, "")]


def test_depth(tmp_path: Path) -> None:
    data = CSV
    for level in range(20):
        data = zipped({f"{level}": data})
    batches, problems = whole(tmp_path, data)
    assert batches == []
    assert told(problems) == [(Reason.LIMIT, "19!18!17!16!15!14!13")]
    assert whole(tmp_path, data, Limits(depth=20))[0][0].member == "!".join(str(level) for level in range(19, -1, -1))


def test_errors_are_told_without_the_names_that_stand_beside_them() -> None:
    error = SourceError("b.zip: cut short. Fetch it again.", Reason.TRUNCATED)
    assert problem_of(error, "x/b.zip", "b.zip") == Problem(Reason.TRUNCATED, "cut short. Fetch it again")


def test_problems_of_many_members_are_summed_in_any_parts() -> None:
    problems = [Problem(Reason.ENCRYPTED, "not scanned", member=f"{number:05}") for number in range(1000)]
    random.Random(1).shuffle(problems)
    summed = sum_problems(problems)
    assert len(summed) == NAMED_MEMBERS + 1
    assert {problem.member for problem in summed} == {MORE_MEMBERS, *(f"{number:05}" for number in range(100))}
    assert sum(problem.count for problem in summed) == 1000
    assert sum_problems(summed) == summed
    parts = [*sum_problems(problems[:300]), *sum_problems(problems[300:650]), *problems[650:]]
    assert sum_problems(parts) == summed


_MEASURE = """
import resource, sys, time
from scanner.content import LocalFile
from scanner.members import read_unit
from scanner.model.data import Asset
from scanner.unit import Settings, survey
for unit in survey(Asset("a", LocalFile(sys.argv[1]), 0, ""), Settings()).units:
    began = time.process_time()
    count = sum(1 for item in read_unit(unit))
    print(time.process_time() - began, count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10)
"""


def measured(path: Path) -> tuple[float, int, int]:
    """Seconds of the processor, items and peak memory of reading an archive in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    seconds, count, peak = done.stdout.split()
    return float(seconds), int(count), int(peak)


@pytest.mark.parametrize("pack", [tarred, zipped])
def test_many_small_members_are_cheap_and_memory_stays_flat(tmp_path: Path, pack: object) -> None:
    assert callable(pack)
    few, many = tmp_path / "few", tmp_path / "many"
    few.write_bytes(pack({f"mail/{number}.txt": b"Hello,\nsee you there\n" for number in range(500)}))
    many.write_bytes(pack({f"mail/{number}.txt": b"Hello,\nsee you there\n" for number in range(20_000)}))
    start, (seconds, count, peak) = measured(few)[2], measured(many)
    assert count == 20_000
    assert seconds / count < 0.001
    assert peak - start < 60 << 20
