"""How much of a hand-made notice file `notice draft` finds: `python -m benchmarks.drafting DOCUMENT NOTICE`.

Precision and recall of the sets of categories, with explicitness and source, and of the quotes' places: a drafted
declaration is right where it overlaps one of the notice file's.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable, Iterator, Set
from dataclasses import dataclass
from pathlib import Path

from scanner.notice.draft.build import draft
from scanner.notice.draft.open import open_document
from scanner.notice.model import Declaration, Notice
from scanner.notice.read import find_notice
from scanner.notice.verify import verify


@dataclass(frozen=True, slots=True)
class Score:
    """What was found, what of it is right, and what there was to find."""

    found: int
    right: int
    wanted: int
    recalled: int

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.recalled / self.wanted if self.wanted else 1.0

    def __add__(self, other: Score) -> Score:
        return Score(
            self.found + other.found,
            self.right + other.right,
            self.wanted + other.wanted,
            self.recalled + other.recalled,
        )

    def __str__(self) -> str:
        return f"P {self.precision:.3f} R {self.recall:.3f}  ({self.right}/{self.found}, {self.recalled}/{self.wanted})"


def sets(found: Set[Hashable], wanted: Set[Hashable]) -> Score:
    """Two sets held against each other."""
    both = len(found & wanted)
    return Score(len(found), both, len(wanted), both)


def spans(found: Iterable[tuple[int, int]], wanted: Iterable[tuple[int, int]]) -> Score:
    """Places held against each other: one counts where it overlaps one of the others."""
    mine, theirs = list(found), list(wanted)
    right = sum(any(begin < stop and start < end for begin, end in theirs) for start, stop in mine)
    recalled = sum(any(begin < stop and start < end for start, stop in mine) for begin, end in theirs)
    return Score(len(mine), right, len(theirs), recalled)


def explicit(notice: Notice) -> set[Hashable]:
    """The categories that it names."""
    return {each.category for each in notice.held if each.explicitness == "explicit"}


def triples(notice: Notice) -> set[Hashable]:
    """Categories with explicitness and source."""
    return {(each.category, each.explicitness, each.source) for each in notice.held}


def places(notice: Notice, document: bytes, declarations: Iterable[Declaration]) -> Iterator[tuple[int, int]]:
    """Where the document has the quotes of these declarations."""
    quoted = {each.clause: each for each in verify(notice, document).quotes if not each.lead_in}
    for each in declarations:
        place = quoted[each.id]
        if each.offset is not None:
            yield each.offset, each.offset + len(each.quote)
        elif place.start is not None and place.stop is not None:
            yield place.start, place.stop


def scores(document: Path, notice: Notice) -> dict[str, Score]:
    """Every measure of one document's draft."""
    raw = document.read_bytes()
    drafted = draft(open_document(str(document), raw))
    return {
        "explicit categories": sets(explicit(drafted), explicit(notice)),
        "category, explicitness, source": sets(triples(drafted), triples(notice)),
        "places of quotes": spans(places(drafted, raw, drafted.held), places(notice, raw, notice.held)),
    }


def main(document: str, notice: str) -> None:
    """Prints the scores, and what differs."""
    wanted = find_notice(notice)
    for name, score in scores(Path(document), wanted).items():
        print(f"{name:<32} {score}")
    drafted = draft(open_document(document, Path(document).read_bytes()))
    for word, some in (
        ("too much", triples(drafted) - triples(wanted)),
        ("missing", triples(wanted) - triples(drafted)),
    ):
        print(f"{word}: {', '.join(sorted(' '.join(map(str, each)) for each in some if isinstance(each, tuple)))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
