"""Reading a graph thing by thing: what is said of it, what speaks of it, what it is called."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pyoxigraph as ox

from kg import vocabulary
from kg.errors import NotFoundError

Term = ox.NamedNode | ox.Literal
Values = dict[str, list[Term]]
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def local(iri: str) -> str:
    """The part of an IRI after its last separator."""
    return iri.replace("#", "/").rpartition("/")[2]


def named(iri: str, *, fallback: str = "") -> dict[str, str]:
    """What a term or code is called in Vietnamese and English."""
    names = {}
    for language in ("vi", "en"):
        try:
            names[language] = vocabulary.label(iri, language)
        except NotFoundError:
            names[language] = ""
    vi = names["vi"] or fallback or local(iri)
    return {"iri": iri, "vi": vi, "en": names["en"] or vi}


class Reader:
    """A graph, the union of all its named graphs."""

    def __init__(self, graph: ox.Store) -> None:
        self._graph = graph

    def values(self, iri: str) -> Values:
        """What is said of a thing: the values, sorted, of each property by its local name."""
        found: defaultdict[str, set[Term]] = defaultdict(set)
        for quad in self._graph.quads_for_pattern(ox.NamedNode(iri), None, None, None):
            if isinstance(quad.object, ox.NamedNode | ox.Literal):
                found[local(quad.predicate.value)].add(quad.object)
        return {name: sorted(terms, key=str) for name, terms in sorted(found.items())}

    def speaking_of(self, iri: str, most: int) -> list[tuple[str, str]]:
        """Things of which this one is a value, each with the local name of the property; at most so many."""
        quads = self._graph.quads_for_pattern(None, None, ox.NamedNode(iri), None)
        pairs = ((q.subject.value, local(q.predicate.value)) for q in quads if isinstance(q.subject, ox.NamedNode))
        return sorted(set(islice(pairs, most)))

    def instances(self, cls: ox.NamedNode) -> Iterator[str]:
        for quad in self._graph.quads_for_pattern(None, _TYPE, cls, None):
            if isinstance(quad.subject, ox.NamedNode):
                yield quad.subject.value

    def quads(self, iri: str) -> list[ox.Quad]:
        return list(self._graph.quads_for_pattern(ox.NamedNode(iri), None, None, None))

    def label(self, iri: str) -> str:
        """The first Vietnamese label, else any, else the end of the IRI."""
        found: list[Any] = [q.object for q in self._graph.quads_for_pattern(ox.NamedNode(iri), _LABEL, None, None)]
        best = sorted((o for o in found if isinstance(o, ox.Literal)), key=lambda o: (o.language != "vi", o.value))
        return best[0].value if best else local(iri)


def one(values: Values, name: str) -> str | None:
    """The first value of a property as text."""
    return values[name][0].value if values.get(name) else None
