"""Plain RDF formats, byte for byte the same for the same triples: Turtle, TriG, N-Triples, N-Quads, JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from typing import Any

import pyoxigraph as ox

from kg.graph.context import Term, context, terms
from kg.graph.context import prefixes as prefixes
from kg.graph.writer import order, order_by_graph
from kg.vocabulary import RDF

Quads = Iterable[ox.Quad]
_PREFIX_LINES = re.compile(rb"\A(?:@prefix [^\n]*\n)*")


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
    """JSON-LD with the context of ontology/context.jsonld in it; one object a subject, in the named graphs."""
    nodes: list[dict[str, Any]] = []
    for name, part in groupby(_sorted(quads), key=_graph_name):
        objects = [_object(list(about)) for _, about in groupby(part, key=lambda q: q.subject)]
        nodes += [{"id": _short(name), "@graph": objects}] if name else objects
    document = {"@context": context(), "@graph": nodes}
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
    """What is said of one subject: a value alone where there is one, else a list."""
    found: dict[str, list[Any]] = {}
    for quad in quads:
        if quad.predicate.value == RDF + "type" and isinstance(quad.object, ox.NamedNode):
            found.setdefault("type", []).append(_short(quad.object.value))
        else:
            term = terms().get(quad.predicate.value, Term(_short(quad.predicate.value), ""))
            found.setdefault(term.name, []).append(_value(quad.object, term))
    values = {name: several[0] if len(several) == 1 else several for name, several in found.items()}
    return {"id": _name(quads[0].subject), **values}


def _value(value: Any, term: Term) -> str | dict[str, str]:
    """A plain text where the context says the rest, else an object that says it."""
    if isinstance(value, ox.NamedNode | ox.BlankNode):
        return _name(value) if term.type == "@id" else {"id": _name(value)}
    if value.language:
        plain = value.language == term.language
        return value.value if plain else {"@value": value.value, "@language": value.language}
    datatype = _short(value.datatype.value)
    if datatype == "xsd:string":
        return {"@value": value.value} if term.type or term.language else value.value
    return value.value if datatype == term.type else {"@value": value.value, "@type": datatype}


def _name(node: Any) -> str:
    return f"_:{node.value}" if isinstance(node, ox.BlankNode) else _short(node.value)


def _short(name: str) -> str:
    """The IRI with a prefix where a local name remains."""
    for prefix, namespace in prefixes().items():
        if name.startswith(namespace) and len(name) > len(namespace):
            local = name[len(namespace) :]
            if re.fullmatch(r"[A-Za-z][A-Za-z0-9._-]*", local):
                return f"{prefix}:{local}"
    return name
