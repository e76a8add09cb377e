"""Units of a set of articles: links by name, the units of the register meant, and an identity for every other one."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from kg.model import Link, Unit
from kg.register import Register, kinds, label
from kg.resolve.scene import Place, Scene
from kg.resolve.units import Choice, Linker
from kg.text import slug

# A place that may be of two kinds, for want of a type word.
_FIRST = ("tinh", "thanh-pho")
REFORM = date(2025, 7, 1)  # communes lie directly in provinces from then on


@dataclass(frozen=True, slots=True)
class Unknown:
    """A place that is no unit of the register: what makes it one with the same place of another article.

    `parent` is the id of the unit it lies in; `article` is set where nothing in the text tells it from a namesake.
    """

    kind: str
    bare: str
    name: str
    parent: str | None
    article: str | None


@dataclass
class Places:
    """`links` by (article id, string), `units` by id; `lineage` as in Resolution."""

    links: dict[tuple[str, str], Link]
    units: dict[str, Unit]
    lineage: tuple[tuple[str, str, str, bool], ...] = ()

    def find_lineage(self, register: Register) -> None:
        """Sets the steps of the register between the units."""
        steps = (e for ident in self.units for e in register.successors(ident) if e.new in self.units)
        self.lineage = tuple(sorted((e.old, e.new, e.date.isoformat() if e.date else "", e.whole) for e in steps))

    @cached_property
    def successors(self) -> dict[str, list[str]]:
        """What each unit passed into."""
        found: dict[str, list[str]] = {}
        for old, new, _, _ in self.lineage:
            found.setdefault(old, []).append(new)
        return found

    @cached_property
    def wholes(self) -> dict[str, str]:
        """What each unit that passed into one other as a whole has become."""
        found: dict[str, set[str]] = {}
        for old, new, _, whole in self.lineage:
            if whole:
                found.setdefault(old, set()).add(new)
        return {old: min(news) for old, news in found.items() if len(news) == 1}

    def one_place(self, a: str, b: str) -> bool:
        """Whether two units are one or the one passed into the other, step after step."""
        return a == b or b in self._after(a) or a in self._after(b)

    def _after(self, ident: str) -> set[str]:
        found: set[str] = set()
        todo = [ident]
        while todo:
            fresh = set(self.successors.get(todo.pop(), ())) - found
            found |= fresh
            todo += fresh
        return found

    def level(self, ident: str) -> int:
        """0 province, 1 district, 2 commune, 3 below or unknown."""
        unit = self.units.get(ident)
        kind = kinds().get(unit.kind) if unit else None
        return kind.level if kind else 3

    def above(self, ident: str | None) -> list[Unit]:
        """The units that one lies in, the nearest first."""
        found: list[Unit] = []
        unit = self.units.get(ident or "")
        while unit and unit.parent and (unit := self.units.get(unit.parent)) and unit not in found:
            found.append(unit)
        return found

    def label(self, ident: str) -> str:
        """ "xã Hải Hưng"; a hamlet's name holds its own word."""
        return label(self.units[ident].kind, self.units[ident].name)


def short_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:6]


def find_places(scenes: Iterable[Scene], register: Register) -> Places:
    """Link every place of the articles, which come in the order of their ids."""
    linker = Linker(register)
    places = Places({}, {})
    mentioned: dict[str, list[date | None]] = {}
    same: dict[Link, Link] = {}  # many articles say the same of one unit
    unknown: list[tuple[Unknown, str, tuple[str, ...], Choice]] = []
    for scene in scenes:
        choices = linker.link(scene)
        for place_key, choice in choices.items():
            place = scene.places[place_key]
            if choice.unit:
                mentioned.setdefault(choice.unit, []).append(scene.published)
                link = Link(choice.unit, choice.score, choice.reasons, choice.candidates)
                link = same.setdefault(link, link)
                places.links |= {(scene.article_id, name): link for name in sorted(place.spellings)}
            elif place.typed or (len(place.kinds) == 1 and place.level > 0):  # a bare name need not be a province
                thing = _describe(place, scene, choices)
                unknown.append((thing, scene.article_id, tuple(sorted(place.spellings)), choice))
    ids = _mint([thing for thing, *_ in unknown])
    for thing, article, spellings, choice in unknown:
        ident = ids[thing]
        link = Link(ident, choice.score, choice.reasons, choice.candidates)
        places.links |= {(article, name): link for name in spellings}
        places.units.setdefault(ident, Unit(ident, thing.name, thing.kind, parent=thing.parent))
    add_registered(places.units, register, mentioned)
    places.links = dict(sorted(places.links.items()))
    places.find_lineage(register)
    return places


