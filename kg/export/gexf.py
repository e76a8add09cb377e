"""GEXF, for Gephi."""

from __future__ import annotations

from typing import BinaryIO
from xml.etree import ElementTree

import networkx as nx
import pyoxigraph as ox

from kg.export.property_graph import property_graph
from kg.export.summary import Summary


def write(graph: ox.Store, out: BinaryIO) -> Summary:
    """Settled facts as edges; see property_graph. Without the day of writing, so that the bytes stay the same."""
    found = property_graph(graph)
    text = "\n".join(nx.generate_gexf(found, encoding="utf-8"))
    ElementTree.register_namespace("", "http://www.gexf.net/1.2draft")
    root = ElementTree.fromstring(text)
    for meta in root.iter("{http://www.gexf.net/1.2draft}meta"):
        meta.attrib.clear()
        for child in meta:
            child.text = "kg"
    ElementTree.indent(root)
    ElementTree.ElementTree(root).write(out, encoding="utf-8", xml_declaration=True)
    out.write(b"\n")
    return Summary(nodes=len(found), edges=found.number_of_edges())
