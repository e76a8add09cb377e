"""Turtle, TriG, N-Triples, N-Quads and JSON-LD: the whole graph, nothing left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import BinaryIO

import pyoxigraph as ox

from kg.export.summary import Summary
from kg.graph import serialize


def writer(format: str) -> Callable[[ox.Store, BinaryIO], Summary]:
    """The writer of one of the formats of kg.graph.serialize."""
    to_bytes = serialize.SERIALIZERS[format]

    def write(graph: ox.Store, out: BinaryIO) -> Summary:
        quads = list(graph)
        out.write(to_bytes(quads))
        return Summary(triples=len(quads))

    return write
