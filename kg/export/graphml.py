"""GraphML, for yEd, Cytoscape and igraph."""

from __future__ import annotations

from typing import BinaryIO

import networkx as nx
import pyoxigraph as ox

from kg.export.property_graph import property_graph
from kg.export.summary import Summary


def write(graph: ox.Store, out: BinaryIO) -> Summary:
    """Settled facts as edges; see property_graph."""
    found = property_graph(graph)
    nx.write_graphml(found, out, encoding="utf-8")
    return Summary(nodes=len(found), edges=found.number_of_edges())
