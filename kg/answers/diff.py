"""What two graphs differ in, fact by fact: came, went, or changed in status, days or passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pyoxigraph as ox

from kg.explain import short
from kg.graph.select import select

# What may change in a fact that stays: property of the graph → its name in a difference.
PROPERTIES = {
    "status": "status",
    "date": "date",
    "startDate": "start",
    "endDate": "end",
    "knownFrom": "known from",
    "knownUntil": "known until",
    "notBefore": "not before",
    "notAfter": "not after",
    "legalBasis": "resolution",
    "evidence": "evidence",
}
_FACTS = """
SELECT DISTINCT ?fact ?label ?property ?value ?name WHERE {
  VALUES ?class { kg:Tenure kg:UnitChange kg:Link }
  VALUES ?property { %s }
  ?fact a ?class ; rdfs:label ?label .
  OPTIONAL { ?fact ?property ?value OPTIONAL { ?value rdfs:label ?name } }
}"""
_QUOTES = "SELECT DISTINCT ?passage ?quote ?source { ?passage kg:quote ?quote ; dcterms:source/rdfs:label ?source }"


@dataclass(frozen=True, slots=True)
class Change:
    """One property of a fact before and after: codes and acts by their names, evidence as “quote” (article), several
    values in order."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact by its prefixed name that is in the second graph only, in the first only, or told otherwise in both."""

    how: Literal["came", "went", "changed"]
    fact: str
    label: str
    changes: tuple[Change, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


_Values = Mapping[str, set[str]]


def diff(before: ox.Store, after: ox.Store) -> list[Difference]:
    """The differences, by label and IRI of the facts. The same facts in another order are no difference."""
    old, new = _facts(before), _facts(after)
    found = [d for iri in old.keys() | new.keys() if (d := _difference(iri, old.get(iri), new.get(iri)))]
    return sorted(found, key=lambda d: (d.label, d.fact))


def _difference(iri: str, old: _Values | None, new: _Values | None) -> Difference | None:
    changes = tuple(_changes(old or {}, new or {}))
    label = min((new or old or {})["label"])
    if old is None or new is None:
        return Difference("came" if old is None else "went", short(iri), label, changes)
    return Difference("changed", short(iri), label, changes) if changes else None


def _changes(old: _Values, new: _Values) -> Iterator[Change]:
    """What differs; of passages those that came and went alone."""
    for property, name in PROPERTIES.items():
        before, after = old.get(property, set()), new.get(property, set())
        if before != after:
            yield Change(name, tuple(sorted(before - after)), tuple(sorted(after - before)))


def _facts(graph: ox.Store) -> dict[str, dict[str, set[str]]]:
    quotes = {row["passage"]: f"“{row['quote']}” ({row['source']})" for row in select(graph, _QUOTES)}
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in select(graph, _FACTS % " ".join(f"kg:{name}" for name in PROPERTIES)):
        fact = found[row["fact"]]
        fact["label"].add(row["label"])
        if "value" in row:
            value = row["value"]
            shown = quotes.get(value) or row.get("name") or (short(value) if "://" in value else value)
            fact[row["property"].rpartition("#")[2]].add(shown)
    return {iri: dict(values) for iri, values in found.items()}
