"""Tells which body each name of an organization means: kind and unit where a unit has one such body, else its name too.

"Đảng ủy xã Hải Hưng", "Đảng ủy xã" taken up again and "Đảng ủy Hải Hưng" are one; "Sở Nội vụ" without a place is a body
of its article alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from kg import lexicon
from kg.model import Body, Extraction, Link, Position, Unit
from kg.register import kinds, split
from kg.resolve.places import Places, short_hash
from kg.text import capital, key, slug

OTHER = "co-quan"
# What may follow a name without belonging to it: "…, huyện Hải Lăng", "… khóa XVII", "… nhiệm kỳ 2020-2025".
_TAIL = re.compile(r"\s*(?:,|\(| khóa | khoá | nhiệm kỳ | lần thứ ).*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Seat:
    """A row of bodies.tsv."""

    by_unit: bool
    by_name: bool
    label: str


@dataclass(frozen=True, slots=True)
class Named:
    """One name of a body in one article, taken apart: `head` is what stands before the place, as written."""

    article: str
    name: str
    kind: str
    unit: str | None
    head: str
    function: str
    place: Link | None = field(default=None, compare=False)


@dataclass(slots=True)
class Bodies:
    """`links` by (article id, name as in the extraction), `bodies` by id."""

    links: dict[tuple[str, str], Link]
    bodies: dict[str, Body]


@cache
def _table(name: str) -> tuple[tuple[str, ...], ...]:
    lines = (files(__package__) / name).read_text(encoding="utf-8").splitlines()
    return tuple(tuple(line.split("\t")) for line in lines if line and not line.startswith("#"))


@cache
def seats() -> dict[str, Seat]:
    return {r[0]: Seat(r[1] == "unit", r[2] == "name", r[3]) for r in _table("bodies.tsv")}


@cache
def _short_forms() -> tuple[tuple[str, str], ...]:
    rows = [(key(long), short) for long, short in _table("short_forms.tsv")]
    return tuple(sorted(rows, key=lambda r: -len(r[0])))


@cache
def _heads() -> dict[str, tuple[str, ...]]:
    """Per kind the words that a body of it begins with, shortened, the longest first."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in lexicon.rows("bodies.tsv"):
        found[row[1]].add(shorten(row[0]))
    return {kind: tuple(sorted(words, key=lambda w: (-len(w), w))) for kind, words in found.items()}


@cache
def _complete() -> frozenset[str]:
    """Heads that are a whole name: "chính phủ", "bộ chính trị"."""
    return frozenset(shorten(r[0]) for r in lexicon.rows("bodies.tsv") if len(r) > 2 and r[2] in ("none", "maybe"))


@cache
def _committees() -> frozenset[str]:
    return frozenset(key(row[1]) for row in _table("committees.tsv"))


@cache
def _type_words() -> frozenset[str]:
    return frozenset(key(w) for k in kinds().values() for w in (k.word, *k.short))


@lru_cache(maxsize=50_000)
def shorten(name: str) -> str:
    """The match key with the usual short forms: "Ủy ban nhân dân xã" → "ubnd xã"."""
    text = f" {key(name)} "
    for long, short in _short_forms():
        text = text.replace(f" {long} ", f" {short} ")
    return " ".join(text.split())


def find_bodies(extractions: Iterable[Extraction], places: Places) -> Bodies:
    """Every body of the articles. The order of the articles does not matter."""
    named: dict[tuple[str, str], Named] = {}
    for extraction in extractions:
        for name, kind, place, spellings in _names(extraction):
            link = _living(extraction, name, places.links.get((extraction.article.id, place or "")), places)
            taken = _take_apart(extraction.article.id, name, kind, place, link, places)
            for spelling in spellings:
                named.setdefault((taken.article, spelling), taken)
    ids = _identify(named.values())
    found = Bodies({}, {})
    same: dict[Link, Link] = {}  # many articles say the same of one body
    members: dict[str, list[Named]] = defaultdict(list)
    for (article, spelling), taken in sorted(named.items()):
        link = _link(ids[taken], taken)
        found.links[article, spelling] = same.setdefault(link, link)
        members[ids[taken]].append(taken)
    for ident, group in sorted(members.items()):
        found.bodies[ident] = Body(ident, _label(group, places), group[0].kind, group[0].unit)
    return found


