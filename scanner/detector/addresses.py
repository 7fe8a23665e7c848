"""Street addresses in sentences and signatures: a number with the name of a street.

Known by the word for a street that English, German, French, Italian, Spanish, Portuguese, Dutch, the Nordic and some
Slavic languages put after, into or before its name; by post boxes; by the number of a flat beside it; or by a word
before, such as `lives at`.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from scanner.detector.ask import contains, length
from scanner.detector.search import search
from scanner.detector.text import Bools, Spans, Text

_LETTER, _CAPITAL = r"A-Za-z\u0080-\U0010FFFF", r"A-Z\u0080-\u1FFF\u2C00-\U0010FFFF"
"""Classes of ranges: those of Unicode's letters would make the patterns many times slower."""
_WORD = rf"[{_CAPITAL}][{_LETTER}'’.-]*"
_NUMBER = r"[0-9]{1,6}[A-Za-z]?(?:[-/][0-9]{1,4}[A-Za-z]?)?"
_HOUSE = r"[0-9]{1,4}(?: ?[a-hA-H](?-u:\b))?"
_NAME = rf"(?:(?:{_WORD}|[0-9]{{1,3}}(?:st|nd|rd|th)) ){{1,4}}"
_SURELY = (
    r"(?:Street|Str|St|Avenue|Ave|Av|Road|Rd|Boulevard|Blvd|Lane|Ln|Terrace|Crescent|Cres|Parkway|Pkwy|Highway|Hwy|Mews"
    r"|Gardens|Grove|Quay|Esplanade|Turnpike|Broadway|Sq)(?-u:\b)[.]?"
)
_PERHAPS = (
    r"(?:Drive|Dr|Court|Ct|Place|Pl|Way|Circle|Cir|Square|Close|Trail|Trl|Row|Walk|Hill|Parade|Alley|Loop|Plaza|Park"
    r"|Rise|View|Heights|Ridge|Run)(?-u:\b)[.]?"
)
_INSIDE = (
    rf"(?:{_WORD} )?[{_CAPITAL}][{_LETTER}-]+(?:stra(?:ß|ss)e|str[.]|weg|gasse|platz|allee|damm|ufer|vägen|gatan|gränd"
    r"|stigen|veien|vegen|gata|stien|stræde|vej|gade|katu|ntie|kuja|kaari|laan|straat|plein|gracht|dreef|steenweg|braut)"
)
_APART = (
    rf"(?:{_WORD} ){{1,3}}(?:Stra(?:ß|ss)e|Str[.]?|Gasse|Weg|Platz|Allee|Ring|Terrasse|terrasse|gate|[Uu]tca|u[.]|út"
    r"|tér|körút|põik|tee|mnt|nám[.]|sok[.]|cad[.])"
)
_BEFORE = (
    r"(?:(?:Rue|rue|Chemin|Allée|Impasse|Quai|Via(?:le)?|Vicolo|Piazza|Piazzale|Corso|Largo|Calle|calle|C/|Carrer|Rambla|Ronda"
    r"|Avenida|Avda[.]?|Plaza|Paseo|Camino|Rua|rua|Rúa|Travessa|Travesía|Praça|Estrada|Ulica|[Uu]l[.]|Aleja|Trg|Náměstí"
    r"|Strada|Calea|Straße|Avenue|Boulevard|Plac)"
    rf"(?: (?:(?:d[aeiou]s?|della?|delle|l[aeo]s?|von|der|[eyiz])(?-u:\b)|(?:[dl]['’])?{_WORD})){{1,5}}"
    rf"|[Rr]ue d[eu]s? [{_LETTER}]+)"
)
_BOX = (
    r"P[.]? ?O[.]? ?[Bb]ox,? (?:[Nn]o[.]? )?[0-9]{1,6}|Postfach [0-9][0-9 ]{1,7}"
    rf"|(?i:(?:(?:psc|cmr|unit) [0-9]{{1,5}},? box [0-9]{{1,5}}|us(?:ns|s|cgc|nv) [{_LETTER}]+)\s+[adf]po,? a[aep])"
    r" [0-9]{5}(?:-[0-9]{4})?"
)
_LEAD = rf"(?:{_NUMBER},? )?"
_STRONG = (
    rf"(?-u:\b)(?:{_LEAD}{_NUMBER},? (?:[NSEW][.]? )?{_NAME}{_SURELY}|{_LEAD}(?:{_INSIDE}|{_APART}) {_HOUSE}(?-u:\b)"
    rf"|{_NUMBER},? {_BEFORE}(?:,? {_HOUSE}(?-u:\b))?|{_BEFORE},? {_HOUSE}(?-u:\b)|(?:{_BOX})(?-u:\b))"
)
_WEAK = (
    rf"(?-u:\b){_LEAD}{_NUMBER} {_NAME}{_PERHAPS}"
    rf"|(?-u:\b){_NUMBER} {_LEAD}{_WORD}(?: (?:{_WORD}|[{_LETTER}]{{1,4}})){{0,3}}(?: {_HOUSE}(?-u:\b)[.]?)?"
)
_TYPED = rf" {_PERHAPS}$"
_HOUSED = r"[0-9] ?[a-hA-H]?[.]?$"
_FLAT = r"(?i:suite|ste|apt|apartment|unit|flat)[.]?,? ?#?[0-9]{1,5}[A-Za-z]?\b"
_FLAT_AFTER = rf"^(?:[.,]?[\s>|*?-]{{1,8}}{_FLAT}){{1,2}}"
_FLAT_BEFORE = rf"\b{_FLAT}[,.]?[ \n]$"
_SAID = (
    r"(?:\baddress(?:es)?\b[^\n0-9]{0,12}|\b(?:live[sd]?|living|resid(?:e|es|ed|ing)|located|situated|moved|ship(?:ped)?"
    r"|deliver(?:ed)?|sent|send|mail(?:ed)?|meet|visit|is|are|was)\b[^\n0-9.;]{0,12}\b(?:at|on|in|to)[ :]"
    r"|\bto\?[^\n0-9]{0,9})\s*$"
)
"""What ends directly before an address."""
_COUNTED = r"\b(?:chapter|page|section|figure|table|version|release|step|part|item|number|line|level|route|highway) $"
_YEAR_BEFORE = r"\b(?:in|since|by|of|until|during|from|to|and|the)\s$|copyright|©|\(c\)|\b(?:19|20)[0-9]{2}\b"


