"""Triples by named graph: which graph a triple goes to, literals in the form that the store keeps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

from kg.graph import iri
from kg.vocabulary import RDF, RDFS, XSD

DERIVED = "derived"
Node = ox.NamedNode
Object = ox.NamedNode | ox.Literal

_TYPE, _LABEL = ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "label")
_DATE, _MONTH, _YEAR = (ox.NamedNode(XSD + name) for name in ("date", "gYearMonth", "gYear"))
_DECIMAL = ox.NamedNode(XSD + "decimal")


class Writer:
    """Collects the triples of all named graphs.

    Each triple is written to one graph only: what one article alone brings to its own, all that is shared or derived
    to the derived graph. So counting over the union of all graphs counts nothing twice.
    """

    def __init__(self) -> None:
        self._graphs: dict[str, list[ox.Quad]] = {}
        self._names: dict[str, ox.NamedNode] = {}
        self._size = 0

    def add(self, graph: str, subject: Node, predicate: Node, object: Object | date | str | None) -> None:
        """One triple; a date or plain text becomes a literal, None is left out."""
        if object is None:
            return
        if isinstance(object, date):
            object = ox.Literal(object.isoformat(), datatype=_DATE)
        elif isinstance(object, str):
            object = ox.Literal(object)
        name = self._names.get(graph)
        if name is None:
            name = self._names[graph] = iri.graph(graph)
        self._graphs.setdefault(graph, []).append(ox.Quad(subject, predicate, object, name))
        self._size += 1

    def thing(self, graph: str, node: Node, label: str, *types: Node) -> None:
        """Types and the one Vietnamese label."""
        for type in types:
            self.add(graph, node, _TYPE, type)
        self.add(graph, node, _LABEL, vietnamese(label))

    @property
    def size(self) -> int:
        """How many triples wait to be taken."""
        return self._size

    def has(self, graph: str) -> bool:
        """Whether anything was ever written to a graph."""
        return graph in self._names

    def parts(self) -> Iterator[tuple[str, list[ox.Quad]]]:
        """Takes what was written: (IRI of a graph, its quads sorted and without repetition), in order of the IRIs."""
        graphs, self._graphs, self._size = self._graphs, {}, 0
        for name, quads in sorted(graphs.items()):
            yield self._names[name].value, sorted(set(quads), key=order)


def order_by_graph(quad: ox.Quad) -> tuple[str, ...]:
    """The order of quads: by graph, then as `order`."""
    graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
    subject, no_type, no_label, predicate, object = order(quad)
    return graph, subject, "1" if no_type else "0", "1" if no_label else "0", predicate, object


def order(quad: ox.Quad | ox.Triple) -> tuple[str, bool, bool, str, str]:
    """The order in which triples are written: by subject, type first, then label, then the other predicates."""
    p = quad.predicate
    return str(quad.subject), p != _TYPE, p != _LABEL, p.value, str(quad.object)


def vietnamese(text: str) -> ox.Literal:
    return ox.Literal(text, language="vi")


def stated_date(stated: str | None) -> ox.Literal | None:
    """A date as precise as its source: xsd:gYear, xsd:gYearMonth or xsd:date."""
    if not stated:
        return None
    return ox.Literal(stated, datatype=(_YEAR, _MONTH, _DATE)[stated.count("-")])


def decimal(value: float) -> ox.Literal:
    """In the shortest form, which is the one that the store gives back: 0.5, 1."""
    text = f"{Decimal(str(round(value, 3))).normalize():f}"
    return ox.Literal(text, datatype=_DECIMAL)


def integer(value: int) -> ox.Literal:
    return ox.Literal(value)
