"""Who holds or held which post: of a unit, a body, a post or a person, with days, certainty and passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import pyoxigraph as ox

from kg import vocabulary
from kg.errors import NotFoundError
from kg.explain import Passage, Thing, find, passages_of
from kg.graph.asof import Moment
from kg.graph.select import select

_ACCEPTED = ("fact-official", "fact-reported")

_TENURES = """
SELECT DISTINCT ?tenure ?person ?name ?post ?title ?body ?bodyName ?unit ?unitName ?role ?status
                ?start ?end ?knownFrom ?knownUntil ?notBefore ?notAfter WHERE {
  VALUES ?asked { <%s> }
  { ?tenure org:member ?asked } UNION { ?tenure kg:post ?asked }
  UNION { ?tenure org:organization ?asked } UNION { ?tenure kg:ofUnit ?asked }
  ?tenure a kg:Tenure ; org:member ?person ; kg:post ?post ; kg:status ?status .
  ?person rdfs:label ?name .
  ?post rdfs:label ?title ; org:postIn ?body ; org:role ?role .
  ?body rdfs:label ?bodyName .
  OPTIONAL { ?tenure kg:ofUnit ?unit . ?unit rdfs:label ?unitName }
  OPTIONAL { ?tenure kg:startDate ?start }
  OPTIONAL { ?tenure kg:endDate ?end }
  OPTIONAL { ?tenure kg:knownFrom ?knownFrom }
  OPTIONAL { ?tenure kg:knownUntil ?knownUntil }
  OPTIONAL { ?tenure kg:notBefore ?notBefore }
  OPTIONAL { ?tenure kg:notAfter ?notAfter }
}"""


@dataclass(frozen=True, slots=True)
class Holding:
    """One person in one post over one unbroken period.

    `first_seen` and `last_seen` are the days between which it certainly held; `start` and `end` what sources state;
    it is impossible outside `not_before` and `not_after`. `certainty` is the best confidence of its passages, 0 to 1.
    `then` says whether it held on the day asked for.
    """

    tenure: str
    person: str
    name: str
    post: str
    title: str
    body: str
    unit: str | None
    status: str
    accepted: bool
    first_seen: str | None = None
    last_seen: str | None = None
    start: str | None = None
    end: str | None = None
    not_before: str | None = None
    not_after: str | None = None
    certainty: float | None = None
    then: Literal["certain", "possible", ""] = ""
    passages: tuple[Passage, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def holdings(graph: ox.Store, thing: Thing, day: date | None = None) -> list[Holding]:
    """The tenures of a person, in a post, a body or the bodies of a unit; by body and post, then by time.

    With a day only those that certainly or possibly held then, and none that is planned, doubtful or disputed.
    """
    found = {row["tenure"]: row for row in sorted(select(graph, _TENURES % thing.iri), key=lambda r: sorted(r.items()))}
    passages = passages_of(graph, found)
    every = [_holding(row, passages.get(tenure, []), day) for tenure, row in found.items()]
    return sorted((h for h in every if day is None or h.then), key=_order)


def find_seats(graph: ox.Store, name: str, day: date | None = None) -> list[Thing]:
    """The units, bodies or posts that a name may mean; of several units those that were there on the day.

    Raises NotFoundError where there is none.
    """
    found = find(graph, name, classes=("kg:AdminUnit", "org:Organization", "org:Post"))
    there = [t for t in found if day is None or _may(t, day)]
    if not there:
        years = "; ".join(f"{t.label} {t.exists}" for t in found[:5])
        raise NotFoundError(f"there was no “{name}” on {day}", remedy=f"there was: {years}")
    return there


def _may(thing: Thing, day: date) -> bool:
    first, _, last = thing.exists.partition(" – ")
    return (first.replace("…", "")) <= day.isoformat() <= (last.replace("…", "") or "9")


def _holding(row: dict[str, str], passages: Iterable[Passage], day: date | None) -> Holding:
    status = row["status"].rpartition("/")[2]
    window = (row.get("knownFrom"), row.get("knownUntil"), row.get("notBefore"), row.get("notAfter"))
    told = tuple(passages)
    then: Literal["certain", "possible", ""] = ""
    if day and status in _ACCEPTED:
        certain, possible = Moment(day).holds(*window), Moment(day, possible=True).holds(*window)
        then = "certain" if certain else "possible" if possible else ""
    return Holding(
        row["tenure"],
        row["person"],
        row["name"],
        row["post"],
        row["title"],
        row["bodyName"],
        row.get("unitName"),
        vocabulary.label(row["status"]),
        status in _ACCEPTED,
        *window[:2],
        row.get("start"),
        row.get("end"),
        *window[2:],
        max((p.confidence for p in told if p.confidence is not None), default=None),
        then,
        told,
    )


def _order(h: Holding) -> tuple[str, ...]:
    return h.body, h.title, in_time(h), h.name, h.tenure


def in_time(h: Holding) -> str:
    """What holdings are put in order of time by."""
    days = (h.first_seen, h.start, h.last_seen, h.end, h.not_after)
    return next((d for d in days if d), "9")
