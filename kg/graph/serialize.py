"""Plain RDF formats, byte for byte the same for the same triples: Turtle, TriG, N-Triples, N-Quads, JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from kg.graph import iri
from kg.graph.writer import order, order_by_graph
from kg.vocabulary import RDF, ontology

Quads = Iterable[ox.Quad]
_PREFIX_LINES = re.compile(rb"\A(?:@prefix [^\n]*\n)*")
# Not every reader takes a local name with a dot or hyphen at its end; names of things never have one.
_TERMS_ONLY = ("vann",)


def prefixes() -> dict[str, str]:
    """The prefixes of terms and things, sorted by name."""
    found = {**ontology().prefixes, **iri.prefixes()}
    return {name: found[name] for name in sorted(found) if name not in _TERMS_ONLY}


def to_turtle(quads: Quads) -> bytes:
    """Turtle, without the names of the graphs."""
    return _prefixed(_triples(quads), ox.RdfFormat.TURTLE)


def to_trig(quads: Quads) -> bytes:
    """TriG: the graphs by name."""
    return _prefixed(_sorted(quads), ox.RdfFormat.TRIG)


def to_ntriples(quads: Quads) -> bytes:
    """N-Triples, without the names of the graphs."""
    return ox.serialize(_triples(quads), format=ox.RdfFormat.N_TRIPLES) or b""


def to_nquads(quads: Quads) -> bytes:
    return ox.serialize(_sorted(quads), format=ox.RdfFormat.N_QUADS) or b""


def to_jsonld(quads: Quads) -> bytes:
    """JSON-LD with a context of prefixes; one object a subject, in the named graphs."""
    nodes: list[dict[str, Any]] = []
    for name, part in groupby(_sorted(quads), key=_graph_name):
        objects = [_object(list(about)) for _, about in groupby(part, key=lambda q: q.subject)]
        nodes += [{"@id": _short(name), "@graph": objects}] if name else objects
    document = {"@context": prefixes(), "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode("utf-8")


SERIALIZERS: Mapping[str, Callable[[Quads], bytes]] = {
    "turtle": to_turtle,
    "trig": to_trig,
    "ntriples": to_ntriples,
    "nquads": to_nquads,
    "jsonld": to_jsonld,
}


def _graph_name(quad: ox.Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""


def _sorted(quads: Quads) -> list[ox.Quad]:
    return sorted(set(quads), key=order_by_graph)


def _triples(quads: Quads) -> list[ox.Triple]:
    return sorted({q.triple for q in quads}, key=order)


def _prefixed(statements: list[Any], format: ox.RdfFormat) -> bytes:
    """Written with prefixes; their lines are set anew because the writer gives them in no fixed order."""
    written = ox.serialize(statements, format=format, prefixes=prefixes()) or b""
    head = "".join(f"@prefix {name}: <{namespace}> .\n" for name, namespace in prefixes().items())
    return head.encode("utf-8") + b"\n" + _PREFIX_LINES.sub(b"", written, count=1)


def _object(quads: list[ox.Quad]) -> dict[str, Any]:
    found: dict[str, Any] = {"@id": _short(quads[0].subject.value)}  # type: ignore[union-attr]
    for quad in quads:
        if quad.predicate.value == RDF + "type" and isinstance(quad.object, ox.NamedNode):
            found.setdefault("@type", []).append(_short(quad.object.value))
        else:
            found.setdefault(_short(quad.predicate.value), []).append(_value(quad.object))
    return found


def _value(term: Any) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"@id": _short(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value.endswith("#string"):
        return {"@value": term.value}
    return {"@value": term.value, "@type": _short(term.datatype.value)}


def _short(name: str) -> str:
    """The IRI with a prefix where a local name remains."""
    for prefix, namespace in prefixes().items():
        if name.startswith(namespace) and len(name) > len(namespace):
            local = name[len(namespace) :]
            if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", local):
                return f"{prefix}:{local}"
    return name