def _names(extraction: Extraction) -> Iterable[tuple[str, str, str | None, tuple[str, ...]]]:
    """(name, kind, place, spellings) of the bodies of an article: of posts first, which say most, then the others."""
    entities = [e for e in extraction.entities if e.type == "ORG"]
    known = {key(n): e for e in reversed(entities) for n in (*e.aliases, e.name)}
    for position in extraction.positions:
        entity = known.get(key(position.body))
        kind = position.body_kind or (entity.kind if entity else None) or kind_of(position.body)
        place = position.place or (entity.place if entity else None)
        yield position.body, kind, place, (position.body,)
    for entity in entities:
        yield entity.name, entity.kind or kind_of(entity.name), entity.place, (entity.name, *entity.aliases)


@lru_cache(maxsize=50_000)
def kind_of(name: str) -> str:
    """The kind that a name's first words tell; "co-quan" for none."""
    short = shorten(name)
    fits = [(len(h), kind) for kind, heads in _heads().items() for h in heads if f"{short} ".startswith(f"{h} ")]
    return max(fits)[1] if fits else OTHER


def _living(extraction: Extraction, body: str, link: Link | None, places: Places) -> Link | None:
    """The unit whose posts an article reports: of one that had ended, what it passed into under its own name.

    A merger may keep a name, and an article tell of both units in one breath: who is appointed after it, or in office
    then, is so in the new one. A body that also had posts before stays the old one's.
    """
    day, unit = extraction.article.published, places.units.get(link.id) if link else None
    if not link or not unit or not day or not unit.valid_until or unit.valid_until >= day:
        return link
    posts = [p for p in extraction.positions if p.body == body]
    heirs = [h for i in places.successors.get(unit.id, ()) if key((h := places.units[i]).name) == key(unit.name)]
    heirs = [h for h in heirs if places.level(h.id) == places.level(unit.id) and _lives(h, day)]
    if not posts or len(heirs) != 1 or not all(_is_news(p, unit.valid_until) for p in posts):
        return link
    told = f"of that name on the day of the article, after {unit.id}"
    return Link(heirs[0].id, round(link.score - 0.1, 2), (told, *link.reasons), (unit.id, *link.candidates))


def _lives(unit: Unit, day: date) -> bool:
    return (unit.valid_from or day) <= day <= (unit.valid_until or day)


def _is_news(position: Position, ended: date) -> bool:
    """Whether a post is told of the article's day, and as begun after a day if at all."""
    start = position.start
    later = start is None or start > ended.isoformat()[: len(start)]
    return position.status in ("current", "appointed") and later and position.end is None


def _take_apart(article: str, name: str, kind: str, place: str | None, link: Link | None, places: Places) -> Named:
    unit = places.units.get(link.id) if link else None
    forms = {key(place), split(place)[1]} | ({key(unit.name)} if unit else set()) if place else set()
    head = " ".join(_without_place(_TAIL.sub("", name).split(), forms))
    return Named(article, name, kind, unit.id if unit else None, head, _function(head, kind), link)


def _without_place(words: list[str], forms: set[str]) -> list[str]:
    """The words before the place, type word and all: "Đảng ủy Công an" of "Đảng ủy Công an tỉnh Quảng Trị"."""
    keys = key(" ".join(words)).split()
    for form in sorted(forms, key=lambda f: (-len(f), f)):
        size = len(form.split())
        for i in range(len(keys) - size, 0, -1):
            if " ".join(keys[i : i + size]) == form:
                words, keys = words[:i], keys[:i]
                break
    while len(words) > 1:
        if (size := _type_word(keys)) == 0 or size == len(words):
            break
        words, keys = words[:-size], keys[:-size]
    return words


def _type_word(keys: list[str]) -> int:
    """How many words at the end are a type word."""
    return next((n for n in (2, 1) if len(keys) > n and " ".join(keys[-n:]) in _type_words()), 0)


