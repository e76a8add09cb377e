"""The rows of a SELECT as plain text."""

from __future__ import annotations

import pyoxigraph as ox

from kg.graph.serialize import prefixes


def select(graph: ox.Store, query: str) -> list[dict[str, str]]:
    """The rows over the union of all graphs; what is unbound or a blank node is left out of its row."""
    found = graph.query(query, prefixes=prefixes(), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    names = [v.value for v in found.variables]
    return [
        {name: term.value for name, term in zip(names, row, strict=True) if isinstance(term, ox.NamedNode | ox.Literal)}
        for row in found
    ]
