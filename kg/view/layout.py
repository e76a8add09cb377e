"""Where each node is drawn: a force layout inside each area, overlaps removed, areas packed around their province.

Nothing is random and everything is sorted first: the same graph gives the same positions under any hash seed.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import shortest_path
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist

from kg.view.areas import DISTRICT, PROVINCE, REST, areas, provinces_of
from kg.view.data import Edge, PageModel

Points = NDArray[np.float64]
Cells = NDArray[np.int64]
Graph: TypeAlias = "nx.Graph[int]"

# Wanted lengths of edges, in units of the drawing (1 = 1 CSS pixel at scale 1).
_LENGTH = {
    "post": 52.0,
    "of-unit": 48.0,
    "part-of": 112.0,
    "change": 60.0,
    "part-change": 70.0,
    "under": 112.0,
    "in": 90.0,
}
# Room for a node and the label under it: half width, half height.
_ROOM_OF_CODE = dict.fromkeys(PROVINCE, (86.0, 46.0)) | dict.fromkeys(DISTRICT, (60.0, 34.0))
_ROOM = {"person": (37.0, 22.0), "body": (39.0, 24.0), "unit": (42.0, 26.0), "place": (40.0, 24.0)}
_STRESS_STEPS = 80
_STILL = 0.01  # a step that moves nothing further is the last
_CELL = 30.0
_MARGIN = 44.0  # room around the nodes of an area
_STEP = 1.5  # radii of discs are rounded up to its powers
_COARSE = 3  # cells of discs are so many times as large
_WIDE = 1.2  # screens are wider than high


@dataclass(frozen=True, slots=True)
class Area:
    """`name` of the district or province; `hub` is the id of its unit or ""; `core` marks a province's own area."""

    hub: str
    core: bool
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions in CSS pixels at scale 1, y down, by node id; areas in order of their hubs."""

    positions: Mapping[str, tuple[float, float]]
    areas: tuple[Area, ...]


def layout(model: PageModel) -> Layout:
    area_of = areas(model)
    members: dict[str, list[str]] = defaultdict(list)
    for node in model.nodes:
        members[area_of[node.id]].append(node.id)
    inside: dict[str, list[Edge]] = defaultdict(list)
    for edge in model.edges:
        if area_of[edge.source] == area_of[edge.target]:
            inside[area_of[edge.source]].append(edge)
    room = {n.id: _ROOM_OF_CODE.get(n.code, _ROOM[n.kind]) for n in model.nodes}
    local = {hub: _arrange(hub, members[hub], inside[hub], room) for hub in sorted(members)}
    province_of = provinces_of(model, area_of)
    placed = _pack_provinces(local, province_of, _ties(model, area_of))
    origin = _origin(members, placed, province_of)
    positions = {
        node: (round(float(x - origin[0]), 1), round(float(y - origin[1]), 1))
        for hub in sorted(members)
        for node, (x, y) in zip(members[hub], placed[hub], strict=True)
    }
    codes = {n.id: n.code for n in model.nodes}
    found = tuple(Area(h, codes.get(h) in PROVINCE, tuple(members[h])) for h in sorted(members))
    return Layout(positions, found)


def _origin(
    members: Mapping[str, Sequence[str]], placed: Mapping[str, Points], province_of: Mapping[str, str]
) -> Points:
    """The place of the unit of the largest province: what stays where it is when a node more moves some others."""
    size: Counter[str] = Counter()
    for hub, own in members.items():
        if province_of[hub] in members.get(province_of[hub], ()):
            size[province_of[hub]] += len(own)
    if not size:
        return np.zeros(2)
    largest = min(size, key=lambda p: (-size[p], p))
    place: Points = placed[largest][list(members[largest]).index(largest)]
    return place


def _arrange(
    hub: str, members: Sequence[str], edges: Iterable[Edge], rooms: Mapping[str, tuple[float, float]]
) -> Points:
    """Positions of one area's nodes around its middle."""
    index = {node: i for i, node in enumerate(members)}
    spread = 1 + math.sqrt(len(members)) / 18
    graph: Graph = nx.Graph()
    graph.add_nodes_from(range(len(members)))
    for e in edges:
        a, b = index[e.source], index[e.target]
        # A large area needs longer spokes for its communes to stand beside each other.
        length = _LENGTH[e.kind] * (spread if e.kind in ("part-of", "under") else 1.0)
        if a != b and length < graph.get_edge_data(a, b, {"length": math.inf})["length"]:
            graph.add_edge(a, b, length=length)
    room = np.array([rooms[m] for m in members])
    pieces = []
    middle = index.get(hub, -1)
    parts = [sorted(c) for c in nx.connected_components(graph)]
    for part in sorted(parts, key=lambda c: (middle not in c, -len(c), c)):
        piece = _component(graph.subgraph(part).copy(), part, middle)
        pieces.append((part, _separate(piece, room[part])))
    shifts = _pack([[points] for _, points in pieces])
    out = np.zeros((len(members), 2))
    for (part, points), shift in zip(pieces, shifts, strict=True):
        out[part] = points + shift
    return out


