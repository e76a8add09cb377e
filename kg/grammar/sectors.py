"""The field of a department: a phrase of lexicon/sectors.txt, or one made of the words of such phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from kg.grammar.document import Document, capital_run
from kg.grammar.lists import breaks_a_name, heads, pointers, roles, sectors, stop_words, unit_types
from kg.grammar.names import person_score
from kg.lexicon import rows, word_set, words
from kg.text import key
from kg.tokens import is_syllable, tokenize

_JOINERS = frozenset({"và", "-", "–", "&"})
_LONGEST = 14
# fields of one syllable with which longer ones begin
_HALF_WORDS = frozenset({"nội", "ngoại", "sản", "nhi", "y"})


@cache
def _compounds() -> frozenset[tuple[str, str]]:
    """The two-syllable words of the listed fields: "quản lý", "chất lượng", "công trình"."""
    found: set[tuple[str, str]] = set()
    for row in rows("sectors.txt"):
        part: list[str] = []
        for w in [*tokenize(key(row[0])).keys, ","]:
            if w.isalpha() and w not in _JOINERS:
                part.append(w)
                continue
            if len(part) % 2 == 0:
                found |= set(zip(part[::2], part[1::2], strict=True))
            part = []
    return frozenset(found)


def is_compound(keys: Sequence[str], k: int) -> bool:
    """Are tokens k and k + 1 one word of two syllables, of those that stand in the names of bodies?"""
    pair = tuple(keys[k : k + 2])
    return len(pair) == 2 and (pair in _compounds() or " ".join(pair) in words("compounds.txt"))


def sector_end(document: Document, j: int, composed: bool = True) -> int | None:
    """Where the field that begins at token j ends: "tài chính", "quản lý chất lượng công trình"; None: none begins.

    Without `composed` only phrases of the list count.
    """
    m = sectors().at(document.keys, j)
    listed = m[0] if m else None
    made = _composed(document, j) if composed else None
    if made is not None and (listed is None or made > listed):
        return made
    if listed is not None and composed and _goes_on(document, listed):
        return _to_the_mark(document, listed)
    return listed


def _composed(document: Document, j: int) -> int | None:
    """Known fields and compounds in a row, joined or not, up to where something else clearly begins."""
    keys, k = document.keys, j
    end: int | None = None
    while k < min(len(keys), j + _LONGEST) and (after := _part(document, k)) is not None:
        if k > j and (head := heads().at(keys, k)) is not None and head[1].kind != "!":
            break  # "Cảnh sát hình sự | Công an tỉnh"
        k = after
        end = k if _stops(document, k) else end
        k += _joins(document, k)
    return end


def _joins(document: Document, k: int) -> bool:
    """Is token k a word that joins two parts, or a comma in a row of them: "công trình giao thông, nông nghiệp"?"""
    keys, words_ = document.keys, document.tokens.words
    if k + 1 >= len(keys):
        return False
    return keys[k] in _JOINERS or keys[k] == "các" or (keys[k] == "," and words_[k + 1].islower())


def _part(document: Document, k: int) -> int | None:
    """The end of the listed field or the compound at token k; a name may begin with the same syllables."""
    keys, tokens = document.keys, document.tokens
    if m := sectors().at(keys, k):
        return m[0]
    return k + 2 if tuple(keys[k : k + 2]) in _compounds() and not tokens.caps[k + 1] else None


def _goes_on(document: Document, end: int) -> bool:
    """ "Trung tâm nghiên cứu | ứng dụng khoa học …": half of a name is worse than none."""
    words_ = document.tokens.words[end : end + 2]
    if (inner := heads().at(document.keys, end)) is not None and inner[0] > end + 1:
        return False  # "khoa Sản | bệnh viện A"
    if document.keys[end - 1] in _HALF_WORDS and words_ and words_[0].isalpha() and words_[0].islower():
        return document.keys[end] not in unit_types()  # "Nội | tiết"
    return len(words_) == 2 and all(w.islower() for w in words_) and is_compound(document.keys, end)


def _to_the_mark(document: Document, k: int) -> int | None:
    """The end of the words of two syllables from token k on, if nothing but them stands before a mark or a unit:
    "Trung tâm đăng kiểm | tàu cá;"."""
    while is_compound(document.keys, k):
        k += 2
        k += document.keys[k : k + 1] == ["và"] and is_compound(document.keys, k + 1)
    return k if _stops(document, k) else None


def _stops(document: Document, end: int) -> bool:
    """Does a mark, a capital or a unit's word follow?"""
    tokens = document.tokens
    if end >= len(tokens) or not tokens.words[end][0].isalnum() or tokens.caps[end]:
        return True
    return tokens.keys[end] in unit_types() or tokens.keys[end] in _AFTER_A_NAME


