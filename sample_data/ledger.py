"""What is planted where, written down by the makers while they write the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

CATEGORIES = {
    "EMAIL_ADDRESS": ("contact.email", "declared"),
    "PHONE_NUMBER": ("contact.phone", "declared"),
    "IP_ADDRESS": ("online.ip_address", "declared"),
    "CREDIT_CARD": ("financial.payment_card", "declared"),
    "US_SSN": ("government_id.national", "undeclared"),
    "IBAN_CODE": ("financial.bank_account", "wider_term"),
    "DATE_OF_BIRTH": ("identity.date_of_birth", "undeclared"),
    "PASSWORD_HASH": ("credentials.password", "undeclared"),
    "MAC_ADDRESS": ("device.hardware_id", "wider_term"),
    "COORDINATES": ("location.precise", "undeclared"),
    "HEALTH": ("special.health", "undeclared"),
    "USERNAME": ("identity.username", "declared"),
    "JOB_TITLE": ("work.job_title", "declared"),
    "PERSON": ("identity.name", "declared"),
    "POSTAL_ADDRESS": ("contact.postal_address", "declared"),
    "CITY": ("location.city", "declared"),
    "GENDER": ("identity.gender", "undeclared"),
    "USER_AGENT": ("online.user_agent", "declared"),
    "OPERATING_SYSTEM": ("device.operating_system", "declared"),
    "DEVICE_MODEL": ("device.model", "declared"),
    "CALL_DETAIL": ("telecom.cdr", "declared"),
    "MARKETING_PREFERENCE": ("preferences.marketing", "declared"),
    "COMMUNICATION": ("content.communications", "declared"),
}
"""Entity → its category, and the verdict under the notice where no label says more."""


@dataclass(frozen=True)
class Planted:
    """One category in one field: `values` records (or lines) hold at least one value of the entity."""

    asset: str
    table: str
    field: str
    entity: str
    category: str
    verdict: str
    values: int
    note: str = ""


@dataclass(frozen=True)
class NearMiss:
    """A field of which no value may be reported as certain to be one of `looks_like`."""

    asset: str
    table: str
    field: str
    looks_like: tuple[str, ...]
    shape: str


@dataclass(frozen=True)
class AlsoPersonal:
    """Personal data that is none of the planted entities; a report may name it or not."""

    asset: str
    table: str
    field: str
    category: str
    shape: str


@dataclass
class Ledger:
    """The three lists of `planted.yaml`, in the order in which the files are made."""

    planted: list[Planted] = field(default_factory=list)
    near_misses: list[NearMiss] = field(default_factory=list)
    also_personal: list[AlsoPersonal] = field(default_factory=list)

    def document(self) -> dict[str, list[dict[str, object]]]:
        """The lists as plain values, without empty notes."""
        return {
            "planted": [_plain(asdict(row)) for row in self.planted],
            "near_misses": [_plain(asdict(row)) for row in self.near_misses],
            "also_personal": [_plain(asdict(row)) for row in self.also_personal],
        }


@dataclass(frozen=True)
class Notes:
    """A ledger opened at one table of one asset."""

    ledger: Ledger
    asset: str
    table: str = ""

    def plant(
        self, place: str, entity: str, values: int, *, verdict: str = "", category: str = "", note: str = ""
    ) -> None:
        usual_category, usual_verdict = CATEGORIES[entity]
        row = Planted(
            self.asset,
            self.table,
            place,
            entity,
            category or usual_category,
            verdict or usual_verdict,
            values,
            note,
        )
        self.ledger.planted.append(row)

    def plant_columns(self, rows: Iterable[Mapping[str, object]], columns: Mapping[str, str]) -> None:
        """`columns`: field → entity; a cell counts when it is neither None nor empty."""
        counts = Counter(name for row in rows for name in columns if row[name] not in (None, ""))
        for name, entity in columns.items():
            self.plant(name, entity, counts[name])

    def plant_counts(self, place: str, counts: Mapping[str, int], verdicts: Mapping[str, str] | None = None) -> None:
        """Entities seen in one free-text field or in the lines of a file."""
        for entity in sorted(counts):
            self.plant(place, entity, counts[entity], verdict=(verdicts or {}).get(entity, ""))

    def near_miss(self, place: str, looks_like: Iterable[str], shape: str) -> None:
        self.ledger.near_misses.append(NearMiss(self.asset, self.table, place, tuple(looks_like), shape))

    def also(self, place: str, category: str, shape: str) -> None:
        self.ledger.also_personal.append(AlsoPersonal(self.asset, self.table, place, category, shape))


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in row.items()
        if not (key == "note" and value == "")
    }
