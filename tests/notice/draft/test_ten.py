"""Ten invented notices of varied layout, in tests/data/notices, with what a careful reader finds in them.

`held` lists categories by source, `denied` what the notice says is not collected; open phrases are left out.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.drafting import Score, sets
from scanner.notice.draft.build import draft
from scanner.notice.draft.open import open_document
from scanner.notice.model import Notice
from scanner.notice.verify import verify

FOLDER = Path(__file__).parents[2] / "data" / "notices"
DOCUMENTS = sorted(path for path in FOLDER.iterdir() if path.suffix != ".yaml")


@dataclass(frozen=True)
class Read:
    document: Path
    drafted: Notice
    wanted: dict[str, Any]

    @property
    def held(self) -> Score:
        found = {(each.category, each.source) for each in self.drafted.held if each.explicitness != "broad"}
        return sets(found, {(name, source) for source, names in self.wanted["held"].items() for name in names})

    @property
    def denied(self) -> Score:
        rules = (each for each in self.drafted.prohibitions if each.rule == "not_collect")
        return sets({each.subject or each.category for each in rules}, set(self.wanted["denied"]))


def read(document: Path) -> Read:
    drafted = draft(open_document(str(document), document.read_bytes()))
    return Read(document, drafted, yaml.safe_load(document.with_suffix(".yaml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def ten() -> list[Read]:
    return [read(document) for document in DOCUMENTS]


def test_there_are_ten() -> None:
    assert len(DOCUMENTS) == 10


def test_most_of_what_is_declared_is_found(ten: list[Read]) -> None:
    total = sum((each.held for each in ten), Score(0, 0, 0, 0))
    assert total.precision >= 0.94, total
    assert total.recall >= 0.96, total


def test_what_is_denied_is_found(ten: list[Read]) -> None:
    total = sum((each.denied for each in ten), Score(0, 0, 0, 0))
    assert total.precision >= 0.9, total
    assert total.recall >= 0.95, total


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_draft_is_far_off(document: Path) -> None:
    score = read(document).held
    assert min(score.precision, score.recall) >= 0.75, score


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_quote_stands_where_the_draft_says(document: Path) -> None:
    drafted = read(document).drafted
    verification = verify(drafted, document.read_bytes())
    assert verification.sound, verification.missing
    text = document.read_text(encoding="utf-8")
    for each in drafted.declarations:
        assert each.status == "draft"
        assert each.offset is not None
        first = each.quote.split()[0].strip("*_")
        assert text[each.offset :].lstrip("*_").startswith(first), each


TRAPS = {
    "bakery.md": {"identity.date_of_birth", "credentials.password"},  # a right; protection
    "clinic.html": {
        "contact.email",
        "contact.phone",
        "identity.photo",
        "special.religion",
    },  # navigation, links
    "german_style.md": {"identity.photo", "special.religion", "contact.phone"},  # "please do not"; the controller's
    "legalese.txt": {"location", "special.genetic", "contact.email"},  # a definition; a right
    "parking.txt": {"financial.bank_account", "identity.date_of_birth"},  # a right, in a text without layout
    "tables.md": {"identity.gender", "identity.age", "government_id.passport"},  # the column of purposes
}


@pytest.mark.parametrize(("name", "traps"), TRAPS.items())
def test_traps_are_not_taken(name: str, traps: set[str]) -> None:
    declared = {each.category for each in read(FOLDER / name).drafted.declarations}
    assert not declared & traps


def by_name(name: str) -> Notice:
    return read(FOLDER / name).drafted


def test_dates_and_companies() -> None:
    told = {name: (by_name(name).updated.isoformat(), by_name(name).company) for name in ("bakery.md", "shop.html")}
    assert told["bakery.md"] == ("2021-03-03", "Crumb & Crust Bakery Ltd")
    assert told["shop.html"] == ("2022-10-28", "Shopwell LLC")
    assert by_name("german_style.md").updated.isoformat() == "2018-05-25"
    assert by_name("clinic.html").effective[0].from_.isoformat() == "2022-07-01"


def test_periods_places_and_safeguards() -> None:
    assert {each.period for each in by_name("clinic.html").retention} >= {"P10Y"}
    assert {each.period for each in by_name("legalese.txt").retention} >= {"P6Y"}
    assert {each.period for each in by_name("lost_bullets.txt").retention} >= {"P24M"}
    countries = [each.countries for each in by_name("clinic.html").transfers if each.countries]
    assert countries == [("CH", "DE")], "the laws of France are no place of data"
    stride = by_name("lost_bullets.txt").transfers
    assert ("US",) in {each.countries for each in stride}
    assert any(each.open for each in stride)
    assert {each.safeguard for each in stride} >= {"standard_contractual_clauses"}


def test_promises_not_to_sell_and_share() -> None:
    assert "not_sell" in {each.rule for each in by_name("parking.txt").prohibitions}
    rules = {each.rule for each in by_name("lost_bullets.txt").prohibitions}
    assert rules == {"not_sell", "not_share"}


def test_what_is_denied_of_children_alone_is_denied_of_children_alone() -> None:
    of_children = [each for each in by_name("plain_words.md").prohibitions if each.category == "contact.email"]
    assert [each.subject for each in of_children] == ["child"]


def test_rights_are_read() -> None:
    rights = {each.right for each in by_name("german_style.md").rights}
    assert rights >= {"rectification", "erasure", "portability", "complaint"}
