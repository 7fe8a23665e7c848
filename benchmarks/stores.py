"""What a dataset in an object store costs, night after night: `python -m benchmarks.stores`.

A local server that speaks as S3 does holds one dataset of small Parquet files and counts what it is asked for. The
dataset is scanned; then again with nothing changed; then with one file more and another one rewritten; and anew, for
comparison: the last two reports must have the same findings. Then a listing of a million objects is told apart into
datasets.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.process import adopt, used
from scanner.ways._stored import Stored
from scanner.ways.stores import grouped

_BUCKET = "lake"
_LISTED = 1_000_000
_ENVIRONMENT = {**os.environ, "AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented"}
_ENVIRONMENT["PYTHONPATH"] = str(Path(__file__).parent.parent)


class Counted:
    """A WSGI application that counts the requests to another one, and the bytes of objects that it sends."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        kind = environ["REQUEST_METHOD"]
        if kind == "GET":
            kind = "pages" if "list-type" in environ["QUERY_STRING"] else "reads"

        def started(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            size = int(dict(headers).get("Content-Length", 0))
            with self._lock:
                self.asked[kind] += 1
                self.asked["bytes"] += size if kind == "reads" else 0
            return start(status, headers, *rest)

        return self._application(environ, started)


@contextmanager
def serving() -> Iterator[tuple[str, Counted]]:
    """A server, by its host and port, and what counts its requests."""
    import logging

    from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    counted = Counted(DomainDispatcherApplication(create_backend_app))
    server = make_server("127.0.0.1", 0, counted, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}", counted
    finally:
        server.shutdown()
        thread.join()


def main() -> None:
    """Makes the dataset, measures, prints."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stores", description=__doc__)
    parser.add_argument("--objects", type=int, default=10_000, help="how many objects (default 10000)")
    options = parser.parse_args()
    adopt()
    with serving() as (address, counted), tempfile.TemporaryDirectory(prefix="fairnotice-bench-") as name:
        client = _client(address)
        client.create_bucket(Bucket=_BUCKET)
        _fill(options.objects)
        print(f"{options.objects:,} objects of {len(_table(1)) / 1000:.1f} kB; CPU seconds without the server's\n")
        print(f"{'run':<32} {'pages':>6} {'reads':>7} {'MB read':>8} {'CPU s':>7} {'wall s':>7}")
        run = _Run(Path(name), f"s3://{_BUCKET}?endpoint_override={address}&scheme=http&region=us-east-1", counted)
        run("first", "--run-dir", "runs")
        run("again, nothing changed", "--run-dir", "runs")
        client.put_object(Bucket=_BUCKET, Key=_key(options.objects), Body=_table(options.objects))
        client.put_object(Bucket=_BUCKET, Key=_key(7), Body=_table(options.objects + 1))
        after = run("one object more, one rewritten", "--run-dir", "runs")
        anew = run("anew", "--no-keep")
        print(f"\nthe last two find the same: {after == anew}")
    _list()


def _client(address: str) -> Any:
    import boto3

    keys = {"aws_access_key_id": "invented", "aws_secret_access_key": "invented"}
    return boto3.client("s3", endpoint_url=f"http://{address}", region_name="us-east-1", **keys)


def _fill(objects: int) -> None:
    """Puts the objects where the server keeps them, which runs in this process."""
    from moto.core.models import DEFAULT_ACCOUNT_ID
    from moto.s3.models import s3_backends

    backend = s3_backends[DEFAULT_ACCOUNT_ID]["aws"]
    for number in range(objects):
        backend.put_object(_BUCKET, _key(number), _table(number))


def _key(number: int) -> str:
    return f"calls/dt=2018-11-{number % 28 + 1:02d}/part-{number:06d}.parquet"


def _table(number: int) -> bytes:
    out = io.BytesIO()
    mails = [f"bo.{number}.{row}@fjordtel-post.net" for row in range(20)]
    pq.write_table(pa.table({"id": range(20), "mail": mails}), out)
    return out.getvalue()


class _Run:
    def __init__(self, folder: Path, uri: str, counted: Counted) -> None:
        self._folder = folder
        self._uri = uri
        self._counted = counted

    def __call__(self, named: str, *options: str) -> object:
        """Scans, prints a line, and returns the findings."""
        self._counted.asked.clear()
        command = [sys.executable, "-m", "scanner", "scan", self._uri, "--ner", "off", "--format", "json", *options]
        before, began, report = used(), time.monotonic(), self._folder / "report.json"
        with report.open("wb") as out:
            subprocess.run(command, stdout=out, cwd=self._folder, check=False, env=_ENVIRONMENT)
        cpu, wall, asked = used() - before, time.monotonic() - began, self._counted.asked
        size = asked["bytes"] / 1e6
        print(f"{named:<32} {asked['pages']:>6,} {asked['reads']:>7,} {size:>8.2f} {cpu:>7.1f} {wall:>7.1f}")
        return json.loads(report.read_bytes())["findings"]


def _list() -> None:
    keys = (f"calls/dt={number // 1000:04d}/part-{number:07d}.parquet" for number in range(_LISTED))
    began = time.monotonic()
    (found,) = grouped((Stored(key, 10, "d41d8cd98f00b204e9800998ecf8427e") for key in keys), 0)
    seconds = time.monotonic() - began
    assert not isinstance(found, Stored)
    print(f"\n{found.count:,} objects listed: told apart in {seconds:.1f} s")


if __name__ == "__main__":
    main()