def add_registered(units: dict[str, Unit], register: Register, mentioned: dict[str, list[date | None]]) -> None:
    """The units that articles mean (by id, with the days of the articles), and what one must know of them.

    All that they passed into, so that the graph knows what they are today; of each step in the graph all units before
    it, since a merger without one of them would be told wrongly; and what all these lie in. What was before a unit
    is left to articles that name it.
    """
    for ident, days in sorted(mentioned.items()):
        _add_with_parents(units, register, ident, max((d for d in days if d), default=None))
    since = {i: None if None in days else min(d for d in days if d) for i, days in mentioned.items()}
    for ident in _forward(register, since):
        if ident not in units:
            _add_with_parents(units, register, ident, None)
    todo = list(units)
    while todo:
        before = len(units)
        steps = (e for ident in todo for e in register.successors(ident) if e.new in units)
        for step in sorted(set(steps), key=lambda e: (e.new, e.old)):
            for other in register.predecessors(step.new):
                if other.date == step.date and other.old not in units:
                    _add_with_parents(units, register, other.old, None)
        # what came along may lie in a unit that another passed into
        todo = list(units) if len(units) > before else []


def _forward(register: Register, since: Mapping[str, date | None]) -> list[str]:
    """What units passed into, step after step; each by the day from which one asks (None: any).

    A unit that went on after a step before that day is no longer what it was, and the step not what became of it.
    """
    found: set[str] = set()
    todo = list(since.items())
    while todo:
        ident, first = todo.pop()
        unit = register.get(ident)
        for step in register.successors(ident) if unit else ():
            goes_on = unit and step.date and (unit.valid_until is None or unit.valid_until >= step.date)
            passed = goes_on and step.date and first and step.date < first
            if not passed and step.new not in found:
                found.add(step.new)
                todo.append((step.new, step.date))
    return sorted(found)


def _add_with_parents(units: dict[str, Unit], register: Register, ident: str, day: date | None) -> None:
    """The unit and what it lay in on the day (or last)."""
    unit = register.get(ident, day)
    while unit and (unit.id not in units or unit.id == ident):
        units[unit.id] = unit
        unit = register.get(unit.parent, day) if unit.parent else None


def _describe(place: Place, scene: Scene, choices: dict[str, Choice]) -> Unknown:
    """What an unregistered place of an article is."""
    kind = min(place.kinds, key=lambda k: (k not in _FIRST, k))
    parent, apart = _parent(place, scene, choices)
    shared = parent is not None and not apart and not choices[place.key].candidates
    return Unknown(kind, place.bare, _name(place), parent, None if shared else scene.article_id)


def _parent(place: Place, scene: Scene, choices: dict[str, Choice]) -> tuple[str | None, bool]:
    """The nearest registered unit that the text puts the place in, and whether namesakes may lie in it too."""
    stated = [(scene.places[k].level, k) for k in place.parents if choices[k].unit]
    if not stated:
        return None, True
    level, nearest = max(stated)
    far = place.level == 2 and level == 0 and not (scene.published and scene.published >= REFORM)
    ident = choices[nearest].unit
    return ident, far or (place.level == 3 and level < 2)


def _name(place: Place) -> str:
    """The name as written, without type word unless it is a hamlet's."""
    if not any(k in kinds() for k in place.kinds):
        return place.text
    words, length = place.text.split(), len(place.bare.split())
    return " ".join(words[-length:]) if len(words) > length else place.text


def _mint(unknown: Iterable[Unknown]) -> dict[Unknown, str]:
    """An id for each: "x-tan-lap.hai-lang-470"; a hash where two names share a slug, tones being left out of it."""
    told: dict[Unknown, str] = {}
    names: dict[str, set[str]] = defaultdict(set)
    for thing in unknown:
        kind = thing.kind if thing.kind in kinds() and thing.kind != "xa" else ""
        name = "-".join(filter(None, (slug(thing.name), kind)))
        parts = [f"x-{name}", thing.parent or "", short_hash(thing.article) if thing.article else ""]
        told[thing] = ".".join(filter(None, parts))
        names[told[thing]].add(f"{thing.kind} {thing.bare}")
    return {t: i if len(names[i]) == 1 else f"{i}.{short_hash(f'{t.kind} {t.bare}')}" for t, i in told.items()}
