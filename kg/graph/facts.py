"""From what articles say to the quads of the graph: facts with status and days, and the direct relations they feed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import pyoxigraph as ox

from kg.graph import iri, passages
from kg.graph.changes import UnitChange, accepted, all_changes
from kg.graph.ledger import Ledger, LinkKey, Observation, TenureKey, gather
from kg.graph.names import inline_name, unit_name
from kg.graph.registered import Register, in_register
from kg.graph.things import Things
from kg.graph.verdicts import Verdicts
from kg.graph.windows import Claim, Period, Span, Window, bounds, claim, periods, together
from kg.graph.writer import DERIVED, Node, Writer, order_by_graph, stated_date
from kg.model import DOUBTFUL, Extraction, Resolution, Unit
from kg.text import capital
from kg.vocabulary import CODE, DCTERMS, KG, ORG, level, named_code, ontology, term

_FEEDING = ("official", "reported")
_NO_REGISTER = Register()
# Kinds of changes that befall parts of units in any case.
_OF_PARTS = ("separate", "boundary")
# So many quads are handed on at once.
_PART = 50_000


def graph_quads(
    extractions: Iterable[Extraction],
    resolution: Resolution,
    register: Register = _NO_REGISTER,
    verdicts: Verdicts | None = None,
) -> list[ox.Quad]:
    """All quads of the graph of these articles, sorted by graph and subject; a pure function of its arguments.

    Each article has a named graph for itself and its passages, the register one for its rows; things, facts and
    direct relations are in the derived graph. No triple is in two graphs. The order of the articles does not matter.
    """
    in_order = sorted(extractions, key=lambda x: x.article.id)
    parts = graph_parts(in_order, resolution, register, verdicts)
    return sorted((quad for _, quads in parts for quad in quads), key=order_by_graph)


def graph_parts(
    extractions: Iterable[Extraction],
    resolution: Resolution,
    register: Register = _NO_REGISTER,
    verdicts: Verdicts | None = None,
) -> Iterator[tuple[str, list[ox.Quad]]]:
    """The same quads bit by bit, for more articles than memory holds quads: (IRI of the graph, some sorted quads).

    The derived graph and the register's come first, in several parts; then each article's in one. No quad comes
    twice. Of articles with one text the first given speaks for all. What the user judged of facts (`verdicts`, which
    remembers what it met) goes before all sources.
    """
    return Builder(gather(extractions, resolution), resolution, register, verdicts or Verdicts()).parts()


class Builder:
    """Writes a ledger as triples."""

    def __init__(self, ledger: Ledger, resolution: Resolution, register: Register, verdicts: Verdicts) -> None:
        self.ledger, self.resolution, self.register, self.verdicts = ledger, resolution, register, verdicts
        self.w = Writer()
        self.things = Things(self.w, ledger, resolution, register)
        # what is to go to the graph of each source: fact, passage, day on which the fact holds by it
        self._passages: dict[str, list[tuple[Node, Observation, date | None]]] = {}
        self._succession: set[tuple[str, str, bool]] = set()

    def parts(self) -> Iterator[tuple[str, list[ox.Quad]]]:
        for _ in self._facts():
            if self.w.size >= _PART:
                yield from self.w.parts()
        yield from self.w.parts()
        for name, source in sorted(self.ledger.sources.items()):
            passages.write_article(self.w, name, source)
            for fact, observation, day in self._passages.pop(name, ()):
                passages.write_evidence(self.w, fact, observation, day)
            yield from self.w.parts()

    def _facts(self) -> Iterator[None]:
        """Writes everything but the articles' own graphs, pausing after each thing or fact."""
        for _, source in sorted(self.ledger.sources.items()):
            for kind, id in source.mentions:
                self.things.mention(kind, id)
                yield
        for key, observations in sorted(self.ledger.tenures.items()):
            self._tenures(key, observations)
            yield
        for change in all_changes(self.ledger, self.resolution, self._judge):
            self._change(change)
            yield
        for (child, parent), observations, stays in self._containments():
            self._link(child, parent, observations, stays)
            yield
        for id in sorted(self.things.units):
            self._life(id)
            yield
        if self.w.has(self.register.name):
            passages.write_register(self.w, self.register)
        self.verdicts.write(self.w)
        self.w.add(DERIVED, iri.graph(DERIVED), DCTERMS.conformsTo, _version())

    def _evidence(self, fact: Node, observation: Observation, day: date | None) -> None:
        self._passages.setdefault(observation.source, []).append((fact, observation, day))

    def _judge(self, change: UnitChange) -> str:
        """The status of a change after the user's judgement."""
        node = iri.change(change.kind, *change.iri_parts())
        return self.verdicts.status(node, change.status, registered=bool(change.steps))

    def _tenures(self, key: TenureKey, observations: list[Observation]) -> None:
        """One person in one post: a tenure for each unbroken period."""
        person, role, body = key
        name = f"{self.things.person(person)} — {self.things.post(role, body)}"
        claims = [_claim(o) for o in observations]
        life = self.things.life(self.things.unit_of(body))
        statuses = set()
        for n, period in enumerate(periods(claims, life)):
            own = [observations[i] for i in period.members]
            node = iri.tenure(person, role, body, n)
            found = _tenure_status(own, period)
            statuses.add(status := self.verdicts.status(node, found))
            if status != found and self.verdicts.accepts(node):
                period = _accepted_period(own, period, life)
            self._tenure(node, name, key, period, own)
            _status_and_window(self.w, node, status, period.window)
            for o in own:
                day = passages.day_in_post(o)
                self._evidence(node, o, day if period.window.allows(day) else None)
        if statuses & {*_FEEDING}:
            self.w.add(DERIVED, iri.person(person), ORG.holds, iri.post(role, body))

    def _tenure(self, node: Node, name: str, key: TenureKey, period: Period, own: list[Observation]) -> None:
        person, role, body = key
        w, unit = self.w, self.things.unit_of(body)
        w.thing(DERIVED, node, name, KG.Tenure, KG.Fact, ORG.Membership)
        w.add(DERIVED, node, ORG.member, iri.person(person))
        w.add(DERIVED, node, KG.post, iri.post(role, body))
        w.add(DERIVED, node, ORG.role, self.things.role(role))
        w.add(DERIVED, node, ORG.organization, iri.body(body))
        w.add(DERIVED, node, KG.ofUnit, iri.unit(unit) if unit else None)
        w.add(DERIVED, node, KG.startDate, stated_date(_written(period.start, own, "start")))
        w.add(DERIVED, node, KG.endDate, stated_date(_written(period.end, own, "end")))

    def _change(self, change: UnitChange) -> None:
        """A change of units and where the territory went."""
        w = self.w
        best, parts = change.iri_parts()
        node = iri.change(change.kind, best, parts)
        units = {id: self.things.unit(id) for id in change.units}
        w.thing(DERIVED, node, _change_label(change, units), KG.UnitChange, KG.Fact)
        w.add(DERIVED, node, KG.changeType, CODE[f"change-{change.kind}"])
        for predicate, ids in ((KG.oldUnit, change.old), (KG.oldUnitPart, change.partial), (KG.newUnit, change.new)):
            for id in ids:
                w.add(DERIVED, node, predicate, iri.unit(id))
        if change.kind == "rename":
            w.add(DERIVED, node, KG.oldName, change.old_name)
            w.add(DERIVED, node, KG.newName, change.new_name)
        day = change.date()
        w.add(DERIVED, node, KG.date, stated_date(day))
        span = bounds(day)
        _status_and_window(w, node, change.status, Window(None, None, *span) if span else Window())
        self._change_sources(node, change, units)
        if change.status in _FEEDING:
            for old, new, whole in sorted(set(change.successors()) - self._succession):
                self._succession.add((old, new, whole))
                w.add(DERIVED, iri.unit(old), KG.successor if whole else KG.partSuccessor, iri.unit(new))

    def _change_sources(self, node: Node, change: UnitChange, units: dict[str, Unit]) -> None:
        laws = set()
        for o in change.observations:
            self._evidence(node, o, None)
            if o.legal and (accepted(o) or change.status not in _FEEDING):
                laws.add(o.legal)
        for number in sorted(laws):
            self.w.add(DERIVED, node, KG.legalBasis, self.things.law(number))
        for old, new, day, whole in change.steps:
            row = f"{day or '?'}: {_row(units[old])} {'→' if whole else '⇢'} {_row(units[new])}"
            passages.write_register_evidence(self.w, node, self.register, row, stated=day or None)

    def _containments(self) -> Iterator[tuple[LinkKey, list[Observation], list[Window]]]:
        """Which unit lies in which: by the articles (passages) or by the register (when)."""
        for pair in self.ledger.links:
            for id in pair:
                self.things.unit(id)
        stays: dict[LinkKey, list[Window]] = {}
        for id in self.things.units:
            for parent, window in self.register.stays(self.resolution.units[id]):
                if parent in self.things.units and in_register(self.resolution.units[parent]):
                    stays.setdefault((id, parent), []).append(window)
        for pair in sorted({*self.ledger.links, *stays}):
            yield pair, self.ledger.links.get(pair, []), stays.get(pair, [])

    def _link(self, child: str, parent: str, seen: list[Observation], stays: list[Window]) -> None:
        """One unit in another; kg:partOf for the next level, kg:locatedIn where levels lie between."""
        w, inner, outer = self.w, self.things.unit(child), self.things.unit(parent)
        direct = bool(stays) or _next_level(inner, outer, seen)
        predicate = KG.partOf if direct else KG.locatedIn
        node = iri.link("part-of" if direct else "located-in", child, parent)
        w.thing(DERIVED, node, f"{unit_name(inner)} thuộc {inline_name(outer)}", KG.Link, KG.Fact)
        w.add(DERIVED, node, term("rdf:subject"), iri.unit(child))
        w.add(DERIVED, node, term("rdf:predicate"), predicate)
        w.add(DERIVED, node, term("rdf:object"), iri.unit(parent))
        lives = self.things.life(child), self.things.life(parent)
        life = lives[0].meet(lives[1])
        days = [o.day for o in seen if o.day and accepted(o)]
        status = "official" if stays else "reported" if any(map(accepted, seen)) else "doubtful"
        if lives[0].outside(lives[1]):
            life, days, status = Window(), [], "disputed"
        elif stays:
            life = life.within(Window(None, None, *_span(stays)))
            days += [d for d in (life.known_from, life.known_until) if d]
        status = self.verdicts.status(node, status, registered=bool(stays))
        _status_and_window(w, node, status, together(days, life))
        for o in seen:
            self._evidence(node, o, o.day if life.allows(o.day) else None)
        if stays:
            row = f"{_row(inner)} < {_row(outer)}"
            passages.write_register_evidence(w, node, self.register, row, life.known_until)
        if status in _FEEDING:
            w.add(DERIVED, iri.unit(child), predicate, iri.unit(parent))

    def _life(self, id: str) -> None:
        """When a unit of the register certainly existed and when it can have existed."""
        if in_register(self.resolution.units[id]):
            _window(self.w, iri.unit(id), self.things.life(id))


