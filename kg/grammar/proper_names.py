"""Bodies with a proper name: "Trường THPT Hồng Bàng", "Công ty cổ phần Mía đường Sông Con"."""

from __future__ import annotations

from kg.grammar.body import Body
from kg.grammar.document import Document, capital_run
from kg.grammar.lists import Head, breaks_a_name, counts, ends_a_name, roles, stop_words, titles
from kg.grammar.names import person_score
from kg.grammar.sectors import is_compound, spelt_to_mark
from kg.grammar.units import Place, unit_type_at, units_at
from kg.lexicon import words
from kg.tokens import Tokens, is_syllable, word_key


def named(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """A proper name follows: capitalised words with a few small ones between, to the next verb or mark."""
    tokens = document.tokens
    first = _past_small_words(document, j) if expects_person and head.kind == "cong-ty" else j
    end = _proper_name(document, first, head)
    end = j if end == first else end
    if end == j and head.words > 1 and head.kind in _SPELT_OUT and tokens.caps[i]:
        end = _to_mark(document, j)  # "Viện Nghiên cứu | định cư"
    if end == j:
        if not (tokens.caps[i] and expects_person):
            return None
        if head.kind == "benh-vien" and (of_unit := _of_unit(document, i, j, head)):
            return of_unit  # "Bệnh viện Đa khoa | tỉnh"
        # "Công ty TNHH đầu tư phát triển …": a name in small letters, that no rule can read
        small = j < len(tokens) and tokens.words[j].isalpha() and tokens.words[j].islower()
        unread = small and (head.words > 2 or is_compound(tokens.keys, j))
        if unread and head.kind != "cong-ty" and (spelt := spelt_to_mark(document, j)) is not None:
            return Body(i, spelt, head.kind, tokens.span(i, spelt))
        return Body(i, j, head.kind, tokens.span(i, j), lacks="unknown" if unread else "host")
    run = tokens.keys[first : capital_run(document, first)] if tokens.caps[first] else []
    person = " ".join(run) in document.persons or (person_score(run) > 3.5 and all(map(is_syllable, run)))
    if run and expects_person and person and (head.kind != "truong" or " ".join(run) in document.persons):
        return Body(i, j, head.kind, tokens.span(i, j), lacks="host")
    if expects_person:
        end = _before_person(document, j, end, head)
    if head.kind in _SPELT_OUT:
        end = _to_mark(document, end)
    if head.kind in _OF_UNITS and (of_unit := _of_unit(document, i, end, head)):
        return of_unit
    if head.kind == "truong" and tokens.keys[end - 1] in {"tp", "tp."}:  # "Trường Chính trị TP"
        return Body(i, end, head.kind, f"{tokens.span(i, end - 1)} thành phố", lacks="thanh-pho")
    text = tokens.span(i, end)
    body = Body(i, end, head.kind, text)
    if found := _unit_inside(document, j, end):
        if expects_person and _person_behind(document, found.end, end):
            body.end, body.text = found.end, tokens.span(i, found.end)
        body.places = [found]
        body.place = found
    return body


def _past_small_words(document: Document, j: int) -> int:
    """The index of the capital that ends a row of words of two syllables: "phát triển dịch vụ | Thanh Bình"."""
    k = j
    while is_compound(document.keys, k) and document.tokens.words[k].islower():
        k += 2
        k += document.keys[k : k + 1] in (["và"], ["-"]) and is_compound(document.keys, k + 1)
    return k if k < len(document.tokens) and document.tokens.caps[k] else j


# bodies that a unit has one of: "Trường Chính trị tỉnh", "Bệnh viện Đa khoa huyện"
_OF_UNITS = frozenset({"cong-ty", "benh-vien", "truong"})


# bodies whose names are phrases
_SPELT_OUT = frozenset({"hoi", "co-quan", "so"})


def _to_mark(document: Document, end: int) -> int:
    """The end of the small words that go on up to a mark or a province: "Viện Nghiên cứu | định cư)"."""
    tokens = document.tokens
    for k in range(end, min(end + 5, len(tokens))):
        if k > end and (tokens.words[k] in _CLOSING or (tokens.caps[k] and _province(document, k))):
            return k
        halves = is_compound(tokens.keys, k) or (k > end and is_compound(tokens.keys, k - 1))
        completes = k == end and tokens.keys[k] not in stop_words()  # "Thế | giới"
        if not tokens.words[k].islower() or not (halves or completes) or unit_type_at(document, k):
            return end
    return end


_CLOSING = frozenset({")", ",", "-", "–", ";", ".", "thuộc"})


def _province(document: Document, k: int) -> bool:
    return document.is_province(" ".join(document.keys[k : capital_run(document, k)]))


def _of_unit(document: Document, i: int, end: int, head: Head) -> Body | None:
    """ "Công ty TNHH MTV Dịch vụ công ích | quận 8", "Công ty Công viên Cây xanh | thành phố": with the unit's name."""
    tokens = document.tokens
    type_ = unit_type_at(document, end) if end < len(tokens) else None
    if type_ is None or not type_[1].level < 3:
        return None
    text = tokens.span(i, end)
    if found := units_at(document, end):
        place = found[1][0]
        return Body(i, place.end, head.kind, f"{text} {place.full}", place, places=[place])
    closed = type_[0] >= len(tokens) or not tokens.words[type_[0]][0].isalnum() or ends_a_name(tokens.keys[type_[0]])
    return Body(i, type_[0], head.kind, f"{text} {type_[2]}", lacks=type_[1].kind) if closed else None


def _before_person(document: Document, j: int, end: int, head: Head) -> int:
    """Where the holder's name begins that follows a proper name without a mark: "CLB Sông Trà | Nguyễn Bích Thụy"."""
    tokens = document.tokens
    first = end
    while first > j and tokens.caps[first - 1]:
        first -= 1
    best, cut = 3.0, end
    for k in range(max(first, j + 1), end - 1):
        if tokens.keys[k - 1] in _NAMED_AFTER:
            continue  # "Sở Giao dịch Chứng khoán TP Hồ Chí Minh"
        keys = tokens.keys[k:end]
        score = person_score(keys) + (3.0 if " ".join(keys) in document.persons else 0.0)
        if score > best and (head.kind != "truong" or k - first >= 2):
            best, cut = score, k
    return cut - (cut < end and tokens.keys[cut - 1] in {"và", "cùng"})


# words behind which a person's name is a city's, a street's
_NAMED_AFTER = frozenset({"tp", "tp.", "phố", "đường", "tên"})


def _person_behind(document: Document, k: int, end: int) -> bool:
    """Are tokens [k, end) the holder's name: "Bệnh viện Đa khoa huyện Thường Xuân | Cầm Bá Thể"?"""
    return end - k > 1 and all(document.tokens.caps[k:end]) and person_score(document.keys[k:end]) > 0


def _unit_inside(document: Document, j: int, end: int) -> Place | None:
    """A unit with its type word inside a proper name: "Trường Tiểu học xã Hải An"."""
    for k in range(j, end):
        if unit_type_at(document, k) and (found := units_at(document, k)):
            return found[1][0]
    return None


def _joins(document: Document, k: int, head: Head) -> bool:
    """ "Hiệp hội Chế biến | và | Xuất khẩu thủy sản Việt Nam": the name of an association goes on after "và"."""
    tokens = document.tokens
    if head.kind != "hoi" or tokens.keys[k] != "và" or k + 1 >= len(tokens) or not tokens.caps[k + 1]:
        return False
    run = tokens.keys[k + 1 : capital_run(document, k + 1)]
    return not breaks_a_name(tokens, k + 1) and person_score(run) <= 0 and " ".join(run) not in document.persons


def _proper_name(document: Document, j: int, head: Head) -> int:
    """The end of a proper name at token j: small words only where a capital follows within three.

    Words of two syllables do not count: "Xuất nhập khẩu thủy sản Nam Hà Tĩnh".
    """
    tokens = document.tokens
    n, k, end, small = len(tokens), j, j, 0
    while k < n and small <= 3 and k - end <= 8 and k not in document.parted:
        word = tokens.words[k]
        if limited := _limited(tokens.keys, k):
            if k == j:
                return _proper_name(document, k + limited, head)
            if k - j > 2 or not _name_to_mark(document, k + limited):
                return k + limited
            return capital_run(document, k + limited)  # "Công ty Luật TNHH một thành viên | Phạm Nghiêm)"
        if tokens.caps[k]:
            if k > j and breaks_a_name(tokens, k) and not (unit_type_at(document, k)):
                break
            if tokens.keys[k : k + 2] == ["ảnh", ":"]:
                break
            if end > j and word_key(word) in {"ông", "bà"}:
                break
            end, small = k + 1, 0
        elif word in {"-", "–", "&"}:
            photo = k + 1 < n and tokens.keys[k + 1] == "ảnh"
            if k == j or k + 1 >= n or photo or not tokens.caps[k + 1] or roles().at(tokens.keys, k + 1):
                break
        elif word == "." and k == end and _between_letters(tokens, k):
            pass
        elif word.isdigit() and k == end:
            if counts(tokens, k):
                break  # "Trường Tiểu học Nguyễn Huệ | 10 năm"
            end = k + 1
        elif word == "số" and k == end and tokens.words[k + 1 : k + 2] and tokens.words[k + 1].isdigit():
            end, k = k + 2, k + 1  # "Trường THPT Thuận Thành số 1"
        elif not word[0].isalpha():
            break
        elif k == end and k > j and _halves(document, j, k):
            end = k + 1
        elif k > end and (found := _unit_behind(document, end, k)):
            return found  # "Công ty Dịch vụ | công ích quận 8"
        elif _joins(document, k, head):
            small += 1
        elif tokens.keys[k] in stop_words() or _introduces_person(document, k):
            break
        elif not (is_compound(tokens.keys, k) or is_compound(tokens.keys, k - 1)):
            small += 1
        k += 1
    return end


def _unit_behind(document: Document, end: int, k: int) -> int:
    """The end of the unit at token k, if nothing but words of two syllables stand between the name's end and it."""
    if not unit_type_at(document, k) or (k - end) % 2 or document.tokens.caps[k]:
        return 0
    plain = all(is_compound(document.keys, j) for j in range(end, k, 2))
    found = units_at(document, k) if plain else None
    return found[0] if found is not None else 0


def _between_letters(tokens: Tokens, k: int) -> bool:
    """Is the full stop at token k inside an abbreviation: "Công ty TNHH I | . | V.C"?"""
    letter = len(tokens.words[k - 1]) == 1 and tokens.ends[k - 1] == tokens.starts[k]
    if not letter or k + 1 >= len(tokens) or not tokens.caps[k + 1]:
        return False
    apart = tokens.words[k - 2] == "." and len(tokens.words[k + 1]) == 1  # "I.V. | C"
    return apart or tokens.starts[k + 1] == tokens.ends[k]


def _name_to_mark(document: Document, k: int) -> bool:
    """Are the words at k a name that a mark closes?"""
    tokens = document.tokens
    stop = capital_run(document, k) if k < len(tokens) and tokens.caps[k] else k
    return stop > k and (stop >= len(tokens) or not tokens.words[stop][0].isalnum())


def _limited(keys: list[str], k: int) -> int:
    """The length of "một thành viên" after "TNHH", and of the same spelt out, where a company's name has it."""
    of_one = 3 * (keys[k : k + 3] == ["một", "thành", "viên"])
    if keys[k : k + 4] == ["trách", "nhiệm", "hữu", "hạn"]:
        return 4 + 3 * (keys[k + 4 : k + 7] == ["một", "thành", "viên"])
    return of_one if keys[k - 1] == "tnhh" else 0


def _introduces_person(document: Document, k: int) -> bool:
    """ "Công ty Đèo Cả và | đại tá Lê Văn An": a title in small letters and a capital."""
    m = titles().at(document.keys, k)
    return m is not None and m[0] < len(document.tokens) and document.tokens.caps[m[0]]


def _halves(document: Document, j: int, k: int) -> bool:
    """Does the small token k end a word that a capital of the name began: "Xuất nhập | khẩu"?"""
    keys = document.keys
    return is_compound(keys, k - 1) or (
        k - 2 >= j and f"{keys[k - 2]} {keys[k - 1]} {keys[k]}" in words("compounds.txt")
    )