def _function(head: str, kind: str) -> str:
    """What the body is for, where its kind alone does not say: "công an" of "Đảng ủy Công an", "nội vụ" of a Sở."""
    text = shorten(head)
    seat = seats().get(kind)
    if seat and seat.by_unit:
        standing = text.startswith("thường trực ") and kind != "ban-thuong-vu"
        for committee in (kind, "ban-chap-hanh", "cap-uy", "dang-bo"):
            text = _without_head(text, _heads().get(committee, ()))
        return f"thường trực {text}".strip() if standing else text
    plain = {"so": ("sở", "phòng"), "ban-dang": ("ban",), "van-phong": ("văn phòng",)}.get(kind, ())
    text = _without_head(text, plain)
    words = text.split()
    if kind == "ban-dang" and len(words) > 2 and " ".join(words[-2:]) in _committees():
        text = " ".join(words[:-2])
    return text


def _without_head(text: str, heads: tuple[str, ...]) -> str:
    for head in heads:
        if f"{text} ".startswith(f"{head} "):
            return text[len(head) :].strip()
    return text


def _identify(named: Iterable[Named]) -> dict[Named, str]:
    """An id for each: "cap-uy.hai-hung-19699-20200101", "so-noi-vu.quang-tri-45", "bo.bo-noi-vu"."""
    plain: dict[str, set[tuple[str, str]]] = defaultdict(set)
    told: dict[Named, tuple[str, tuple[str, str]]] = {}
    for body in named:
        seat = seats().get(body.kind, Seat(False, False, ""))
        function = slug(body.function) if body.function else ""
        if body.unit:
            ident = f"{'-'.join(filter(None, (body.kind, function)))}.{body.unit}"
            exact = body.function
        else:
            exact = shorten(body.head)
            generic = exact in _heads().get(body.kind, ()) and exact not in _complete()
            known = not generic and (seat.by_name or exact in _complete() or _national(exact))
            ident = f"{body.kind}.{slug(exact)}" + ("" if known else f".{short_hash(body.article)}")
        told[body] = ident, (body.kind, exact)
        plain[ident].add((body.kind, exact))
    # names that differ in tones alone share a slug: each gets a hash of its own
    return {b: i if len(plain[i]) == 1 else f"{i}.{short_hash(exact[1])}" for b, (i, exact) in told.items()}


@lru_cache(maxsize=50_000)
def _national(short: str) -> bool:
    return any(f" {key(row[0])} " in f" {short} " for row in _table("national.txt"))


def _link(ident: str, body: Named) -> Link:
    if body.unit is None or body.place is None:
        return Link(ident, 0.7, ("by its name",))
    return Link(ident, body.place.score, (f"{body.kind} of {body.unit}", *body.place.reasons))


def _label(group: list[Named], places: Places) -> str:
    """The full name: of the unit's one body of the kind as it is usually called, else the form most often written."""
    first = group[0]
    heads = Counter(b.head for b in group)
    written = min(heads, key=lambda h: (-heads[h], h))
    if first.unit is None:
        names = Counter(b.name for b in group)
        return min(names, key=lambda n: (-names[n], n))
    unit = places.units[first.unit]
    seat = seats().get(first.kind)
    if seat and seat.by_unit and not first.function:
        return _usual(seat.label, unit, places)
    committee = key(" ".join(written.split()[-2:])) in _committees() and not unit.name[0].isdigit()
    return capital(f"{written} {unit.name if committee else places.label(unit.id)}")


def _usual(form: str, unit: Unit, places: Places) -> str:
    committee, with_type = next(
        ((r[1], len(r) > 2 and r[2] == "type") for r in _table("committees.tsv") if r[0] == unit.kind),
        ("Đảng ủy", True),
    )
    if "cap-uy" in form:
        name = places.label(unit.id) if with_type or unit.name.isdigit() else unit.name
        return f"{form.replace('cap-uy', committee)} {name}"
    return f"{form} {places.label(unit.id)}"
