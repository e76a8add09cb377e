"""Tells people apart: one person per article and name; across articles only where name, post and time agree.

Blocks by the exact name (tones count), and within a block joins only through a body, a unit or a district in common, so
that the work grows with the number of mentions. Whoever is not joined stays a person of his own, with the namesakes as
candidates.
"""

from __future__ import annotations

import hashlib
import itertools
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

from kg.model import Extraction, Link, Person
from kg.resolve.bodies import Bodies
from kg.resolve.places import Places
from kg.text import key, slug

# How many years may lie between two articles on one holder of a post, and on one career in a district.
SAME_BODY, SAME_UNIT, SAME_DISTRICT = 12, 10, 6
# Bodies whose leaders move from one to the other: the core of a unit's political system.
CORE = frozenset(("cap-uy", "ban-thuong-vu", "ban-chap-hanh", "dang-bo", "ubnd", "hdnd", "mttq", "uy-ban-kiem-tra"))
# Bodies with so many members that a name in common says little.
LARGE = frozenset(("quoc-hoi",))
SCORES = {"body": 0.95, "unit": 0.85, "line": 0.8, "district": 0.7, "alone": 0.6}
MOST_CANDIDATES = 5


@dataclass(slots=True)
class Mention:
    """One person of one article: the bodies of his posts, the units whose core bodies are among them (`core`), of all
    posts the units (`places`) and districts; `moves` where a post is got or lost."""

    article: str
    day: date | None
    name: str
    spellings: set[str] = field(default_factory=set)
    bodies: set[str] = field(default_factory=set)
    core: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    moves: bool = False

    @property
    def order(self) -> tuple[date, str, str]:
        return self.day or date.max, self.article, self.name


@dataclass(slots=True)
class People:
    """`links` by (article id, name as in the extraction), `persons` by id."""

    links: dict[tuple[str, str], Link]
    persons: dict[str, Person]


