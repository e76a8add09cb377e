"""What a page says about one thing: its names and facts, each with the passage around the sentence behind it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any

import pyoxigraph as ox

from kg import settings
from kg.errors import NotFoundError
from kg.serve.reader import Reader, Values, local, named, one
from kg.serve.snapshot import Snapshot

# A province is part of thousands of facts; the page says so when it shows the first of them only.
MOST_FACTS = 400
MOST_MENTIONS = 100
MOST_CHANGES = 60
# Characters of the article shown on each side of a sentence.
AROUND = 240
SETTLED = ("fact-official", "fact-reported")
_KINDS = ("Person", "AdminUnit", "Organization", "Post", "Article", "Place", "Role", "Fact", "Evidence")
_OLD, _NEW = ("oldUnit", "oldUnitPart"), ("newUnit",)
_FACTS = {"Tenure": "tenure", "UnitChange": "change", "Link": "link"}
# The things that have a part in a fact, in the order in which a page names them.
_PARTS = ("member", "post", "organization", "role", "ofUnit", "oldUnit", "oldUnitPart", "newUnit", "subject", "object")
_DAYS = ("knownFrom", "knownUntil", "notBefore", "notAfter", "date", "startDate", "endDate")
_RELATED = ("ofUnit", "subOrganizationOf", "partOf", "locatedIn", "postIn", "classification", "unitType", "role")
# What bodies and posts say of the thing that they are part of.
_WHOLES = ("ofUnit", "postIn", "subOrganizationOf")
_NAMES = ("label", "alternateName", "type")


class Things:
    """Reads things out of one snapshot, as plain data for JSON and templates."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._texts: dict[str, str] = {}

    @cached_property
    def reader(self) -> Reader:
        return Reader(self._snapshot.graph)

    def about(self, iri: str) -> dict[str, Any]:
        """The thing, its facts, and what it is related to. Raises NotFoundError if the graph does not know it."""
        try:
            values = self.reader.values(iri)
        except ValueError as e:
            raise NotFoundError(f"“{iri}” is no IRI") from e
        if not values:
            raise NotFoundError(f"the graph knows no <{iri}>")
        kind = _kind(values)
        found = self._brief(iri) | {
            "kind": kind,
            "classes": [named(t.value) for t in values.get("type", ())],
            "names": [t.value for t in values.get("alternateName", ())],
            "days": {name: day for name in _DAYS if (day := one(values, name))},
            "properties": self._properties(values),
            "related": [self._brief(t.value) for name in _RELATED for t in values.get(name, ()) if _is_node(t)],
            "generation": self._snapshot.generation,
            "digest": self._snapshot.manifest.graph[:12],
        }
        if kind == "Article":
            return found | self._article(iri, values)
        return found | self._facts_of(iri, values)

    def _facts_of(self, iri: str, values: Values) -> dict[str, Any]:
        speaking = self.reader.speaking_of(iri, MOST_FACTS * 20)
        subjects = sorted({subject for subject, name in speaking if name in _PARTS and _is_fact(subject)})
        facts = [iri] if "status" in values else subjects
        told = [fact for s in facts[:MOST_FACTS] if (fact := self._fact(s, iri))]
        told.sort(key=lambda f: (f["status"]["code"] not in SETTLED, f["day"] or "9", f["label"], f["iri"]))
        mentions = sorted({subject for subject, name in speaking if name == "mentions"})
        parts = sorted({s for s, name in speaking if name in _WHOLES and not _is_fact(s)})
        return {
            "facts": told,
            "facts_total": len(facts),
            "lineage": self._lineage(iri) if "unitType" in values else [],
            "mentioned": [self._brief(m) for m in mentions[:MOST_MENTIONS]],
            "parts": [self._brief(part) for part in parts[:MOST_MENTIONS]],
        }

    def _fact(self, iri: str, about: str) -> dict[str, Any] | None:
        values = self.reader.values(iri)
        classes = [_FACTS[name] for t in values.get("type", ()) if (name := local(t.value)) in _FACTS]
        if not classes:
            return None
        status = one(values, "status") or ""
        days = {name: day for name in _DAYS if (day := one(values, name))}
        what = one(values, "changeType") or one(values, "predicate") or one(values, "role") or ""
        return {
            "iri": iri,
            "label": one(values, "label") or local(iri),
            "kind": classes[0],
            "what": self._named(what) if what else None,
            "status": named(status) | {"code": local(status)},
            "settled": local(status) in SETTLED,
            "days": days,
            "day": next(
                (days[n] for n in ("knownFrom", "startDate", "date", "notBefore", "knownUntil") if n in days), ""
            ),
            "parts": [
                self._brief(t.value) | {"part": name}
                for name in _PARTS
                for t in values.get(name, ())
                if _is_node(t) and t.value != about
            ],
            "laws": [self.reader.label(t.value) for t in values.get("legalBasis", ())],
            "passages": sorted((self._passage(t.value) for t in values.get("evidence", ())), key=_passage_order),
        }

    def _lineage(self, unit: str) -> list[dict[str, Any]]:
        """The settled changes that led to a unit and those that its successors went through, by date."""
        told: dict[str, dict[str, Any]] = {}
        for side, other in ((_NEW, _OLD), (_OLD, _NEW)):
            todo, seen = [unit], {unit}
            while todo and len(told) < MOST_CHANGES:
                at = todo.pop(0)
                for change, name in self.reader.speaking_of(at, MOST_FACTS * 20):
                    if name not in side or change in told:
                        continue
                    values = self.reader.values(change)
                    if local(one(values, "status") or "") not in SETTLED:
                        continue
                    told[change] = self._change(change, values)
                    further = {t.value for n in other for t in values.get(n, ())} - seen
                    seen |= further
                    todo += sorted(further)
        return sorted(told.values(), key=lambda c: (c["date"] or "9", c["label"], c["iri"]))

    def _change(self, iri: str, values: Values) -> dict[str, Any]:
        sides = {"old": _OLD, "new": _NEW}
        return {
            "iri": iri,
            "label": one(values, "label") or local(iri),
            "date": one(values, "date"),
            "what": named(one(values, "changeType") or ""),
            "laws": [self.reader.label(t.value) for t in values.get("legalBasis", ())],
            **{side: [self._brief(t.value) for n in names for t in values.get(n, ())] for side, names in sides.items()},
        }

    def _passage(self, iri: str) -> dict[str, Any]:
        values = self.reader.values(iri)
        source = one(values, "source") or ""
        about = self.reader.values(source) if source else {}
        start, end, part = one(values, "start"), one(values, "end"), one(values, "part") or "text"
        quote = one(values, "quote") or ""
        before, after = self._around(about, quote, start, end) if part == "text" else ("", "")
        held = one(values, "tenureStatus") or one(values, "modality")
        return {
            "iri": iri,
            "quote": quote,
            "before": before,
            "after": after,
            "article": source,
            "title": one(about, "label") or local(source),
            "published": one(about, "issued"),
            "url": _safe(one(about, "url")),
            "part": part,
            "start": int(start) if start else None,
            "end": int(end) if end else None,
            "rule": one(values, "rule"),
            "confidence": float(c) if (c := one(values, "confidence")) else None,
            "held": named(held) if held else None,
        }

    def _around(self, source: Values, quote: str, start: str | None, end: str | None) -> tuple[str, str]:
        """What stands before and after a sentence in its article; nothing if the text there is another."""
        text = self._text(one(source, "identifier") or "")
        if not text or start is None or end is None or text[int(start) : int(end)] != quote:
            return "", ""
        first, last = max(0, int(start) - AROUND), min(len(text), int(end) + AROUND)
        before, after = text[first : int(start)], text[int(end) : last]
        if first:
            before = "…" + before[before.find(" ") + 1 :]
        if last < len(text):
            after = after[: after.rfind(" ") + 1] + "…"
        return before, after

    def _text(self, id: str) -> str:
        if id not in self._texts:
            if len(self._texts) > 64:
                self._texts.clear()
            record = self._snapshot.record(id) if id else None
            self._texts[id] = str(record["text"]) if record and "text" in record else ""
        return self._texts[id]

    def _article(self, iri: str, values: Values) -> dict[str, Any]:
        """Its text with the sentences that say something marked, and the facts that rest on them."""
        text = self._text(one(values, "identifier") or "")
        spans: dict[tuple[int, int], set[str]] = {}
        for passage, name in self.reader.speaking_of(iri, MOST_FACTS * 10):
            said = self.reader.values(passage) if name == "source" else {}
            start, end = one(said, "start"), one(said, "end")
            if start and end and one(said, "part") == "text" and text[int(start) : int(end)] == one(said, "quote"):
                facts = {s for s, property in self.reader.speaking_of(passage, 50) if property == "evidence"}
                spans.setdefault((int(start), int(end)), set()).update(facts)
        return {
            "published": one(values, "issued"),
            "url": _safe(one(values, "url")),
            "authors": [t.value for t in values.get("creator", ())],
            "text": _marked(text, spans),
            "facts": [self._brief(f) for f in sorted(set().union(*spans.values()))[:MOST_FACTS]] if spans else [],
            "mentions": [self._brief(t.value) for t in values.get("mentions", ())[:MOST_MENTIONS]],
        }

    def _brief(self, iri: str) -> dict[str, Any]:
        return self._named(iri) | {"label": self.reader.label(iri)}

    def _named(self, iri: str) -> dict[str, str]:
        return named(iri, fallback=self.reader.label(iri))

    def _properties(self, values: Values) -> list[dict[str, Any]]:
        """What is said of it besides its names, with what it is called."""
        out = []
        for name, terms in values.items():
            if name in _NAMES or name == "evidence":
                continue
            told = [self._brief(t.value) if _is_node(t) else {"label": t.value} for t in terms[:MOST_MENTIONS]]
            out.append({"name": name, "values": told})
        return out


