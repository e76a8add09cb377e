"""What the articles of a graph say about changes of units, for their lineage."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from kg import vocabulary
from kg.answers.lineage import Edge, Source, Statement
from kg.answers.units import Named
from kg.explain import Passage, passages_of, things
from kg.graph import iri
from kg.graph.reconcile import Change, Reconciled, changes, reconcile

_FEEDING = ("official", "reported")


def statements_of(graph: ox.Store) -> list[Statement]:
    """Every change that an article of the graph speaks of; those of the register alone are left to the register."""
    found = changes(graph)
    verdicts = reconcile(graph, found)
    told = [c for c in found if any(not s.register for s in c.said)]
    passages = passages_of(graph, [c.iri for c in told])
    return [_statement(c, verdicts[c.iri], passages.get(c.iri, ())) for c in told]


def _statement(change: Change, found: Reconciled, passages: Sequence[Passage]) -> Statement:
    articles = tuple(
        Source(p.quote, p.article, p.published, p.url, p.modality) for p in passages if p.rule != "register"
    )
    units = tuple(sorted(map(unit_id, change.before | change.new)))
    status = vocabulary.label(vocabulary.CODE[f"fact-{change.status}"].value)
    return Statement(
        change.label,
        status,
        change.date,
        tuple(_edges(change)),
        units,
        change.laws,
        found.verdict,
        found.reasons,
        articles,
        change.status in _FEEDING,
    )


def _edges(change: Change) -> list[Edge]:
    whole = len(change.new) == 1
    found: list[Edge] = []
    for new in sorted(change.new):
        sides = [(o, whole) for o in sorted(change.old - change.new)] + [(o, False) for o in sorted(change.partial)]
        found += [(unit_id(old), unit_id(new), change.date, all_of_it) for old, all_of_it in sides if old != new]
    return found


def unit_id(node: str) -> str:
    """The id of a unit of the register by its IRI; of any other unit the last part of that."""
    return node.removeprefix(iri.prefixes()["unit"])


def others_of(graph: ox.Store) -> dict[str, Named]:
    """The units of the graph by id, among them those that no register has."""
    found = {}
    for thing in things(graph, ("kg:AdminUnit",)):
        node = thing.iri
        since, _, until = thing.exists.partition(" – ")
        days = (since if since not in ("", "…") else None, until if until not in ("", "…") else None)
        found[unit_id(node)] = Named(
            unit_id(node), thing.label, thing.code or None, (thing.inside,) if thing.inside else (), *days
        )
    return found
