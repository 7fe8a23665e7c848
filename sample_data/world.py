"""The people and companies that every data set of Fjordtel is about: invented, and the same in each file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from sample_data.places import US_CITIES, City, Phone, any_city, fill, phone

SEED = "fjordtel-2018"
PUBLISHED = datetime(2018, 11, 30, tzinfo=UTC)
"""The day of the notice that the sample is meant to be held against."""


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


WOMEN = _words("""
Ingrid Kari Astrid Sigrid Maria Emma Olivia Grace Hannah Aisha Fatima Priya Mei Linh Yuki Camila Lucía Valentina
Zoë Chloé Margaret Dorothy Imani Keisha Amara Leila Sofia Elena Anna Katarzyna Birgit Heike Saskia Femke Siobhan
Rachel Naomi Thea Solveig Danielle Monique Rosa Guadalupe Jasmine Beatriz Nadia Svetlana Ebba
""")
MEN = _words("""
Lars Bjørn Jørgen Øystein Magnus Erik James Robert Michael Daniel Omar Yusuf Arjun Rahul Wei Minh Kenji Diego José
Mateo Luca Étienne Walter Harold Malik Kwame Chidi Tunde Ivan Piotr Jürgen Stefan Bram Sander Cillian Patrick Aaron
Samuel Håkon Sondre Terrence Marcus Carlos Emilio Thiago Rashid Dmitri Axel
""")
LAST = _words("""
Hansen Johansen Olsen Larsen Åsgård Bakke Strand Lund Haugen Solberg Smith Johnson Williams Brown Davis Miller
Wilson Moore Taylor Anderson Washington Jefferson Banks Booker O'Brien O'Connor Murphy Kelly Nguyễn Trần Chen Wang
Li Kim Park Tanaka Suzuki Patel Sharma Singh Khan Hussain Ahmed Hassan Okafor Adeyemi Mensah Diallo García
Hernández López Martínez Silva Santos Ferreira Rossi Müller Schmidt Weber Becker Schröder Jansen Bakker Visser
Dubois Lefèvre Moreau Nowak Kowalski Petrov Lindqvist Bergström Sørensen Mortensen Castillo Rivera Whitfield
Abernathy
""")
STEMS = _words("""
Nordlys Fossheim Granitt Havblikk Cedar Ridgeway Bluebird Lakeside Summit Prairie Copperfield Ironwood Juniper
Harborview Redstone Silverleaf Kestrel Willowbank Ashgrove Thistledown Steinbach Lindenhof Elbkontor Sonnenfeld
Grachtenhuis Molenaar Rivage Beausoleil Skogheim Vestfjell
""")
TRADES = (
    "Dental",
    "Logistics",
    "Law",
    "Accounting",
    "Builders",
    "Freight",
    "Insurance",
    "Veterinary",
    "Realty",
    "Consulting",
    "Foods",
    "Textiles",
    "Marine",
    "Robotics",
    "Travel",
    "Media",
    "Physiotherapy",
    "Electric",
    "Optics",
    "Staffing",
)
FORMS = {"US": "Inc.", "NO": "AS", "GB": "Ltd", "DE": "GmbH", "SE": "AB", "DK": "ApS", "NL": "B.V.", "FR": "SARL"}
ENDINGS = {"US": "com", "NO": "no", "GB": "co.uk", "DE": "de", "SE": "se", "DK": "dk", "NL": "nl", "FR": "fr"}
PRIVATE = ("postkasse.example", "mailhaven.example", "fjordpost.example", "example.com", "example.net", "example.org")
TITLES = (
    "Office Manager",
    "IT Administrator",
    "Head of Customer Service",
    "Managing Director",
    "Purchasing Agent",
    "Network Engineer",
    "Accountant",
    "Operations Lead",
    "Receptionist",
    "Sales Director",
    "Store Manager",
    "Chief Financial Officer",
    "Project Coordinator",
    "Partner",
    "Dispatcher",
)
STREETS = {
    "US": "{n} {w} Street|{n} {w} Ave|{n} {w} Blvd, Suite {s}|{n} Old {w} Rd",
    "GB": "{n} {w} Lane|{n} {w} Road|Flat {s}, {n} {w} Close",
    "NO": "{w}veien {n}|{w}gata {n}|{w}bakken {n} B",
    "DE": "{w}straße {n}|{w}weg {n}a",
    "SE": "{w}gatan {n}|{w}vägen {n}",
    "DK": "{w}vej {n}|{w}gade {n}, 2. tv",
    "NL": "{w}straat {n}|{w}gracht {n}-{s}",
    "FR": "{n} rue {w}|{n} bis avenue {w}",
}
WAYS = {
    "US": "Maple Willow Chestnut Larkspur Juniper Meadow Franklin Harbor",
    "GB": "Church Orchard Mill Victoria Hawthorn",
    "NO": "Bjørke Fjell Skole Sjø Gran",
    "DE": "Linden Garten Berg Schul Rosen",
    "SE": "Björk Kungs Skol Ängs",
    "DK": "Birke Skov Møllen Nørre",
    "NL": "Kerk Molen Prinsen Tulpen",
    "FR": "Pasteur Gambetta des Lilas du Moulin",
}


@dataclass(frozen=True)
class Company:
    name: str
    domain: str
    city: City


@dataclass(frozen=True)
class Person:
    first: str
    last: str
    gender: str
    company: Company
    email: str
    username: str
    phone: Phone
    job_title: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"


def plain(text: str) -> str:
    """Letters without their marks and in lower case, as names stand in addresses."""
    for letter, spelled in (("ø", "o"), ("Ø", "O"), ("å", "a"), ("Å", "A"), ("ß", "ss"), ("ü", "ue"), ("'", "")):
        text = text.replace(letter, spelled)
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return bare.lower().replace(" ", "")


def company(rng: Random) -> Company:
    city = any_city(rng)
    stem, trade = rng.choice(STEMS), rng.choice(TRADES)
    return Company(
        f"{stem} {trade} {FORMS[city.country]}", f"{plain(stem)}-{trade.lower()}.{ENDINGS[city.country]}", city
    )


def email(rng: Random, first: str, last: str, domain: str) -> str:
    one, two = plain(first), plain(last)
    local = rng.choice(
        (f"{one}.{two}", f"{one}.{two}", f"{one}.{two}", f"{one[0]}.{two}", f"{one[0]}{two}", one, f"{one}_{two}")
    )
    if domain in PRIVATE:
        local += rng.choice(("", str(rng.randint(2, 99)), f"+{rng.choice(('news', 'tel', 'fjordtel'))}"))
    return f"{local}@{domain}"


def person(rng: Random, employer: Company) -> Person:
    gender = rng.choice("FM")
    first = rng.choice(WOMEN if gender == "F" else MEN)
    last = rng.choice(LAST)
    domain = employer.domain if rng.random() < 0.8 else rng.choice(PRIVATE)
    username = f"{plain(first)[: rng.choice((1, 8))]}{rng.choice(('', '.', '_'))}{plain(last)}{rng.randint(1, 99)}"
    return Person(
        first,
        last,
        gender,
        employer,
        email(rng, first, last, domain),
        username,
        phone(rng, employer.city),
        rng.choice(TITLES),
    )


def street(rng: Random, country: str) -> str:
    pattern = rng.choice(STREETS[country].split("|"))
    way = rng.choice(WAYS[country].split())
    return pattern.format(n=rng.randint(1, 240), w=way, s=rng.randint(1, 40))


def postcode(rng: Random, city: City) -> str:
    return fill(rng, city.postcode)


def moment(rng: Random, first: datetime, last: datetime) -> datetime:
    """A whole second between the two."""
    return first + timedelta(seconds=rng.randrange(int((last - first).total_seconds())))


class World:
    """Companies, the people who sign for them and the people who use the service."""

    def __init__(self) -> None:
        rng = self.rng("world")
        companies = {made.name: made for made in (company(rng) for _ in range(700))}
        self.companies = tuple(companies.values())
        self.contacts = tuple(person(rng, rng.choice(self.companies)) for _ in range(1700))
        self.users = tuple(person(rng, rng.choice(self.companies)) for _ in range(2300))
        american = tuple(one for one in self.companies if one.city in US_CITIES)
        self.leads = tuple(person(rng, rng.choice(american)) for _ in range(1500))

    @staticmethod
    def rng(part: str) -> Random:
        """A generator of its own for each part, so that a change in one leaves the others alone."""
        return Random(f"{SEED}/{part}")
