"""The graph in the formats of other tools: one line here and one module a format."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import pyoxigraph as ox

from kg.errors import SettingsError
from kg.export import gexf, graphml, rdf, tables
from kg.export.property_graph import property_graph
from kg.export.summary import Summary

__all__ = ["FORMATS", "Format", "Summary", "export", "property_graph"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, the ending of its files, who reads it, and what writes it.

    `text` is false for bytes that do not belong on a terminal.
    """

    name: str
    suffix: str
    purpose: str
    write: Callable[[ox.Store, BinaryIO], Summary]
    text: bool = True


FORMATS = (
    Format("turtle", ".ttl", "the whole graph, for people and RDF tools", rdf.writer("turtle")),
    Format("trig", ".trig", "the same with its named graphs", rdf.writer("trig")),
    Format("ntriples", ".nt", "one triple a line", rdf.writer("ntriples")),
    Format("nquads", ".nq", "one triple and its graph a line", rdf.writer("nquads")),
    Format("jsonld", ".jsonld", "the whole graph as JSON", rdf.writer("jsonld")),
    Format("graphml", ".graphml", "settled facts as edges, for yEd, Cytoscape, igraph", graphml.write),
    Format("gexf", ".gexf", "settled facts as edges, for Gephi", gexf.write),
    Format("csv", ".zip", "settled facts as two tables in a ZIP file, for spreadsheets", tables.write, text=False),
)


def export(graph: ox.Store, fmt: str, out: BinaryIO) -> Summary:
    """Writes the graph; the same bytes for the same graph. Raises SettingsError for an unknown format."""
    for format in FORMATS:
        if format.name == fmt:
            return format.write(graph, out)
    raise SettingsError(f"no such format: {fmt!r}", remedy=f"choose from {', '.join(f.name for f in FORMATS)}")