def _component(graph: Graph, order: Sequence[int], hub: int) -> Points:
    """Stress majorization from a radial tree: distances on the drawing come near the distances in the graph."""
    n = len(order)
    if n == 1:
        return np.zeros((1, 2))
    root = hub if hub in graph else max(order, key=lambda i: (graph.degree(i), -i))
    points = _radial(graph, order, root)
    matrix = nx.to_scipy_sparse_array(graph, nodelist=order, weight="length", format="csr")
    # Spread a hub's many neighbours: the more of them, the longer its edges.
    degrees = np.diff(matrix.indptr).astype(float)
    rows, columns = matrix.nonzero()
    matrix.data = matrix.data * (1 + 0.11 * np.sqrt(np.maximum(degrees[rows], degrees[columns])))
    wanted = shortest_path(matrix, method="D", directed=False)
    weight = 1.0 / np.maximum(wanted, 1.0) ** 2
    np.fill_diagonal(weight, 0.0)
    total = weight.sum(axis=1, keepdims=True)
    for _ in range(_STRESS_STEPS if n < 700 else 25):
        pull = weight * wanted / np.maximum(cdist(points, points), 1e-6)
        before = points
        points = (weight @ points + pull.sum(axis=1, keepdims=True) * points - pull @ points) / total
        if float(np.abs(points - before).max()) < _STILL:
            break
    centred: Points = points - points.mean(axis=0)
    return centred


def _radial(graph: Graph, order: Sequence[int], root: int) -> Points:
    """A breadth-first tree on rings around `root`, each branch in a sector as wide as it has leaves."""
    children: dict[int, list[int]] = {i: [] for i in order}
    depth = {root: 0}
    queue = [root]
    for node in queue:
        for other in sorted(graph[node], key=lambda o: (graph[node][o]["length"], o)):
            if other not in depth:
                depth[other] = depth[node] + 1
                children[node].append(other)
                queue.append(other)
    leaves = dict.fromkeys(order, 0)
    for node in reversed(queue):
        leaves[node] = sum(leaves[c] for c in children[node]) or 1
    sector = {root: (0.0, 2 * math.pi)}
    for node in queue:
        start, end = sector[node]
        for child in children[node]:
            span = (end - start) * leaves[child] / leaves[node] if len(children[node]) else 0.0
            sector[child] = (start, start + span)
            start += span
    angle = {i: sum(sector[i]) / 2 for i in order}
    return np.array([[math.cos(angle[i]) * depth[i] * 120, math.sin(angle[i]) * depth[i] * 120] for i in order])


def _separate(points: Points, room: Points) -> Points:
    """Push ellipses (half axes in `room`) apart along the line between them until none overlap, or for 150 rounds."""
    points = points.copy()
    if len(points) < 2:
        return points
    for _ in range(150):
        pairs = cKDTree(points).query_pairs(2.0 * float(room.max()), output_type="ndarray")
        pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
        a, b = pairs[:, 0], pairs[:, 1]
        delta = points[b] - points[a]
        apart = np.hypot(*(delta / (room[a] + room[b])).T)
        hit = apart < 0.999
        if not hit.any():
            break
        a, b, delta, apart = a[hit], b[hit], delta[hit], apart[hit]
        # Two on one spot part sideways.
        delta[apart < 1e-6] = (1e-3, 0.0)
        push = delta * (1 / np.maximum(apart, 0.05) - 1)[:, None] * 0.5
        np.add.at(points, b, push)
        np.add.at(points, a, -push)
    return points


