"""Bodies of states: "Quốc hội Lào", "Bộ Chính trị Đảng Cộng sản Trung Quốc", "Đại sứ quán Việt Nam tại Lào"."""

from __future__ import annotations

from kg.grammar.body import Body
from kg.grammar.document import Document
from kg.grammar.lists import Head, countries
from kg.grammar.units import Place
from kg.lexicon import phrase_set

# kinds whose bodies are a country's
OF_STATES = frozenset({"quoc-hoi", "chinh-phu", "ban-chap-hanh", "ban-thuong-vu", "ban-dang", "van-phong", "bo"})
_OURS = frozenset({"việt nam", "cộng hòa xã hội chủ nghĩa việt nam"})


def country_at(document: Document, j: int) -> Place | None:
    """The country that token j names, with its form of state: "CHDCND Lào"."""
    if j >= len(document.tokens) or not document.tokens.caps[j] or (m := countries().at(document.keys, j)) is None:
        return None
    return Place(j, m[0], "country", "", document.tokens.span(j, m[0]))


def with_country(document: Document, body: Body) -> Body:
    """The body with the country, or a party's name and its country, that follows: "Bộ Ngoại giao Pháp"."""
    k = _party_end(document, body.end)
    place = country_at(document, k)
    if place is None:
        return body
    text = f"{body.text} {document.tokens.span(body.end, place.end)}"
    if is_ours(place):
        return Body(body.start, place.end, body.kind, text)
    return Body(body.start, place.end, body.kind, text, place, places=[place])


def of_state(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """A body that every state has one of: "Thượng viện", "Văn phòng Thủ tướng Lào", "Đảng Cộng sản Trung Quốc"."""
    body = with_country(document, Body(i, j, head.kind, document.tokens.span(i, j)))
    if body.end == j and not (expects_person or any(document.tokens.caps[i:j])):
        return None  # "nội các" of none in particular
    at = country_at(document, body.end + 1) if document.keys[body.end : body.end + 1] in (["tại"], ["ở"]) else None
    if at is not None and head.kind == "quoc-te":  # "Đại sứ quán Việt Nam | tại Lào"
        body.end, body.text, body.places = at.end, document.tokens.span(i, at.end), [*body.places, at]
    return body


def is_ours(place: Place) -> bool:
    return " ".join(place.full.lower().split()).replace("hoà", "hòa") in _OURS


def _party_end(document: Document, j: int) -> int:
    """The index after the name of a ruling party, if one begins at token j: "(Đảng) Cộng sản | Trung Quốc"."""
    keys = document.keys
    k = j + 1 if keys[j : j + 1] == ["đảng"] else j
    for name in phrase_set("parties"):
        words = name.split()
        if keys[k : k + len(words)] == words:
            return k + len(words)
    return k
