"""Narrow a page down: find a node by name, its surroundings, what lies in a unit, the weightiest nodes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from kg.errors import NotFoundError
from kg.graph.search import closest
from kg.view.data import Edge, Node, PageModel

_STRUCTURE = frozenset({"of-unit", "part-of", "post"})
# When room is short, provinces and districts carry the map; then people and the bodies they serve in outlast units
# that nothing is told of.
_MAP = frozenset({"tinh", "tp-tw", "huyen", "quan", "thi-xa", "thanh-pho"})
_WEIGHT = {"unit": 4, "body": 6, "place": 2, "person": 6}


def find(nodes: Iterable[Node], name: str) -> str:
    """The IRI of the one node of that IRI or name; how names are matched is told by kg.graph.search."""
    nodes = sorted(nodes, key=lambda n: n.id)
    found = [n for n in nodes if name == n.id] or closest(name, nodes, lambda n: (n.label, *n.names))
    if not found:
        raise NotFoundError(f"the graph knows no “{name}”", remedy="try a part of the name, or an IRI")
    if len(found) > 1 and len({n.label for n in found}) > 1:
        some = ", ".join(dict.fromkeys(n.label for n in found[:6]))
        raise NotFoundError(f"“{name}” may be {len(found)} things: {some}", remedy="give the full name, or an IRI")
    return found[0].id


def around(start: str, edges: Iterable[Edge], hops: int) -> set[str]:
    """The nodes at most `hops` edges away from `start`, itself among them."""
    near: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        near[edge.source].add(edge.target)
        near[edge.target].add(edge.source)
    reached = ring = {start}
    for _ in range(hops):
        ring = {n for i in ring for n in near[i]} - reached
        reached = reached | ring
    return reached


def named(iris: Collection[str], nodes: Collection[str], edges: Iterable[Edge]) -> set[str]:
    """The nodes of these IRIs, and the ends of the edges whose facts have one. Raises NotFoundError for none."""
    found = {i for i in iris if i in nodes}
    found |= {end for e in edges if e.fact and e.fact in iris for end in (e.source, e.target)}
    if not found:
        remedy = "people, bodies, units and settled facts are shown"
        raise NotFoundError("none of these things is drawn on a page", remedy=remedy)
    return found


def within(unit: str, edges: Iterable[Edge]) -> set[str]:
    """The unit, what lies in it at any depth, their bodies, and the people in those."""
    below: dict[str, set[str]] = defaultdict(set)
    for edge in edges:
        if edge.kind in _STRUCTURE:
            below[edge.target].add(edge.source)
    reached, ring = {unit}, {unit}
    while ring:
        ring = {n for i in ring for n in below[i]} - reached
        reached |= ring
    return reached


def weightiest(nodes: Mapping[str, Node], edges: Iterable[Edge], limit: int, *, keep: str = "") -> set[str]:
    """The `limit` nodes with most weight; `keep` always among them.

    First what the map is drawn by, then by kind and number of edges, then by IRI.
    """
    degree: Counter[str] = Counter()
    for edge in edges:
        degree[edge.source] += 1
        degree[edge.target] += 1
    ranked = sorted(
        nodes, key=lambda i: (i != keep, nodes[i].code not in _MAP, -(_WEIGHT[nodes[i].kind] + degree[i]), i)
    )
    return set(ranked[:limit])


def part(model: PageModel, ids: Collection[str]) -> PageModel:
    """The model without all but these nodes, their edges, and the facts and sources that these rest on."""
    ids = set(ids)
    edges = tuple(e for e in model.edges if e.source in ids and e.target in ids)
    used = {e.fact for e in edges}
    facts = tuple(f for f in model.facts if f.id in used)
    cited = {e.source for f in facts for e in f.evidence}
    return replace(
        model,
        nodes=tuple(n for n in model.nodes if n.id in ids),
        edges=edges,
        facts=facts,
        sources=tuple(s for s in model.sources if s.id in cited),
        focus=model.focus if model.focus in ids else "",
    )


def lightened(model: PageModel, limit: int) -> PageModel:
    """The model with no more than its `limit` weightiest nodes."""
    if len(model.nodes) <= limit:
        return model
    return part(model, weightiest({n.id: n for n in model.nodes}, model.edges, limit, keep=model.focus))
