"""Cities of the invented world's customers, and telephone numbers as each country writes them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import phonenumbers

from sample_data.identifiers import digits

CITIES = """
US|San Mateo|CA|650|944##|37.56|-122.32
US|Denver|CO|303|802##|39.74|-104.99
US|Austin|TX|512|787##|30.27|-97.74
US|Seattle|WA|206|981##|47.61|-122.33
US|Chicago|IL|312|606##|41.88|-87.63
US|Boston|MA|617|021##|42.36|-71.06
US|Portland|OR|503|972##|45.52|-122.68
US|Atlanta|GA|404|303##|33.75|-84.39
US|Charlotte|NC|704|282##|35.23|-80.84
US|Minneapolis|MN|612|554##|44.98|-93.27
US|Phoenix|AZ|602|850##|33.45|-112.07
US|New York|NY|212|100##|40.71|-74.01
NO|Oslo||22|01##|59.91|10.75
NO|Bergen||55|50##|60.39|5.32
NO|Trondheim||73|70##|63.43|10.40
NO|Stavanger||51|40##|58.97|5.73
NO|Tromsø||77|90##|69.65|18.96
GB|London||20|EC# #@@|51.51|-0.13
GB|Manchester||161|M# #@@|53.48|-2.24
GB|Leeds||113|LS# #@@|53.80|-1.55
DE|Berlin||30|10###|52.52|13.40
DE|Hamburg||40|20###|53.55|9.99
DE|München||89|80###|48.14|11.58
SE|Stockholm||8|11# ##|59.33|18.07
DK|København||33|1###|55.68|12.57
NL|Amsterdam||20|10## @@|52.37|4.90
FR|Paris||1|750##|48.86|2.35
"""
DIAL = {"US": "1", "NO": "47", "GB": "44", "DE": "49", "SE": "46", "DK": "45", "NL": "31", "FR": "33"}
MOBILE = {
    "NO": ("41", "46", "47", "48", "90", "91", "92", "93", "95", "97", "98"),
    "GB": ("7710", "7812", "7912", "7500"),
    "DE": ("160", "170", "171", "175"),
    "SE": ("70", "72", "73", "76"),
    "DK": ("26", "28"),
    "NL": ("61", "62", "63", "64", "65"),
    "FR": ("61", "62", "66", "67"),
}
LANDLINE = {"GB": "207", "DE": "2", "SE": "4", "DK": "1", "NL": "6", "FR": "42"}
"""First digits behind an area code (for London the 20 is part of it)."""
LENGTH = {"NO": 8, "GB": 10, "DE": 10, "SE": 9, "DK": 8, "NL": 9, "FR": 9}
GROUPS = {
    "NO": ("## ## ## ##", "### ## ###", "########"),
    "GB": ("#### ######", "#### ### ###", "##########"),
    "DE": ("### #######", "### ### ####", "##########"),
    "SE": ("## ### ## ##", "##-### ## ##", "#########"),
    "DK": ("## ## ## ##", "########", "## ## ## ##"),
    "NL": ("# ########", "# ## ## ## ##", "#########"),
    "FR": ("# ## ## ## ##", "#########", "# ## ## ## ##"),
    "US": ("(###) ###-####", "###-###-####", "###.###.####", "+1 ### ### ####", "1-###-###-####", "+1 (###) ###-####"),
}


@dataclass(frozen=True)
class City:
    country: str
    name: str
    region: str
    area: str
    postcode: str
    lat: float
    lon: float


def _city(line: str) -> City:
    country, name, region, area, postcode, lat, lon = line.split("|")
    return City(country, name, region, area, postcode, float(lat), float(lon))


ALL_CITIES = tuple(_city(line) for line in CITIES.split("\n") if line)
US_CITIES = tuple(city for city in ALL_CITIES if city.country == "US")
_WEIGHTS = [{"US": 4, "NO": 4, "GB": 3, "DE": 2}.get(city.country, 2) for city in ALL_CITIES]


def any_city(rng: Random) -> City:
    return rng.choices(ALL_CITIES, weights=_WEIGHTS)[0]


def fill(rng: Random, pattern: str) -> str:
    """`#` becomes a digit, `@` a letter."""
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    return "".join(digits(rng, 1) if char == "#" else rng.choice(letters) if char == "@" else char for char in pattern)


@dataclass(frozen=True)
class Phone:
    """A number that libphonenumber holds to be valid; `national` without trunk prefix."""

    country: str
    national: str

    @property
    def e164(self) -> str:
        return f"+{DIAL[self.country]}{self.national}"

    def written(self, rng: Random) -> str:
        """As people write it; outside the United States always with its country."""
        pattern = rng.choice(GROUPS[self.country])
        if len(self.national) != pattern.count("#"):
            pattern = "#" * len(self.national)
        rest = iter(self.national)
        body = "".join(next(rest) if char == "#" else char for char in pattern)
        if self.country == "US":
            return body
        mark = rng.choice(("+", "+", "+", "00"))
        return f"{mark}{DIAL[self.country]} {body}"


def _us_national(rng: Random, city: City) -> str:
    if rng.random() < 0.25:
        return f"{city.area}555{rng.randint(100, 199):04d}"
    exchange = rng.choice([number for number in range(201, 990) if number % 100 != 11 and number != 555])
    return f"{city.area}{exchange}{digits(rng, 4)}"


def phone(rng: Random, city: City) -> Phone:
    """A number of the city or a mobile of its country; one in four American ones is of the range for fiction."""
    country = city.country
    if country == "US":
        national = _us_national(rng, city)
    else:
        mobile = rng.random() < 0.7
        start = rng.choice(MOBILE[country]) if mobile else city.area + LANDLINE.get(country, "")
        if country == "GB" and not mobile:
            start = "207"
        national = start + digits(rng, LENGTH[country] - len(start))
    made = Phone(country, national)
    if not phonenumbers.is_valid_number(phonenumbers.parse(made.e164, None)):
        raise ValueError(f"The program made an invalid telephone number for {country}: change its first digits.")
    return made
