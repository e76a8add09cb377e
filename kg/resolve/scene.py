"""What one article says of its places: each unit named in it with its kinds, its parents and its part in changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

from kg.model import DOUBTFUL, Change, Entity, Extraction
from kg.register import kinds, split
from kg.text import key

_CITY = frozenset(("thanh-pho", "tp-tw"))
_PROVINCE = frozenset(("tinh", "tp-tw"))
_HOST = re.compile(r"\w+://([^/?#]+)")


@dataclass(slots=True)
class Place:
    """One unit of one article, however often and however shortly named.

    `kinds` are those that its type word allows (empty: no type word); `bare` is the match key of its name without it.
    `spellings` are the strings of the extraction that mean it. `parents` and `children` are other places of the
    article, by key; `old` and `new` tell that a change ended or made it, with the change's date as far as stated.
    """

    key: str
    text: str
    kinds: frozenset[str]
    bare: str
    spellings: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    children: set[str] = field(default_factory=set)
    old: set[str] = field(default_factory=set)
    new: set[str] = field(default_factory=set)

    @property
    def typed(self) -> bool:
        """Whether the text gives the type word; without it the kinds are what the name mostly means."""
        return self.bare != self.key

    @property
    def level(self) -> int:
        """0 province, 1 district, 2 commune, 3 below or unknown; of several the highest."""
        return min((kinds()[k].level for k in self.kinds if k in kinds()), default=3)


@dataclass(slots=True)
class Scene:
    """All places of one article; `steps` are its changes as (old keys, new keys); `hints` what its source suggests."""

    article_id: str
    published: date | None
    places: dict[str, Place] = field(default_factory=dict)
    steps: list[tuple[set[str], set[str]]] = field(default_factory=list)
    hints: str = ""
    _names: dict[str, str] = field(default_factory=dict)

    def find(self, name: str) -> Place | None:
        """The place that a string of the extraction means."""
        return self.places.get(self._names.get(key(name), ""))

    def add(self, name: str) -> Place:
        """The place of that name, made if no entity has it."""
        if (place := self.find(name)) is None:
            allowed, bare = split(name)
            place = self._new(name, allowed, bare)
        place.spellings.add(name)
        return place

    def add_entity(self, entity: Entity) -> None:
        allowed, bare = split(entity.name)
        if not allowed:
            allowed = {"tinh": _PROVINCE, "thanh-pho": _CITY, "tp-tw": _CITY}.get(
                entity.kind or "", frozenset(filter(None, (entity.kind,)))
            )
        elif entity.kind and entity.kind not in allowed:
            allowed = frozenset((entity.kind,))
        place = self.find(entity.name) or self._new(entity.name, allowed, bare)
        place.spellings.update((entity.name, *entity.aliases))
        for alias in entity.aliases:
            self._names.setdefault(key(alias), place.key)

    def _new(self, name: str, allowed: frozenset[str], bare: str) -> Place:
        place = Place(key(name), name, allowed, bare)
        self.places[place.key] = place
        self._names[place.key] = place.key
        return place


def scene(extraction: Extraction) -> Scene:
    """The places of an article from its entities and facts; other places and countries are left out."""
    article = extraction.article
    host = _HOST.match(article.url or "")
    hints = " ".join(filter(None, (article.publisher, host and host[1])))
    found = Scene(article.id, article.published, hints=hints)
    units = [e for e in extraction.entities if e.type == "LOC" and e.kind and not e.other]
    for entity in sorted(units, key=lambda e: (e.name, e.kind or "")):
        found.add_entity(entity)
    named = [e.place for e in extraction.entities if e.place]
    named += [p.place for p in extraction.positions if p.place]
    for name in sorted(set(named)):
        found.add(name)
    for contained in extraction.containments:
        if contained.confidence >= DOUBTFUL:
            child, parent = found.add(contained.child), found.add(contained.parent)
            if child is not parent:
                child.parents.add(parent.key)
                parent.children.add(child.key)
    for change in extraction.changes:
        _add_change(found, change)
    return found


def _add_change(found: Scene, change: Change) -> None:
    old = {found.add(name).key for name in change.old}
    new = {found.add(name).key for name in change.new}
    partners = {k for p in old | new if found.places[p].typed for k in found.places[p].kinds}
    for place in old | new if partners else ():
        if not found.places[place].typed:  # "các xã Hải An, Hải Dương": what changes together is of one kind
            found.places[place].kinds = frozenset(partners)
    if change.parent:
        parent = found.add(change.parent)
        for place in old | new:
            if change.confidence >= DOUBTFUL and place != parent.key:
                found.places[place].parents.add(parent.key)
                parent.children.add(place)
    if change.confidence >= DOUBTFUL and change.modality != "denied":
        found.steps.append((old, new))
        for place in old - new:
            found.places[place].old.add(change.effective or "")
        for place in new - old:
            found.places[place].new.add(change.effective or "")
