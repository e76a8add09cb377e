"""Contradictions and gaps of a graph: where its sources disagree, and what they leave open.

A new kind of finding is one function in CHECKS: it takes the graph as `Graph` and yields findings without passages, by
the IRIs of the facts that they rest on.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pyoxigraph as ox

from kg.answers.statements import unit_id
from kg.answers.units import named
from kg.explain import Passage, passages_of, short
from kg.graph.reconcile import Change, Reconciled, agree, changes, reconcile
from kg.graph.select import select
from kg.graph.windows import bounds
from kg.register import Register

_TENURES = """
SELECT DISTINCT ?tenure ?label ?person ?name ?post ?title ?single ?from ?until ?unit ?unitName ?begun ?ended WHERE {
  ?tenure a kg:Tenure ; rdfs:label ?label ; org:member ?person ; kg:post ?post .
  ?person rdfs:label ?name .
  ?post rdfs:label ?title ; org:role ?role .
  OPTIONAL { ?role kg:singleSeat ?single }
  OPTIONAL { ?tenure kg:knownFrom ?from ; kg:knownUntil ?until }
  OPTIONAL {
    ?tenure kg:ofUnit ?unit . ?unit rdfs:label ?unitName
    OPTIONAL { ?unit kg:notBefore ?begun }
    OPTIONAL { ?unit kg:notAfter ?ended }
  }
}"""
_HELD = """
SELECT DISTINCT ?tenure ?day ?began WHERE {
  VALUES (?status ?appointed) { (code:tenure-current false) (code:tenure-appointed true) }
  ?tenure a kg:Tenure ; kg:evidence ?passage .
  ?passage kg:tenureStatus ?status ; kg:modality ?said ; kg:confidence ?sure ; dcterms:source/dcterms:issued ?day .
  OPTIONAL { ?passage kg:statedDate ?stated }
  BIND (IF(?appointed, COALESCE(?stated, ?day), ?none) AS ?began)
  FILTER (?said IN (code:said-asserted, code:said-quoted) && ?sure >= 0.5)
}"""
_STARTS = """
SELECT DISTINCT ?tenure ?label ?stated ?end WHERE {
  ?tenure a kg:Tenure ; rdfs:label ?label ; kg:evidence ?passage .
  OPTIONAL { ?passage kg:statedDate ?stated }
  OPTIONAL { ?passage kg:statedEnd ?end }
}"""
_LINKS = """
SELECT DISTINCT ?link ?label ?inner ?outer ?predicate ?status ?rule WHERE {
  ?link a kg:Link ; rdfs:label ?label ; rdf:subject ?inner ; rdf:object ?outer ; rdf:predicate ?predicate ;
    kg:status ?status ; kg:evidence/kg:rule ?rule .
}"""
_STRANGE = """
SELECT DISTINCT ?unit ?label ?outer ?outerName ?link ?day WHERE {
  ?unit a kg:AdminUnit ; rdfs:label ?label .
  FILTER (STRSTARTS(STR(?unit), CONCAT(STR(unit:), "x-")))
  ?link a kg:Link ; rdf:subject ?unit ; rdf:object ?outer ; rdf:predicate kg:partOf ; kg:status code:fact-reported .
  ?outer rdfs:label ?outerName .
  ?article a kg:Article ; schema:mentions ?unit ; dcterms:issued ?day .
}"""
_DISPUTED = """
SELECT DISTINCT ?fact ?label WHERE { ?fact a kg:Fact ; kg:status code:fact-disputed ; rdfs:label ?label }"""
_UNDATED = """
SELECT DISTINCT ?article ?label ?id WHERE {
  ?article a kg:Article ; rdfs:label ?label .
  OPTIONAL { ?article dcterms:identifier ?id }
  FILTER NOT EXISTS { ?article dcterms:issued ?day }
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One contradiction or gap: `kind` as in KINDS, `subject` what it is about and `facts` what it rests on (IRIs)."""

    kind: str
    what: str
    subject: str
    facts: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


class Graph:
    """A graph with what several checks need, read once."""

    def __init__(self, graph: ox.Store) -> None:
        self.graph = graph

    def ask(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT, sorted."""
        return sorted(select(self.graph, query), key=lambda row: sorted(row.items()))

    @cached_property
    def tenures(self) -> list[dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for row in self.ask(_TENURES):
            found.setdefault(row["tenure"], row)
        return list(found.values())

    @cached_property
    def changes(self) -> list[Change]:
        return changes(self.graph)

    @cached_property
    def verdicts(self) -> dict[str, Reconciled]:
        return reconcile(self.graph, self.changes)


def check(graph: ox.Store) -> list[Finding]:
    """All findings with their passages, by kind in the order of CHECKS, then by subject."""
    known = Graph(graph)
    found = [f for kind in CHECKS for f in sorted(kind(known), key=lambda f: (f.what, f.subject, f.facts))]
    passages = passages_of(graph, sorted({fact for f in found for fact in f.facts}))
    return [replace(f, passages=tuple(p for fact in f.facts for p in passages.get(fact, ()))) for f in found]


# -- checks ----------------------------------------------------------------------------------------------------------


def two_holders(g: Graph) -> Iterator[Finding]:
    """Several people certainly in a post for one on one day: all who were, once for the days that they share."""
    by_post: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in g.tenures:
        if row.get("single") == "true" and "from" in row:
            by_post[row["post"]].append(row)
    for post, rows in by_post.items():
        for held in _at_once(rows):
            if len({r["person"] for r in held}) > 1:
                first, last = max(r["from"] for r in held), min(r["until"] for r in held)
                days = first if first == last else f"{first} – {last}"
                what = f"{held[0]['title']}: {_all_of(_told_apart(held))} on {days}"
                yield Finding("two-holders", what, post, tuple(r["tenure"] for r in held))


def _at_once(rows: Iterable[dict[str, str]]) -> list[list[dict[str, str]]]:
    """The tenures that hold on one day, for each day on which one begins and no more of them hold on another."""
    held = sorted(rows, key=lambda r: (r["from"], r["tenure"]))
    groups = [[r for r in held if r["from"] <= day <= r["until"]] for day in sorted({r["from"] for r in held})]
    sets = [{r["tenure"] for r in group} for group in groups]
    return [group for group, mine in zip(groups, sets, strict=True) if not any(mine < other for other in sets)]


def _told_apart(rows: Iterable[dict[str, str]]) -> list[str]:
    """The names of the people, with what tells those of one name apart."""
    people = {r["person"]: r["name"] for r in rows}
    names = list(people.values())
    return [f"{name} ({short(node)})" if names.count(name) > 1 else name for node, name in people.items()]


def _all_of(names: Sequence[str]) -> str:
    return f"{'both ' if len(names) == 2 else ''}{', '.join(names[:-1])} and {names[-1]}"


def post_without_unit(g: Graph) -> Iterator[Finding]:
    """A post held, as an article says, on a day on which its unit was not there, or filled after the unit's end."""
    days: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in g.ask(_HELD):
        days[row["tenure"]].add((row.get("began", row["day"]), "appointed" if "began" in row else "held"))
    for row in g.tenures:
        for day, how in sorted(days.get(row["tenure"], ())):
            if when := _not_there(row, day, ahead=how == "appointed"):
                what = f"{row['label']}: {how} on {day}, but {row['unitName']} {when}"
                yield Finding("post-without-unit", what, row["unit"], (row["tenure"],))


def _not_there(row: dict[str, str], stated: str, *, ahead: bool) -> str:
    """Whether a tenure's unit had ended or not begun on a day; `ahead` of a unit people may be named to lead it."""
    if not (days := bounds(stated)):
        return ""
    if days[0].isoformat() > row.get("ended", "9"):
        return f"ended on {row['ended']}"
    return f"began on {row['begun']}" if days[1].isoformat() < row.get("begun", "") and not ahead else ""


def unit_of_other_days(g: Graph) -> Iterator[Finding]:
    """A unit that the register has not, where articles put it, on their days, but does have there on others."""
    register = Register.load()
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in g.ask(_STRANGE):
        rows[row["unit"]].append(row)
    for unit, told in rows.items():
        outers = {unit_id(r["outer"]) for r in told}
        alike = [named(register, u) for u in register.find(told[0]["label"]) if _in_or_beside(register, u.id, outers)]
        days = sorted({r["day"] for r in told})
        strange = [day for day in days if not any(n.on(date.fromisoformat(day)) for n in alike)]
        if alike and strange:
            where = ", ".join(sorted({r["outerName"] for r in told}))
            known = "; ".join(f"{n.label} {n.years}" for n in alike)
            what = f"{told[0]['label']} in {where} on {_some(strange)}: the register has only {known}"
            yield Finding("unit-of-other-days", what, unit, tuple(sorted({r["link"] for r in told})))


def _in_or_beside(register: Register, ident: str, outers: Iterable[str]) -> bool:
    """Whether a unit has lain in one of these, or in nothing but what they lie in, as communes do since 2025."""
    near = frozenset[str]().union(*map(register.kin, outers))
    above = frozenset[str]().union(*(register.kin(u.id) for outer in outers for u in register.lineage_up(outer)))
    return bool(near & register.within(ident)) or above.issuperset(register.parents_ever(ident))


def _some(days: Sequence[str]) -> str:
    return ", ".join(days) if len(days) < 4 else f"{len(days)} days from {days[0]} to {days[-1]}"


def stated_days(g: Graph) -> Iterator[Finding]:
    """Passages that state different starts or ends of one tenure."""
    stated: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in g.ask(_STARTS):
        for name in ("stated", "end"):
            if name in row:
                stated[row["tenure"], row["label"], "start" if name == "stated" else "end"].add(row[name])
    for (tenure, label, which), dates in stated.items():
        if not all(agree(a, b) for a in dates for b in dates):
            what = f"{label}: sources state different {which}s: {', '.join(sorted(dates))}"
            yield Finding("tenure-dates", what, tenure, (tenure,))


def change_without_parents(g: Graph) -> Iterator[Finding]:
    """A unit came about, and no source says of which."""
    kinds = ("merge", "absorb", "establish", "rearrange", "succession")
    for c in g.changes:
        if c.kind in kinds and c.status in ("official", "reported") and not c.before - c.new:
            yield Finding("change-without-parents", c.label, c.iri, (c.iri,))


def change_without_date(g: Graph) -> Iterator[Finding]:
    """A change that came to pass on a day that no source states."""
    for c in g.changes:
        if c.date is None and c.status in ("official", "reported"):
            yield Finding("change-without-date", c.label, c.iri, (c.iri,))


def change_dates(g: Graph) -> Iterator[Finding]:
    """Articles that state different dates of one change, which the register does not settle."""
    for c in g.changes:
        dates = {s.stated for s in c.said if s.accepted and s.stated}
        if not c.registered and not all(agree(a, b) for a in dates for b in dates):
            what = f"{c.label}: sources state different dates: {', '.join(sorted(d for d in dates if d))}"
            yield Finding("change-dates", what, c.iri, (c.iri,))


def against_register(g: Graph) -> Iterator[Finding]:
    """A change that the register has with another date, other units, or not at all like that."""
    for c in g.changes:
        found = g.verdicts[c.iri]
        if found.verdict == "contradicted":
            yield Finding("against-register", f"{c.label}: {'; '.join(found.reasons)}", c.iri, (c.iri,))


def plan_otherwise(g: Graph) -> Iterator[Finding]:
    """A plan for units that the register by now has come to another end."""
    ends: dict[str, list[Change]] = defaultdict(list)
    for c in g.changes:
        for unit in c.old - c.new if c.registered else ():
            ends[unit].append(c)
    for plan in g.changes:
        if plan.status != "planned":
            continue
        came = {c.iri: c for unit in plan.old for c in ends[unit] if not c.new & plan.new or plan.before - c.before}
        for c in sorted(came.values(), key=lambda c: (c.date or "", c.iri)):
            what = f"{plan.label}: planned, but by the register {c.label}{f' on {c.date}' if c.date else ''}"
            yield Finding("plan-otherwise", what, plan.iri, (plan.iri, c.iri))


def not_in_register(g: Graph) -> Iterator[Finding]:
    """A change that articles state as done and that the register does not have."""
    for c in g.changes:
        if g.verdicts[c.iri].verdict == "new":
            yield Finding("not-in-register", c.label, c.iri, (c.iri,))


def unit_elsewhere(g: Graph) -> Iterator[Finding]:
    """A unit that articles put into one and the register into another."""
    rows = g.ask(_LINKS)
    known: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if row["rule"] == "register":
            known[row["inner"]].add(row["outer"])
    above = {unit: _above(unit, known) for unit in known}
    for row in {r["link"]: r for r in rows if r["rule"] != "register"}.values():
        inner, outer = row["inner"], row["outer"]
        if inner in known and outer not in above[inner] and not row["status"].endswith("fact-doubtful"):
            yield Finding("unit-elsewhere", f"{row['label']}: not by the register", inner, (row["link"],))


def disputed(g: Graph) -> Iterator[Finding]:
    """Any other fact that one passage states and another denies."""
    told = {c for c, v in g.verdicts.items() if v.verdict == "contradicted"}
    told |= {fact for found in post_without_unit(g) for fact in found.facts}
    for row in g.ask(_DISPUTED):
        if row["fact"] not in told:
            yield Finding("disputed", row["label"], row["fact"], (row["fact"],))


def undated(g: Graph) -> Iterator[Finding]:
    """An article without a date: what it says as being so holds on no known day."""
    for row in {r["article"]: r for r in g.ask(_UNDATED)}.values():
        yield Finding("undated-article", row.get("id", row["label"]), row["article"])


def _above(unit: str, known: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [unit]
    while todo:
        fresh = known.get(todo.pop(), set()) - seen
        seen |= fresh
        todo += fresh
    return seen


CHECKS: tuple[Callable[[Graph], Iterable[Finding]], ...] = (
    two_holders,
    post_without_unit,
    unit_of_other_days,
    stated_days,
    change_without_parents,
    change_without_date,
    change_dates,
    against_register,
    plan_otherwise,
    not_in_register,
    unit_elsewhere,
    disputed,
    undated,
)


def names(finding: Finding) -> tuple[str, ...]:
    """The prefixed names of the facts that it rests on, or of what it is about."""
    return tuple(map(short, finding.facts or (finding.subject,)))