@dataclass(frozen=True, slots=True)
class Streets:
    """Addresses in a text, with the flat beside them.

    sure: there is a word for a street, or it is a box. said: by a flat, by words before, or by a line of its own.
    """

    spans: Spans
    sure: Bools
    said: Bools


_KNOWN: WeakKeyDictionary[Text, Streets] = WeakKeyDictionary()


def streets(text: Text) -> Streets:
    """All street addresses of a text; remembered as long as the text is, since several detectors ask."""
    found = _KNOWN.get(text)
    if found is None:
        found = _KNOWN[text] = _look(text)
    return found


def _look(text: Text) -> Streets:
    if not len(text.digit_runs):
        return Streets(Spans.none(), np.zeros(0, np.bool_), np.zeros(0, np.bool_))
    strong, weak = search(text, _STRONG), search(text, _WEAK)
    spans = Spans.concat([strong, weak])
    sure = np.arange(len(spans)) < len(strong)
    whole = text.standing_alone(spans) & ~_dated(text, spans) & ~text.holds(text.before(spans, 12), _COUNTED)
    spans, sure = spans.take(whole), sure[whole]
    written = text.strings(spans)
    typed, housed = contains(written, _TYPED), contains(written, _HOUSED)
    wide, flat = _with_flat(text, spans)
    flat |= contains(written, f"[A-Za-z],? {_FLAT}$")
    told = text.holds(text.before(spans, 40), _SAID) | (typed | housed) & _own_line(text, spans)
    keep = np.flatnonzero(sure | typed | flat | (housed & told))
    return Streets(wide.take(keep), sure[keep], (flat | told)[keep])


def _dated(text: Text, spans: Spans) -> Bools:
    """Which spans begin with a year, as lists of those who hold a copyright do."""
    years = text.holds(spans, r"^(?:19|20)[0-9]{2}[ ,-]")
    listed = text.holds(spans, r"^[0-9]{4}[,-]") | text.holds(text.before(spans, 40), _YEAR_BEFORE)
    return years & listed


def _own_line(text: Text, spans: Spans) -> Bools:
    """Which spans fill a line of a text of several lines, signs of quotation before them apart."""
    ends: Bools = text.data[spans.end] == ord("\n")
    return ends & text.holds(text.before(spans, 8), r"\n[ \t>|*?-]*$")


def _with_flat(text: Text, spans: Spans) -> tuple[Spans, Bools]:
    """The spans with the number of a flat after or before them, and which have one."""
    end = spans.end + length(text.strings(text.after(spans, 28)), _FLAT_AFTER)
    start = spans.start - length(text.strings(text.before(spans, 20)), _FLAT_BEFORE)
    return Spans(start, end), (start < spans.start) | (end > spans.end)