def _claim(o: Observation) -> Claim:
    return claim(o.status, o.day, o.start, o.end) if o.status and accepted(o) else Claim()


def _accepted_period(own: list[Observation], period: Period, life: Window) -> Period:
    """The period with the days that its passages prove when they are taken to be right, if they agree on one."""
    claims = [claim(o.status, o.day, o.start, o.end) if o.status else Claim() for o in own]
    found = periods(claims, life)
    if len(found) != 1 or found[0].disputed:
        return period
    return replace(found[0], members=period.members)


def _written(span: Span | None, observations: Iterable[Observation], which: str) -> str | None:
    """The date that a passage states for a span of days, as it states it."""
    stated = {getattr(o, which) for o in observations if accepted(o)}
    return min((s for s in stated if s and bounds(s) == span), default=None) if span else None


def _tenure_status(observations: Iterable[Observation], period: Period) -> str:
    if period.disputed:
        return "disputed"
    if any(accepted(o) for o in observations):
        return "reported"
    sure = [o for o in observations if o.confidence >= DOUBTFUL]
    return "planned" if sure else "doubtful"


def _change_label(change: UnitChange, units: dict[str, Unit]) -> str:
    kind = capital(named_code(f"change-{change.kind}").label)
    if change.kind == "rename" and change.old_name and change.new_name:
        return f"{kind}: {capital(change.old_name)} → {capital(change.new_name)}"
    parts = change.kind not in _OF_PARTS
    old = [unit_name(units[id]) for id in change.old]
    old += [f"một phần {inline_name(units[id])}" if parts else unit_name(units[id]) for id in change.partial]
    before, after = capital(" + ".join(old)), " + ".join(unit_name(units[id]) for id in change.new)
    if change.kind in ("merge", "absorb"):  # the arrow says it
        return f"{before} → {after}"
    return f"{kind}: {before} → {after}" if before and after else f"{kind}: {before or after}"


