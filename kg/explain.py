"""What the graph says about one thing, fact by fact, each with the passages that say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import pyoxigraph as ox

from kg import vocabulary
from kg.errors import NotFoundError
from kg.graph.reconcile import reconcile
from kg.graph.search import closest
from kg.graph.select import select
from kg.graph.serialize import prefixes
from kg.text import fold, key

# The classes of things that people ask for by name; everything else is found by its IRI.
_NAMED = ("foaf:Person", "org:Organization", "kg:AdminUnit", "kg:Place", "org:Post", "org:Role")
_PREFIXED = re.compile(r"([a-z]+):([^\s/]+)")

_NAMES = """
SELECT DISTINCT ?thing ?class ?label ?other ?from ?until ?code ?inside WHERE {
  ?thing a ?class ; rdfs:label ?label .
  FILTER (?class IN (%s))
  OPTIONAL { ?thing schema:alternateName ?other }
  OPTIONAL { ?thing kg:notBefore ?from }
  OPTIONAL { ?thing kg:notAfter ?until }
  OPTIONAL { ?thing kg:gsoCode ?code }
  OPTIONAL { ?thing kg:partOf/rdfs:label ?inside }
}"""

_ARTICLES = """
SELECT DISTINCT ?article ?label ?id WHERE { ?article a kg:Article ; rdfs:label ?label ; dcterms:identifier ?id }"""

_ABOVE = """
SELECT DISTINCT ?thing ?name WHERE {
  VALUES ?thing { %s }
  ?thing (org:holds|org:postIn|kg:ofUnit|kg:partOf|kg:locatedIn)+ ?above .
  ?above rdfs:label|schema:alternateName ?name .
}"""

_FACTS = """
SELECT DISTINCT ?fact ?label ?property ?value WHERE {
  VALUES ?thing { %s }
  { ?fact a kg:Fact ; ?any ?thing } UNION { ?thing a kg:Fact . BIND (?thing AS ?fact) }
  UNION { ?fact a kg:Fact ; kg:evidence/dcterms:source ?thing }
  ?fact rdfs:label ?label ; ?property ?value .
}"""

_PASSAGES = """
SELECT DISTINCT ?fact ?passage ?property ?value WHERE {
  VALUES ?fact { %s }
  ?fact kg:evidence ?passage .
  ?passage ?property ?value .
}"""

_SOURCES = """
SELECT DISTINCT ?source ?property ?value WHERE { VALUES ?source { %s } ?source ?property ?value }"""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that has a name. `iri` is full, `short` is its prefixed form ("unit:hai-hung-19699-20200101").

    `kind` is the class in Vietnamese; of a unit, `exists` the days on which it can have existed ("2020-01-01 –
    2025-06-30"), `code` that of the statistics office, `inside` what it lay in.
    """

    iri: str
    short: str
    label: str
    kind: str = ""
    names: tuple[str, ...] = ()
    exists: str = ""
    code: str = ""
    inside: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence that says so. Offsets are code points of the article's text; None for a row of the register."""

    quote: str
    article: str
    published: str | None = None
    url: str | None = None
    part: str | None = None
    start: int | None = None
    end: int | None = None
    rule: str = ""
    confidence: float | None = None
    modality: str = ""
    standing: str = ""
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: certain on every day of known_from..known_until, impossible outside not_before..not_after.

    Of a change of units, `register` is what the register has to say on it, with reasons (see kg.graph.reconcile).
    """

    iri: str
    label: str
    kind: str
    status: str
    known_from: str | None = None
    known_until: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    date: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    passages: tuple[Passage, ...] = ()
    register: str = ""
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """A thing with all facts that have a part in it, in order of time."""

    thing: Thing
    facts: tuple[Fact, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def find(graph: ox.Store, name: str, *, classes: Sequence[str] = _NAMED) -> list[Thing]:
    """The things that a name, an IRI or a prefixed name may mean, by label. Raises NotFoundError if there is none.

    `classes` are those that a name is looked for in ("foaf:Person"); an IRI may be that of anything.
    How names are matched is told by kg.graph.search; "Hải Hưng, Hải Lăng" is a Hải Hưng in a Hải Lăng. An article goes
    by its id or title, where nothing else has the name.
    """
    if iri := as_iri(name):
        return [_by_iri(graph, iri, name)]
    known = things(graph, classes)
    found = closest(name, known, lambda t: (t.label, *t.names))
    if not found and "," in name:
        inner, _, outer = name.partition(",")
        found = _inside(graph, closest(inner, known, lambda t: (t.label, *t.names)), outer)
    if not found and classes is _NAMED:
        found = _articles(graph, name)
    if not found:
        alike = dict.fromkeys(t.label for t in closest(fold(name), known, lambda t: (t.label, *t.names)))
        remedy = f"did you mean {', '.join(list(alike)[:3])}?" if alike else "try a part of the name, or an IRI"
        raise NotFoundError(f"the graph knows no “{name}”", remedy=remedy)
    return found


def _articles(graph: ox.Store, name: str) -> list[Thing]:
    """The articles of that id or title."""
    asked = key(name)
    rows = select(graph, _ARTICLES)
    return [_by_iri(graph, i, i) for i in sorted({r["article"] for r in rows if asked in map(key, r.values())})]


def _inside(graph: ox.Store, things: Iterable[Thing], outer: str) -> list[Thing]:
    """Those of the things that are in, of or under something of that name."""
    by_iri = {thing.iri: thing for thing in things}
    rows = select(graph, _ABOVE % " ".join(f"<{iri}>" for iri in by_iri)) if by_iri else []
    names = sorted({(row["name"], row["thing"]) for row in rows})
    fit = {iri for _, iri in closest(outer, names, lambda pair: (pair[0],))}
    return [thing for iri, thing in by_iri.items() if iri in fit]


def explain(graph: ox.Store, thing: Thing) -> Explanation:
    """All facts about a thing with their passages, in order of time; an empty tuple if there are none."""
    about = _gathered(select(graph, _FACTS % f"<{thing.iri}>"), "fact")
    passages = passages_of(graph, about)
    facts = [_fact(iri, values, passages.get(iri, ())) for iri, values in about.items()]
    if any("changeType" in values for values in about.values()):
        verdicts = reconcile(graph)
        facts = [replace(f, register=v.verdict, reasons=v.reasons) if (v := verdicts.get(f.iri)) else f for f in facts]
    return Explanation(thing, tuple(sorted(facts, key=_order)))


# -- names -----------------------------------------------------------------------------------------------------------


def as_iri(name: str) -> str | None:
    """The IRI that a name is, written in full, in angle brackets or with one of the graph's prefixes."""
    bare = name.strip().removeprefix("<").removesuffix(">")
    if re.match(r"[a-z][a-z0-9+.-]*://\S+$", bare):
        return bare
    found = _PREFIXED.fullmatch(bare)
    return prefixes()[found[1]] + found[2] if found and found[1] in prefixes() else None