def _ties(model: PageModel, area_of: Mapping[str, str]) -> dict[str, Counter[str]]:
    """How many edges tie each area to each other one."""
    ties: dict[str, Counter[str]] = defaultdict(Counter)
    for edge in model.edges:
        a, b = area_of[edge.source], area_of[edge.target]
        if a != b and edge.kind != "part-of":
            ties[a][b] += 1
            ties[b][a] += 1
    return ties


def _pack_provinces(
    local: Mapping[str, Points], province_of: Mapping[str, str], ties: Mapping[str, Counter[str]]
) -> dict[str, Points]:
    """Each province's core in the middle, its districts around it, provinces beside each other; what edges tie
    together comes side by side where there is room."""
    blocks: dict[str, list[str]] = defaultdict(list)
    for hub in sorted(local, key=lambda h: (h != province_of[h], -_size(local[h]), h)):
        blocks[province_of[hub]].append(hub)
    packed: dict[str, Points] = {}
    order = sorted(blocks, key=lambda p: (p == REST, -sum(len(local[h]) for h in blocks[p]), p))
    for province in order:
        hubs = blocks[province]
        tied = [{j: ties[h][o] for j, o in enumerate(hubs[:i]) if j and ties[h][o]} for i, h in enumerate(hubs)]
        for hub, shift in zip(hubs, _pack([[local[h]] for h in hubs], tied), strict=True):
            packed[hub] = local[hub] + shift
    between = [{j: sum(ties[a][b] for a in blocks[p] for b in blocks[o]) for j, o in enumerate(order)} for p in order]
    shifts = _pack([[packed[h] for h in blocks[p]] for p in order], between)
    for province, shift in zip(order, shifts, strict=True):
        for hub in blocks[province]:
            packed[hub] = packed[hub] + shift
    return packed


def _size(points: Points) -> int:
    """Rounded, so that one node more does not change the order of packing."""
    return round(2 * math.log2(len(points)))


def _pack(items: Sequence[Sequence[Points]], ties: Sequence[Mapping[int, int]] = ()) -> list[Points]:
    """Shifts that put each item, a group of point clouds, where it finds free room, in the order given.

    That is near the middle, or near those earlier items (by number, with weights) that `ties` bind it to. What lies
    beside what is decided on coarse discs, so that a node more or less seldom changes it; then all draw together.
    """
    taken: Cells = np.zeros((0, 2), dtype=np.int64)
    shifts: list[Cells] = []
    middles: list[Points] = []
    for number, clouds in enumerate(items):
        cells = np.concatenate([_cells(points, _COARSE) for points in clouds])
        bound = {j: w for j, w in ties[number].items() if j < number and w} if ties else {}
        target = np.average([middles[j] for j in bound], axis=0, weights=list(bound.values())) if bound else np.zeros(2)
        shifts.append(_nearest_fit(cells, taken, target))
        middles.append((cells + shifts[-1]).mean(axis=0))
        taken = np.concatenate([taken, cells + shifts[-1]])
    true = [np.concatenate([_cells(points) for points in clouds]) for clouds in items]
    drawn = _draw_together(true, [shift * _COARSE for shift in shifts])
    return [(shift * _CELL).astype(np.float64) for shift in drawn]


def _cells(points: Points, coarse: int = 1) -> Cells:
    """The grid cells of an ellipse around the points, with a margin.

    Coarse: cells so many times as large, of a disc whose radius is rounded up.
    """
    cell = _CELL * coarse
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    half = np.maximum((high - low) / 2, _CELL)
    half = half * max(1.0, float(np.hypot(*((points - middle) / half).T).max()))
    if coarse > 1:
        half = np.full(2, _STEP ** math.ceil(math.log(float(half.max())) / math.log(_STEP)))
    half = half + _MARGIN
    span = np.ceil(half / cell).astype(int)
    xs, ys = np.meshgrid(np.arange(-span[0], span[0] + 1), np.arange(-span[1], span[1] + 1), indexing="ij")
    grid = np.stack([xs.ravel(), ys.ravel()], axis=1)
    inside = np.hypot(*(grid * cell / half).T) <= 1
    covered: Cells = grid[inside].astype(np.int64) + np.round(middle / cell).astype(np.int64)
    return covered


