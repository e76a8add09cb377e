"""Entities: the persons, places and bodies of an article, each once, with the other forms of its name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.naming import completed
from kg.grammar.scan import Name, OtherPlace, Scan
from kg.grammar.units import Place
from kg.lexicon import rows
from kg.model import Entity, EntityType
from kg.text import capital, key

_SURE = 0.95
_BARE = 0.85


@dataclass(slots=True)
class Draft:
    """An entity being gathered: its forms in order, and where the first stands."""

    type: EntityType
    forms: dict[str, str]
    start: int
    end: int
    rule: str
    confidence: float
    kind: str | None = None
    place: str | None = None
    byline: bool = False
    other: bool = False
    full: set[str] = field(default_factory=set)


def find(document: Document, scan: Scan, memory: Memory) -> list[Entity]:
    """Every entity of the article, in the order in which it is first named."""
    drafts: dict[tuple[str, str, str], Draft] = {}
    for item in scan.all():
        if isinstance(item, Name):
            _person(drafts, memory, item)
        elif isinstance(item, OtherPlace) and not item.honour:
            at = ("LOC", "other", key(item.text))
            drafts.setdefault(
                at, Draft("LOC", {key(item.text): item.text}, item.start, item.end, "other-place", 0.8, other=True)
            )
        elif isinstance(item, Body | Chain):
            for body in _bodies(item):
                if body.kind != "van-phong" or document.tokens.caps[body.start]:  # not that of a "chánh văn phòng"
                    _body(drafts, memory, body)
    for _, place in memory.units:
        _place(drafts, memory, place)
    found = sorted(drafts.values(), key=lambda d: (d.start, d.type, d.end))
    return [_entity(document, d) for d in found]


def _bodies(item: Body | Chain) -> Iterator[Body]:
    roots = [item] if isinstance(item, Body) else [p.body for p in item.posts if p.body is not None]
    for body in roots:
        inner: Body | None = body
        while inner is not None:
            if inner.head != "*" and inner.end > inner.start and inner.kind:
                yield inner
            inner = inner.parent


def _person(drafts: dict[tuple[str, str, str], Draft], memory: Memory, name: Name) -> None:
    initials = all(len(part) < 2 for part in name.text.replace(".", " ").split())
    if not name.text or (initials and not name.byline):
        return
    full = memory.person(name.text, name.start)
    draft = drafts.get(("PER", "", key(full)))
    if draft is None:
        confidence = _SURE if " " in full and name.title else 0.9 if " " in full else 0.6
        draft = Draft("PER", {key(full): full}, name.start, name.end, "person", confidence, byline=name.byline)
        drafts[("PER", "", key(full))] = draft
    draft.forms.setdefault(key(name.text), name.text)
    draft.byline = draft.byline and name.byline


def _place(drafts: dict[tuple[str, str, str], Draft], memory: Memory, place: Place) -> None:
    kind = place.kind or "?"
    at = ("LOC", _merged_kind(memory, place), key(place.name))
    draft = drafts.get(at)
    if draft is None:
        known = bool(memory.document.kinds(key(place.name)))
        confidence = (
            (_SURE if place.word else _BARE) * (1.0 if place.sure else 0.6) * (1.0 if known or place.word else 0.8)
        )
        draft = Draft("LOC", {}, place.start, place.end, "unit" if place.word else "bare-unit", confidence)
        draft.kind = None if kind in {"?", "country"} else kind
        drafts[at] = draft
    if place.word:
        draft.full.add(key(place.full))
        draft.kind = place.kind
    form = place.name if _own_unit(memory, place) else place.full
    draft.forms.setdefault(key(form), form)


def _own_unit(memory: Memory, place: Place) -> bool:
    """Is the type word only implied ("Huyện ủy Hải Lăng"), not written before the name?"""
    return (
        bool(place.word) and not place.shared and key(memory.document.tokens[place.start]) == key(place.name.split()[0])
    )


def _merged_kind(memory: Memory, place: Place) -> str:
    """A bare mention joins the unit of that name that the article types; the province first."""
    if place.word and not _own_unit(memory, place):
        return place.kind or "?"
    kinds = memory.typed.get(key(place.name))
    if not kinds:
        return place.kind or "?"
    if place.kind in kinds:
        return place.kind or "?"
    return "tinh" if "tinh" in kinds else kinds.most_common(1)[0][0]


def _own_end(document: Document, body: Body) -> int:
    """The end of a section's own name, where a mark stands before what it is a section of: "Vụ A | (Bộ B)"."""
    host = body.parent
    apart = host is not None and body.start < host.start and document.keys[host.start - 1] in _APART
    return host.start - 1 if host is not None and apart else body.end


