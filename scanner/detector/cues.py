"""What speaks for and against a name in a text: words before it, its ends, its shape. Data for `mentions`."""

from __future__ import annotations

import re


def _any(words: str) -> str:
    """A pattern for any of these words, which are separated by blanks."""
    return "|".join(re.escape(word) for word in words.split())


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam|Herr|Frau|Mme|Mlle|Monsieur|Madame|Señora?|Sra?)\b\.?"

_KIN = _any("wife husband son daughter mother father brother sister kid child boss friend")
PERSON_CUE = re.compile(
    rf"(?:\b{TITLE}"
    r"|\b(?i:(?:my|his|her|their|full|the)\s+name\s*(?:is|:|was)|named?\s*:|names?\s+is)"
    r"|\b(?i:calls?\s+me|called\s+me|(?:is|was)\s+called)"
    rf"|\b(?i:(?:my|his|her)\s+(?:{_KIN}))"
    r"|\b(?i:dear|hi|hello|hey)"
    r"|\b(?i:says|said|asked|replied),?"
    r"|\b(?i:signed|signed\s+by|sincerely|regards),?"
    r"|\b(?i:directed\s+by|written\s+by|starring)"
    r"|\b(?i:cc|from|to|attn|contact|caller|patient|customer|employee)\s*:"
    r")\s*[\"“]?$"
)
"""Directly before a name: it is a person's."""

_MOVE = (
    r"(?:move|moved|moving|relocate|relocated|relocating|fly|flew|flying|drive|drove|driving|return|returned|travel"
    r"|travell?ed|trip|trips|welcome)\s+(?:(?:back|over|here|down|up)\s+)?to"
)
_LIVES_IN = (
    r"(?:live|lives|lived|living|born|raised|grew\s+up|based|located|reside|resides|stay|staying|arrived|resident|i\s+am"
    r"|i['’]m)\s+(?:(?:here|there|now|currently)\s+)?(?:in|near)"
)
_FROM = r"originally\s+from|(?:moved|come|comes|came|i\s+am|i['’]m)\s+(?:here\s+)?from"
_PART_OF = r"(?:city|town|village|province|county|suburb|capital)\s+of|home\s+(?:city|town)"
PLACE_CUE = re.compile(rf"\b(?i:{_MOVE}|{_LIVES_IN}|{_FROM}|{_PART_OF})\s+$")
"""Directly before a name: it is a place's."""

WHERE = re.compile(r"\b(?i:in|near|from|to|at|around|across)\s+(?:the\s+)?$")
"""Directly before a place that is written small."""

_WAY = _any("street str ave avenue avda road rd blvd boulevard rua piazza avenida calle ulica utca apt suite p.o")
_WAY_END = _any("strasse straße straat laan gasse gatan vägen vej veien allee utca")
STREET = re.compile(rf"(?i)\b(?:{_WAY})\b\.?\s*$|\w{{3}}(?:{_WAY_END})$")
"""The end of a street's name, or of a part of an address."""
_WAY_BEFORE = _any(
    "rue rua via viale piazza piazzetta avenida avda avda. calle ulica ul. place box cite strada largo corso"
)
STREET_BEFORE = re.compile(
    rf"(?:\b(?!(?:19|20)\d\d\b)\d{{1,6}}[a-zA-Z]?|\b(?i:{_WAY_BEFORE})(?:\s+(?i:de|du|des|della|dei|del|d[’']))?)\s*$"
)
"""Directly before a street's name: its number, or the word for street that comes first in Romance languages."""
NUMBER_AFTER = re.compile(r"[^\S\n]+\d{1,4}[a-zA-Z]?[^\S\n]*(?:$|[,.\n]|(?i:apt|suite|street|st)\b)")
"""Directly after a street's name."""

_BODY = _any(
    "inc ltd llc llp plc gmbh corp corporation company co group team university college school bank hospital"
    " church orchestra club institute foundation association agency department committee council ministry"
    " party news times post service services solutions technology technologies system systems software network"
    " networks center centre hotel restaurant airline airlines energy limited holding holdings partners"
    " international store shop support"
)
ORGANISATION = re.compile(rf"(?i)\b(?:{_BODY})\b\.?$")
"""The last word of what is no person and no place."""

