"""Which model is taken, and that a changed one is refused."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from scanner.detector.language import HASHES, PACKAGES, Model, find_model, load_model
from scanner.errors import LanguageError, UsageError
from tests.models import MODEL, needs_model


def package(folder: Path, name: str) -> Path:
    """A package that looks like a model's."""
    data = folder / name / f"{name}-9.9"
    data.mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    (data / "meta.json").write_text('{"version": "9.9", "lang": "en", "pipeline": ["ner"]}')
    return data


def test_the_official_models_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert find_model() is None
    for name in ("fr_core_news_md", "en_core_web_sm", "en_core_web_md", "en_core_web_lg"):
        data = package(tmp_path, name)
        assert find_model() == Model(f"{name} 9.9", data)
    assert PACKAGES[3:5] == tuple(HASHES)


@pytest.mark.parametrize("name", sorted(HASHES))
def test_a_copy_whose_files_differ_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    data = package(tmp_path, name)
    (data / "ner").mkdir()
    (data / "ner" / "model").write_bytes(b"something else")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    with pytest.raises(UsageError, match=rf"^{name}: .*ner/model is not that of the official model.*--ner off"):
        find_model()
    with pytest.raises(UsageError):
        find_model(name)


@pytest.mark.parametrize("name", ["no_such_model", "no/such/folder", ""])
def test_a_model_that_is_not_there(name: str) -> None:
    with pytest.raises(UsageError, match=r"there is no spaCy model .*fairnotice\[ner\]"):
        find_model(name)


def test_a_model_that_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(LanguageError, match=r"broken could not be loaded \(\w+\)"):
        load_model(Model("broken", tmp_path))


@needs_model
def test_a_folder_is_taken_as_it_is(tmp_path: Path) -> None:
    assert MODEL
    shutil.copytree(MODEL.path, tmp_path / "mine")
    found = find_model(str(tmp_path / "mine"))
    assert found
    assert found.path == tmp_path / "mine"


@needs_model
def test_only_what_names_entities_is_loaded() -> None:
    assert MODEL
    assert set(load_model(MODEL).pipe_names) <= {"ner", "tok2vec", "transformer"}
    assert "ner" in load_model(MODEL).pipe_names
