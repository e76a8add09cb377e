"""One person of one article: what its posts say of where he belongs, and what else tells him from namesakes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from kg import lexicon
from kg.model import Body, Extraction, Position
from kg.resolve.births import Years, births
from kg.resolve.bodies import Bodies
from kg.resolve.places import Places
from kg.resolve.stays import FULL_TIME, MEMBERS, Stay
from kg.text import key

# Bodies whose leaders move from one to the other: the core of a unit's political system.
CORE = frozenset(("cap-uy", "ban-thuong-vu", "ban-chap-hanh", "dang-bo", "ubnd", "hdnd", "mttq", "uy-ban-kiem-tra"))
# Bodies with so many members that a name in common says little; of the others of the kind only the leaders are few.
LARGE = frozenset(("quoc-hoi",))
CROWDS = frozenset(
    ("cong-an", "quan-doi", "hdnd", "toa-an", "vien-kiem-sat", "truong", "benh-vien", "cong-ty", "bao-chi", "hoi")
)


@dataclass(slots=True)
class Mention:
    """One person of one article.

    `bodies` are those of his posts, `crowds` those with many of his kind and `ranks` these with his role; `core` the
    units whose core bodies are among them; `places`, `districts` and `provinces` the units of all posts and what these
    lie in; `moves` where a post is got or lost; `born` if the text says when; `stays` the full-time posts of the day.
    """

    article: str
    day: date | None
    name: str
    spellings: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    crowds: set[str] = field(default_factory=set)
    ranks: set[str] = field(default_factory=set)
    core: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    provinces: set[str] = field(default_factory=set)
    moves: bool = False
    born: Years | None = None
    stays: set[Stay] = field(default_factory=set)

    @property
    def order(self) -> tuple[date, str, str]:
        return self.day or date.max, self.article, self.name

    @property
    def anchors(self) -> set[str]:
        """The units, else the bodies, of his posts: what a person's id may be made of."""
        return self.places or self.bodies or self.crowds


@lru_cache(maxsize=200_000)
def name_key(name: str) -> str:
    """The match key of a name without the words that introduce a person: "Bà Trần Thị Lan" is Trần Thị Lan."""
    words = key(name).split()
    for n in (3, 2, 1):
        if len(words) > n + 1 and " ".join(words[:n]) in _titles() and words[n] in _surnames():
            return " ".join(words[n:])
    return " ".join(words)


@cache
def _titles() -> frozenset[str]:
    return frozenset(key(row[0]) for row in lexicon.rows("titles.txt"))


@cache
def _surnames() -> frozenset[str]:
    return frozenset(key(row[0].split()[0]) for row in lexicon.rows("surnames.txt"))


@cache
def _leading() -> tuple[str, ...]:
    lines = (files(__package__) / "leading_roles.txt").read_text(encoding="utf-8").splitlines()
    return tuple(sorted(key(line) for line in lines if line and not line.startswith("#")))


@lru_cache(maxsize=50_000)
def leads(role: str) -> bool:
    """Whether a body has few who bear the role."""
    return f"{key(role)} ".startswith(tuple(f"{r} " for r in _leading()))


class Reader:
    """Reads the people of one article after another."""

    def __init__(self, places: Places, bodies: Bodies) -> None:
        self._places, self._bodies = places, bodies
        self._around = lru_cache(maxsize=50_000)(self._look_around)

    def mentions(self, extraction: Extraction) -> list[Mention]:
        """The people of an article, one of each name; its authors are none of them."""
        article = extraction.article
        found: dict[str, Mention] = {}
        known: dict[str, Mention] = {}
        people = [e for e in extraction.entities if e.type == "PER" and not e.byline]
        for entity in sorted(people, key=lambda e: e.evidence.start):
            mention = found.setdefault(name_key(entity.name), Mention(article.id, article.published, entity.name))
            mention.spellings.update((entity.name, *entity.aliases))
            known.setdefault(name_key(entity.name), mention)
        for entity in people:
            for alias in entity.aliases:
                known.setdefault(name_key(alias), found[name_key(entity.name)])
        for position in extraction.positions:
            name = name_key(position.person)
            mention = known.get(name) or found.setdefault(name, Mention(article.id, article.published, position.person))
            known.setdefault(name, mention)
            mention.spellings.add(position.person)
            mention.moves |= position.status in ("appointed", "dismissed", "former")
            self._add_post(mention, article.id, position)
        self._add_births(extraction, found.values())
        return list(found.values())

    def _add_births(self, extraction: Extraction, found: Iterable[Mention]) -> None:
        names = {name: m for m in found for name in m.spellings if len(name.split()) > 1}
        for name, years in births(extraction.article, names).items():
            for spelling, mention in sorted(names.items()):
                if key(spelling) == name:
                    mention.born = years

    def _add_post(self, mention: Mention, article: str, position: Position) -> None:
        link = self._bodies.links.get((article, position.body))
        if link is None:
            return
        body = self._bodies.bodies[link.id]
        few = body.kind not in CROWDS or leads(position.role)
        if body.kind not in LARGE:
            (mention.bodies if few else mention.crowds).add(body.id)
            mention.ranks |= set() if few else {f"{key(position.role)}, {body.id}"}
        if body.unit is None:
            return
        mention.places.add(body.unit)
        if few and _is_core(body):
            mention.core.add(body.unit)
        if mention.day and position.status in ("current", "appointed") and _full_time(body, position.role):
            mention.stays.add(Stay(mention.day, mention.day, body.unit, body.kind))
        district, province = self._around(body.unit)
        mention.districts |= {district} if district else set()
        mention.provinces |= {province} if province else set()

    def _look_around(self, unit: str) -> tuple[str | None, str | None]:
        """The district that a unit is or lies in, and what the province has become by now."""
        places = self._places
        line = [places.units[unit], *places.above(unit)]
        kinds = ("huyen", "quan", "thi-xa", "thanh-pho")
        district = next((u.id for u in line if u.kind in kinds), None)
        top = line[-1].id if not line[-1].parent and line[-1].kind in ("tinh", "tp-tw") else None
        seen = {top}
        while top and (after := places.wholes.get(top)) and after not in seen:
            seen.add(top := after)
        return district, top


def _full_time(body: Body, role: str) -> bool:
    return body.kind in FULL_TIME and leads(role) and not key(role).startswith(MEMBERS)


def _is_core(body: Body) -> bool:
    """Whether a body is one of the core, not one that only bears the kind: "Đảng ủy Công an"."""
    return body.kind in CORE and body.id.startswith(f"{body.kind}.")
