from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from scanner.model.data import Batch, Column
from scanner.names import FIELD_NAMES, without_values
from tests.command import scan


def batch(*names: str) -> Batch:
    return Batch(tuple(Column(name, pa.array(["x"])) for name in names), 1)


@pytest.mark.parametrize("name", ["email", "contact.email_addr", "dt=2018-11-30", "column_4711", "a[].b", "q3 2018"])
def test_names_stay(name: str) -> None:
    assert without_values(batch(name)) == batch(name)


def test_values_in_names_are_taken_out_and_scanned() -> None:
    changed = without_values(batch("users.ada@fjordtel.net.role", "by_phone.4158675309", "plan"))
    assert [column.field for column in changed.columns] == ["•••@•••.role", "by_phone.•••", "plan", FIELD_NAMES]
    assert changed.columns[-1].values.to_pylist() == ["users.ada@fjordtel.net", "4158675309"]


def test_records_keyed_by_address_are_found_and_not_shown(tmp_path: Path) -> None:
    people = {f"ada{number}@fjordtel.net": {"role": "admin", "ssn": "219-45-6781"} for number in range(20)}
    (tmp_path / "people.json").write_text(json.dumps({"users": people}))
    ran = scan(tmp_path, "--matches", tmp_path / "matches")
    assert ("people.json", None, FIELD_NAMES, "contact.email") in ran.found()
    assert ("people.json", None, "•••@•••.ssn", "government_id.national") in ran.found()
    assert "fjordtel" not in ran.out + (tmp_path / "matches").read_text()


def test_lists_keyed_by_address_are_found_and_not_shown(tmp_path: Path) -> None:
    orders = {f"ola{number}@fjordtel.net": [{"item": "desk phone"}, {"item": "cable"}] for number in range(20)}
    (tmp_path / "orders.json").write_text(json.dumps(orders))
    ran = scan(tmp_path)
    assert "contact.email" in {category for _, _, _, category in ran.found()}
    assert "fjordtel" not in ran.out
