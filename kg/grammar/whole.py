"""Names of bodies that the lists read in part or not at all, word by word to where they clearly end:
"Hạt Kiểm lâm | Khu Bảo tồn thiên nhiên Nam Nung", "Liên minh HTX | DV Nông nghiệp Tổng hợp Đồng Nai"."""

from __future__ import annotations

from kg.grammar.bodies import under
from kg.grammar.body import Body
from kg.grammar.document import Document, capital_run, person_at
from kg.grammar.lists import JOINERS, Head, counts, ends_a_name, heads, roles, titles
from kg.grammar.sectors import is_compound
from kg.grammar.states import country_at
from kg.grammar.units import Place, unit_type_at, units_at
from kg.text import key

_LONGEST = 20


def whole_name(document: Document, i: int, end: int, head: Head) -> Body | None:
    """The body whose head begins at token i and of whose name tokens [i, end) are read; None if nothing more can be.

    Only after a post: elsewhere a capital may begin another name.
    """
    tokens, k, place = document.tokens, end, None
    while k < min(i + _LONGEST, len(tokens)) and k not in document.parted:
        if (found := _unit(document, k)) is not None:
            place, k = found, found.end
            break
        inner = heads().at(tokens.keys, k) if tokens.caps[k] else None
        if not _goes_on(document, k, end):
            break
        k = inner[0] if inner is not None else k + 1  # "Chi nhánh …", "Khu Bảo tồn thiên nhiên …"
    if k == end or not _closed(document, k, place, k - end):
        return None
    seat = _seat(document, i, k)
    k = seat.end if seat is not None else k
    places = [p for p in (place, seat) if p is not None]
    kind = head.kind if seat is None else "co-quan"
    body = Body(i, k, kind, tokens.span(i, k), place, places=places, head=tokens.span(i, end))
    return under(document, body)


def _seat(document: Document, i: int, k: int) -> Place | None:
    """The province or country where an office is: "Văn phòng JBIC | tại Hà Nội"."""
    keys = document.keys
    if keys[k : k + 1] != ["tại"] or keys[i : i + 2] not in (["văn", "phòng"], ["chi", "nhánh"]):
        return None
    if (country := country_at(document, k + 1)) is not None:
        return country
    stop = capital_run(document, k + 1) if any(document.tokens.caps[k + 1 : k + 2]) else k + 1
    name = document.tokens.span(k + 1, stop)
    return Place(k + 1, stop, document.province_kind(name), "", name) if document.is_province(key(name)) else None


def _unit(document: Document, k: int) -> Place | None:
    """A unit with its type word: "Chi nhánh | quận 9"."""
    found = units_at(document, k) if unit_type_at(document, k) else None
    return found[1][0] if found is not None and len(found[1]) == 1 else None


def _goes_on(document: Document, k: int, first: int) -> bool:
    """Is token k one more word of the name?"""
    tokens = document.tokens
    word, own = tokens.words[k], tokens.keys[k]
    if word.isdigit():
        behind = tokens.keys[k - 1] == "số" or tokens.caps[k - 1] or is_compound(tokens.keys, k - 2)
        return behind and not counts(tokens, k)
    if not word[0].isalpha():
        return word == "&" and k > first
    if own == "số":
        return tokens.words[k + 1 : k + 2] != [] and tokens.words[k + 1].isdigit()
    if roles().at(tokens.keys, k) is not None or titles().at(tokens.keys, k) is not None:
        return False
    if tokens.caps[k]:
        return not person_at(document, k)  # else no one can say where the body ends
    if own in JOINERS:
        return k + 1 < len(tokens) and (tokens.caps[k + 1] or is_compound(tokens.keys, k + 1))
    half, whole = k > first and is_compound(tokens.keys, k - 1), is_compound(tokens.keys, k)
    grows = tokens.keys[k : k + 2] == ["phát", "triển"] and not tokens.caps[k - 1]  # no "phát biểu"
    return half or (whole and (not ends_a_name(own) or grows or tokens.keys[k - 1] in JOINERS))


def _closed(document: Document, k: int, place: Place | None, length: int) -> bool:
    """Does the name, read so many tokens further, end at token k beyond doubt: at a mark, or behind a capital or a unit
    before a small word?"""
    tokens = document.tokens
    if k >= len(tokens) or not tokens.words[k][0].isalnum():
        return tokens.keys[k - 1] not in JOINERS
    if tokens.caps[k]:
        return False
    if place is not None or tokens.words[k - 1].isdigit():
        return True
    named = length > 1 or tokens.words[k - 1].isupper()
    whole = ends_a_name(tokens.keys[k]) or tokens.caps[k - 2]  # not half a word: "Nông | sản"
    return tokens.caps[k - 1] and named and whole
