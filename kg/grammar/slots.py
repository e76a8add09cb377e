"""Names of bodies in plain words, bounded by the slot that the post stands in: "(Trưởng phòng | Đấu thầu, thẩm định và
giám sát đầu tư thuộc Sở A)", "- Phó Giám đốc | Trung tâm điều hành chương trình chống ngập -", "| … Nguyễn Văn A"."""

from __future__ import annotations

from dataclasses import dataclass

from kg.grammar.bodies import DEPARTMENT_HOSTS, body_at
from kg.grammar.body import Body
from kg.grammar.document import Document, capital_run, person_at
from kg.grammar.lists import JOINERS, Head, counts, ends_a_name, heads, pointers, roles, sectors, titles
from kg.grammar.sectors import is_compound
from kg.grammar.units import Place, unit_type_at, units_at
from kg.lexicon import phrase_set
from kg.text import capital
from kg.tokens import is_syllable

_LONGEST = 18
_DASHES = frozenset({"-", "–"})
_LINKS = frozenset({"của", "thuộc"})


@dataclass(slots=True)
class _Reading:
    """How far the name is read: up to token `end`, before its host; `place` and `host` where they are part of it."""

    end: int
    place: Place | None = None
    host: Body | None = None
    stop: int = 0
    lacks: str = ""


def slot_body(document: Document, i: int, start: int, head: Head, first: int) -> Body | None:
    """The body whose head is tokens [start, first), of the post at token i; None if its end is not beyond doubt."""
    tokens = document.tokens
    opening = _opening(document, i)
    if (named := _after_a_person(document, i, start, first, head, opening)) is not None:
        return named
    if not _begins(document, first):
        return None
    reading = _read(document, start, first, opening)
    if reading is None or document.keys[reading.end - 1] in JOINERS:
        return None
    if reading.end - first < 3 and reading.host is None and reading.place is None:
        return None  # "Trưởng ban chỉ đạo | Nguyễn Văn A" points at a board named elsewhere
    k = reading.stop or reading.end
    if reading.place is None and reading.host is None and not _closes(document, k, opening, first):
        return None
    text, host = capital(tokens.span(start, reading.end)), reading.host
    if host is not None:
        link = " thuộc" if tokens.keys[reading.end] == "thuộc" else ""
        return Body(
            start, k, head.kind, f"{text}{link} {host.text}", host.place, host.lacks, host, list(host.places), head="*"
        )
    place = reading.place
    return Body(start, k, head.kind, text, place, reading.lacks, places=[place] if place else [], head="*")


def _after_a_person(document: Document, i: int, start: int, first: int, head: Head, opening: str) -> Body | None:
    """ "Đạo diễn Trần Ngọc A - Giám đốc | nhà hát Trần Hữu Trang -": whose post it is stands before; the name is the
    body's, however much it is like a person's."""
    tokens = document.tokens
    if head.kind not in _NAMED or first >= len(tokens) or not tokens.caps[first] or i < 2 or not tokens.caps[i - 2]:
        return None
    end = capital_run(document, first)
    closes = end < len(tokens) and opening == _MARKS.get(tokens.words[end], "") and tokens.words[i - 1] in _MARKS
    if not closes or end - first < 2:
        return None
    return Body(start, end, head.kind, capital(tokens.span(start, end)), head="*")


_MARKS = {"-": "-", "–": "-", ",": ",", ")": "(", "(": "("}
# bodies that are named after people
_NAMED = frozenset({"co-quan", "truong", "benh-vien", "cong-ty", "hoi"})


def _begins(document: Document, first: int) -> bool:
    """Is the first word of the name one of those that names of bodies have?"""
    if first + 1 >= len(document.tokens):
        return False
    keys = document.keys
    letters = document.tokens.words[first].isupper() and not is_syllable(document.tokens.words[first])  # "Đội | TTGT"
    return letters or sectors().at(keys, first) is not None or is_word(document, first)


def _opening(document: Document, i: int) -> str:
    """The mark that opens the apposition with the post at token i: "(", "-" or ","; "" without one."""
    keys, k = document.keys, i - 1
    while k > 0 and keys[k] in _SAID:
        k -= 1
    since = keys[max(k - 24, 0) : k + 1]
    if "(" in since and ")" not in since[len(since) - since[::-1].index("(") :]:
        return "("
    return "-" if k >= 0 and keys[k] in _DASHES else "," if k >= 0 and keys[k] == "," else ""


