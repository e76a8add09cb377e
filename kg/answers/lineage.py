"""What a unit came of and what became of it, step by step, by the register and by what articles say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from kg.answers.units import Named, named
from kg.register import Register

Edge = tuple[str, str, str | None, bool]  # old id, new id, day, whole


@dataclass(frozen=True, slots=True)
class Source:
    """Who says so: the register (`article` None), or a passage of an article. `status` is that of the change."""

    quote: str
    article: str | None = None
    published: str | None = None
    url: str | None = None
    modality: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A change as articles state it: `edges` between ids of units, `verdict` what the register has to say on it.

    `feeds` is whether it counts as having come to pass.
    """

    label: str
    status: str
    date: str | None
    edges: tuple[Edge, ...]
    units: tuple[str, ...]
    resolutions: tuple[str, ...] = ()
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    feeds: bool = True


@dataclass(frozen=True, slots=True)
class Former:
    """A unit before a step: whether all of it passed on, and what it came of in turn."""

    unit: Named
    whole: bool
    came_of: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Origin:
    """A step back: the units that passed into one on a day."""

    date: str | None
    units: tuple[Former, ...]
    register: bool
    resolutions: tuple[str, ...] = ()
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step forward: what a unit passed into on a day, the other units that did, and what became of that."""

    date: str | None
    whole: bool
    unit: Named
    beside: tuple[Former, ...]
    register: bool
    resolutions: tuple[str, ...] = ()
    verdict: str = ""
    reasons: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    became: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Lineage:
    """A unit with its steps back and forth; `also` is what articles say of it that is no step: plans, denials, …

    `on_day` are the units of the line that were there on `day`.
    """

    unit: Named
    came_of: tuple[Origin, ...]
    became: tuple[Outcome, ...]
    also: tuple[Statement, ...] = ()
    day: str | None = None
    on_day: tuple[Named, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def lineage(
    register: Register,
    ident: str,
    *,
    statements: Sequence[Statement] = (),
    others: Mapping[str, Named] | None = None,
    day: date | None = None,
) -> Lineage:
    """The lineage of a unit by its id; `others` are units that no register has, `statements` what articles say."""
    tree = _Tree(register, statements, others or {})
    came_of, became = tree.back(ident, frozenset((ident,))), tree.forth(ident, frozenset((ident,)))
    unit = tree.named(ident)
    line = {unit.id: unit}
    for found in (*_all_before(came_of), *_all_after(became)):
        line.setdefault(found.id, found)
    there = tuple(n for n in line.values() if day and n.on(day))
    also = tuple(s for s in statements if ident in s.units and not s.feeds)
    return Lineage(unit, came_of, became, also, day.isoformat() if day else None, there)


class _Tree:
    """Steps of the register and those of articles that it lacks, as one graph."""

    def __init__(self, register: Register, statements: Sequence[Statement], others: Mapping[str, Named]) -> None:
        self._register, self._others = register, others
        self._said: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        self._after: dict[str, set[Edge]] = defaultdict(set)
        self._before: dict[str, set[Edge]] = defaultdict(set)
        for statement in statements:
            for edge in statement.edges if statement.feeds else ():
                self._said[edge[0], edge[1]].append(statement)
                self._after[edge[0]].add(edge)
                self._before[edge[1]].add(edge)

    def named(self, ident: str) -> Named:
        unit = self._register.get(ident)
        return named(self._register, unit) if unit else self._others.get(ident, Named(ident, ident))

    def forth(self, ident: str, seen: frozenset[str]) -> tuple[Outcome, ...]:
        found = []
        for edge in self._edges(ident, forward=True):
            _, new, day, whole = edge
            if new in seen:
                continue
            beside = [e for e in self._edges(new, forward=False) if e[2] == day and e[0] != ident]
            others = tuple(Former(self.named(e[0]), e[3]) for e in beside)
            further = self.forth(new, seen | {new})
            found.append(Outcome(day, whole, self.named(new), others, *self._proof([edge]), further))
        return tuple(found)

    def back(self, ident: str, seen: frozenset[str]) -> tuple[Origin, ...]:
        by_day: dict[str | None, list[Edge]] = defaultdict(list)
        for edge in self._edges(ident, forward=False):
            if edge[0] not in seen:
                by_day[edge[2]].append(edge)
        found = []
        for day, edges in by_day.items():
            formers = tuple(Former(self.named(old), whole, self.back(old, seen | {old})) for old, _, _, whole in edges)
            found.append(Origin(day, formers, *self._proof(edges)))
        return tuple(found)

    def _edges(self, ident: str, *, forward: bool) -> list[Edge]:
        """The steps from or to a unit, by day; where the register has one, its day counts."""
        known = self._register.successors(ident) if forward else self._register.predecessors(ident)
        edges = [(e.old, e.new, e.date.isoformat() if e.date else None, e.whole) for e in known]
        pairs = {e[:2] for e in edges}
        edges += [e for e in (self._after if forward else self._before).get(ident, ()) if e[:2] not in pairs]
        return sorted(set(edges), key=lambda e: (e[2] or "9", self.named(e[1] if forward else e[0]).label, e[0], e[1]))

    def _proof(self, edges: Iterable[Edge]) -> tuple[bool, tuple[str, ...], str, tuple[str, ...], tuple[Source, ...]]:
        """Whether the register has all of it; resolutions, verdict, reasons and sources of what articles say."""
        edges = list(edges)
        in_register = all(any(e.new == new for e in self._register.successors(old)) for old, new, _, _ in edges)
        said = list(dict.fromkeys(s for old, new, _, _ in edges for s in self._said.get((old, new), ())))
        verdicts = [s.verdict for s in said]
        worst = next((v for v in ("contradicted", "new", "confirmed") if v in verdicts), "")
        return (
            in_register,
            tuple(dict.fromkeys(law for s in said for law in s.resolutions)),
            worst,
            tuple(dict.fromkeys(reason for s in said for reason in s.reasons)),
            tuple(dict.fromkeys(source for s in said for source in s.sources)),
        )


def _all_before(origins: Iterable[Origin]) -> Iterable[Named]:
    for origin in origins:
        for former in origin.units:
            yield former.unit
            yield from _all_before(former.came_of)


def _all_after(outcomes: Iterable[Outcome]) -> Iterable[Named]:
    for outcome in outcomes:
        yield outcome.unit
        yield from _all_after(outcome.became)