def _by_iri(graph: ox.Store, iri: str, asked: str) -> Thing:
    try:
        node = ox.NamedNode(iri)
    except ValueError as e:
        raise NotFoundError(f"“{asked}” is no IRI") from e
    said = select(graph, _SOURCES % node)
    if not said:
        raise NotFoundError(f"the graph knows no “{asked}”", remedy="try its name")
    values = _gathered(said, "source")[iri]
    classes = [c for c in values.get("type", ()) if vocabulary.known(c)]
    kind = _kind(min(classes, key=lambda c: (short(c) not in _NAMED, c))) if classes else ""
    label = values.get("label", [short(iri)])[0]
    exists = _span(_one(values, "notBefore"), _one(values, "notAfter")) if "unitType" in values else ""
    names = tuple(sorted(values.get("alternateName", ())))
    return Thing(iri, short(iri), label, kind, names, exists, _one(values, "gsoCode") or "")


def things(graph: ox.Store, classes: Sequence[str]) -> list[Thing]:
    """All of these classes that has a name, by label; a unit, which is a place too, once."""
    found: dict[str, Thing] = {}
    names: dict[str, set[str]] = {}
    outer: dict[str, set[str]] = {}
    rank = {name: n for n, name in enumerate(_NAMED)}
    rows = select(graph, _NAMES % ", ".join(classes))
    for row in sorted(rows, key=lambda r: (r["label"], r["thing"], rank[short(r["class"])])):
        iri = row["thing"]
        if iri not in found:
            exists = _span(row.get("from"), row.get("until"))
            found[iri] = Thing(
                iri, short(iri), row["label"], _kind(row["class"]), exists=exists, code=row.get("code", "")
            )
        names.setdefault(iri, set()).update({row["other"]} if "other" in row else ())
        outer.setdefault(iri, set()).update({row["inside"]} if "inside" in row else ())
    return [
        replace(thing, names=tuple(sorted(names[iri])), inside=", ".join(sorted(outer[iri])))
        for iri, thing in found.items()
    ]


