"""Applies the user's judgements to people, units and bodies that were resolved without them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from kg.model import Link
from kg.register import Register
from kg.resolve.bodies import Bodies
from kg.resolve.clusters import Cluster
from kg.resolve.decisions import Decisions, Outcome, Pair, Unions, judged_link, redirected
from kg.resolve.places import Places, add_registered

# -- people ------------------------------------------------------------------------------------------------------


def merge_judged(clusters: Sequence[Cluster], decisions: Decisions, outcome: Outcome) -> list[Cluster]:
    """The people after the judgements; whom a judgement makes one has the id of the one named first."""
    by_id = {c.id: c for c in clusters}
    known = _known(clusters, decisions)
    heeded: list[tuple[Pair, str, str]] = []
    for pair in (*decisions.of("different", "person"), *decisions.of("same", "person")):
        sides = [known.get(n, []) for n in (pair.one, pair.other)]
        if why := next((_unclear(n, s) for n, s in zip(pair[2:], sides, strict=True) if len(s) != 1), None):
            outcome.unheeded.append((pair, why))
        elif pair.verdict == "different" and sides[0] == sides[1]:
            outcome.unheeded.append((pair, f"articles name both as one, {decisions.local(sides[0][0])}"))
        else:
            heeded.append((pair, sides[0][0], sides[1][0]))
    apart = [(a, b) for pair, a, b in heeded if pair.verdict == "different"]
    unions = Unions(apart)
    for pair, a, b in heeded:
        if pair.verdict == "same" and not unions.join(a, b):
            outcome.unheeded.append((pair, "other judgements make them different"))
    merged = _merged(by_id, unions)
    for a, b in apart:
        _keep_apart(merged, unions.top(a), unions.top(b))
        _keep_apart(merged, unions.top(b), unions.top(a))
    present = {old: new.id for new in merged.values() for old in new.also}
    for name, ids in known.items():
        if len(ids) == 1:
            outcome.renamed[name] = decisions.local(present.get(ids[0], ids[0]))
    return sorted(merged.values(), key=lambda c: c.id)


def _known(clusters: Iterable[Cluster], decisions: Decisions) -> dict[str, list[str]]:
    """The ids of the people that each local name may mean: the one that has it, else those that could have had it."""
    found: dict[str, list[str]] = defaultdict(list)
    own = {decisions.local(c.id): c.id for c in clusters}
    for cluster in clusters:
        for name in sorted(cluster.also - set(own)):
            found[name].append(cluster.id)
    return {**found, **{name: [id] for name, id in own.items()}}


def _unclear(name: str, ids: Sequence[str]) -> str:
    return f"person:{name} may be any of {len(ids)} by now" if ids else f"there is no person:{name}"


def _merged(by_id: Mapping[str, Cluster], unions: Unions) -> dict[str, Cluster]:
    """The people by the top of their set; `also` holds the ids of all that went into each."""
    sets: dict[str, list[Cluster]] = defaultdict(list)
    for id in sorted(by_id):
        sets[unions.top(id)].append(by_id[id])
    merged = {top: _one(own) for top, own in sets.items()}
    present = {id: c.id for c in merged.values() for id in c.also}
    for cluster in merged.values():
        cluster.others = {present.get(i, i): why for i, why in sorted(cluster.others.items())}
        cluster.others.pop(cluster.id, None)
        cluster.apart = {present.get(i, i): why for i, why in sorted(cluster.apart.items())}
        cluster.apart.pop(cluster.id, None)
    return merged


def _one(clusters: Sequence[Cluster]) -> Cluster:
    first, *more = sorted(clusters, key=lambda c: (min(m.order for m in c.mentions), c.id))
    own = frozenset(c.id for c in clusters)
    one = replace(first, mentions=list(first.mentions), reasons=list(first.reasons), also=own)
    for cluster in more:
        one.mentions += cluster.mentions
        one.reasons += [*cluster.reasons, ("judged", f"judged to be the same as {cluster.id}")]
        one.others |= cluster.others
        one.apart |= cluster.apart
    return one


def _keep_apart(merged: Mapping[str, Cluster], own: str, other: str) -> None:
    merged[own].others.pop(merged[other].id, None)
    merged[own].apart[merged[other].id] = "judged different"


# -- units and bodies ----------------------------------------------------------------------------------------------


def judge_units(places: Places, register: Register, decisions: Decisions, outcome: Outcome) -> None:
    """Puts the units that are meant in the place of those that no register has, and strikes out candidates."""
    pairs = [*decisions.of("same", "unit"), *decisions.of("different", "unit")]
    if not pairs:
        return
    offered = {c for link in places.links.values() for c in link.candidates}
    wanted = {n for p in pairs for n in (p.one, p.other)}
    units = places.units | {c: u for c in offered if decisions.local(c) in wanted and (u := register.get(c))}
    redirect = redirected("unit", units, decisions, outcome)
    if meant := set(redirect.values()) - set(places.units):
        add_registered(places.units, register, {id: [None] for id in sorted(meant)})
    _relink(places.links, redirect, _apart(decisions, "unit", {decisions.local(i): i for i in units}))
    for id in redirect:
        places.units.pop(id, None)
    for id, unit in list(places.units.items()):
        if unit.parent in redirect:
            places.units[id] = replace(unit, parent=redirect[unit.parent])
    places.find_lineage(register)


def judge_bodies(bodies: Bodies, decisions: Decisions, outcome: Outcome) -> None:
    """Makes one body of several."""
    redirect = redirected("body", bodies.bodies, decisions, outcome)
    _relink(bodies.links, redirect, {})
    for id in redirect:
        bodies.bodies.pop(id, None)


def _relink(links: dict[tuple[str, str], Link], redirect: Mapping[str, str], apart: Mapping[str, set[str]]) -> None:
    if redirect or apart:
        links |= {name: judged_link(link, redirect, apart) for name, link in links.items()}


def _apart(decisions: Decisions, kind: str, ids: Mapping[str, str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for pair in decisions.of("different", kind):
        if pair.one in ids and pair.other in ids:
            found[ids[pair.one]].add(ids[pair.other])
            found[ids[pair.other]].add(ids[pair.one])
    return found
