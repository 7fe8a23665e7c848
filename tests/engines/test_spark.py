"""What Spark does is what processes of this machine do, also where workers and executors die."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from scanner.engines.session import Cluster
from scanner.engines.spark import SparkWorkers, evenly
from scanner.errors import UsageError
from scanner.model.judged import Report
from scanner.model.problems import Reason, Status
from scanner.pipeline import scan as run
from scanner.progress import Bar
from scanner.spark import Options, scan, scan_dataframe, write
from scanner.workers import Guard, Lost
from tests.engines import tasks
from tests.engines.data import ROWS, lake
from tests.sources.lakes import Here

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="needs the extra `spark`"),
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17 or later"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # pyspark leaves sockets to the garbage collector
]


@dataclass(frozen=True)
class Sized:
    bytes: int


QUICK = {"spark.ui.enabled": "false", "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
"""Runs are too short for the best of compilers to pay."""
NOTICE = "ringcentral-2018-11-30"
OPTIONS = Options(ner="off", notice=[NOTICE], jobs=2)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    with Cluster("local[2,4]", QUICK).session() as session:
        yield session


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lake(tmp_path_factory.mktemp("lake") / "lake")


def local(path: Path, options: Options = OPTIONS) -> Report:
    with Bar() as bar:
        return run(options.order([str(path)], Here), bar)


def test_the_report_is_that_of_a_local_scan(session: Any, folder: Path, tmp_path: Path) -> None:
    report, expected = scan(str(folder), OPTIONS, session), local(folder)
    assert len(report.findings) > 8
    assert report.findings == expected.findings
    assert report.coverage == expected.coverage
    assert report == expected
    write(report, tmp_path / "report.html", "html")
    assert "fjordtel" not in (tmp_path / "report.html").read_text().replace("fjordtel-post.net", "")
    with pytest.raises(UsageError, match="there is no form"):
        write(report, tmp_path / "report", "tablet")


def test_a_sample_is_the_same_one(session: Any, folder: Path) -> None:
    options = Options(ner="off", sample="rows=100", seed=3, jobs=2)
    assert scan([str(folder)], options, session) == local(folder, options)


def test_a_dataframe_is_scanned_like_the_file_that_it_reads(session: Any, folder: Path) -> None:
    session.conf.set("spark.sql.files.maxPartitionBytes", str((folder / "people.parquet").stat().st_size // 3))
    frame = session.read.parquet(str(folder / "people.parquet"))
    report, expected = scan_dataframe(frame, "people.parquet", OPTIONS), local(folder / "people.parquet")
    assert {"device.ip", "email", "friends[]", "note"} <= {each.finding.origin.field for each in report.findings}
    assert report.findings == expected.findings
    assert report.not_found == expected.not_found
    assert report.same_values == expected.same_values
    (coverage,) = report.coverage
    assert (coverage.source, coverage.rows, coverage.holes) == ("dataframe", ROWS, False)


def test_columns_of_a_dataframe_carry_labels(session: Any) -> None:
    metadata = {"comment": "who bought. fairnotice: source=third_party"}
    frame = session.createDataFrame([("ane@fjordtel-post.net",)], "buyer string").repartition(2)
    report = scan_dataframe(frame.withMetadata("buyer", metadata), "shop.buyers", OPTIONS)
    (judged,) = report.findings
    assert "third_party" in str(judged)
    assert "third_party" not in str(scan_dataframe(frame, "shop.buyers", OPTIONS).findings)


def test_a_dataframe_without_rows_is_covered(session: Any) -> None:
    report = scan_dataframe(session.createDataFrame([], "buyer string"), "shop.buyers", OPTIONS)
    assert [(each.rows, [problem.reason for problem in each.problems]) for each in report.coverage] == [
        (0, [Reason.EMPTY])
    ]


def test_what_dies_once_costs_nothing_and_what_always_does_is_named(session: Any, tmp_path: Path) -> None:
    work = [f"work {number}" for number in range(20)]
    with SparkWorkers(session, 2, Guard(stall=3.0, memory=1 << 30)) as crew:
        asked = ["die once", "die again", "die always", "hang", "eat", "raise", *work]
        outcomes = list(crew.run(tasks.misbehave, asked, tmp_path))
    done = dict(outcomes)
    assert len(outcomes) == len(done) == len(asked)
    assert {task for task, outcome in done.items() if outcome == task} == {"die once", "die again", *work}
    lost = {task: outcome.problem for task, outcome in done.items() if isinstance(outcome, Lost)}
    assert {task: problem.reason for task, problem in lost.items()} == {
        "die always": Reason.WORKER_LOST,
        "hang": Reason.TIMEOUT,
        "eat": Reason.LIMIT,
        "raise": Reason.WORKER_LOST,
    }
    assert "fjordtel" not in str(lost)


def test_a_partition_that_always_kills_its_worker_is_named(session: Any) -> None:
    frame = session.range(0, 400, 1, 4).selectExpr(
        "concat('deadly-', id) as word", "concat('ane.', id, '@fjordtel.net') as mail"
    )
    report = scan_dataframe(frame, "people", Options(ner="off", recognizers=["tests.engines.tasks.Deadly"]))
    (coverage,) = report.coverage
    assert (coverage.status, coverage.rows) == (Status.PARTIAL, 300)
    assert [str(problem.fact) for problem in coverage.problems] == [
        "partition 0: the worker process died twice while reading it"
    ]
    assert [each.finding.matched for each in report.findings if each.finding.origin.field == "mail"] == [300]


def test_parts_take_about_as_long() -> None:
    tasks = [(Sized(size << 20),) for size in (200, 64, 64, 10, 10, 5)]
    parts = evenly(tasks, 2)
    assert [sum(each.bytes >> 20 for (each,) in part) for part in parts] == [200, 64, 64, 10, 10, 5]
    parts = evenly([(Sized(16 << 20),) for _ in range(31)], 2)
    assert [len(part) for part in parts] == [4] * 7 + [3]
    assert len(evenly([(Sized(1000),) for _ in range(5000)], 2)) == 6
    assert [len(evenly([(Sized(1),)] * count, 8)) for count in (0, 1, 9)] == [0, 1, 8]


def test_nothing_is_sent_that_cannot_be_read_there(session: Any) -> None:
    with pytest.raises(UsageError, match="standard input does not reach"):
        scan("-", OPTIONS, session)
