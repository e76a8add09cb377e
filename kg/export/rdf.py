"""Turtle, TriG, N-Triples, N-Quads and JSON-LD: the whole graph, nothing left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

import pyoxigraph as ox

from kg.export.summary import Summary
from kg.graph import serialize

if TYPE_CHECKING:
    import rdflib


def to_rdflib(graph: ox.Store) -> rdflib.Graph:
    """All triples, whatever their named graph, as a graph of rdflib with the prefixes bound."""
    import rdflib  # loaded for those who ask for it

    found = rdflib.Graph(bind_namespaces="none")
    for name, namespace in serialize.prefixes().items():
        found.bind(name, namespace)
    return found.parse(data=serialize.to_ntriples(graph), format="nt")


def writer(format: str) -> Callable[[ox.Store, BinaryIO], Summary]:
    """The writer of one of the formats of kg.graph.serialize."""
    to_bytes = serialize.SERIALIZERS[format]

    def write(graph: ox.Store, out: BinaryIO) -> Summary:
        quads = list(graph)
        out.write(to_bytes(quads))
        return Summary(triples=len(quads))

    return write


turtle, trig, ntriples, nquads, jsonld = map(writer, ("turtle", "trig", "ntriples", "nquads", "jsonld"))
