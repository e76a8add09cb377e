"""The graph of one day: what certainly held on it, or what may have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from kg.vocabulary import CODE, FOAF, KG, ORG, term

Node = ox.NamedNode
_NEVER = ("fact-denied", "fact-retracted")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day to look at; with `possible` what may have held on it counts, else only what certainly did."""

    day: date
    possible: bool = False

    def holds(
        self,
        known_from: str | None = None,
        known_until: str | None = None,
        not_before: str | None = None,
        not_after: str | None = None,
    ) -> bool:
        """Whether something with this window (ISO days, inclusive, None: no bound) holds."""
        day = self.day.isoformat()
        if self.possible:
            return (not_before or day) <= day <= (not_after or day)
        return known_from is not None and known_from <= day <= (known_until or known_from)

    def past(self, not_before: str | None = None, not_after: str | None = None) -> bool:
        """Whether an event with this window has come to pass."""
        day = self.day.isoformat()
        return (not_before or day) <= day if self.possible else not_after is not None and not_after <= day


def restrict(graph: ox.Store, day: date, *, possible: bool = False) -> ox.Store:
    """A copy of the graph in memory with what holds on a day; the graph itself stays as it is.

    Of facts those stay that hold, with their passages; of changes of units those that had taken effect and led to a
    unit of the day. Of units those stay that were there, and their forerunners by those changes; of bodies and posts
    those of the units that were there, and of no unit; of people those with a post. A unit without any window may
    always have been there. Direct relations stay where a fact that stayed backs them. With `possible` facts of every
    status but denied ones stay, as far as the day is not ruled out.
    """
    picture = _Picture(graph, Moment(day, possible))
    out = ox.Store()
    out.bulk_extend(picture.quads())
    return out


