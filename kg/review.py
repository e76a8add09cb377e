"""What is open for a person to judge: people who may be one, units that several fit, facts that are doubtful."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pyoxigraph as ox

from kg.explain import explain, find
from kg.graph import iri
from kg.graph.names import inline_name
from kg.graph.serialize import prefixes
from kg.judgements import Judgement
from kg.model import Evidence, Extraction, Link, Resolution, Unit
from kg.register import Register
from kg.replay import resolve_with
from kg.resolve.clusters import person_id
from kg.resolve.mentions import name_key
from kg.text import key

# Pairs of people that are less likely one are not asked for.
LIKELY = 0.3
_MOST_PASSAGES = 3
_MAY_BE = re.compile(r"may be (\S+) \(([0-9.]+)\): (.*)")
_OPEN = """
SELECT DISTINCT ?fact WHERE { ?fact kg:status ?status FILTER (?status IN (code:fact-doubtful, code:fact-disputed)) }"""
_LABELS = "SELECT DISTINCT ?fact ?label WHERE { ?fact a kg:Fact ; rdfs:label ?label }"

_HOLDER = """
SELECT DISTINCT ?person ?label ?unit WHERE {
  ?tenure org:member ?person ; kg:ofUnit ?unit . ?person rdfs:label ?label FILTER (?tenure = <%s>)
}"""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, its article and day."""

    quote: str
    article: str
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the things of an item: `name` as judgements have it, why it is what it is, what is said of it."""

    name: str
    label: str
    reasons: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One open question. A pair of people has two sides; a unit is the first and its candidates are the others; a fact
    stands alone. `score` is how likely the sides are one, or how sure the fact is (0 to 1)."""

    kind: Literal["person", "unit", "fact"]
    sides: tuple[Side, ...]
    why: str
    score: float

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def row(self) -> tuple[str, ...]:
        """kind, score, first thing, its name, the others, why."""
        first, *others = self.sides
        return (
            self.kind,
            f"{self.score:g}",
            first.label,
            first.name,
            " ".join(side.name for side in others),
            self.why,
        )


HEAD = ("kind", "score", "label", "subject", "others", "why")


def open_items(
    extractions: Sequence[Extraction], judgements: Sequence[Judgement], graph: ox.Store, least: float = LIKELY
) -> list[Item]:
    """All open questions that the judgements do not answer: people first, the likeliest before, then units and facts.

    `graph` is that of the last build; facts judged since are left out.
    """
    register = Register.load()
    found = resolve_with(extractions, register, judgements).resolution
    people = _people(found, extractions, least)
    return [*people, *_units(found, extractions, register), *_facts(graph, judgements)]


# -- people and units --------------------------------------------------------------------------------------------------


def _people(found: Resolution, extractions: Sequence[Extraction], least: float) -> list[Item]:
    links = {link.id: link for link in found.person_links.values()}
    pairs: dict[tuple[str, str], tuple[float, str]] = {}
    for id, link in links.items():
        for other, score, why in _may_be(link):
            if score >= least and other in links:
                pairs[min(id, other), max(id, other)] = score, why
    wanted = {id for pair in pairs for id in pair}
    passages = _said_of(wanted, found, extractions)
    items = []
    for pair, (score, why) in pairs.items():
        sides = tuple(_person(found, id, links[id], passages.get(id, ())) for id in pair)
        items.append(Item("person", sides, why, score))
    return sorted(items, key=lambda i: (-i.score, *(s.name for s in i.sides)))


def _may_be(link: Link) -> Iterable[tuple[str, float, str]]:
    for reason in link.reasons:
        if said := _MAY_BE.fullmatch(reason):
            yield said[1], float(said[2]), said[3]


def _person(found: Resolution, id: str, link: Link, passages: Sequence[Passage]) -> Side:
    reasons = tuple(r for r in link.reasons if not r.startswith(("may be ", "not ")))
    return Side(f"person:{iri.local(id)}", found.persons[id].name, reasons, tuple(passages))