_AFTER = _any(
    "fax tel phone mobile cell office desk email e-mail subject sent date cc to from apt suite unit box esq"
    " jr sr phd md mba cpa ceo cfo cto and or of at in on the is was wrote says said"
)
TRAILING = re.compile(rf"(?:[’'`]s?|\s+(?i:{_AFTER})\b\.?|[^\w.]+)$")
"""What does not belong to the end of a name."""
_BEFORE = _any("hi hello hey dear thanks thank regards sincerely cheers best from to cc and by the re fw fwd")
LEADING = re.compile(rf"^(?:[^\w]+|{TITLE}\s+|(?i:{_BEFORE})\b[\s,:]+)")
"""What does not belong to its begin."""

NOT_A_NAME = _words(
    "i you he she it we they me us them my your his her our monday tuesday wednesday thursday friday saturday"
    " sunday january february march april june july august september october november december mon tue wed thu"
    " fri sat sun today tomorrow yesterday hi hello hey dear thanks thank regards sincerely cheers best please"
    " sorry sir madam all everyone everybody team folks guys customer customers user users support admin"
    " administrator agent manager service sales yes no ok okay subject re fw fwd from to cc bcc sent date"
    " phone fax tel mobile email e-mail mail web website address name account invoice order ticket number id"
    " url http https www fyi asap btw lol pdf html json xml api app mr mrs ms miss dr prof mom dad mum god"
    " jesus christ internet online nan null none true false unknown test what who why when where how this that"
    " these those here there yours grüße gruß grüsse hallo liebe lieber danke bitte bonjour bonsoir merci"
    " madame monsieur hola gracias saludos señor señora ciao grazie hej hei tak takk tack gentlemen ladies"
    " friends note anyway however also finally first second so well president officer hiring valued member"
    " members colleague colleagues neighbor neighbour neighbors subscriber reader readers desk office staff"
    " editor"
)
"""Words that models and salutations take for names."""
CODE = re.compile(r"[\d@\\/|_=<>{}\[\]#*%+~^$&;]|\w[.:]\w{2}|[a-z]{3}[A-Z]|https?:|www\.")
"""No name has this in it."""

FUNCTION_WORDS = {
    "en": _words("the and to of is in for you with on that this my we have it be at from are please was your i not"),
    "de": _words("und das nicht ich mit für ist ein eine auf wir bitte zu dem den im bei haben sie es auch wie aus"),
    "fr": _words("le les des est et vous je pour dans une sur pas que nous au ce mon qui avec votre"),
    "es": _words("el los las que por para con una es su mi se lo como pero más está muy"),
    "it": _words("il che per con una sono della è non mi ho si gli nel anche questo"),
    "nl": _words("het een en ik niet voor met zijn dat is op te wij naar uw maar"),
    "pt": _words("os que para com uma não em meu um por mais seu está na no"),
    "sv": _words("och att det inte jag som är på en för med har till vi"),
    "no": _words("og ikke jeg det som på til en for med har vi er å"),
}
"""By language, words that no sentence of more than a few words does without; parts of names are left out."""
WORD = re.compile(r"[^\W\d_]+")

_CAPITAL = r"[^\W\d_a-zß-ÿ]"
_WORD = rf"{_CAPITAL}(?:[^\W\d_]|[-’'`])*"
_NEXT = rf"[^\S\n](?!(?i:and|or|of|the)\b){_CAPITAL}(?:[^\W\d_]|[-’'`.])*"
_CLOSING = (
    r"(?i:thanks|thank\s+you|regards|(?:best|kind|warm)\s+(?:regards|wishes)|sincerely|yours(?:\s+\w+)?|cheers|best)"
)
TOLD = (
    re.compile(
        r"(?:\b(?i:my\s+name\s+is|my\s+name['’]s|call\s+me|i\s+am\s+called)\s+"
        rf"|\b{TITLE}\s+|^[>\s]*(?i:dear|hi|hello|hey)\s+)(?P<name>{_WORD}(?:{_NEXT}){{0,3}})",
        re.MULTILINE,
    ),
    re.compile(rf"^[>\s]*{_CLOSING}[,.!]?\s*\n\s*(?P<name>{_WORD}(?:{_NEXT}){{0,2}})[^\S\n]*$", re.MULTILINE),
    re.compile(
        rf"^[>\s]*(?i:from|to|cc|attn|name|contact|caller|customer|patient)\s*:\s*(?P<name>{_WORD}(?:{_NEXT}){{1,3}})",
        re.MULTILINE,
    ),
    re.compile(rf"\A[>\s]*(?P<name>{_WORD})(?:,|\s*-+)[^\S\n]*$", re.MULTILINE),
)
"""Names that the words around them tell, whatever a model says: after a salutation or a title, in a letter's head,
below its closing words, and alone on the first line with a comma."""
