"""Who and what the names of a set of articles are: units of the register, bodies, people."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Extraction, Resolution
from kg.register import Register
from kg.resolve.bodies import find_bodies
from kg.resolve.decisions import Decisions, Outcome, Pair
from kg.resolve.judged import judge_bodies, judge_units
from kg.resolve.people import find_people
from kg.resolve.places import find_places
from kg.resolve.scene import scene

__all__ = ["Decisions", "Outcome", "Pair", "resolve", "resolve_judged"]


_NONE = Decisions()


def resolve(extractions: Sequence[Extraction], register: Register) -> Resolution:
    """The identity of every unit, body and person of the articles. The result does not depend on their order.

    Nothing is guessed: what may be two things gets an identity of its own, with the candidates in its link.
    """
    return resolve_judged(extractions, register)[0]


def resolve_judged(
    extractions: Sequence[Extraction], register: Register, decisions: Decisions = _NONE
) -> tuple[Resolution, Outcome]:
    """The same after the user's judgements, in whatever order they were made; and what of them could not be heeded."""
    ordered = sorted(extractions, key=lambda x: x.article.id)
    places = find_places((scene(x) for x in ordered), register)
    outcome = Outcome()
    judge_units(places, register, decisions, outcome)
    bodies = find_bodies(ordered, places)
    judge_bodies(bodies, decisions, outcome)
    people = find_people(ordered, places, bodies, decisions)
    resolution = Resolution(
        places.links,
        bodies.links,
        people.links,
        dict(sorted(places.units.items())),
        dict(sorted(bodies.bodies.items())),
        dict(sorted(people.persons.items())),
        places.lineage,
    )
    return resolution, Outcome([*outcome.unheeded, *people.outcome.unheeded], people.outcome.renamed)