def _said_of(wanted: set[str], found: Resolution, extractions: Sequence[Extraction]) -> dict[str, list[Passage]]:
    """The first sentences on the posts of people, by id."""
    said: dict[str, list[Passage]] = {}
    for extraction in extractions if wanted else ():
        people = [(p.person, p.evidence) for p in extraction.positions]
        people += [(e.name, e.evidence) for e in extraction.entities if e.type == "PER"]
        for name, evidence in people:
            link = found.person_links.get((extraction.article.id, name))
            if link and link.id in wanted:
                _put(said.setdefault(link.id, []), extraction, evidence)
    return said


def _put(passages: list[Passage], extraction: Extraction, evidence: Evidence) -> None:
    article = extraction.article
    day = article.published.isoformat() if article.published else None
    passage = Passage(" ".join(evidence.quote.split()), article.id, day)
    inside = any(passage.quote in p.quote for p in passages if p.article == passage.article)
    if len(passages) < _MOST_PASSAGES and not inside:
        passages.append(passage)


def _units(found: Resolution, extractions: Sequence[Extraction], register: Register) -> list[Item]:
    open_links = {link.id: link for link in found.unit_links.values() if link.id.startswith("x-") and link.candidates}
    said: dict[str, list[Passage]] = {}
    for extraction in extractions if open_links else ():
        for entity in extraction.entities:
            link = found.unit_links.get((extraction.article.id, entity.name)) if entity.type == "LOC" else None
            if link and link.id in open_links:
                _put(said.setdefault(link.id, []), extraction, entity.evidence)
    items = []
    for id, link in sorted(open_links.items()):
        first = Side(f"unit:{iri.local(id)}", inline_name(found.units[id]), link.reasons, tuple(said.get(id, ())))
        others = [_unit(unit, register) for c in link.candidates if (unit := register.get(c))]
        items.append(Item("unit", (first, *others), "; ".join(link.reasons), link.score))
    return items


def _unit(unit: Unit, register: Register) -> Side:
    years = f"{unit.valid_from or '…'} – {unit.valid_until or '…'}"
    above = ", ".join(inline_name(u) for u in register.lineage_up(unit.id))
    return Side(f"unit:{iri.local(unit.id)}", f"{inline_name(unit)} ({above}; {years})")


# -- facts -------------------------------------------------------------------------------------------------------------


def _facts(graph: ox.Store, judgements: Sequence[Judgement]) -> list[Item]:
    judged = {j.subject for j in judgements if j.other is None}
    items = []
    for (fact,) in sorted(_ask(graph, _OPEN)):
        thing = find(graph, fact)[0]
        told = explain(graph, thing).facts
        if thing.short in judged or not told:
            continue
        own = next((f for f in told if f.iri == fact), told[0])
        passages = tuple(Passage(" ".join(p.quote.split()), p.article, p.published) for p in own.passages)
        score = max((p.confidence or 0 for p in own.passages), default=0)
        items.append(Item("fact", (Side(thing.short, own.label, (), passages),), own.status, score))
    return items


def find_facts(graph: ox.Store, label: str) -> list[tuple[str, str]]:
    """(IRI, label) of the facts of that label, tones counting."""
    return sorted((fact, text) for fact, text in _ask(graph, _LABELS) if key(text) == key(label))


def holder_apart(graph: ox.Store, tenure: str) -> str | None:
    """The name, as judgements have it, of the person whom a tenure would be of if its person were two: the one known by
    the post's unit. None if the person is known by that unit himself, or the graph has no such tenure."""
    rows = _ask(graph, _HOLDER % (prefixes()["tenure"] + tenure.partition(":")[2]))
    for person, label, unit in sorted(rows):
        id = person_id(name_key(label), unit.rpartition("/")[2].replace("--", "."))
        if iri.person(id).value != person:
            return f"person:{iri.local(id)}"
    return None


def _ask(graph: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = graph.query(query, prefixes=prefixes(), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(term.value for term in row if isinstance(term, ox.NamedNode | ox.Literal)) for row in found]
