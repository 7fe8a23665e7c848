"""What is asked for: values of persons, each read once into the form in which all its spellings are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from scanner.errors import UsageError
from scanner.find.folding import folded, tokens
from scanner.plain import plain_form

EMAIL, PHONE, NAME, CARD, IBAN, VALUE = "email", "phone", "name", "card", "iban", "value"
KINDS = (EMAIL, PHONE, NAME, CARD, IBAN, VALUE)
ENTITIES = {
    "EMAIL_ADDRESS": EMAIL,
    "PHONE_NUMBER": PHONE,
    "PERSON": NAME,
    "CREDIT_CARD": CARD,
    "IBAN_CODE": IBAN,
}
"""Entities whose values have a spelling of their own; those of others are numbers or words."""
_ENTITY = re.compile("[A-Z][A-Z0-9_]+")
_FEWEST_DIGITS = 7
_FEWEST = 3
"""Letters and digits that a value has at least: fewer stand everywhere."""


@dataclass(frozen=True, slots=True)
class Term:
    """One value of one person. kind: `email`, `phone` …, or an entity in small letters. said: as it was asked for.

    plain: the form that all spellings share, as its kind has it: `local@domain`, the national number, words, letters
    and digits. code, trunk: of a phone, the country code and what is dialled before the national number inside the
    country. home: whether a national spelling is as good as an international one.
    """

    person: int
    kind: str
    said: str
    plain: tuple[str, ...]
    code: str = ""
    trunk: str = ""
    home: bool = True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Persons by their ids, and all that is asked of them."""

    ids: tuple[str, ...]
    terms: tuple[Term, ...]


def term_of(person: int, kind: str, said: str, regions: Sequence[str], where: str) -> Term:
    """A value as it was given. where: the option, or the file and line, for errors. Raises `UsageError`."""
    said = said.strip()
    if kind == EMAIL:
        return Term(person, kind, said, _email(said, where))
    if kind == PHONE:
        return _phone(person, said, regions, where)
    if kind == NAME:
        plain = tokens(said)
        if sum(map(len, plain)) < _FEWEST:
            raise UsageError(f"{where}: the name is too short to be looked for. Give given and family name.")
        return Term(person, kind, said, plain)
    if kind in ENTITIES.values() or kind in KINDS:
        return Term(person, kind, said, (_plain(said, where),))
    if not _ENTITY.fullmatch(kind):
        raise UsageError(f"{where}: no entity is named so. Give one as `fairnotice rules list` shows it: US_SSN=VALUE.")
    known = ENTITIES.get(kind)
    return term_of(person, known, said, regions, where) if known else Term(
        person, kind.lower(), said, (_plain(said, where),)
    )  # fmt: skip


def _plain(said: str, where: str) -> str:
    plain = "".join(folded(said).split())
    if len(plain) < _FEWEST:
        raise UsageError(f"{where}: the value has fewer than {_FEWEST} letters and digits, which stand everywhere.")
    return plain


def _email(said: str, where: str) -> tuple[str, ...]:
    local, _, domain = plain_form(unquote(said)).rpartition("@")
    if not local or not domain or re.search(r"\s", local + domain):
        raise UsageError(f"{where}: this is no e-mail address. Give one such as anna.berg@example.org.")
    return local, host(domain)


def host(domain: str) -> str:
    """A domain in small letters, in the form of letters where it is written in that of the name system."""
    domain = domain.strip(".").lower()
    try:
        return domain.encode("idna").decode() if not domain.isascii() else domain
    except UnicodeError:
        return domain


def _phone(person: int, said: str, regions: Sequence[str], where: str) -> Term:
    import phonenumbers
    from phonenumbers import PhoneMetadata

    found = None
    for region in (None, *regions):
        try:
            read = phonenumbers.parse(re.sub(r"^\s*00", "+", said), region)
        except phonenumbers.NumberParseException:
            continue
        found = read if found is None or phonenumbers.is_valid_number(read) else found
        if phonenumbers.is_valid_number(found):
            break
    national = phonenumbers.national_significant_number(found) if found else ""
    if found is None or not found.country_code or len(national) + len(str(found.country_code)) < _FEWEST_DIGITS:
        raise UsageError(f"{where}: this is no phone number. Give it with + and country code, or name its --region.")
    region = phonenumbers.region_code_for_number(found) or phonenumbers.region_code_for_country_code(found.country_code)
    plan = PhoneMetadata.metadata_for_region(region, None) if region != "001" else None
    trunk = (plan.national_prefix or "") if plan else ""
    home = not regions or region in regions
    return Term(person, PHONE, said, (national,), str(found.country_code), trunk, home)


def wanted(ids: Iterable[str], terms: Iterable[Term]) -> Wanted:
    """All of it; the same value of the same person counts once. Raises `UsageError` where nothing is asked for."""
    once = {(each.person, each.kind, each.plain, each.code): each for each in terms}
    if not once:
        raise UsageError(
            "find: nothing to look for was named. Give --email, --phone, --name, --value … or --from FILE."
        )
    return Wanted(tuple(ids), tuple(once.values()))
