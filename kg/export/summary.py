"""What an export wrote."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts: `triples` for RDF formats, `nodes` and `edges` for the others."""

    triples: int = 0
    nodes: int = 0
    edges: int = 0

    def __str__(self) -> str:
        if self.triples or not self.nodes:
            return f"{self.triples:,} triples"
        return f"{self.nodes:,} nodes, {self.edges:,} edges"
