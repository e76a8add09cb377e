"""Changes of units as articles state them, laid beside the register: confirmed, contradicted, or new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pyoxigraph as ox

from kg.graph.changes import DECIDED
from kg.graph.select import select
from kg.graph.windows import bounds
from kg.model import DOUBTFUL

Verdict = Literal["confirmed", "contradicted", "new", "register only", ""]

# Kinds by which a unit begins.
_FOUNDING = frozenset(("merge", "establish", "succession", "reclassify", "split", "separate", "rearrange"))

_CHANGES = """
SELECT DISTINCT ?change ?property ?value WHERE {
  VALUES ?property {
    rdfs:label kg:changeType kg:status kg:date kg:oldUnit kg:oldUnitPart kg:newUnit kg:notBefore kg:notAfter
  }
  ?change a kg:UnitChange ; ?property ?value .
}"""
_LAWS = """
SELECT DISTINCT ?change ?law WHERE { ?change a kg:UnitChange ; kg:legalBasis/schema:legislationIdentifier ?law }"""
_SAID = """
SELECT DISTINCT ?change ?passage ?rule ?stated ?said ?confidence ?issued WHERE {
  ?change a kg:UnitChange ; kg:evidence ?passage .
  ?passage dcterms:source ?source ; kg:rule ?rule ; kg:modality ?said ; kg:confidence ?confidence .
  FILTER (?rule = "register" || EXISTS { ?source a kg:Article })
  OPTIONAL { ?passage kg:statedDate ?stated }
  OPTIONAL { ?source dcterms:issued ?issued }
}"""
_UNITS = """
SELECT DISTINCT ?unit ?label ?from ?until WHERE {
  ?unit a kg:AdminUnit ; rdfs:label ?label .
  OPTIONAL { ?unit kg:notBefore ?from }
  OPTIONAL { ?unit kg:notAfter ?until }
}"""


@dataclass(frozen=True, slots=True)
class Said:
    """One passage on a change, by its IRI: whether it is the register's, the date it states, how it is put.

    `issued` is the day of its article; `said` as in code:modality without the list ("asserted").
    """

    passage: str
    register: bool
    stated: str | None
    said: str
    confidence: float
    issued: str | None

    @property
    def accepted(self) -> bool:
        return self.said in ("asserted", "quoted") and self.confidence >= DOUBTFUL


@dataclass(frozen=True, slots=True)
class Change:
    """A change of units of the graph; units by their IRIs, `kind` and `status` without their lists ("merge")."""

    iri: str
    label: str
    kind: str
    status: str
    date: str | None
    old: frozenset[str]
    partial: frozenset[str]
    new: frozenset[str]
    laws: tuple[str, ...]
    said: tuple[Said, ...]

    @property
    def registered(self) -> bool:
        return any(s.register for s in self.said)

    @property
    def before(self) -> frozenset[str]:
        return self.old | self.partial


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What the register has to say on a change, with reasons where it contradicts what articles say."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()


def changes(graph: ox.Store) -> list[Change]:
    """All changes of units of the graph, by date and IRI."""
    values: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in select(graph, _CHANGES):
        values[row["change"]][_local(row["property"])].add(row["value"])
    laws: dict[str, set[str]] = defaultdict(set)
    for row in select(graph, _LAWS):
        laws[row["change"]].add(row["law"])
    said: dict[str, set[Said]] = defaultdict(set)
    for row in select(graph, _SAID):
        how = _local(row["said"]).removeprefix("said-")
        stated = (row["passage"], row["rule"] == "register", row.get("stated"), how)
        said[row["change"]].add(Said(*stated, float(row["confidence"]), row.get("issued")))
    found = []
    for iri, v in values.items():
        one = {name: min(values, default="") for name, values in v.items()}
        passages = tuple(sorted(said[iri], key=lambda s: (not s.register, s.issued or "9", s.passage)))
        kind, status = _local(one.get("changeType", "")), _local(one.get("status", ""))
        found.append(
            Change(
                iri,
                one.get("label", ""),
                kind.removeprefix("change-"),
                status.removeprefix("fact-"),
                one.get("date"),
                frozenset(v["oldUnit"]),
                frozenset(v["oldUnitPart"]),
                frozenset(v["newUnit"]),
                tuple(sorted(laws[iri])),
                passages,
            )
        )
    return sorted(found, key=lambda c: (c.date or "9", c.iri))


def reconcile(graph: ox.Store, found: Iterable[Change] | None = None) -> dict[str, Reconciled]:
    """What the register has to say on each change, by IRI.

    "confirmed": it has the change as articles state it; "contradicted": it has it with another date, other units
    before or another unit after, or rules it out; "new": it does not have it; "register only": no article states it.
    Changes that are only planned or denied have no verdict.
    """
    all_changes = list(changes(graph) if found is None else found)
    names = {row["unit"]: row for row in select(graph, _UNITS)}
    known: dict[str, list[Change]] = defaultdict(list)
    for change in all_changes:
        if change.registered:
            for unit in change.before | change.new:
                known[unit].append(change)
    return {c.iri: _reconciled(c, known, names) for c in all_changes}


def _reconciled(change: Change, known: Mapping[str, list[Change]], names: Mapping[str, dict[str, str]]) -> Reconciled:
    stated = [s for s in change.said if s.accepted and not s.register]
    if not stated:
        return Reconciled("register only" if change.registered else "")
    if change.registered:
        wrong = sorted({s.stated for s in stated if s.stated and not agree(s.stated, change.date)})
        reasons = tuple(f"date: an article says {day}, the register {change.date}" for day in wrong)
        return Reconciled("contradicted" if reasons else "confirmed", reasons)
    reasons = tuple(dict.fromkeys([*_other_units(change, known, names), *_went_on(change, names)]))
    if not reasons and change.status == "disputed" and not any(s.said == "denied" for s in change.said):
        reasons = ("order: the register has these units otherwise",)
    return Reconciled("contradicted" if reasons else "new", reasons)


def _other_units(
    change: Change, known: Mapping[str, list[Change]], names: Mapping[str, dict[str, str]]
) -> Iterable[str]:
    """Where the register has other units before or after, at a time that may be the same."""
    near = {c.iri: c for unit in sorted(change.before | change.new) for c in known.get(unit, ())}
    for other in near.values():
        if not change.before or not other.before or not _same_time(change, other):
            continue
        if change.new & other.new and change.kind in _FOUNDING and other.kind in _FOUNDING:
            if strange := change.before - other.before - change.new:
                yield f"parents: the register has {other.label}, without {_names(strange, names)}"
        elif change.old & other.old - other.new - change.new and not change.new & (other.new | other.before):
            yield f"name: by the register it is {_names(other.new, names)} ({other.label})"


def _went_on(change: Change, names: Mapping[str, dict[str, str]]) -> Iterable[str]:
    """Where the register has a unit go on that the articles say had ended."""
    last = _span(change)[1]
    for unit in sorted(change.old - change.new):
        until = names.get(unit, {}).get("until")
        if until and last and until > last:
            yield f"date: by the register {names[unit]['label']} went on until {until}"


def _same_time(change: Change, other: Change) -> bool:
    (first, last), (begin, end) = _span(change), _span(other)
    return not (first and end and end < first) and not (last and begin and last < begin)


def _span(change: Change) -> tuple[str | None, str | None]:
    """The days between which it took effect: by its date, else by the articles that state it as done."""
    if span := bounds(change.date):
        return span[0].isoformat(), span[1].isoformat()
    days = [date.fromisoformat(s.issued) for s in change.said if s.accepted and s.issued and not s.register]
    return None, (min(days) + DECIDED).isoformat() if days else None


def agree(stated: str | None, other: str | None) -> bool:
    """Whether two dates, each as precise as its source, may be one day."""
    return not stated or not other or stated.startswith(other) or other.startswith(stated)


def _names(units: Iterable[str], names: Mapping[str, dict[str, str]]) -> str:
    return ", ".join(sorted(names.get(u, {}).get("label", u) for u in units))


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]