@dataclass
class _Picture:
    """Which facts and things of a graph stay on a day."""

    graph: ox.Store
    moment: Moment
    gone: set[Node] = field(default_factory=set)
    backed: set[tuple[Node, Node, Node]] = field(default_factory=set)
    classes: dict[Node, set[Node]] = field(default_factory=dict)
    objects: dict[Node, dict[Node, set[Node]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        names = (KG.knownFrom, KG.knownUntil, KG.notBefore, KG.notAfter)
        self.windows = {name.value: dict(self._pairs(name)) for name in names}
        tenures, links, changes = (self._of_class(c) for c in (KG.Tenure, KG.Link, KG.UnitChange))
        self.status = dict(self._pairs(KG.status))
        held = {f for f in tenures | links if self._may(f) and self.moment.holds(*self._window(f))}
        self.sides = {name: self._objects(name) for name in (KG.oldUnit, KG.oldUnitPart, KG.newUnit)}
        past = {c for c in changes if self._may(c) and self.moment.past(*self._window(c)[2:])}
        there = self._there(held)
        led, forerunners = self._history(past, there)
        self._drop_facts((tenures | links | changes) - held - led)
        self._drop_things(there, forerunners, held & tenures)
        self._back(held & tenures, held & links, led)

    def quads(self) -> Iterator[ox.Quad]:
        direct = {ORG.holds, KG.partOf, KG.locatedIn, KG.successor, KG.partSuccessor}
        for quad in self.graph:
            subject, predicate, object = quad.subject, quad.predicate, quad.object
            if subject in self.gone or object in self.gone:
                continue
            if predicate in direct and (subject, predicate, object) not in self.backed:
                continue
            yield quad

    # -- what stays --------------------------------------------------------------------------------------------------

    def _may(self, fact: Node) -> bool:
        return self.status.get(fact) not in [CODE[name].value for name in _NEVER]

    def _there(self, held: set[Node]) -> set[Node]:
        """The units that were there: by their own window, or since a fact that holds speaks of them."""
        timed = set().union(*self.windows.values())
        units = self._of_class(KG.AdminUnit)
        spoken: set[Node] = set()
        for name in (KG.ofUnit, term("rdf:subject"), term("rdf:object")):
            spoken |= {o for fact, objects in self._objects(name).items() if fact in held for o in objects}
        return {u for u in units if u in spoken or u not in timed or self.moment.holds(*self._window(u))}

    def _history(self, past: set[Node], there: set[Node]) -> tuple[set[Node], set[Node]]:
        """The changes that led, at once or by steps, to units that were there; and what these came from."""
        to: dict[Node, set[Node]] = defaultdict(set)
        for change in past:
            for new in self.sides[KG.newUnit].get(change, ()):
                to[new].add(change)
        led: set[Node] = set()
        seen, todo = set(there), sorted(there, key=str)
        while todo:
            for change in to.get(todo.pop(), set()) - led:
                led.add(change)
                fresh = {u for side in self.sides.values() for u in side.get(change, ())} - seen
                seen |= fresh
                todo += sorted(fresh, key=str)
        return led, seen - there

    def _drop_facts(self, facts: set[Node]) -> None:
        self.gone |= facts
        self.gone |= {o for fact, passages in self._objects(KG.evidence).items() if fact in facts for o in passages}

    def _drop_things(self, there: set[Node], forerunners: set[Node], tenures: set[Node]) -> None:
        self.gone |= self._of_class(KG.AdminUnit) - there - forerunners
        units = self._of_class(KG.AdminUnit) - there
        bodies = self._of_class(ORG.Organization)
        ended = {b for b, owners in self._objects(KG.ofUnit).items() if b in bodies and not units.isdisjoint(owners)}
        self.gone |= ended
        self.gone |= {post for post, owners in self._objects(ORG.postIn).items() if not ended.isdisjoint(owners)}
        holders = {p for fact, people in self._objects(ORG.member).items() if fact in tenures for p in people}
        self.gone |= self._of_class(FOAF.Person) - holders

    def _back(self, tenures: set[Node], links: set[Node], changes: set[Node]) -> None:
        """The direct relations of accepted facts that stay."""
        accepted = {CODE["fact-official"].value, CODE["fact-reported"].value}
        for fact in (f for f in tenures | links | changes if self.status.get(f) in accepted):
            self.backed |= {(s, ORG.holds, o) for s, o in self._cross(fact, ORG.member, KG.post)}
            for predicate in self._objects(term("rdf:predicate")).get(fact, ()):
                pairs = self._cross(fact, term("rdf:subject"), term("rdf:object"))
                self.backed |= {(s, predicate, o) for s, o in pairs}
            for side in (KG.oldUnit, KG.oldUnitPart):
                for s, o in self._cross(fact, side, KG.newUnit):
                    self.backed |= {(s, KG.successor, o), (s, KG.partSuccessor, o)}

    # -- reading -----------------------------------------------------------------------------------------------------

    def _pairs(self, predicate: Node) -> Iterator[tuple[Node, str]]:
        for quad in self.graph.quads_for_pattern(None, predicate, None, None):
            if isinstance(quad.subject, Node) and isinstance(quad.object, Node | ox.Literal):
                yield quad.subject, quad.object.value

    def _of_class(self, name: Node) -> set[Node]:
        if name not in self.classes:
            found = self.graph.quads_for_pattern(None, term("rdf:type"), name, None)
            self.classes[name] = {q.subject for q in found if isinstance(q.subject, Node)}
        return self.classes[name]

    def _objects(self, predicate: Node) -> dict[Node, set[Node]]:
        if predicate not in self.objects:
            found: dict[Node, set[Node]] = defaultdict(set)
            for quad in self.graph.quads_for_pattern(None, predicate, None, None):
                if isinstance(quad.subject, Node) and isinstance(quad.object, Node):
                    found[quad.subject].add(quad.object)
            self.objects[predicate] = found
        return self.objects[predicate]

    def _cross(self, fact: Node, first: Node, second: Node) -> Iterator[tuple[Node, Node]]:
        for subject in self._objects(first).get(fact, ()):
            yield from ((subject, object) for object in self._objects(second).get(fact, ()))

    def _window(self, node: Node) -> tuple[str | None, str | None, str | None, str | None]:
        known_from, known_until, not_before, not_after = (w.get(node) for w in self.windows.values())
        return known_from, known_until, not_before, not_after
