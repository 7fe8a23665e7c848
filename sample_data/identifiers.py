"""Invented identifiers with right check digits, and near misses with wrong ones.

No number stands here as a literal: this file lies beside the data and is scanned with it.
"""

from __future__ import annotations

import uuid
from random import Random

BCRYPT = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
CARDS = (
    ("visa", "4", 16, 30),
    ("visa", "4", 13, 1),
    ("visa", "4", 19, 2),
    ("mastercard", "51", 16, 8),
    ("mastercard", "54", 16, 8),
    ("mastercard", "2221", 16, 3),
    ("mastercard", "2720", 16, 3),
    ("amex", "34", 15, 3),
    ("amex", "37", 15, 7),
    ("discover", "6011", 16, 4),
    ("discover", "65", 16, 2),
    ("diners", "36", 14, 2),
    ("jcb", "3528", 16, 2),
    ("unionpay", "62", 16, 2),
    ("unionpay", "62", 19, 1),
    ("maestro", "6759", 18, 1),
    ("maestro", "5018", 12, 1),
)
"""Brand, first digits, length, weight."""

TEST_CARDS = (
    ("visa", "4" + "1" * 15),
    ("visa", "4012" + "8" * 8 + "1881"),
    ("mastercard", "5" * 12 + "4" * 4),
)
"""Test cards that payment companies publish, spelled so that no card number stands in this file."""


def digits(rng: Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))


def hexes(rng: Random, count: int) -> str:
    return "".join(rng.choices("0123456789abcdef", k=count))


def luhn_digit(body: str) -> str:
    """The digit that makes `body` pass the Luhn check when put behind it."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return str(-total % 10)


def card(rng: Random) -> tuple[str, str]:
    """Brand and number of an invented card, in one in sixty a published test card."""
    if rng.random() < 1 / 60:
        return rng.choice(TEST_CARDS)
    brand, prefix, length, _ = rng.choices(CARDS, weights=[row[3] for row in CARDS])[0]
    body = prefix + digits(rng, length - 1 - len(prefix))
    return brand, body + luhn_digit(body)


def grouped(number: str, mark: str) -> str:
    """A card or account number as people write it: by fours, a card of 15 digits as 4-6-5."""
    cuts = (0, 4, 10) if len(number) == 15 and number.isdigit() else tuple(range(0, len(number), 4))
    return mark.join(number[start:stop] for start, stop in zip(cuts, (*cuts[1:], None), strict=True))


def not_a_card(rng: Random) -> str:
    """Sixteen digits that begin like a card and fail its check."""
    body = rng.choice("45") + digits(rng, 14)
    wrong = (int(luhn_digit(body)) + rng.randint(1, 9)) % 10
    return f"{body}{wrong}"


def ssn(rng: Random) -> str:
    """A social security number in an area and group that were issued."""
    area = rng.choice([*range(1, 666), *range(667, 770)])
    return f"{area:03d}-{rng.randint(1, 99):02d}-{rng.randint(1, 9999):04d}"


def _mod_97(country: str, bban: str) -> str:
    spelled = "".join(str(int(char, 36)) for char in f"{bban}{country}00")
    return f"{country}{98 - int(spelled) % 97:02d}{bban}"


def _norwegian(rng: Random) -> str:
    """Norway's account numbers end in a digit by modulus 11; a remainder of 1 has none and is not used."""
    while True:
        body = digits(rng, 10)
        rest = sum(int(digit) * weight for digit, weight in zip(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
        if rest != 1:
            return f"{body}{(11 - rest) % 11}"


def _belgian(rng: Random) -> str:
    body = rng.choice(("001", "363", "733")) + digits(rng, 7)
    return f"{body}{int(body) % 97 or 97:02d}"


def _french(rng: Random) -> str:
    bank, branch, account = digits(rng, 5), digits(rng, 5), digits(rng, 11)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return f"{bank}{branch}{account}{key:02d}"


def iban(rng: Random, country: str) -> str:
    """A bank account of the country with valid check digits, its inner ones included."""
    bban = {
        "NO": lambda: _norwegian(rng),
        "BE": lambda: _belgian(rng),
        "FR": lambda: _french(rng),
        "DE": lambda: digits(rng, 18),
        "DK": lambda: digits(rng, 14),
        "SE": lambda: digits(rng, 20),
        "NL": lambda: rng.choice(("INGB", "RABO", "ABNA", "TRIO")) + "0" + digits(rng, 9),
        "GB": lambda: rng.choice(("NWBK", "BARC", "LOYD", "MIDL")) + digits(rng, 14),
    }[country]()
    return _mod_97(country, bban)


def bcrypt_like(rng: Random) -> str:
    """Text in the shape of a bcrypt hash; no password leads to it."""
    cost = rng.choice(("10", "10", "12"))
    variant = rng.choice(("a", "b", "b", "y"))
    return f"$2{variant}${cost}$" + "".join(rng.choices(BCRYPT, k=53))


def mac(rng: Random, mark: str = ":") -> str:
    """A hardware address whose first byte is that of a maker's block."""
    first = rng.choice(("3c", "a4", "f0", "00", "b8", "dc"))
    return mark.join([first, *(hexes(rng, 2) for _ in range(5))])


def uuid4(rng: Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def ipv4(rng: Random) -> str:
    """Mostly reserved ranges: documentation, benchmarking, shared space; some that look like any provider's."""
    kind = rng.random()
    if kind < 0.25:
        parts = [198, rng.choice((18, 19)), rng.randint(0, 255), rng.randint(1, 254)]
    elif kind < 0.5:
        parts = [*rng.choice(((203, 0, 113), (198, 51, 100), (192, 0, 2))), rng.randint(1, 254)]
    elif kind < 0.65:
        parts = [100, rng.randint(64, 127), rng.randint(0, 255), rng.randint(1, 254)]
    else:
        first = rng.choice((24, 67, 71, 73, 80, 81, 84, 86, 89, 93, 98, 108))
        parts = [first, rng.randint(16, 250), rng.randint(0, 255), rng.randint(1, 254)]
    return ".".join(map(str, parts))


def ipv4_inside(rng: Random) -> str:
    return ".".join(map(str, (10, rng.choice((20, 21, 30)), rng.randint(0, 63), rng.randint(2, 250))))


def ipv6(rng: Random) -> str:
    """An address of the documentation range, now long, now with its zeros left out."""
    prefix = "2001" + ":db8:"
    if rng.random() < 0.4:
        return f"{prefix}{rng.randint(1, 0xFFFF):x}::{rng.randint(1, 0xFFFF):x}"
    return prefix + ":".join(f"{rng.randint(0x10, 0xFFFF):x}" for _ in range(6))


def address(rng: Random) -> str:
    return ipv6(rng) if rng.random() < 0.12 else ipv4(rng)


def version(*numbers: int) -> str:
    """A version number, spelled from its parts so that nothing like an address stands in the program."""
    return ".".join(map(str, numbers))
