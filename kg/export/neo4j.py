"""CSV for Neo4j: nodes and relationships with typed headers, in a ZIP file.

Unpacked, they are what `neo4j-admin database import full` takes:
--nodes=nodes.csv --relationships=relationships.csv --multiline-fields=true
"""

from __future__ import annotations

import re
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.export.archive import table, write_zip
from kg.export.property_graph import ordered_edges, property_graph
from kg.export.summary import Summary

# Column and type, by attribute of kg.export.property_graph. Days are dates where they are always whole.
NODES = {"label": "label", "code": "code", "gso": "gso", "names": "names:string[]"}
EDGES = {
    **{name: name for name in ("label", "what", "status")},
    "partial": "partial:boolean",
    **{name: name for name in ("start-date", "end-date", "date")},
    **{name: f"{name}:date" for name in ("known-from", "known-until", "not-before", "not-after")},
    "legal-basis": "legal-basis:string[]",
    "confidence": "confidence:double",
    **{name: name for name in ("quote", "source", "url")},
    "sources": "sources:int",
    "fact": "fact",
}
_LABELS = {"person": "Person", "organization": "Organization", "unit": "AdminUnit"}


def write(graph: ox.Store, out: BinaryIO) -> Summary:
    """nodes.csv and relationships.csv of the settled facts (see property_graph); properties in camel case."""
    found = property_graph(graph)
    nodes = [
        [node, *(_cell(found.nodes[node].get(name, ""), column) for name, column in NODES.items()), _LABELS[kind]]
        for node, kind in sorted((str(node), str(about["kind"])) for node, about in found.nodes(data=True))
    ]
    edges = [
        [start, *(_cell(about.get(name, ""), column) for name, column in EDGES.items()), end, _type(str(about["kind"]))]
        for start, end, about in ordered_edges(found)
    ]
    node_header = ["iri:ID", *map(_property, NODES.values()), ":LABEL"]
    edge_header = [":START_ID", *map(_property, EDGES.values()), ":END_ID", ":TYPE"]
    write_zip({"nodes.csv": table(node_header, nodes), "relationships.csv": table(edge_header, edges)}, out)
    return Summary(nodes=len(nodes), edges=len(edges))


def _property(column: str) -> str:
    """known-from:date → knownFrom:date."""
    return re.sub(r"-([a-z])", lambda m: m[1].upper(), column)


def _type(kind: str) -> str:
    """part-of → PART_OF."""
    return kind.replace("-", "_").upper()


def _cell(value: Any, column: str) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace("; ", ";") if column.endswith("[]") else value
