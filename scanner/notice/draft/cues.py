"""What a sentence does with the data that it names: has them, denies that, or speaks of something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scanner.notice.draft.lexicon import Cue, Lexicon
from scanner.notice.draft.outline import Sentence
from scanner.notice.draft.phrases import Token, longest


class Stand(StrEnum):
    """What becomes of a mention."""

    HELD = "held"
    DENIED = "denied"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Used:
    """A cue in tokens [start, stop) of a sentence, and the place of the word that denies it."""

    start: int
    stop: int
    cue: Cue
    sentence: Sentence
    negator: int | None = None


_NEAR = 4
_JOINS = frozenset({",", "or", "nor", "and", "/", "otherwise", "also", "knowingly", "intentionally", "any", "ever"})
_DEMANDS = frozenset({"require", "required", "requiring", "need"})
"""What is not demanded may be collected all the same."""
_AIMS = frozenset({"to", "for", "purpose", "reason"})
_WE = frozenset({"we", "i", "our", "app", "server", "system"})
_SILENT = frozenset({"rights", "security", "definitions", "changes", "third_party_sites", "children", "contact"})
"""Kinds of sections that speak of data without collecting them; only "we collect" counts there."""


class Reading:
    """The cues of one sentence."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.sentence, self._lexicon = sentence, lexicon
        self._tokens = sentence.tokens
        self._no = _negators(self._tokens, lexicon)
        self.used: list[Used] = []
        for found in longest(lexicon.cues.find(self._tokens)):
            self.used.append(self._denied(found.start, found.stop, found.of))

    def stand(self, start: int, stop: int) -> tuple[Stand, Used | None]:
        """What the sentence says of the mention in tokens [start, stop), and the cue that decides."""
        left = [used for used in self.used if _governs(used, start) and used.cue.name != "include"]
        segment = self._segment(start)
        ruling = self._ruling([used for used in left if used.start >= segment])
        if ruling is not None:
            return Stand.NOTHING, ruling
        if left:
            last = left[-1]
            if last.start >= segment or last.cue.holds:
                return self._of(last)
        after = self._after(stop)
        if after is not None:
            return self._of(after)
        return self._without_cue()

    def _of(self, used: Used) -> tuple[Stand, Used]:
        if used.cue.ignores:
            return Stand.NOTHING, used
        if used.negator is not None and self._taken_back(used):
            return Stand.HELD, used
        if used.negator is not None and _DEMANDS & {token.word for token in self._tokens[used.negator : used.stop]}:
            return Stand.NOTHING, used
        if used.negator is not None:
            chain = {other.cue.name for other in self.used if other.negator == used.negator}
            return (Stand.DENIED if chain & {"collect", "use"} else Stand.NOTHING), used
        if self._tokens[used.stop : used.stop + 1] and self._tokens[used.stop].raw == "no":
            return Stand.DENIED, used
        kind = self.sentence.section.kind
        if kind in _SILENT and not (used.cue.name == "collect" and self._is_ours(used)):
            return Stand.NOTHING, used
        if kind == "children":
            return Stand.NOTHING, used
        return Stand.HELD, used

    def _without_cue(self) -> tuple[Stand, Used | None]:
        kind = self.sentence.section.kind
        if kind == "not_collected" or self.sentence.denied:
            return Stand.DENIED, None
        lead = self.sentence.lead
        if self._tokens[0].word == "to":
            return Stand.NOTHING, None
        if lead is not None:
            stand, used = Reading(lead, self._lexicon).at_end()
            if used is not None:
                return stand, used
        return (Stand.HELD if kind in self._lexicon.holding else Stand.NOTHING), None

    def at_end(self) -> tuple[Stand, Used | None]:
        """What a lead-in says of what hangs on it."""
        cues = [used for used in self.used if used.cue.name != "include"]
        ruling = self._ruling(cues)
        if ruling is not None:
            return Stand.NOTHING, ruling
        words = [token.word for token in self._tokens if token.is_word]
        if words and words[-1] in _AIMS:
            return Stand.NOTHING, cues[-1] if cues else None
        if cues:
            return self._of(cues[-1])
        if self.sentence.lead is not None:
            return Reading(self.sentence.lead, self._lexicon).at_end()
        return Stand.NOTHING, None

    def _ruling(self, left: Sequence[Used]) -> Used | None:
        """The cue that rules the rest of the sentence, unless "we collect" takes it back."""
        ruling = None
        for used in left:
            if used.cue.dominates:
                ruling = used
            elif used.cue.holds and ruling is not None and self._is_ours(used):
                ruling = None
        return ruling

    def _taken_back(self, used: Used) -> bool:
        """ "we do not collect … unless you provide it"."""
        after = [token.word for token in self._tokens[used.stop :]]
        given = {"provide", "submit", "choose", "give", "voluntarily", "share", "enter"}
        place = next((number for number, word in enumerate(after) if word in ("unless", "except")), None)
        return place is not None and "you" in after[place:] and bool(given & set(after[place:]))

    def _is_ours(self, used: Used) -> bool:
        """Whether "we" does it, and not in a relative clause: "the data that we collect"."""
        before = self._tokens[max(0, used.start - 5) : used.start + 1]
        for number, token in enumerate(before):
            if token.word in _WE:
                earlier = {each.word for each in before[max(0, number - 2) : number]}
                return not earlier & {
                    "that",
                    "which",
                    "information",
                    "data",
                    "whether",
                    "what",
                    "if",
                    "how",
                    "why",
                    "when",
                }
        return False

    def _segment(self, at: int) -> int:
        """Where the part of the sentence begins that holds this token."""
        marks = [number for number in range(at) if self._tokens[number].raw == ";"]
        return marks[-1] + 1 if marks else 0

    def _after(self, stop: int) -> Used | None:
        """A verb that follows in the passive: "… are collected"."""
        for used in self.used:
            if used.start < stop or not used.cue.verb:
                continue
            between = self._tokens[stop : used.start]
            if any(token.raw in ";:" for token in between):
                return None
            if any(token.word in self._lexicon.passive for token in between[-4:]):
                return used
        return None

    def _denied(self, start: int, stop: int, cue: Cue) -> Used:
        if not (cue.verb or cue.name == "use"):
            return Used(start, stop, cue, self.sentence)
        earlier = [number for number in self._no if number < start and number >= self._segment(start)]
        if not earlier or self._yours(earlier[-1]):
            return Used(start, stop, cue, self.sentence)
        negator = earlier[-1]
        between = self._tokens[negator + 1 : start]
        words = [token for token in between if token.is_word]
        if (
            len(words) <= _NEAR
            and not any(token.raw in ",;:" for token in between)
            and not self._cue_in(negator, start)
        ):
            return Used(start, stop, cue, self.sentence, negator)
        chained = self.used and self.used[-1].negator is not None and self._joined(self.used[-1].stop, start)
        if chained or self._continued(negator, start):
            return Used(start, stop, cue, self.sentence, negator)
        return Used(start, stop, cue, self.sentence)

    def _cue_in(self, start: int, stop: int) -> bool:
        return any(used.cue.verb and start < used.start < stop for used in self.used)

    def _joined(self, start: int, stop: int) -> bool:
        return stop - start <= _NEAR + 1 and all(
            token.word in _JOINS or token.raw in _JOINS for token in self._tokens[start:stop]
        )

    def _continued(self, negator: int, start: int) -> bool:
        """ "does not … , or knowingly collect": a bare verb after `or` under an earlier `does not`."""
        before = [token.word for token in self._tokens[max(0, start - 2) : start]]
        bare = not self._tokens[start].raw.endswith(("ed", "ing"))
        return bare and bool({"or", "nor"} & set(before)) and self._tokens[negator].raw not in ("no", "without")

    def _yours(self, negator: int) -> bool:
        """ "if you do not": the person's doing, or a condition."""
        before = [token.word for token in self._tokens[max(0, negator - 3) : negator]]
        return "you" in before or "user" in before or ("if" in before and "we" not in before[-2:])


def _governs(used: Used, start: int) -> bool:
    """Whether a cue stands before a mention, or is its first word: "record calls"."""
    return used.start < start or (used.start == start and used.cue.verb)


def _negators(tokens: Sequence[Token], lexicon: Lexicon) -> list[int]:
    spared = {found.start for found in lexicon.not_negators.find(tokens)}
    spared |= {found.start + 1 for found in lexicon.not_negators.find(tokens) if tokens[found.start].raw != "not"}
    return [number for number, token in enumerate(tokens) if token.raw in lexicon.negators and number not in spared]