# -- facts -----------------------------------------------------------------------------------------------------------

_Values = Mapping[str, list[str]]


def _fact(iri: str, values: _Values, passages: Iterable[Passage]) -> Fact:
    types = [t for t in values["type"] if short(t) in ("kg:Tenure", "kg:UnitChange", "kg:Link")]
    kind = _one(values, "changeType") or (types[0] if types else "")
    status = _one(values, "status")
    return Fact(
        iri,
        _one(values, "label") or short(iri),
        _kind(kind) if kind else "",
        _kind(status) if status else "",
        _one(values, "knownFrom"),
        _one(values, "knownUntil"),
        _one(values, "notBefore"),
        _one(values, "notAfter"),
        _one(values, "date"),
        _one(values, "startDate"),
        _one(values, "endDate"),
        tuple(sorted(passages, key=lambda p: (p.published or "9", p.article, p.start or 0, p.quote, p.rule))),
    )


def _order(fact: Fact) -> tuple[str, ...]:
    day = fact.known_from or fact.start_date or fact.date or fact.not_before or fact.known_until or fact.not_after
    return day or "9", fact.label, fact.iri


def passages_of(graph: ox.Store, facts: Iterable[str]) -> dict[str, list[Passage]]:
    """The passages of each fact."""
    named = " ".join(f"<{iri}>" for iri in facts)
    rows = select(graph, _PASSAGES % named) if named else []
    about = _gathered(rows, "passage")
    articles = sorted({values["source"][0] for values in about.values() if "source" in values})
    sources = (
        _gathered(select(graph, _SOURCES % " ".join(f"<{iri}>" for iri in articles)), "source") if articles else {}
    )
    found: dict[str, list[Passage]] = {}
    for fact, passage in sorted({(row["fact"], row["passage"]) for row in rows}):
        values = about[passage]
        found.setdefault(fact, []).append(_passage(values, sources.get(_one(values, "source") or "", {})))
    return found


def _passage(values: _Values, source: _Values) -> Passage:
    start, end, confidence = (_one(values, name) for name in ("start", "end", "confidence"))
    return Passage(
        _one(values, "quote") or "",
        _one(source, "label") or "",
        _one(source, "issued"),
        _one(source, "url"),
        _one(values, "part"),
        int(start) if start else None,
        int(end) if end else None,
        _one(values, "rule") or "",
        float(confidence) if confidence else None,
        _kind(_one(values, "modality") or ""),
        _kind(_one(values, "tenureStatus") or ""),
        _one(values, "asOf"),
    )


# -- rows ------------------------------------------------------------------------------------------------------------


def _gathered(rows: Iterable[Mapping[str, str]], name: str) -> dict[str, dict[str, list[str]]]:
    """Rows of thing, property and value as the sorted values of each property, by local name, of each thing."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in rows:
        local = row["property"].replace("#", "/").rpartition("/")[2]
        found.setdefault(row[name], {}).setdefault(local, set()).add(row["value"])
    return {thing: {p: sorted(v) for p, v in values.items()} for thing, values in sorted(found.items())}


def _one(values: _Values, name: str) -> str | None:
    return values[name][0] if name in values else None


def _kind(iri: str) -> str:
    """The Vietnamese name of a term or code; its short form if it has none."""
    if not iri:
        return ""
    try:
        return vocabulary.label(iri)
    except NotFoundError:
        return short(iri)


def _span(first: str | None, last: str | None) -> str:
    return f"{first or '…'} – {last or '…'}" if first or last else ""


def short(iri: str) -> str:
    for prefix, namespace in prefixes().items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
