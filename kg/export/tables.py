"""Two CSV tables, nodes and edges, in a ZIP file: for spreadsheets and data frames."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.export.archive import table, write_zip
from kg.export.property_graph import ordered_edges, property_graph
from kg.export.summary import Summary

NODES = ("id", "kind", "label", "code", "gso", "names")
EDGES = (
    *("source", "target", "kind", "label", "what", "status", "partial"),
    *("start-date", "end-date", "date", "known-from", "known-until", "not-before", "not-after", "legal-basis"),
    *("confidence", "quote", "article", "url", "sources", "fact"),
)
# Spreadsheets take a cell that begins so for a formula and run it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(graph: ox.Store, out: BinaryIO) -> Summary:
    """nodes.csv and edges.csv of the settled facts (see property_graph) as a ZIP file.

    UTF-8 with the mark that spreadsheets need to read Vietnamese. A text that begins like a formula gets a ' before.
    """
    found = property_graph(graph)
    nodes: list[Mapping[str, Any]] = [{"id": node, **found.nodes[node]} for node in sorted(found)]
    edges: list[Mapping[str, Any]] = [
        {**attributes, "source": start, "target": end, "article": attributes.get("source", "")}
        for start, end, attributes in ordered_edges(found)
    ]
    tables = {"nodes.csv": _table(NODES, nodes), "edges.csv": _table(EDGES, edges)}
    write_zip(tables, out)
    return Summary(nodes=len(nodes), edges=len(edges))


def _table(header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    return table(header, ([_cell(row.get(name, "")) for name in header] for row in rows), "utf-8-sig")


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value
