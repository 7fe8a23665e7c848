"""Makes the sample data anew: `python -m sample_data.make [FOLDER]`, by default the folder of this file.

All of it follows from one seed, so the same program gives the same data. Only Parquet, SQLite, gzip and zstd files
may differ in their bytes between versions of the libraries that write them; what they hold does not.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import yaml

from sample_data import (
    make_app,
    make_billing,
    make_calls,
    make_crm,
    make_forum,
    make_marketing,
    make_releases,
    make_support,
    make_web,
)
from sample_data.ledger import Ledger
from sample_data.readme import readme
from sample_data.world import World

HERE = Path(__file__).parent
PARTS = (
    make_crm,
    make_calls,
    make_web,
    make_support,
    make_marketing,
    make_billing,
    make_forum,
    make_app,
    make_releases,
)
FOLDERS = ("crm", "calls", "web", "support", "marketing", "billing", "forum", "app", "releases")
NOTICE = "ringcentral-2018-11-30"
HEAD = f"""\
# What is planted in the sample data, and what only looks like it. Made by `python -m sample_data.make`.
#
# planted        every field that holds personal data: `values` records (or lines, where `field` is empty) hold at
#                least one value; `verdict` is the one under {NOTICE}, without labels.
# near_misses    fields of which no value may be reported as certain to be one of `looks_like`.
# also_personal  personal data that is none of the planted entities: a report may name it or not.
"""


def make(folder: Path) -> Ledger:
    """Writes every data file, `planted.yaml` and `README.md` below `folder`; what was there is replaced."""
    for name in FOLDERS:
        shutil.rmtree(folder / name, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    world, ledger = World(), Ledger()
    for part in PARTS:
        part.make(folder, world, ledger)
    document = {"format": "fairnotice-planted/1", "notice": NOTICE, **ledger.document()}
    listed = yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1000)
    (folder / "planted.yaml").write_text(HEAD + listed, encoding="utf-8", newline="\n")
    (folder / "README.md").write_text(readme(FOLDERS, ledger), encoding="utf-8", newline="\n")
    return ledger


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