class Groups:
    """Disjoint sets of mentions of one name, each with the reasons that joined it."""

    def __init__(self, size: int) -> None:
        self._top = list(range(size))
        self.reasons: dict[int, list[tuple[str, str]]] = defaultdict(list)

    def top(self, i: int) -> int:
        while self._top[i] != i:
            self._top[i] = i = self._top[self._top[i]]
        return i

    def join(self, i: int, j: int, how: str, reason: str) -> None:
        a, b = sorted((self.top(i), self.top(j)))
        if a != b:
            self._top[b] = a
            self.reasons[a] += [*self.reasons.pop(b, []), (how, reason)]

    def members(self) -> list[list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for i in range(len(self._top)):
            found[self.top(i)].append(i)
        return [found[t] for t in sorted(found)]


def find_people(extractions: Iterable[Extraction], places: Places, bodies: Bodies) -> People:
    """Every person of the articles. The order of the articles does not matter."""
    blocks: dict[str, list[Mention]] = defaultdict(list)
    for extraction in extractions:
        for mention in _mentions(extraction, places, bodies):
            blocks[key(mention.name)].append(mention)
    found = People({}, {})
    for _, mentions in sorted(blocks.items()):
        _resolve_block(sorted(mentions, key=lambda m: m.order), places, found)
    return found


# -- one article -------------------------------------------------------------------------------------------------


def _mentions(extraction: Extraction, places: Places, bodies: Bodies) -> list[Mention]:
    article = extraction.article
    found: dict[str, Mention] = {}
    known: dict[str, Mention] = {}
    for entity in sorted(extraction.entities, key=lambda e: e.evidence.start):
        if entity.type == "PER" and not entity.byline:
            mention = found.setdefault(key(entity.name), Mention(article.id, article.published, entity.name))
            mention.spellings.update((entity.name, *entity.aliases))
            known.setdefault(key(entity.name), mention)
    for entity in extraction.entities:
        if entity.type == "PER" and not entity.byline:
            for alias in entity.aliases:
                known.setdefault(key(alias), found[key(entity.name)])
    for position in extraction.positions:
        mention = known.get(key(position.person)) or found.setdefault(
            key(position.person), Mention(article.id, article.published, position.person)
        )
        known.setdefault(key(position.person), mention)
        mention.spellings.add(position.person)
        mention.moves |= position.status in ("appointed", "dismissed", "former")
        _add_post(mention, article.id, position.body, places, bodies)
    return list(found.values())


def _add_post(mention: Mention, article: str, body_name: str, places: Places, bodies: Bodies) -> None:
    link = bodies.links.get((article, body_name))
    if link is None:
        return
    body = bodies.bodies[link.id]
    if body.kind not in LARGE:
        mention.bodies.add(body.id)
    if body.unit is None:
        return
    mention.places.add(body.unit)
    if body.kind in CORE and body.id.startswith(f"{body.kind}."):
        mention.core.add(body.unit)
    above = places.above(body.unit)
    if above:  # a commune's district, or after 2025 nothing between it and the province
        nearest = above[0]
        mention.districts.add(nearest.id if nearest.parent else "")
    if len(above) == 1 and places.units[body.unit].kind in ("huyen", "quan", "thi-xa", "thanh-pho"):
        mention.districts.add(body.unit)
    mention.districts.discard("")


# -- one name ----------------------------------------------------------------------------------------------------


def _resolve_block(mentions: Sequence[Mention], places: Places, found: People) -> None:
    groups = Groups(len(mentions))
    _join(mentions, groups, lambda m: m.bodies, "body", SAME_BODY, "the same body")
    _join(mentions, groups, lambda m: m.core, "unit", SAME_UNIT, "leads the same unit")
    _join_lines(mentions, groups, places)
    _join_careers(mentions, groups)
    members = groups.members()
    clusters = [[mentions[i] for i in g] for g in members]
    ids = _ids(clusters)
    near = _namesakes(clusters)
    for n, (group, ident) in enumerate(zip(members, ids, strict=True)):
        others = {ids[m]: _why_apart(clusters[n], clusters[m]) for m in near[n]}
        _add(found, ident, clusters[n], groups.reasons.get(groups.top(group[0]), []), others)


def _namesakes(clusters: Sequence[Sequence[Mention]]) -> list[list[int]]:
    """For each person a few of the others of the name, those with posts in the same district first."""
    inside: dict[str, list[int]] = defaultdict(list)
    for n, cluster in enumerate(clusters):
        for district in sorted({d for m in cluster for d in m.districts}):
            inside[district].append(n)
    found = []
    for n, cluster in enumerate(clusters):
        districts = sorted({d for m in cluster for d in m.districts})
        close = [m for d in districts for m in inside[d][: MOST_CANDIDATES + 1]]
        order = dict.fromkeys([*close, *range(min(len(clusters), MOST_CANDIDATES + 1))])
        found.append([m for m in order if m != n][:MOST_CANDIDATES])
    return found


def _join(
    mentions: Sequence[Mention], groups: Groups, what: Callable[[Mention], set[str]], how: str, years: int, reason: str
) -> None:
    by_thing: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        for thing in what(mention):
            by_thing[thing].append(i)
    for thing, holders in sorted(by_thing.items()):
        for i, j in itertools.pairwise(holders):
            if _near(mentions[i], mentions[j], years):
                groups.join(i, j, how, f"{reason}: {thing}")


def _join_lines(mentions: Sequence[Mention], groups: Groups, places: Places) -> None:
    """Leads a unit, and later one that it passed into."""
    leads: dict[str, list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        for unit in mention.core:
            leads[unit].append(i)
    for old, before in sorted(leads.items()):
        for new in places.successors.get(old, ()):
            for j in leads.get(new, ())[:1]:
                i = before[-1]
                day, later = mentions[i].day, mentions[j].day
                if day and later and day <= later and _near(mentions[i], mentions[j], SAME_DISTRICT):
                    groups.join(i, j, "line", f"leads {old} and then {new}, which it passed into")


def _join_careers(mentions: Sequence[Mention], groups: Groups) -> None:
    """Two posts in one district, one got or lost, with no namesake anywhere else and a name that is not common."""
    clusters = [[mentions[i] for i in c] for c in groups.members()]
    first = groups.members()
    if len(clusters) != 2 or _common(mentions[0].name):
        return
    here, there = ({d for m in c for d in m.districts} for c in clusters)
    (_, end), (begin, _) = spans = sorted(_span(c) for c in clusters)
    if len(here | there) != 1 or not here & there or date.max in spans[1]:
        return
    if end < begin and (begin - end).days <= 366 * SAME_DISTRICT and any(m.moves for c in clusters for m in c):
        (district,) = here
        groups.join(first[0][0], first[1][0], "district", f"one post after the other in {district}")


@cache
def _common_names() -> frozenset[str]:
    lines = (files(__package__) / "common_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(key(line) for line in lines if line and not line.startswith("#"))


def _common(name: str) -> bool:
    words = key(name).split()
    return len(words) < 3 or " ".join(words[:2]) in _common_names()


def _why_apart(own: Sequence[Mention], other: Sequence[Mention]) -> str:
    """Why two of one name are not taken for one."""
    ours, theirs = ({d for m in c for d in m.districts} for c in (own, other))
    if ours & theirs:
        return f"posts in one district ({min(ours & theirs)}), but nothing says that one man held them"
    if ours and theirs:
        return f"posts in different districts ({min(ours)}, {min(theirs)})"
    return "no body, unit or district in common"


def _span(mentions: Sequence[Mention]) -> tuple[date, date]:
    """The first and last day of the articles; without any day after all others."""
    days = [m.day for m in mentions if m.day]
    return (min(days), max(days)) if days else (date.max, date.max)


def _near(a: Mention, b: Mention, years: int) -> bool:
    return not (a.day and b.day) or abs((a.day - b.day).days) <= 366 * years


# -- identity ----------------------------------------------------------------------------------------------------


def _ids(clusters: Sequence[Sequence[Mention]]) -> list[str]:
    """An id for each person of one name: slug and a hash of the name with the first unit or body, else article."""
    anchors = [_anchor(c) for c in clusters]
    shared = Counter(anchors)
    return [
        person_id(_name(c), a if shared[a] == 1 else f"{a}|{min(m.article for m in c)}")
        for c, a in zip(clusters, anchors, strict=True)
    ]


def _anchor(cluster: Sequence[Mention]) -> str:
    for mention in sorted(cluster, key=lambda m: m.order):
        if mention.places or mention.bodies:
            return min(mention.places or mention.bodies)
    return min(m.article for m in cluster)


def person_id(name: str, anchor: str) -> str:
    """ "cap-huu-chieu-1a2b3c" from the name and the unit, body or article that tells him from namesakes."""
    text = f"{unicodedata.normalize('NFC', key(name))}|{anchor}"
    return f"{slug(name)}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:6]}"


def _name(cluster: Sequence[Mention]) -> str:
    names = Counter(m.name for m in cluster)
    return min(names, key=lambda n: (-names[n], n))


def _add(
    found: People, ident: str, own: Sequence[Mention], reasons: list[tuple[str, str]], others: dict[str, str]
) -> None:
    score = min(SCORES[h] for h in ({how for how, _ in reasons} or {"alone"})) - 0.05 * bool(others)
    articles = len({m.article for m in own})
    told = sorted({reason for _, reason in reasons}) or ["named in one article only"] * (articles == 1)
    told += [f"not {i}: {why}" for i, why in sorted(others.items())]
    name = _name(own)
    aliases = sorted({s for m in own for s in m.spellings} - {name})
    found.persons[ident] = Person(ident, name, tuple(aliases))
    link = Link(ident, round(score, 2), tuple(told), tuple(sorted(others)))
    for mention in own:
        found.links |= {(mention.article, s): link for s in sorted(mention.spellings)}