# "Sở Giáo dục và Đào tạo | (GD-ĐT)"
_ABBREVIATED = re.compile(r"\s*\([A-ZĐ&. -]+\)$")
_APART = frozenset({",", "(", "-", "–", "tại", "thuộc", "của"})


def _body(drafts: dict[tuple[str, str, str], Draft], memory: Memory, body: Body) -> None:
    surface = memory.document.tokens.span(body.start, _own_end(memory.document, body))
    surface = _ABBREVIATED.sub("", surface.removesuffix(" này"))
    full = body.text
    if body.place is not None and body.place.shared:
        surface = full  # the second of "UBND quận A và B"
    if body.lacks not in {"", "committee", "host", "unit"} and (context := memory.unit(body.lacks, body.start)):
        full = completed(body, context.place)
        place = context.place
    else:
        place = body.place  # type: ignore[assignment]
    at = ("ORG", "", body_key(full))
    draft = drafts.get(at)
    if draft is None:
        if body.generic:
            return
        draft = Draft("ORG", {}, body.start, body.end, "body", _SURE if body.place is None or body.place.sure else 0.5)
        draft.kind = body.kind or None
        draft.place = place.full if place is not None else None
        drafts[at] = draft
    draft.forms.setdefault(key(surface), surface)


def body_key(text: str) -> str:
    """The match key of a body's name: abbreviations written out, "tỉnh" and "thành phố" left out.

    >>> body_key("UBND tỉnh Kiên Giang") == body_key("Ủy ban nhân dân Kiên Giang")
    True
    """
    s = written_out_key(text)
    return " ".join(w for w in s.replace("thành phố", "").replace(",", " ").split() if w not in _UNSAID)


# type words and a link that one name of a body has and another lacks
_UNSAID = frozenset({"tỉnh", "tp", "tp.", "thuộc"})


def written_out_key(text: str) -> str:
    """The match key with the abbreviations of bodies written out: "Chủ tịch HĐQT" as "chủ tịch hội đồng quản trị"."""
    s = key(text)
    for short, long in _abbreviations():
        s = s.replace(short, long)
    return s


@cache
def _abbreviations() -> tuple[tuple[str, str], ...]:
    """(abbreviation, long form) keys, the longest first."""
    pairs = [(key(row[0]), key(row[1])) for row in rows("abbreviations.tsv")]
    return tuple(sorted(pairs, key=lambda p: -len(p[0])))


def _entity(document: Document, draft: Draft) -> Entity:
    """The fullest form is the name, the others are aliases."""
    forms = list(draft.forms.values())
    name = max(
        forms, key=lambda f: (key(f) in draft.full, len(f) if draft.type != "PER" else len(f.split()), -forms.index(f))
    )
    tokens = document.tokens
    evidence = document.evidence(tokens.starts[draft.start], tokens.ends[draft.end - 1])
    if draft.type == "ORG" and name[0].islower() and len(name.split()) > 2:
        name = name if draft.kind != "cap-uy" else capital(name)
    return Entity(
        draft.type, name, tuple(f for f in forms if f != name), evidence, draft.rule, round(draft.confidence, 3),
        draft.kind, draft.place, draft.byline, draft.other,
    )  # fmt: skip
