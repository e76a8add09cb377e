"""Replays the user's judgements: first on who and what the names mean, then on the facts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kg.graph import iri
from kg.graph.verdicts import Verdicts
from kg.judgements import Judgement
from kg.model import Extraction, Resolution
from kg.register import Register
from kg.resolve import Decisions, Pair, resolve_judged

_JOIN = "--"
NOT_HEEDED = "judgement not heeded"


@dataclass(slots=True)
class Replayed:
    """`resolution` and `verdicts` are what the graph is to be made with; `unheeded` are judgements on things that could
    not be heeded: where, what."""

    resolution: Resolution
    verdicts: Verdicts
    unheeded: list[tuple[str, str]]


def resolve_with(extractions: Sequence[Extraction], register: Register, judgements: Sequence[Judgement]) -> Replayed:
    """Who and what the names of the articles are, after the judgements; their order means nothing."""
    judged = sorted(judgements, key=lambda j: (j.verdict, j.about, j.time, j.author, j.why))
    decisions = _decisions(judged)
    resolution, outcome = resolve_judged(extractions, register, decisions)
    why = dict(outcome.unheeded)
    unheeded = [(j, why[p]) for j in judged if (pair := _pair(j)) and (p := _in_order(pair)) in why]
    facts = [replace(j, subject=_present(j.subject, outcome.renamed)) for j in judged if j.other is None]
    told = [(j.where, f"{NOT_HEEDED}: {j}: {reason}") for j, reason in unheeded]
    return Replayed(resolution, Verdicts(facts), told)


def unheeded_facts(verdicts: Verdicts) -> list[tuple[str, str]]:
    """The judgements whose fact the graph that was made does not have: where, what."""
    return [(j.where, f"{NOT_HEEDED}: {j}: there is no such fact") for j in verdicts.unheeded()]


def _decisions(judged: Sequence[Judgement]) -> Decisions:
    pairs = tuple(pair for j in judged if (pair := _pair(j)))
    watched = frozenset(person for j in judged for person in _people(j))
    return Decisions(pairs, iri.local, watched)


def _pair(j: Judgement) -> Pair | None:
    if j.other is None:
        return None
    kind, _, one = j.subject.partition(":")
    return Pair("same" if j.verdict == "same" else "different", kind, one, j.other.partition(":")[2])


def _in_order(pair: Pair) -> Pair:
    return Pair(pair.verdict, pair.kind, *sorted((pair.one, pair.other)))


def _people(j: Judgement) -> Iterator[str]:
    """The person of a tenure that is judged."""
    kind, _, name = j.subject.partition(":")
    if kind == "tenure":
        yield name.partition(_JOIN)[0]


def _present(fact: str, renamed: dict[str, str]) -> str:
    """The fact by the id that its person has now."""
    kind, _, name = fact.partition(":")
    person, join, rest = name.partition(_JOIN)
    return f"{kind}:{renamed.get(person, person)}{join}{rest}" if kind == "tenure" else fact
