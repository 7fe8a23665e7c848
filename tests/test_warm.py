"""What the fork server has loaded, no worker has to load again."""

from __future__ import annotations

import json
import subprocess
import sys

_ASKED = """
import json, sys
from pathlib import Path
import scanner.warm
threads = [file.read_text().strip() for file in Path("/proc/self/task").glob("*/comm")]
from numba.core import event
import pyarrow as pa
import pyarrow.compute as pc
from scanner.detect import detect
from scanner.model.data import Batch, Column
from scanner.rulebook import load
before = set(sys.modules)
texts = pa.array(["ssn 219-45-6781, call +1 415 867 5309", "jane.meyer@post-kontor.de", "4012 8888 8888 1881 é"])
with event.install_recorder("numba:compile") as compiled:
    detect(Batch((Column("x", texts), Column("phone", texts)), 3), load())
    detect(Batch((Column("", pc.binary_join_element_wise(texts, "\\n", "")),), 3, lines=True), load())
loaded = sorted(name for name in set(sys.modules) - before if name.startswith("presidio"))
print(json.dumps([loaded, len(compiled.buffer), threads]))
"""


def test_a_worker_neither_imports_presidio_nor_compiles_nor_lacks_a_thread() -> None:
    done = subprocess.run([sys.executable, "-c", _ASKED], capture_output=True, text=True, check=True)
    loaded, compiled, threads = json.loads(done.stdout)
    assert not [name for name in threads if name.startswith(("polars-0", "tokio"))]  # a fork would wait for them
    assert loaded == []
    assert compiled == 0