_SAID = frozenset({"nguyên", "cựu", "hiện", "là", "nay", "tân", "từng", "đang"})


def _read(document: Document, start: int, first: int, opening: str) -> _Reading | None:
    """The words of the name from token `first` to where a mark, a host or a person's name ends it."""
    tokens, k = document.tokens, first
    while k < min(start + _LONGEST, len(tokens)):
        if (pointed := _pointed_host(document, k)) is not None:
            return pointed
        if _host_follows(document, k):
            return _hosted(document, k)
        if k > first and unit_type_at(document, k) and (found := units_at(document, k)) and len(found[1]) == 1:
            place = found[1][0]
            return _Reading(place.end, place)
        if k > first and (type_ := unit_type_at(document, k)) and type_[1].level < 3 and _ends_with(document, type_[0]):
            return _Reading(type_[0], lacks=type_[1].kind)  # "Trung tâm Ứng dụng khoa học công nghệ | tỉnh"
        if tokens.caps[k] and k > first and not _in_name(document, k):
            if person_at(document, k):
                return _Reading(k)
            if not _small_before(document, k):
                return None
            stop = capital_run(document, k)  # "Ban quản lý đền | Trần"
            return _Reading(stop) if stop - k < 4 else None
        if not _goes_on(document, k, opening):
            return _Reading(k)
        k += 1
    return _Reading(k) if k == len(tokens) else None


def _ends_with(document: Document, k: int) -> bool:
    """Does a mark or the verb of the sentence stand at token k?"""
    return k >= len(document.tokens) or not document.tokens.words[k][0].isalnum() or _says(document, k)


def _host_follows(document: Document, k: int) -> bool:
    """Does "của", "thuộc", a dash, a bracket or nothing lead to a body that the one read is part of?"""
    tokens = document.tokens
    j = k + (tokens.keys[k] in _LINKS or tokens.keys[k] in _DASHES or tokens.keys[k] == "(")
    if j >= len(tokens) or heads().at(tokens.keys, j) is None:
        return False
    if tokens.keys[k] in _LINKS or tokens.caps[j]:
        return True
    return j == k and j + 1 < len(tokens) and tokens.caps[j + 1] and tokens.keys[j] in {"sở", "bộ"}


def _pointed_host(document: Document, k: int) -> _Reading | None:
    """ "Trưởng phòng quản lý cấp phép | của sở": the host is named elsewhere."""
    keys = document.keys
    m = pointers().at(keys, k + 1) if keys[k] in _LINKS and k + 1 < len(keys) else None
    named = m is not None and m[0] < len(keys) and document.tokens.caps[m[0]]  # "của Bộ Tài chính"
    if m is None or named or m[1] not in {"so", "bo", "truong"} or not _ends_with(document, m[0]):
        return None
    return _Reading(k, stop=m[0], lacks=f"host:{m[1]}")


def _hosted(document: Document, k: int) -> _Reading | None:
    """The reading with the host that follows at token k."""
    keys = document.keys
    mark = keys[k]
    host = body_at(document, k + (mark in _LINKS or mark in _DASHES or mark == "("), True)
    if host is None or host.kind not in DEPARTMENT_HOSTS or host.lacks in {"unknown", "unit"}:
        return None
    if mark == "(":
        return _Reading(k, host=host, stop=host.end + 1) if keys[host.end : host.end + 1] == [")"] else None
    return _Reading(k, host=host, stop=host.end)


def _in_name(document: Document, k: int) -> bool:
    """Does a capitalised word that names have begin at token k, "và | Ứng dụng", or stand letters there, "THPT"?"""
    word = document.tokens.words[k]
    letters = word.isupper() and word.isalpha() and len(word) > 1 and not is_syllable(word)
    small = document.tokens.words[k + 1 : k + 2] != [] and document.tokens.words[k + 1].islower()
    return letters or (small and is_word(document, k))


