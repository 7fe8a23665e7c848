"""Columns that tell of the data beside them: the examples and near misses of their words."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import yaml

import rules
from scanner.model.data import Column
from scanner.telling import Said, kinds_of, said_by

WORDS = yaml.safe_load((Path(rules.__file__).parent / "telling.yaml").read_text(encoding="utf-8"))


def means(field: str, kind: str, text: str) -> bool:
    return kind in kinds_of(field) and bool(said_by(Column(field, pa.array([str(text)])), kind).meant)


@pytest.mark.parametrize("example", WORDS["examples"], ids=str)
def test_examples(example):
    assert means(example["field"], example["kind"], example["text"])


@pytest.mark.parametrize("example", WORDS["near_misses"], ids=str)
def test_near_misses(example):
    assert not means(example["field"], example["kind"], example["text"])


def test_blank_values_say_nothing_and_a_dictionary_counts_its_records():
    plain = Column("lead_source", pa.array(["purchased", "", None, "web", "purchased"]))
    assert said_by(plain, "provenance") == Said(3, 2)
    coded = Column("lead_source", pa.array(["purchased", "web"]), index=np.array([0, 0, 1, -1]))
    assert said_by(coded, "provenance") == Said(3, 2)
