"""Which area of the map each node belongs to: a district, a province's own core, or the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from kg.view.data import Edge, PageModel

PROVINCE = frozenset({"tinh", "tp-tw"})
DISTRICT = frozenset({"huyen", "quan", "thi-xa", "thanh-pho"})
# The area of nodes that hang on no unit.
REST = ""
# A district of which less is known than this is drawn in its province's own area.
FEW = 4


def areas(model: PageModel) -> dict[str, str]:
    """The area of each node, by id: the IRI of its district, else of its province, else REST.

    A unit that lies in no district (after districts were abolished) is drawn where the units it came from are drawn.
    Provinces that merged or split share one area, that of the province that came of them.
    """
    codes = {n.id: n.code for n in model.nodes if n.kind == "unit"}
    homes = _homes(model, codes)
    areas_of_units: dict[str, str] = {}
    for unit in sorted(codes):
        areas_of_units[unit] = _area(unit, homes.parents, codes)
    settled = codes.keys() - _provinces(codes)
    for unit in _by_age(sorted(codes), homes.origins):
        if codes[unit] not in PROVINCE and areas_of_units[unit] not in settled:
            votes = Counter(areas_of_units[o] for o in homes.origins[unit] if codes.get(areas_of_units[o]) in DISTRICT)
            if votes:
                areas_of_units[unit] = min(votes, key=lambda a: (-votes[a], a))
    out = dict(areas_of_units)
    for node in model.nodes:
        if node.kind in ("body", "place"):
            units = sorted(homes.units[node.id])
            out[node.id] = areas_of_units[units[0]] if units else REST
    for node in model.nodes:
        if node.kind == "person":
            votes = Counter(out.get(b, REST) for b in homes.bodies[node.id])
            out[node.id] = min(votes, key=lambda a: (-votes[a], a)) if votes else REST
    hubs = _families(homes, _provinces(codes))
    out = {node: hubs.get(area, area) for node, area in out.items()}
    below = [u for u in sorted(codes) if codes[u] not in PROVINCE]
    return _without_small(out, {u: _area_above(u, homes.parents, codes, hubs) for u in below})


def provinces_of(model: PageModel, area_of: Mapping[str, str]) -> dict[str, str]:
    """The province that each area lies in; an area that is a province lies in itself."""
    codes = {n.id: n.code for n in model.nodes}
    parents: dict[str, list[str]] = defaultdict(list)
    for edge in model.edges:
        if edge.kind == "part-of":
            parents[edge.source].append(edge.target)
    out = {}
    for hub in sorted(set(area_of.values())):
        above = [p for p in sorted(parents[hub]) if codes.get(p) in PROVINCE]
        out[hub] = hub if codes.get(hub) in PROVINCE else area_of[above[0]] if above else REST
    return out


def _families(homes: _Homes, provinces: set[str]) -> dict[str, str]:
    """For each province the one that stands for all that changes tie it to: one with no successor, if there is."""
    family: dict[str, set[str]] = {p: {p} for p in provinces}
    followed: set[str] = set()
    for new in sorted(provinces):
        for old in sorted(provinces.intersection(homes.origins[new])):
            followed.add(old)
            if family[old] is not family[new]:
                family[new] |= family[old]
                for member in family[old]:
                    family[member] = family[new]
    size = Counter(p for parents in homes.parents.values() for p in parents)
    return {p: min(members, key=lambda m: (m in followed, -size[m], m)) for p, members in family.items()}


def _area_above(unit: str, parents: Mapping[str, list[str]], codes: Mapping[str, str], hubs: Mapping[str, str]) -> str:
    above = sorted(p for p in parents[unit] if codes.get(p) in PROVINCE)
    return hubs[above[0]] if above else REST


def _without_small(area_of: dict[str, str], above: Mapping[str, str]) -> dict[str, str]:
    """Areas of districts with few nodes become part of their province's, or of the rest where that is not known."""
    size = Counter(area_of.values())
    return {n: above[a] if a in above and size[a] < FEW else a for n, a in area_of.items()}


class _Homes:
    """For each node the units or bodies that decide its area."""

    def __init__(self) -> None:
        self.parents: Mapping[str, list[str]] = defaultdict(list)
        self.origins: Mapping[str, list[str]] = defaultdict(list)
        self.units: Mapping[str, list[str]] = defaultdict(list)
        self.bodies: Mapping[str, list[str]] = defaultdict(list)


def _homes(model: PageModel, codes: Mapping[str, str]) -> _Homes:
    homes = _Homes()
    under: list[Edge] = []
    for edge in model.edges:
        if edge.kind == "part-of":
            homes.parents[edge.source].append(edge.target)
        elif edge.kind in ("change", "part-change"):
            homes.origins[edge.target].append(edge.source)
        elif edge.kind in ("of-unit", "in") and edge.target in codes:
            homes.units[edge.source].append(edge.target)
        elif edge.kind == "in" and edge.source in codes:
            homes.units[edge.target].append(edge.source)
        elif edge.kind == "post":
            homes.bodies[edge.source].append(edge.target)
        elif edge.kind == "under":
            under.append(edge)
    # A body of no unit of its own is drawn with the body it is under.
    for edge in under:
        if not homes.units[edge.source]:
            homes.units[edge.source].extend(homes.units[edge.target])
    return homes


def _provinces(codes: Mapping[str, str]) -> set[str]:
    return {u for u, c in codes.items() if c in PROVINCE}


def _area(unit: str, parents: Mapping[str, list[str]], codes: Mapping[str, str]) -> str:
    """The nearest district above (or the unit itself), else the topmost unit above; cycles end the climb."""
    seen = [unit]
    while codes.get(seen[-1]) not in DISTRICT | PROVINCE:
        above = [p for p in sorted(parents[seen[-1]]) if p not in seen]
        if not above:
            return seen[-1] if len(seen) > 1 else REST
        # With several parents over time the district is what the map is drawn by.
        seen.append(min(above, key=lambda p: (codes.get(p) not in DISTRICT, p)))
    return seen[-1]


def _by_age(units: list[str], origins: Mapping[str, list[str]]) -> list[str]:
    """Units after those they came from."""
    done: dict[str, None] = {}

    def visit(unit: str, path: frozenset[str]) -> None:
        for origin in sorted(origins[unit]):
            if origin not in done and origin not in path:
                visit(origin, path | {origin})
        done.setdefault(unit)

    for unit in units:
        visit(unit, frozenset({unit}))
    return list(done)