def _next_level(inner: Unit, outer: Unit, seen: Iterable[Observation]) -> bool:
    """Whether the outer unit is the next above the inner one, on the days spoken of."""
    steps = level(inner.kind) - level(outer.kind)
    if in_register(inner) and inner.parent and outer.id != inner.parent:
        return False
    if steps != 2 or level(inner.kind) != 3:
        return steps == 1
    # communes lie directly in provinces since there are no districts
    last = level_ended()
    begun = inner.valid_from is not None and inner.valid_from > last
    return begun or (all(o.day and o.day > last for o in seen) and any(seen))


def level_ended() -> date:
    """The last day of the district level."""
    districts = named_code("level-district").iri
    return next(
        date.fromisoformat(t.object.value)
        for t in ontology().triples
        if t.subject == districts and t.predicate == KG.notAfter and isinstance(t.object, ox.Literal)
    )


def _span(stays: Iterable[Window]) -> tuple[date | None, date | None]:
    """From the first day of the first stay to the last of the last; None where one has no bound."""
    first, last = zip(*((s.not_before, s.not_after) for s in stays), strict=True)
    return min(first) if all(first) else None, max(last) if all(last) else None


def _row(unit: Unit) -> str:
    return f"{unit.code} {unit_name(unit)}" if unit.code else unit_name(unit)


def _status_and_window(w: Writer, node: Node, status: str, window: Window) -> None:
    w.add(DERIVED, node, KG.status, CODE[f"fact-{status}"])
    _window(w, node, window if status in _FEEDING else Window(None, None, window.not_before, window.not_after))


def _window(w: Writer, node: Node, window: Window) -> None:
    w.add(DERIVED, node, KG.knownFrom, window.known_from)
    w.add(DERIVED, node, KG.knownUntil, window.known_until)
    w.add(DERIVED, node, KG.notBefore, window.not_before)
    w.add(DERIVED, node, KG.notAfter, window.not_after)


def _version() -> ox.NamedNode:
    version = "http://www.w3.org/2002/07/owl#versionIRI"
    return next(
        t.object for t in ontology().triples if t.predicate.value == version and isinstance(t.object, ox.NamedNode)
    )
