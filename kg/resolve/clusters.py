"""A person in the making: the mentions that are one, what joined them, and the id that follows from them."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kg.resolve.mentions import Mention, name_key
from kg.text import key, slug


@dataclass(slots=True)
class Cluster:
    """`name` is the match key. `reasons` are (how, why) of each join; `others` the namesakes that may be the same, by
    id with why they are kept apart and how likely they are one; `apart` those that cannot be, with why; `also` the
    local names that the person could have had, where that is asked for."""

    id: str
    name: str
    mentions: list[Mention]
    reasons: list[tuple[str, str]]
    others: dict[str, tuple[str, float]] = field(default_factory=dict)
    apart: dict[str, str] = field(default_factory=dict)
    also: frozenset[str] = frozenset()


def person_id(name: str, anchor: str) -> str:
    """ "cap-huu-chieu-1a2b3c" from the name and the unit, body or article that tells him from namesakes."""
    text = f"{unicodedata.normalize('NFC', key(name))}|{anchor}"
    return f"{slug(name)}-{hashlib.sha256(text.encode('utf-8')).hexdigest()[:6]}"


def identify(name: str, clusters: Sequence[Sequence[Mention]]) -> list[str]:
    """An id for each person of one name: slug and a hash of the name with the first unit or body, else article."""
    anchors = [_anchor(c) for c in clusters]
    shared = Counter(anchors)
    return [
        person_id(name, a if shared[a] == 1 else _apart(a, min(m.article for m in c)))
        for c, a in zip(clusters, anchors, strict=True)
    ]


def _anchor(mentions: Sequence[Mention]) -> str:
    for mention in sorted(mentions, key=lambda m: m.order):
        if mention.anchors:
            return min(mention.anchors)
    return min(m.article for m in mentions)


def _apart(anchor: str, article: str) -> str:
    return f"{anchor}|{article}"


def tags_of(name: str, mention: Mention, local: Callable[[str], str]) -> frozenset[str]:
    """The local names that a person of this mention may have, whichever the others of the person are."""
    anchor = min(mention.anchors, default=mention.article)
    return frozenset(local(person_id(name, a)) for a in (anchor, _apart(anchor, mention.article)))


def name_of(mentions: Sequence[Mention]) -> str:
    """The form most often written, rather without title and not in capitals."""
    names = Counter(m.name for m in mentions)
    return min(names, key=lambda n: (name_key(n) != key(n), n.isupper(), -names[n], n))
