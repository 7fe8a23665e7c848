"""Browsers and telephones of late 2018. Their version numbers look like addresses and are none."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from sample_data.identifiers import version

CHROME = ("70.0.3538.77", "70.0.3538.102", "69.0.3497.100", "70.0.3538.110", "68.0.3440.106")
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@dataclass(frozen=True)
class Agent:
    text: str
    system: str


@dataclass(frozen=True)
class Handset:
    model: str
    system: str
    app: str


def browser(rng: Random) -> Agent:
    chrome = rng.choice(CHROME)
    return rng.choices(
        (
            Agent(f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/{chrome} Safari/537.36", "Windows 10"),
            Agent(f"Mozilla/5.0 (Windows NT 6.1; Win64; x64) {_WEBKIT} Chrome/{chrome} Safari/537.36", "Windows 7"),
            Agent(f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_1) {_WEBKIT} Chrome/{chrome} Safari/537.36", "macOS"),
            Agent("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:63.0) Gecko/20100101 Firefox/63.0", "Windows 10"),
            Agent("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:63.0) Gecko/20100101 Firefox/63.0", "Linux"),
            Agent(
                "Mozilla/5.0 (iPhone; CPU iPhone OS 12_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
                " Version/12.0 Mobile/15E148 Safari/604.1",
                "iOS",
            ),
            Agent(
                f"Mozilla/5.0 (Linux; Android 8.0.0; SM-G950F) {_WEBKIT} Chrome/{chrome} Mobile Safari/537.36",
                "Android",
            ),
            Agent(
                f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {_WEBKIT} Chrome/64.0.3282.140 Safari/537.36 Edge/17.17134",
                "Windows 10",
            ),
        ),
        weights=(30, 12, 14, 12, 4, 14, 10, 4),
    )[0]


def handset(rng: Random) -> Handset:
    return rng.choice(
        (
            Handset("iPhone 8", "iOS 12.1", version(10, 4, 1, 219)),
            Handset("iPhone XS", "iOS 12.1", version(10, 4, 1, 219)),
            Handset("iPhone SE", "iOS 11.4.1", version(10, 3, 2, 77)),
            Handset("Galaxy S8", "Android 8.0.0", version(10, 4, 0, 118)),
            Handset("Galaxy S9+", "Android 8.0.0", version(10, 4, 1, 121)),
            Handset("Pixel 2", "Android 9", version(10, 4, 1, 121)),
            Handset("Polycom VVX 411", "UCS 5.8.1", version(5, 8, 1, 7389)),
            Handset("Yealink T46S", f"firmware {version(66, 83, 0, 35)}", version(66, 83, 0, 35)),
            Handset("Cisco SPA525G2", "7.6.2e", "7.6.2"),
        )
    )