def _kind(values: Values) -> str:
    classes = {local(t.value) for t in values.get("type", ())}
    return next((kind for kind in _KINDS if kind in classes), "Other")


def _is_fact(iri: str) -> bool:
    """Whether the IRI is one that facts have."""
    return iri.startswith(tuple(f"{settings.current().base}id/{kind}/" for kind in ("tenure", "change", "link")))


def _is_node(term: object) -> bool:
    return isinstance(term, ox.NamedNode)


def _safe(url: str | None) -> str | None:
    """Only what a browser opens as a page."""
    return url if url and url.lower().startswith(("http://", "https://")) else None


def _passage_order(passage: dict[str, Any]) -> tuple[Any, ...]:
    return passage["published"] or "9", passage["article"], passage["start"] or 0, passage["iri"]


def _marked(text: str, spans: dict[tuple[int, int], set[str]]) -> list[dict[str, Any]]:
    """The text in pieces, each within a sentence that says something or outside of all."""
    cuts = sorted({0, len(text), *(edge for span in spans for edge in span)})
    pieces = []
    for start, end in pairwise(cuts):
        inside = any(s <= start and end <= e for s, e in spans)
        pieces.append({"text": text[start:end], "said": inside})
    return pieces


def describe(snapshot: Snapshot, iri: str, most: int) -> Iterable[ox.Triple]:
    """The triples of a thing and of the facts that it has a part in, at most so many."""
    reader = Reader(snapshot.graph)
    if iri == settings.current().base + "ns":
        return [q.triple for q in snapshot.graph.quads_for_pattern(None, None, None, ontology_graph())][:most]
    try:
        own = reader.quads(iri)
    except ValueError as e:
        raise NotFoundError(f"“{iri}” is no IRI") from e
    if not own:
        raise NotFoundError(f"the graph knows no <{iri}>")
    facts = [s for s, name in reader.speaking_of(iri, MOST_FACTS * 20) if name in _PARTS][:MOST_FACTS]
    told = [q.triple for q in own] + [q.triple for fact in sorted(set(facts)) for q in reader.quads(fact)]
    return list(dict.fromkeys(told))[:most]


def ontology_graph() -> ox.NamedNode:
    """The graph that holds the ontology's own triples."""
    return ox.NamedNode(f"{settings.current().base}id/graph/ontology")
