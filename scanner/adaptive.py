"""Two passes: a thin sample of everything, then more of those assets in which something stirred.

What stirs is any match, however weak, and though it may be chance. The second pass takes the place of the first for its
assets, so nothing is counted twice, and what a sample may have missed is told of the pass that stands in the report. An
asset whose first pass is over and showed nothing is recorded at once, so that few results are held.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scanner.coverage import Ledger
from scanner.keeping import Done, NotKept
from scanner.model.data import Asset, Unit
from scanner.spread import Account, Staff, With, results
from scanner.unit import Survey, UnitResult
from scanner.workers import Function, Lost

Work = Function[tuple[Unit, ...], With, list[UnitResult]]


def in_passes(
    staff: Staff, function: Work[With], assets: Sequence[Asset], given: With, account: Account
) -> Iterator[Done]:
    """As `spread.results`, in two passes where the sample of the assets asks for them."""
    if not any(asset.sample and asset.sample.again for asset in assets):
        yield from results(staff, function, assets, given, account)
        return
    account.ledger.expect(assets)
    known = account.keeper.known(assets)
    first = _First(account)
    once = replace(account, ledger=Ledger(()), keeper=first)
    new = [asset for asset in assets if asset.name not in known]
    try:
        for unit, result in results(staff, function, new, given, once):
            yield from first.settled(unit, result)
    except KeyboardInterrupt:
        yield from first.open()
        raise
    again = [replace(asset, sample=asset.sample.second) for asset in first.stirred if asset.sample]
    rest = [*(asset for asset in assets if asset.name in known), *again]
    yield from results(staff, function, rest, given, account, known)


class _First(NotKept):
    """The keeper of the first pass: it holds what belongs to an asset until all of it is there.

    stirred: the assets that are to be looked at again.
    """

    def __init__(self, account: Account) -> None:
        self.stirred: list[Asset] = []
        self._account = account
        self._surveys: dict[str, Survey] = {}
        self._held: dict[str, list[Done]] = {}

    def surveyed(self, survey: Survey | Lost[Asset]) -> None:
        """Holds it; what cannot be scanned is recorded at once."""
        if isinstance(survey, Lost) or not survey.units:
            self._account.keeper.surveyed(survey)
            self._account.ledger.surveyed(survey)
        else:
            self._surveys[survey.asset.name] = survey

    def beat(self) -> None:
        """As the keeper of the run."""
        self._account.keeper.beat()

    def settled(self, unit: Unit, result: UnitResult | Lost[Unit]) -> Iterator[Done]:
        """Takes a result, and gives those of its asset once all are there and none stirs."""
        name = unit.asset.name
        held = self._held.setdefault(name, [])
        held.append((unit, result))
        if len(held) < len(self._surveys[name].units):
            return
        del self._held[name]
        survey = self._surveys.pop(name)
        if any(_stirs(each) for _, each in held):
            self.stirred.append(survey.asset)
            return
        self._account.keeper.surveyed(survey)
        self._account.ledger.surveyed(survey)
        for one, each in held:
            self._account.keeper.done(one, each)
            yield one, each

    def open(self) -> Iterator[Done]:
        """What is there of assets that are not over, as far as an interrupt let it come; nothing of it is kept."""
        for name, held in self._held.items():
            self._account.ledger.surveyed(self._surveys[name])
            yield from held


def _stirs(result: UnitResult | Lost[Unit]) -> bool:
    """Whether anything at all matched."""
    if isinstance(result, Lost):
        return False
    return any(field.matches or field.tests for field in result.summary.fields.values())
