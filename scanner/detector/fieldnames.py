"""Field names as people write them, taken apart into words: `custEmailAddr_2` is about an e-mail address.

A name is read in several ways (`readings`): with and without what follows the thing it names (`phone_home`,
`telefono_del_cliente`), with abbreviations written out (`addr`, `nm`), words that were run together taken apart
(`customeremail`, `telnr`), accents dropped or spelled out (`straße`, `strasse`), and in the singular.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

Words = tuple[str, ...]
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+")
_LONGEST = 5
"""No phrase is looked for that has more words than this."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NUMBER = _set("number no nr num nbr nummer numero numer numbers nummern")
_NEUTRAL = _NUMBER | _set(
    "value val text txt string str col column field raw char varchar enc encrypted masked clean plain"
)
_QUALIFIERS = _set(
    "home work private privat priv business office personal primary secondary main alt alternate alternative other "
    "principal preferred default billing shipping delivery invoice mailing residential permanent old new current "
    "previous prev original orig full "
    "geschaeftlich gesch dienstlich domicile domicilio casa trabajo lavoro travail bureau facturation "
    "facturacion livraison personnel personale pessoal professionnel thuis werk zakelijk"
)  # fmt: skip
_PEOPLE = _set(
    "customer customers cust client clients clnt user users usr contact contacts member members mbr employee "
    "employees emp empl staff person persons people pers patient patients pat guest guests subscriber subscribers "
    "sub passenger passengers pax student students teacher applicant applicants candidate candidates buyer seller "
    "owner holder recipient sender payer payee beneficiary tenant insured account acct player donor attendee "
    "participant visitor resident driver author agent lead prospect spouse partner child parent father mother "
    "profile caller signer registrant borrower shopper requester reporter respondent voter worker consumer kunde "
    "kunden kundin mitarbeiter benutzer nutzer teilnehmer mitglied mieter patienten ansprechpartner empfaenger "
    "empfanger besteller inhaber absender personen utilisateur utilisateurs abonne employe salarie adherent "
    "membre destinataire titulaire patiente personne cliente clientes usuario usuarios empleado empleados "
    "contacto contactos paciente titular persona personas socio utente utenti contatto contatti dipendente "
    "paziente intestatario clienti utilizador funcionario contato contatos pessoa pessoas klant klanten gebruiker "
    "medewerker werknemer contactpersoon deelnemer lid"
)  # fmt: skip
_SMALL = _set(
    "of the for in a an de del della dello dei di da do dos du des d der den des von vom zu zur van la le el los l"
)
_TRAILING = _NEUTRAL | _QUALIFIERS | _PEOPLE | _SMALL
"""Words at the end of a name that do not change what it names."""

_THINGS = _set(
    "host file product table column company firm domain server service group team project event app application "
    "module class method function package image page site web model brand item order device machine cluster node "
    "bucket queue topic index schema database db field tag label key plan campaign"
)
_PREFIXES = (
    _PEOPLE | _QUALIFIERS | _THINGS | _set("mobile cell phone telephone tel e email mail login first last birth street")
)
_SHORT = 3
"""Words of fewer letters are not split off another."""

_WRITTEN_OUT = {
    "addr": "address", "addrs": "address", "addrss": "address", "adress": "address",
    "nm": "name", "nme": "name", "fst": "first", "frst": "first", "lst": "last", "mid": "middle", "eml": "email",
    "acct": "account", "dt": "date", "dte": "date", "ctry": "country", "cntry": "country", "cty": "city", "cd": "code",
    "emp": "employee", "cust": "customer", "pswd": "pwd", "psw": "pwd", "tele": "tel",
}  # fmt: skip


def words_of(name: str) -> Words:
    """A field's name as lower-case words: `contact.emailAddr_2` gives contact, email, addr, 2."""
    plain = name if name.isascii() else unaccented(name)
    return tuple(word.lower() for word in _WORDS.findall(plain))


def unaccented(name: str) -> str:
    """Latin letters without their accents: `prénom` is found as `prenom`, `straße` as `strasse`."""
    parts = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def spellings(name: str) -> set[Words]:
    """What a name in a rule may look like: as words, run together, and with German vowels spelled out."""
    split = [words_of(form) for form in (name, name.translate(_SPELLED_OUT))]
    return {form for words in split for form in (_written_out(words), words_of("".join(words)))}


class FieldNames:
    """The names of fields that rules know: by rule id, what a name may end with, and what it must not hold."""

    def __init__(self, ends: Mapping[str, Iterable[str]], parts: Mapping[str, Iterable[str]]) -> None:
        self._ends = _by_phrase(ends)
        self._parts = _by_phrase(parts)
        self._known = frozenset(word for phrase in self._ends for word in phrase)

    def read(self, name: str) -> tuple[frozenset[str], frozenset[str]]:
        """The ids of the rules that name such a field, and of those that say that it holds something else."""
        words = words_of(name)
        whole = _written_out(self._taken_apart(words))
        denied = _ids(self._parts, (part for form in {words, whole} for part in _inside(form)))
        ends = (end for form in {words, whole} for stem in _stems(form) for end in _endings(stem))
        return _ids(self._ends, ends) - denied, denied

    def _taken_apart(self, words: Words) -> Words:
        return tuple(part for word in words for part in self._split(word))

    def _split(self, word: str) -> Words:
        """A word run together from a usual first part and one that is known, or from that and a word for `number`."""
        if word in self._known or len(word) < 2 * _SHORT:
            return (word,)
        for at in range(_SHORT, len(word) - _SHORT + 1):
            first, rest = word[:at], word[at:]
            if first in _PREFIXES and (rest in self._known or _singular(rest) in self._known):
                return first, rest
        for at in range(_SHORT, len(word) - 1):
            if word[at:] in _NUMBER and word[:at] in self._known:
                return word[:at], word[at:]
        return (word,)


def _by_phrase(names: Mapping[str, Iterable[str]]) -> dict[Words, frozenset[str]]:
    index: dict[Words, set[str]] = {}
    for id_, phrases in names.items():
        for phrase in phrases:
            for words in spellings(phrase):
                index.setdefault(words, set()).add(id_)
    return {words: frozenset(ids) for words, ids in index.items()}


def _ids(index: Mapping[Words, frozenset[str]], phrases: Iterable[Words]) -> frozenset[str]:
    return frozenset().union(*(index[phrase] for phrase in phrases if phrase in index))


def _written_out(words: Words) -> Words:
    return tuple(_WRITTEN_OUT.get(word, word) for word in words)


def _stems(words: Words) -> Iterator[Words]:
    """The words, and again without each of those at the end that do not change what is named."""
    for kept in range(len(words), 0, -1):
        yield words[:kept]
        last = words[kept - 1]
        if not (last.isdigit() or last in _TRAILING):
            return


def _endings(words: Words) -> Iterator[Words]:
    """Every phrase at the end, as it is, run together, and with its last word in the singular."""
    for size in range(1, min(len(words), _LONGEST) + 1):
        phrase = words[-size:]
        yield phrase
        yield (*phrase[:-1], _singular(phrase[-1]))
        if size > 1:
            yield ("".join(phrase),)


def _inside(words: Words) -> Iterator[Words]:
    for start in range(len(words)):
        for size in range(1, _LONGEST + 1):
            yield words[start : start + size]


def _singular(word: str) -> str:
    for plural, single in (("ies", "y"), ("sses", "ss"), ("s", ""), ("en", "e")):
        if word.endswith(plural) and len(word) > len(plural) + 2:
            return word.removesuffix(plural) + single
    return word


_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
