"""What a run takes over from one before, and what it does not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from scanner.choice import Choice
from scanner.content import Held, LocalFile
from scanner.keeping import Keeper, Known
from scanner.model.data import Asset, Unit
from scanner.model.judged import Report
from scanner.model.problems import Problem, Reason
from scanner.runs.folder import Folder
from scanner.runs.keeper import PASSING, Keep
from scanner.summary import Summary
from scanner.unit import Settings, Survey, UnitResult
from scanner.workers import Lost
from tests.runs.keeping import settled, soon

__all__ = ["soon"]

WHOLE = Report({"complete": True}, None, (), (), ())


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    folder = Folder(tmp_path / "runs")
    return Keep(folder, folder.prepared(), "a command")


@pytest.fixture
def assets(tmp_path: Path, soon: None) -> list[Asset]:
    data = tmp_path / "data"
    data.mkdir()
    for name in ("a", "b"):
        (data / name).write_text(name)
    settled(data)
    return [Asset(name, LocalFile(str(data / name)), 1, "text") for name in ("a", "b")]


def run(keep: Keep, assets: list[Asset], problems: Iterable[Problem], *, whole: bool = True) -> set[str]:
    """A run in which each asset is one unit and the first has these problems; the assets that were known."""
    with keep.begun(Settings(), Choice()) as keeper:
        known = keeper.known(assets)
        for asset in assets:
            if asset.name not in known:
                unit = Unit(asset)
                keeper.surveyed(Survey(asset, (unit,)))
                found = tuple(problems) if asset is assets[0] else ()
                keeper.done(unit, UnitResult(unit, Summary(frozenset([unit.id])), 1, found))
        if whole:
            keeper.finish(WHOLE)
        return {asset.name for asset in assets if asset.name in known}


def test_what_is_the_same_is_known(keep: Keep, assets: list[Asset]) -> None:
    assert run(keep, assets, []) == set()
    assert run(keep, assets, []) == {"a", "b"}


@pytest.mark.parametrize("reason", Reason)
def test_what_may_pass_is_tried_again(keep: Keep, assets: list[Asset], reason: Reason) -> None:
    run(keep, assets, [Problem(reason, "a fact")])
    assert run(keep, assets, []) == ({"b"} if reason in PASSING else {"a", "b"})


def test_a_lost_worker_is_no_result(keep: Keep, assets: list[Asset]) -> None:
    with keep.begun(Settings(), Choice()) as keeper:
        keeper.known(assets)
        unit = Unit(assets[0])
        keeper.surveyed(Survey(assets[0], (unit,)))
        keeper.done(unit, Lost(unit, Problem(Reason.WORKER_LOST, "a fact")))
        keeper.finish(WHOLE)
    assert run(keep, assets, []) == set()


def test_an_asset_of_which_a_unit_is_open_is_not_taken_over(keep: Keep, assets: list[Asset]) -> None:
    units = Unit(assets[0]), Unit(assets[0], 1)
    with keep.begun(Settings(), Choice()) as keeper:
        keeper.known(assets)
        keeper.surveyed(Survey(assets[0], units))
        keeper.done(units[0], UnitResult(units[0], Summary()))
        keeper.finish(WHOLE)
    assert run(keep, assets, []) == set()


def test_a_run_that_did_not_end_goes_on(keep: Keep, assets: list[Asset]) -> None:
    units = Unit(assets[0]), Unit(assets[0], 1)
    with keep.begun(Settings(), Choice()) as keeper:
        first = keeper.id
        keeper.known(assets)
        keeper.surveyed(Survey(assets[0], units))
        keeper.done(units[1], UnitResult(units[1], Summary(), 7))
    with keep.begun(Settings(), Choice()) as keeper:
        assert keeper.id == first
        assert keeper.since == {}
        known = keeper.known(assets)
        assert [unit.number for unit in known.begun["a"].units] == [0, 1]
        assert rows(keeper, keeper.has(known.begun["a"].units)) == {1: 7}


def rows(keeper: Keeper, units: Iterable[Unit]) -> dict[int, int]:
    return {unit.number: result.rows for unit, result in keeper.results(units) if isinstance(result, UnitResult)}


def test_other_settings_take_nothing_over(keep: Keep, assets: list[Asset]) -> None:
    run(keep, assets, [])
    with keep.begun(Settings(regions=("DE",)), Choice()) as keeper:
        assert keeper.known(assets) == Known()


def test_what_has_no_identity_is_not_kept(keep: Keep) -> None:
    held = [Asset("a", Held("a", b"x"), 1, "text")]
    run(keep, held, [])
    assert run(keep, held, []) == set()
