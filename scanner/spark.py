"""For notebooks and jobs on Spark: `scan` for what lies at paths, `scan_dataframe` for a DataFrame that is there.

    from scanner.spark import Options, scan, scan_dataframe, write

    report = scan_dataframe(spark.table("crm.customers"), "crm.customers", Options(notice=["ringcentral-2018-11-30"]))
    write(report, "customers.html", "html")

Both give the report of `fairnotice scan`. See docs/spark.md for how Fairnotice reaches the executors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.arguments import countries, sample_of, secret
from scanner.choice import Choice
from scanner.coverage import Ledger
from scanner.crew import Hire
from scanner.detector.freetext import Budget
from scanner.detector.language import Reading, find_model
from scanner.engines.frame import asset_of, scanned
from scanner.engines.session import needed
from scanner.engines.spark import SparkWorkers
from scanner.errors import UsageError
from scanner.inputs import Given, labelled
from scanner.judge import newest
from scanner.keeping import NotKept
from scanner.model.judged import Report
from scanner.model.problems import Problem, Reason
from scanner.notice.read import find_notice
from scanner.pipeline import Order, check_lists, report_of
from scanner.pipeline import scan as run
from scanner.progress import Bar
from scanner.report.forms import form_of
from scanner.report.view import View
from scanner.roots import shown
from scanner.summary import merge
from scanner.unit import Settings, Survey, UnitResult

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


@dataclass(frozen=True, slots=True)
class Options:
    """What is looked for, and what the data are held against: as the options of `fairnotice scan` of the same names.

    jobs: how many Spark tasks run at a time, 0 for as many as there is room for; a DataFrame has its own partitions.
    """

    notice: Sequence[str] = ()
    labels: Sequence[str | Path] = ()
    label: Sequence[str] = ()
    rules: Sequence[str | Path] = ()
    allow: Sequence[str | Path] = ()
    country: Sequence[str] = ()
    region: Sequence[str] = ()
    recognizers: Sequence[str] = ()
    include: Sequence[str] = ()
    exclude: Sequence[str] = ()
    sample: str = ""
    seed: int = 0
    ner: str = "sample"
    ner_model: str | None = None
    key: Path | None = None
    jobs: int = 0

    def order(self, paths: Sequence[str], hire: Hire) -> Order:
        """What is to be scanned and how. Raises `UsageError` where an option cannot be used."""
        rules = [Path(each) for each in self.rules]
        if self.ner not in set(Reading):
            raise UsageError(f"ner: there is no `{self.ner}`. Known: {', '.join(Reading)}.")
        reading = Reading(self.ner)
        about = {
            "tool": f"fairnotice {metadata.version('fairnotice')}",
            "paths": [shown(each) for each in paths],
            "notice": list(self.notice),
        }
        return Order(
            roots=paths,
            settings=Settings(
                rules=tuple(rules),
                countries=countries("country", list(self.country)),
                regions=countries("region", list(self.region or self.country or ["US"])),
                recognizers=tuple(self.recognizers),
                key=secret(self.key),
                allow=tuple(Path(each) for each in self.allow),
                budget=Budget(reading, None if reading is Reading.OFF else find_model(self.ner_model)),
            ),
            choice=Choice(tuple(self.include), tuple(self.exclude), sample=sample_of(self.sample, self.seed)),
            notices=tuple(find_notice(each, rules) for each in self.notice),
            labels=Given(tuple(Path(each) for each in self.labels), tuple(self.label)),
            jobs=self.jobs,
            day=date.today().isoformat(),
            about=about,
            hire=hire,
        )


def scan(paths: str | Sequence[str], options: Options | None = None, spark: SparkSession | None = None) -> Report:
    """Scans paths and addresses that the executors can read. The report is that of `fairnotice scan`.

    spark: the session to use, the active one if none is given. Raises `UsageError` where something that was named
    cannot be used, and `EngineError` where Spark gives up a job.
    """
    hire = partial(SparkWorkers, spark or _active())
    order = (options or Options()).order([paths] if isinstance(paths, str) else list(paths), hire)
    with Bar() as bar:
        return run(order, bar)


def scan_dataframe(frame: DataFrame, name: str, options: Options | None = None) -> Report:
    """Scans a DataFrame of any source that Spark reads: a table of Hive, a query over JDBC, a batch of Kafka.

    name: what the report calls it. Nested columns are taken apart. A record's number counts through the partitions, in
    the order in which Spark has them. Each row is read once. Raises as `scan` does.
    """
    order = (options or Options()).order([name], partial(SparkWorkers, frame.sparkSession))
    check_lists(order)
    asset = replace(asset_of(frame, name), sample=order.choice.sample)
    given = labelled([asset], order.choice, order.labels, order.notices)
    order = replace(order, settings=replace(order.settings, labels=given.labelling))
    ledger = Ledger(given.passed_over, in_passes=order.choice.in_passes)
    ledger.expect(given.assets)
    outcomes = scanned(frame, asset, order.settings, order.guard)
    rows = sum(result.rows for _, result in outcomes if isinstance(result, UnitResult))
    lost = any(not isinstance(result, UnitResult) for _, result in outcomes)
    empty = () if rows or lost else (Problem(Reason.EMPTY, "the DataFrame has no rows"),)
    ledger.surveyed(Survey(asset, tuple(unit for unit, _ in outcomes), empty))
    summary = merge(result.summary for result in ledger.recorded(outcomes))
    return report_of(order, ledger, NotKept(), given, summary)


def write(report: Report, file: str | Path, form: str = "json", notice: str | None = None) -> None:
    """Writes a report in a form of `fairnotice report --to`. notice: id or file, for forms that need one.

    Raises `UsageError` where there is no such form, or the file cannot be written.
    """
    view = View(notice=newest((find_notice(notice, []),)) if notice else None)
    content = form_of("form", form).render(report, view)
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written: {(error.strerror or 'unknown error').lower()}.") from None


def _active() -> SparkSession:
    needed()
    from pyspark.sql import SparkSession

    return SparkSession.getActiveSession() or SparkSession.builder.getOrCreate()