def _small_before(document: Document, k: int) -> bool:
    """Is the capital at token k the first after small words, and no other phrase of the grammar?"""
    tokens = document.tokens
    free = roles().at(tokens.keys, k) is None and titles().at(tokens.keys, k) is None
    return free and heads().at(tokens.keys, k) is None and tokens.words[k - 1].islower()


def _goes_on(document: Document, k: int, opening: str) -> bool:
    """Is token k one more word of the name?"""
    tokens = document.tokens
    word, own = tokens.words[k], tokens.keys[k]
    after = tokens.words[k + 1 : k + 2]
    if word == ",":
        # "(Trưởng phòng Đấu thầu | , thẩm định và …)"
        listed = opening == "(" or "và" in tokens.keys[k + 3 : k + 6]
        return listed and bool(after) and after[0].islower() and is_word(document, k + 1)
    if word.isdigit():
        numbered = tokens.keys[k - 1] == "số" or (is_word(document, k - 2) and not any(w.isalnum() for w in after))
        return numbered and not counts(tokens, k)
    if own == "số":
        return bool(after) and after[0].isdigit()
    if not word[0].isalpha():
        return word == "&"
    if roles().at(tokens.keys, k) is not None or _titled(document, k):
        return False
    if own in JOINERS:
        return bool(after) and after[0][0].isalpha()
    half = is_word(document, k - 1)
    if not half and pointers().at(tokens.keys, k) is not None:
        return False  # "phòng kinh doanh vốn | công ty"
    return half or is_word(document, k) or not ends_a_name(own)


def is_word(document: Document, k: int) -> bool:
    """Are tokens k and k + 1 one of the words of two syllables that names of bodies have?"""
    return is_compound(document.keys, k) or " ".join(document.keys[k : k + 2]) in phrase_set("what bodies do")


def _closes(document: Document, k: int, opening: str, first: int) -> bool:
    """Does the slot that the mark opened end at token k, or the holder's name begin there behind a small word?"""
    tokens = document.tokens
    if k >= len(tokens):
        return True
    word = tokens.words[k]
    if tokens.caps[k]:
        behind = tokens.words[k - 1].islower() or tokens.words[k - 1].isdigit()
        return behind and k - first > 1 and person_at(document, k)
    if _titled(document, k) or word in {";", ".", "\n", "("}:
        return True
    if (tokens.caps[k - 1] or tokens.words[k - 1].isdigit()) and _says(document, k):
        return True  # "Phó Chủ tịch Hội kiến trúc sư Hà Nội | cũng cho rằng"
    if word == "," and sectors().at(tokens.keys, k + 1) is not None and not _another_post(document, k + 1):
        return False  # "Đội giáo dục đào tạo | , Y tế, Lao động xã hội thuộc …"
    if opening and k > first and " ".join(tokens.keys[k : k + 2]) in phrase_set("says so"):
        return True  # "Trưởng phòng Báo chí xuất bản truyền thông | cho rằng"
    if opening == "(":
        return word == ")" or (word == "," and _another_post(document, k + 1))
    if opening == "-":
        return (word in _DASHES and _says(document, k + 1)) or word == ","
    return word == "," if opening == "," else False


def _titled(document: Document, k: int) -> bool:
    """Does a title with a name behind it stand at token k: "| ông Nguyễn Văn A", no "trẻ | em"?"""
    m = titles().at(document.keys, k)
    return m is not None and m[0] < len(document.tokens) and document.tokens.caps[m[0]]


def _another_post(document: Document, k: int) -> bool:
    keys = document.keys
    k += keys[k : k + 1] != [] and keys[k] in _SAID
    return k < len(keys) and roles().at(keys, k) is not None


def _says(document: Document, k: int) -> bool:
    """Does the sentence go on with its verb after the apposition?"""
    return k >= len(document.tokens) or ends_a_name(document.keys[k]) or document.tokens.caps[k]


def pointed_head(document: Document, j: int) -> tuple[int, Head] | None:
    """The small word that begins a body's name at token j: "giám đốc | công ty xử lý nước thải"; its end and kind."""
    if (m := heads().at(document.keys, j)) is not None:
        return m
    p = pointers().at(document.keys, j)
    return (p[0], Head(p[1], "name", None, p[0] - j)) if p is not None else None
