"""One person's career, and who else bears the name: why they are not, or may be, one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import pyoxigraph as ox

from kg.answers.tenures import Holding, holdings, in_time
from kg.explain import Thing, find, things
from kg.graph import iri
from kg.graph.select import select
from kg.judgements import FILE, load
from kg.model import Extraction, Link
from kg.register import Register
from kg.replay import resolve_with
from kg.store import Store
from kg.text import key

_ARTICLES = """
SELECT DISTINCT ?id { VALUES ?person { %s } ?article schema:mentions ?person ; dcterms:identifier ?id }"""
_NOTHING = "nothing says that they are one"
_APART = re.compile(r"not (\S+): (.*)")


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another person of the name, with what posts he is known by, and why the two are not taken for one."""

    person: Thing
    posts: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Career:
    """A person with all posts in order of time; why all that is told of him is taken to be of one person, 0 to 1."""

    person: Thing
    holdings: tuple[Holding, ...]
    score: float | None = None
    reasons: tuple[str, ...] = ()
    namesakes: tuple[Namesake, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def find_people(graph: ox.Store, name: str) -> list[Thing]:
    """The people that a name or IRI may mean. Raises NotFoundError where there is none."""
    return find(graph, name, classes=("foaf:Person",))


def one_name(people: Iterable[Thing]) -> bool:
    """Whether all of them bear one name, tones counting: then they are told apart, not chosen from."""
    return len({key(p.label) for p in people}) == 1


def careers(store: Store, graph: ox.Store, people: Iterable[Thing]) -> list[Career]:
    """The career of each person, with the others of the name.

    Why people were joined or kept apart is found by resolving again the articles that name them.
    """
    asked = list(people)
    names = {key(p.label) for p in asked}
    same = {p.iri: p for p in things(graph, ("foaf:Person",)) if key(p.label) in names}
    links = _links(store, graph, same)
    posts = {node: holdings(graph, person) for node, person in same.items()}
    return [_career(p, same, links, posts) for p in asked]


def _career(p: Thing, same: dict[str, Thing], links: dict[str, Link], posts: dict[str, list[Holding]]) -> Career:
    link = links.get(p.iri)
    told = link.reasons if link else ()
    apart = {iri.person(m[1]).value: m[2] for reason in told if (m := _APART.fullmatch(reason))}
    others = [o for o in same.values() if o.iri != p.iri and key(o.label) == key(p.label)]
    namesakes = tuple(
        Namesake(o, tuple(dict.fromkeys(h.title for h in posts[o.iri])), apart.get(o.iri, _NOTHING))
        for o in sorted(others, key=lambda o: o.iri)
    )
    reasons = tuple(r for r in told if not _APART.fullmatch(r))
    career = tuple(sorted(posts.get(p.iri, ()), key=lambda h: (in_time(h), h.title, h.tenure)))
    return Career(p, career, link.score if link else None, reasons, namesakes)


def _links(store: Store, graph: ox.Store, people: Iterable[str]) -> dict[str, Link]:
    """How each person was resolved, by IRI."""
    nodes = " ".join(f"<{node}>" for node in sorted(people))
    articles = {row["id"] for row in select(graph, _ARTICLES % nodes)} if nodes else set()
    records = [Extraction.from_json(r) for r in store.facts() if r["id"] in articles] if articles else []
    if not records:
        return {}
    found = resolve_with(records, Register.load(), load(store.path / FILE)).resolution
    return {iri.person(link.id).value: link for link in found.person_links.values()}