def _draw_together(items: Sequence[Cells], shifts: Sequence[Cells]) -> list[Cells]:
    """Move each item, the nearest first, towards the first one as far as the others let it."""
    out = list(shifts)
    if len(items) < 2:
        return out
    placed = [cells + shift for cells, shift in zip(items, shifts, strict=True)]
    middles = [cells.mean(axis=0) for cells in placed]
    # No item leaves this ground: none goes further than with its middle upon the first one's.
    room = max(int(np.ptp(cells, axis=0).max()) for cells in placed) + 1
    low = np.min([cells.min(axis=0) for cells in placed], axis=0) - room
    high = np.max([cells.max(axis=0) for cells in placed], axis=0) + room
    covers = np.zeros(high - low + 1, dtype=np.int32)
    for cells in placed:
        np.add.at(covers, tuple((cells - low).T), 1)
    for _ in range(2):
        for i in sorted(range(1, len(items)), key=lambda i: (float(np.hypot(*(middles[i] - middles[0]))), i)):
            own = items[i] + out[i] - low
            np.subtract.at(covers, tuple(own.T), 1)
            best = _free_way(own, middles[0] - middles[i], covers)
            np.add.at(covers, tuple((own + best).T), 1)
            out[i] = out[i] + best
            middles[i] = middles[i] + best
    return out


def _free_way(cells: Cells, way: Points, covers: Cells) -> Cells:
    """How far along `way` the cells can go, step by step, before one of them is covered."""
    steps = np.unique(np.round(way * np.arange(0, 1.0, 0.02)[:, None]).astype(np.int64), axis=0)
    best: Cells = np.zeros(2, dtype=np.int64)
    for step in sorted(steps, key=lambda w: float(np.hypot(*w))):
        at = cells + step
        if covers[at[:, 0], at[:, 1]].any():
            break
        best = step
    return best


def _nearest_fit(cells: Cells, taken: Cells, target: Points) -> Cells:
    """The shift at which no cell is taken, the whole stays small and round on a wide screen, and `target` is near."""
    middle = cells.mean(axis=0)
    centre: Cells = np.round(middle).astype(np.int64)
    if not len(taken):
        return -centre
    base = cells - centre
    size = int(np.abs(base).max()) + 1
    reach = int(np.abs(taken).max()) + size + 1
    spots = np.arange(-reach, reach + 1)
    # How far the whole would reach from the middle, as a wide screen sees it; then how far off its target.
    reached = [
        np.maximum(np.maximum(abs(base[:, k].min() + spots), abs(base[:, k].max() + spots)), np.abs(taken[:, k]).max())
        for k in (0, 1)
    ]
    far = 2 * np.maximum(reached[0][:, None] / _WIDE, reached[1][None, :]) + np.hypot(
        (spots[:, None] - target[0]) / _WIDE, spots[None, :] - target[1]
    )
    far[_blocked(base, taken, reach, size)] = np.inf
    found: Cells = spots[np.array(np.unravel_index(np.argmin(far), far.shape))] - centre
    return found


def _blocked(base: Cells, taken: Cells, reach: int, size: int) -> NDArray[np.bool_]:
    """For each spot from -reach to reach in x and y, whether `base` moved there would lie upon a taken cell.

    The cells are taken row by row, of each row whole stretches at once, by sums over the taken cells of a row.
    """
    off = reach + size
    ground = np.zeros((2 * off + 1, 2 * off + 2), dtype=np.int32)
    ground[taken[:, 0] + off, taken[:, 1] + off + 1] = 1
    sums = np.cumsum(ground, axis=1)
    rows = np.unique(base, axis=0)
    first = np.flatnonzero(np.r_[True, (np.diff(rows[:, 0]) != 0) | (np.diff(rows[:, 1]) != 1)])
    last = np.r_[first[1:], len(rows)] - 1
    wide = 2 * reach + 1
    out = np.zeros((wide, wide), dtype=bool)
    for (x, start), end in zip(rows[first] + size, rows[last, 1] + size + 1, strict=True):
        out |= sums[x : x + wide, end : end + wide] > sums[x : x + wide, start : start + wide]
    return out
