"""A notice in the W3C Data Privacy Vocabulary, as JSON-LD that needs nothing from the network.

Each declaration is a process of its own, since the notice ties source, purposes and conditions to it. What it says of
everything (recipients, legal bases, storage, transfers, rights, prohibitions) belongs to the process that has them all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scanner.notice.categories import Categories
from scanner.notice.interchange import Kind, readable, term
from scanner.notice.model import Declaration, Notice, Passage, Retention, Transfer

Json = dict[str, Any]
CONTEXT: Json = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "dct": "http://purl.org/dc/terms/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def to_dpv(notice: Notice, categories: Categories) -> Json:
    """The notice as one JSON-LD document with its context in it."""
    graph = _Graph(notice)
    processes = [graph.declaration(each, categories) for each in notice.held]
    return {"@context": CONTEXT, "@graph": [graph.head(), graph.everything(processes), *processes, *graph.terms()]}


class _Graph:
    """Nodes of one notice, named under one address."""

    def __init__(self, notice: Notice) -> None:
        self._notice = notice
        self._base = f"urn:fairnotice:notice:{notice.id}"

    def head(self) -> Json:
        """The document, and who speaks."""
        notice = self._notice
        node: Json = {
            "@id": self._base,
            "@type": "dpv:PrivacyNotice",
            "dct:title": f"Privacy notice of {notice.company}",
            "dct:modified": _date(notice.updated.isoformat()),
            "dct:valid": [_date(each.from_.isoformat()) for each in notice.effective],
            "dpv:hasDataController": {
                "@id": self._id("controller"),
                "@type": "dpv:DataController",
                "dpv:hasName": notice.company,
            },
            "dpv:hasProcess": {"@id": self._id("processing")},
        }
        if notice.supersedes:
            node["dct:replaces"] = {"@id": f"urn:fairnotice:notice:{notice.supersedes}"}
        return node

    def everything(self, processes: Sequence[Json]) -> Json:
        """What the notice says of all data alike."""
        notice = self._notice
        subjects = [each for each in notice.applies_to.subjects if each not in notice.applies_to.not_]
        return _filled(
            {
                "@id": self._id("processing"),
                "@type": "dpv:PersonalDataProcess",
                "rdfs:label": f"All that the notice of {notice.company} speaks of",
                "dpv:hasDataSubject": [self._named("subjects", each, "DataSubject") for each in subjects],
                "dpv:hasPurpose": [{"@id": self._id(each.id)} for each in notice.purposes],
                "dpv:hasLegalBasis": [
                    *({"@id": self._id(each.id)} for each in notice.legal_bases),
                    *self._safeguards(),
                ],
                "dpv:hasRecipient": [{"@id": self._id(each.id)} for each in notice.recipients],
                "dpv:hasStorageCondition": [self._storage(each) for each in notice.retention],
                "dpv:hasLocation": [place for each in notice.transfers for place in self._places(each)],
                "dpv:hasRight": [{"@id": self._id(each.id)} for each in notice.rights],
                "dpv:hasProhibition": [
                    {**self._clause(each), "@type": "dpv:Prohibition", "rdfs:label": each.rule}
                    for each in notice.prohibitions
                ],
                "dpv:hasProcess": [{"@id": each["@id"]} for each in processes],
            }
        )

    def declaration(self, each: Declaration, categories: Categories) -> Json:
        """One declared category, from where, for what, under which condition."""
        category = categories.get(each.category)
        when = each.when
        return _filled(
            {
                **self._clause(each),
                "@type": "dpv:PersonalDataProcess",
                "rdfs:label": f"{category.label}, {each.explicitness.replace('_', ' ')}",
                "dpv:hasPersonalData": {"@id": category.dpv_iri},
                "dpv:hasDataSource": {"@id": term("sources", "dpv", each.source)},
                "dpv:hasPurpose": [{"@id": self._id(purpose)} for purpose in each.purposes],
                "dpv:hasDataSubject": self._named("subjects", when.subject, "DataSubject")
                if when and when.subject
                else [],
                "dpv:hasContext": {"@type": "dpv:Context", "rdfs:label": when.condition}
                if when and when.condition
                else [],
            }
        )

    def terms(self) -> list[Json]:
        """Purposes, recipients, legal bases and rights, each with its class and its words."""
        notice = self._notice
        return [
            *(self._term("purposes", each, each.id, "Purpose") for each in notice.purposes),
            *(self._term("recipients", each, each.who, "Recipient") for each in notice.recipients),
            *(self._term("legal_bases", each, each.basis, "LegalBasis") for each in notice.legal_bases),
            *(self._term("rights", each, each.right, "DataSubjectRight") for each in notice.rights),
        ]

    def _term(self, kind: Kind, clause: Passage, name: str, general: str) -> Json:
        known = term(kind, "dpv", name)
        scope = getattr(clause, "scope", None)
        types = list(dict.fromkeys([known or f"dpv:{general}", f"dpv:{general}"]))
        node = {**self._clause(clause), "@type": types, "rdfs:label": readable(name)}
        return {**node, "dpv:hasScope": {"@type": "dpv:Scope", "rdfs:label": scope}} if scope else node

    def _named(self, kind: Kind, name: str, general: str) -> Json:
        known = term(kind, "dpv", name)
        types = [known, f"dpv:{general}"] if known else [f"dpv:{general}"]
        return {"@id": self._id(f"{kind}/{name}"), "@type": types, "rdfs:label": readable(name)}

    def _storage(self, each: Retention) -> Json:
        types = ["dpv:StorageDuration" if each.period or not each.disposal else "dpv:StorageCondition"]
        types += ["dpv:StorageDeletion"] if "delete" in each.disposal else []
        node: Json = {**self._clause(each), "@type": types}
        if each.period:
            node["dpv:hasDuration"] = {"@value": each.period, "@type": "xsd:duration"}
        return node

    def _places(self, each: Transfer) -> list[Json]:
        if each.countries:
            return [{"@id": f"loc:{country}"} for country in each.countries]
        label = "Other countries, none named"
        return [{**self._clause(each), "@type": "dpv:ThirdCountry", "rdfs:label": label}] if each.open else []

    def _safeguards(self) -> Iterator[Json]:
        for each in self._notice.transfers:
            if each.safeguard:
                label = readable(each.safeguard)
                node = {"@id": self._id(f"safeguard/{each.safeguard}"), "dct:description": each.words}
                yield {**node, "@type": "dpv:DataTransferLegalBasis", "rdfs:label": label}

    def _clause(self, passage: Passage) -> Json:
        node: Json = {"@id": self._id(passage.id), "dct:description": passage.words}
        return {**node, "dct:source": passage.section} if passage.section else node

    def _id(self, name: str) -> str:
        return f"{self._base}#{name}"


def _date(day: str) -> Json:
    return {"@value": day, "@type": "xsd:date"}


def _filled(node: Json) -> Json:
    """Without the keys that have nothing."""
    return {key: value for key, value in node.items() if value not in ([], None, "")}
