"""A graph too large for one page as many: one a district, or a province where there is none, and an index of all."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx

from kg.text import slug
from kg.view import select
from kg.view.areas import DISTRICT, PROVINCE, REST, areas, provinces_of
from kg.view.data import KINDS, MOST_NODES, Node, PageModel
from kg.view.page import document, page_title, render, short_id, texts_of

# Above this the graph is written as an atlas.
ATLAS_ABOVE = 5000
# A district of which less is known than this is drawn on its province's page, where it has an area of its own.
FEW = 60
_TIES = frozenset({"post", "change", "part-change"})
_ABOVE = frozenset({"part-of", "of-unit", "under"})


@dataclass(frozen=True, slots=True)
class Chapter:
    """`name` of the file, without ".html"; `hub` is the id of its unit, or ""; `own` are the ids that it is about."""

    name: str
    title: str
    hub: str
    province: str
    own: frozenset[str]


def chapters(model: PageModel, lang: str = "vi") -> list[Chapter]:
    """The pages by province, the province's own first, then by name; each node is of exactly one.

    A hub of "" has what lies in no province, or in a small area of none; if that is too much for one page, on several.
    """
    area_of = areas(model)
    province_of = provinces_of(model, area_of)
    size = Counter(area_of.values())
    own: dict[str, set[str]] = defaultdict(set)
    for node, area in area_of.items():
        own[province_of[area] if size[area] < FEW else area].add(node)
    labels = {n.id: n.label for n in model.nodes} | {REST: texts_of(lang)["rest"]}
    order = sorted(own, key=lambda h: (_home(h, province_of, labels), h != province_of[h], labels[h], h))
    names: Counter[str] = Counter()
    out = []
    for hub in order:
        for number, ids in enumerate(_pieces(model, own[hub]), start=1):
            name = slug(labels[hub])
            names[name] += 1
            file = name if names[name] == 1 else f"{name}-{names[name]}"
            title = labels[hub] if number == 1 else f"{labels[hub]} ({number})"
            out.append(Chapter(file, title, hub, province_of[hub], frozenset(ids)))
    return out


def _pieces(model: PageModel, ids: set[str]) -> list[set[str]]:
    """The ids in as few parts of up to ATLAS_ABOVE as may be; what hangs together is never parted."""
    if len(ids) <= ATLAS_ABOVE:
        return [ids]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(ids))
    graph.add_edges_from((e.source, e.target) for e in model.edges if e.source in ids and e.target in ids)
    out: list[set[str]] = [set()]
    for piece in sorted(nx.connected_components(graph), key=lambda c: (-len(c), min(c))):
        if out[-1] and len(out[-1]) + len(piece) > ATLAS_ABOVE:
            out.append(set())
        out[-1] |= piece
    return out


def _home(hub: str, province_of: Mapping[str, str], labels: Mapping[str, str]) -> tuple[bool, str, str]:
    """Provinces by name; last what lies in none."""
    province = province_of[hub]
    return (province == REST, labels.get(province, ""), province)


@dataclass(frozen=True, slots=True)
class _Near:
    """What edges tie to each node: `ties` by posts and changes, `above` the units and bodies it belongs to."""

    ties: Mapping[str, set[str]]
    above: Mapping[str, set[str]]


def _near(model: PageModel) -> _Near:
    ties: dict[str, set[str]] = defaultdict(set)
    above: dict[str, set[str]] = defaultdict(set)
    for edge in model.edges:
        if edge.kind in _ABOVE:
            above[edge.source].add(edge.target)
        elif edge.kind in _TIES:
            ties[edge.source].add(edge.target)
            ties[edge.target].add(edge.source)
    return _Near(ties, above)


def _chapter_model(model: PageModel, chapter: Chapter, near: _Near) -> PageModel:
    """What a page is about, the units and bodies above it, and what posts and changes tie to it from elsewhere.

    Never more than MOST_NODES, the weightiest.
    """
    ids = set(chapter.own).union(*(near.ties.get(i, ()) for i in chapter.own))
    ring = set(ids)
    while ring:
        ring = {a for i in ring for a in near.above.get(i, ())} - ids
        ids |= ring
    if len(ids) > MOST_NODES:
        ids = select.weightiest({n.id: n for n in model.nodes if n.id in ids}, model.edges, MOST_NODES)
    return select.part(model, ids)


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the atlas: its path from where the index lies, and the ids of its own that it shows."""

    path: str
    html: str
    shown: frozenset[str] = frozenset()


def write(
    model: PageModel, found: Sequence[Chapter], index: str, folder: str, *, title: str = "", lang: str = "vi"
) -> Iterator[Page]:
    """The pages of these chapters, to lie in `folder`, and last their index, of that name, to lie beside the folder."""
    title = title or page_title(model, lang)
    near = _near(model)
    drawn: set[str] = set()
    for chapter in found:
        own = _chapter_model(model, chapter, near)
        shown = chapter.own.intersection(n.id for n in own.nodes)
        drawn |= shown
        html = render(own, title=f"{title} — {chapter.title}", lang=lang, home=f"../{index}")
        yield Page(f"{folder}/{chapter.name}.html", html, shown)
    # What no page shows is not to be found by the index either.
    data = _index(model, select.part(model, drawn), found, folder)
    data |= {"title": title, "lang": lang, "texts": texts_of(lang)}
    yield Page(index, document("index.html", data, lang=lang, title=title))


def _index(whole: PageModel, drawn: PageModel, found: Sequence[Chapter], folder: str) -> dict[str, Any]:
    nodes = {n.id: n for n in whole.nodes}
    page_of = {i: number for number, chapter in enumerate(found) for i in chapter.own}
    return {
        "kinds": KINDS,
        "pages": [_page(c, nodes, folder) for c in found],
        "nodes": [_entry(n, page_of[n.id]) for n in drawn.nodes],
        "posts": _posts(drawn, {n.id: i for i, n in enumerate(drawn.nodes)}),
        "facts": len(whole.facts),
        "sources": len(whole.sources),
        "total": whole.total,
        "shown": len(drawn.nodes),
        "unsettled": whole.unsettled,
        "asOf": whole.as_of,
    }


def _page(chapter: Chapter, nodes: Mapping[str, Node], folder: str) -> list[Any]:
    """Address, name, province ("" for none), whether it is the province's own page, and how many of each kind."""
    counts = Counter(nodes[i].kind for i in chapter.own)
    province = nodes[chapter.province].label if chapter.province else ""
    own = chapter.hub == chapter.province
    return [f"{folder}/{chapter.name}.html", chapter.title, province, own, [counts[k] for k in KINDS]]


def _entry(node: Node, page: int) -> list[Any]:
    rank = 2 if node.code in PROVINCE else 1 if node.code in DISTRICT else 0
    return [short_id(node.id), KINDS.index(node.kind), node.label, list(node.names) or 0, page, rank]


def _posts(model: PageModel, number: Mapping[str, int]) -> dict[int, list[Any]]:
    """By person the role and body of one post, the latest known: what tells namesakes apart."""
    facts = {f.id: f for f in model.facts}
    best: dict[int, tuple[str, str, int]] = {}
    for edge in model.edges:
        if edge.kind == "post":
            fact = facts[edge.fact]
            mine = (fact.window.known_until or "", fact.what, number[edge.target])
            best[number[edge.source]] = max(best.get(number[edge.source], ("", "", -1)), mine)
    return {who: [role, body] for who, (_, role, body) in sorted(best.items())}
