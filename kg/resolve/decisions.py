"""What the user has judged to be one or not one, as far as names have an identity; and what could not be heeded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from kg.model import Body, Link, Unit

Verdict = Literal["same", "different"]


class Pair(NamedTuple):
    """Two things of one kind ("person", "unit", "body") by their local names, as `Decisions.local` gives them."""

    verdict: Verdict
    kind: str
    one: str
    other: str


def _itself(id: str) -> str:
    return id


@dataclass(frozen=True)
class Decisions:
    """`pairs` in any order; `local` gives the local name for an id; `watched` are further local names of people whose
    present id is wanted."""

    pairs: tuple[Pair, ...] = ()
    local: Callable[[str], str] = _itself
    watched: frozenset[str] = frozenset()

    def of(self, verdict: Verdict, kind: str) -> list[Pair]:
        """The pairs of a verdict and kind, each once, in an order that hangs on them alone."""
        found = {(*sorted((p.one, p.other)),) for p in self.pairs if (p.verdict, p.kind) == (verdict, kind)}
        return [Pair(verdict, kind, *two) for two in sorted(found)]

    @cached_property
    def slugs(self) -> frozenset[str]:
        """The slugs of the names of all people that are judged or watched."""
        named = {n for p in self.pairs if p.kind == "person" for n in (p.one, p.other)} | self.watched
        return frozenset(n.rpartition("-")[0] for n in named)


@dataclass(slots=True)
class Outcome:
    """`unheeded` are the pairs that could not be heeded, and why; `renamed` leads from the local name that a person had
    or could have to the present one."""

    unheeded: list[tuple[Pair, str]] = field(default_factory=list)
    renamed: dict[str, str] = field(default_factory=dict)


class Unions:
    """Disjoint sets of names that remember which may not come together."""

    def __init__(self, apart: Iterable[tuple[str, str]]) -> None:
        self._top: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}
        for a, b in apart:
            self._apart.setdefault(a, set()).add(b)
            self._apart.setdefault(b, set()).add(a)

    def top(self, name: str) -> str:
        while (above := self._top.get(name, name)) != name:
            name = above
        return name

    def join(self, a: str, b: str) -> bool:
        """Whether the two are one now; not where they are judged different."""
        one, other = sorted((self.top(a), self.top(b)))
        if one == other:
            return True
        if any(self.top(n) == one for n in self._apart.get(other, ())):
            return False
        self._top[other] = one
        self._apart[one] = self._apart.get(one, set()) | self._apart.get(other, set())
        return True


def redirected(
    kind: str, things: Mapping[str, Unit] | Mapping[str, Body], decisions: Decisions, outcome: Outcome
) -> dict[str, str]:
    """Which unit or body stands for which by the user's judgements; two units of the register are never one."""
    ids = {decisions.local(i): i for i in things}
    heeded = []
    for pair in (*decisions.of("different", kind), *decisions.of("same", kind)):
        if gone := [n for n in (pair.one, pair.other) if n not in ids]:
            outcome.unheeded.append((pair, f"there is no {' and no '.join(f'{kind}:{n}' for n in gone)}"))
        else:
            heeded.append(pair)
    unions = Unions((ids[p.one], ids[p.other]) for p in heeded if p.verdict == "different")
    tops: dict[str, str] = {}
    for pair in (p for p in heeded if p.verdict == "same"):
        known = [k for n in (pair.one, pair.other) for k in [tops.get(unions.top(ids[n]), ids[n])] if _known(things, k)]
        if len(set(known)) == 2:
            outcome.unheeded.append((pair, "the register has both"))
        elif not unions.join(ids[pair.one], ids[pair.other]):
            outcome.unheeded.append((pair, "other judgements make them different"))
        elif known:
            tops[unions.top(ids[pair.one])] = known[0]
    named = {ids[n] for p in heeded for n in (p.one, p.other)}
    found = {n: tops.get(unions.top(n), unions.top(n)) for n in sorted(named)}
    return {old: new for old, new in found.items() if old != new}


def _known(things: Mapping[str, Unit] | Mapping[str, Body], id: str) -> bool:
    thing = things[id]
    return isinstance(thing, Unit) and not id.startswith("x-")


def judged_link(link: Link, redirect: Mapping[str, str], apart: Mapping[str, set[str]]) -> Link:
    """The link after the user's judgements: to the thing that stands for its own, without candidates ruled out."""
    id = redirect.get(link.id, link.id)
    out = apart.get(link.id, set()) | ({id, link.id} if id != link.id else set())
    candidates = tuple(c for c in link.candidates if c not in out) if id == link.id else ()
    if id == link.id and candidates == link.candidates:
        return link
    told = "judged to be the same" if id != link.id else "judged to be another than some that fit"
    return Link(id, 1.0 if id != link.id else link.score, (*link.reasons, told), candidates)
