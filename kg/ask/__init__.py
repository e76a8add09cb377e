"""Saved questions asked of a graph: values given as names, codes or IRIs become the things that they mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyoxigraph as ox

from kg.errors import NotFoundError
from kg.explain import Thing, find
from kg.query import Result, run
from kg.query.run import prefixes
from kg.questions import THINGS, Parameter, Question

_CLASSES: Mapping[str, tuple[str, ...]] = {
    "unit": ("kg:AdminUnit",),
    "person": ("foaf:Person",),
    "body": ("org:Organization",),
    "post": ("org:Post",),
    "thing": ("foaf:Person", "org:Organization", "kg:AdminUnit"),
}
_BY_CODE = "SELECT ?unit WHERE { ?unit kg:gsoCode %s }"
# So many choices stand in the error's one line; all are in `choices`.
_SHOWN = 5


class AmbiguousName(NotFoundError):  # noqa: N818 - it says what is wrong, as NotFoundError does
    """A name that several things bear; `choices` are these, by label."""

    def __init__(self, name: str, choices: list[Thing]) -> None:
        self.choices = choices
        some = ", ".join(f"{t.short} ({', '.join(p for p in (t.label, t.exists) if p)})" for t in choices[:_SHOWN])
        more = f" and {len(choices) - _SHOWN} more" if len(choices) > _SHOWN else ""
        super().__init__(f"“{name}” may be {len(choices)} things: {some}{more}", remedy="give one of these IRIs")

    def __reduce__(self) -> tuple[object, ...]:
        return NotFoundError, (str(self),)


def ask(graph: ox.Store, question: Question, values: Mapping[str, str], *, limit: int | None = None) -> Result:
    """The answer to a saved question; `values` by the names of its parameters, the others keep their defaults.

    A thing may be given by its name (tones may be left out), its IRI, or a unit by its code of the statistics office.
    Raises AmbiguousName, NotFoundError, and QueryError for a parameter that the question does not have.
    """
    return run(graph, filled(graph, question, values), limit=limit)


def filled(graph: ox.Store, question: Question, values: Mapping[str, str]) -> str:
    """The query with the IRIs of the things that the values mean, and the other values as they are."""
    given = {question.parameter(name).name: value for name, value in values.items()}
    day = _day(question, given)
    meant = {name: _meant(graph, question.parameters[name], value, day) for name, value in given.items()}
    return question.asked(meant)


def _meant(graph: ox.Store, parameter: Parameter, value: str, day: str | None) -> str:
    if parameter.kind not in THINGS:
        return value
    found = _by_code(graph, value) if parameter.kind == "unit" and value.isdigit() else []
    found = found or find(graph, value, classes=_CLASSES[parameter.kind])
    if len(found) > 1 and day:  # of several units of one name, the one that there was on the day asked about
        found = [thing for thing in found if _may_exist(thing, day)] or found
    if len(found) > 1:
        raise AmbiguousName(value, found)
    return found[0].iri


def _by_code(graph: ox.Store, code: str) -> list[Thing]:
    query = _BY_CODE % ox.Literal(code)
    found = graph.query(query, prefixes=prefixes(), use_default_graph_as_union=True)
    assert isinstance(found, ox.QuerySolutions)
    return [find(graph, iri)[0] for iri in sorted({row[0].value for row in found})]


def _day(question: Question, given: Mapping[str, str]) -> str | None:
    """The one day that a question is about, if it is about one."""
    days = [p for p in question.parameters.values() if p.kind == "date"]
    if len(days) != 1:
        return None
    value = given.get(days[0].name, days[0].default)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:  # told when it is put into the query
        return None


def _may_exist(thing: Thing, day: str) -> bool:
    if not thing.exists:
        return True
    first, last = thing.exists.split(" – ")
    return (first == "…" or first <= day) and (last == "…" or day <= last)
