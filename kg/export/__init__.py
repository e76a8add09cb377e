"""The graph in the formats of other tools: one line here and one module a format, loaded when it is written."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import SettingsError
from kg.export.summary import Summary

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["FORMATS", "Format", "Summary", "export"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its name on the command line, the ending of its files, who reads it, and module:function that writes.

    `text` is false for bytes that do not belong on a terminal.
    """

    name: str
    suffix: str
    purpose: str
    writer: str
    text: bool = True

    def write(self, graph: ox.Store, out: BinaryIO) -> Summary:
        """The same bytes for the same graph."""
        module, _, function = self.writer.partition(":")
        summary: Summary = getattr(import_module(f"kg.export.{module}"), function)(graph, out)
        return summary


FORMATS = (
    Format("turtle", ".ttl", "the whole graph, for people and RDF tools", "rdf:turtle"),
    Format("trig", ".trig", "the same with its named graphs", "rdf:trig"),
    Format("ntriples", ".nt", "one triple a line", "rdf:ntriples"),
    Format("nquads", ".nq", "one triple and its graph a line", "rdf:nquads"),
    Format("jsonld", ".jsonld", "the whole graph as JSON, with the context of ontology/context.jsonld", "rdf:jsonld"),
    Format("graphml", ".graphml", "settled facts as edges, for yEd, Cytoscape, igraph", "graphml:write"),
    Format("gexf", ".gexf", "settled facts as edges, for Gephi", "gexf:write"),
    Format("csv", ".zip", "settled facts as two tables in a ZIP file, for spreadsheets", "tables:write", text=False),
    Format("neo4j", ".zip", "settled facts as CSV in a ZIP file, for Neo4j's importer", "neo4j:write", text=False),
    Format("ftm", ".ftm.json", "settled facts as entities of FollowTheMoney, for Aleph and its kin", "ftm:write"),
    Format("popolo", ".json", "people, bodies and posts as Popolo JSON", "popolo:write"),
)


def export(graph: ox.Store, fmt: str, out: BinaryIO) -> Summary:
    """Writes the graph; the same bytes for the same graph. Raises SettingsError for an unknown format."""
    for format in FORMATS:
        if format.name == fmt:
            return format.write(graph, out)
    raise SettingsError(f"no such format: {fmt!r}", remedy=f"choose from {', '.join(f.name for f in FORMATS)}")
