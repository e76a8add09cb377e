"""A knowledge graph of people, places and organizations from Vietnamese news on local government.

`kg.build` reads articles into a store, `kg.open` opens the graph of one:

    import kg

    graph = kg.build("articles/", store="graph")
    for row in graph.ask("secretaries", unit="huyện Hải Lăng", as_of="2023-03-15"):
        print(row["commune"], row["secretary"])
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, Rows, build, open

__all__ = ["Graph", "Rows", "__version__", "build", "open"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Loads the front door when it is first used: `import kg` alone stays light."""
    if name not in __all__:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module("kg.api"), name)