_AFTER_A_NAME = frozenset({"của", "thuộc", "tại", "bị", "được", "đã", "vừa", "sẽ"})


def is_roman(document: Document, k: int) -> bool:
    """ "Cục Bảo vệ chính trị | I"."""
    return k < len(document.tokens) and _ROMAN.fullmatch(document.tokens.words[k]) is not None


_ROMAN = re.compile(r"[IVX]{1,4}")


def spelt_to_mark(document: Document, j: int) -> int | None:
    """The end of a name in plain words that a mark closes, "hệ thống quản lý thoát nước (", read only after a post.

    None if a verb, a post or a person's name stands among the words.
    """
    tokens = document.tokens
    for k in range(j, min(j + _LONGEST, len(tokens))):
        word, key_ = tokens.words[k], tokens.keys[k]
        if word in _MARKS:
            follows = tokens.words[k + 1 : k + 2]
            goes_on = (
                word in {",", "-", "–"} and follows and follows[0].islower() and roles().at(tokens.keys, k + 1) is None
            )
            return None if goes_on or k - j < 2 else k
        number = word.isdigit() and tokens.keys[k - 1] == "số"
        joins = key_ in {"và", "các"} and k > j
        if not (word.isalpha() or number) or (key_ in stop_words() and not joins):
            return None
        if tokens.caps[k] and k > j and breaks_a_name(tokens, k):
            return None
        begins = tokens.caps[k] and (k == j or not tokens.caps[k - 1])
        if begins and person_score(tokens.keys[k : capital_run(document, k)]) > 2:
            return None
        if k > j and pointers().at(tokens.keys, k) is not None:
            return None  # "Phòng kinh doanh vốn | công ty"
        half = is_compound(tokens.keys, k) or (k > j and is_compound(tokens.keys, k - 1))  # the "lý" of "quản lý"
        if (key_ in word_set("verbs of saying") and not half) or (k > j and roles().at(tokens.keys, k) is not None):
            return None
    return None


_MARKS = frozenset({"(", ")", ",", "-", "–", ";", ".", "\n"})


# what begins another name: "Sở Kế hoạch – Đầu tư và | Sở Tài chính", "… - Ảnh: …"
_BODY_WORDS = frozenset({"ảnh", "sở", "bộ", "cục", "vụ", "ban", "phòng", "trung"})


def open_sector(document: Document, j: int) -> int:
    """The end of a field that no list has: compounds of a capitalised syllable and a small one, with "và", "-", "&".

    "Quy hoạch Kiến trúc", "Bồi thường - Giải phóng mặt bằng"; the last compound is taken with its second syllable.
    """
    tokens = document.tokens
    n, k = len(tokens), j
    while k < n and tokens.caps[k] and not breaks_a_name(tokens, k) and unit_types().at(tokens.keys, k) is None:
        if k > j and (not is_syllable(tokens.words[k]) or person_score(tokens.keys[k : capital_run(document, k)]) > 2):
            break
        k += 1
        if k + 1 < n and tokens.words[k].islower() and tokens.words[k + 1].islower() and is_compound(tokens.keys, k):
            k += 2  # "Nội | tim mạch"
        elif k < n and tokens.words[k].islower() and tokens.words[k].isalpha() and tokens.keys[k] not in stop_words():
            if (inner := heads().at(tokens.keys, k)) is not None and inner[0] > k + 1:
                break  # "khoa Sản | bệnh viện Đa khoa …"
            k += 1
        if k + 1 < n and tokens.keys[k] in _JOINERS and tokens.caps[k + 1] and tokens.keys[k + 1] not in _BODY_WORDS:
            k += 1
    return k if k == j or tokens.words[k - 1] not in _JOINERS else k - 1
