"""Bodies: "Đảng ủy xã Hải Hưng", "Ban Thường vụ Huyện ủy Hải Lăng", "phòng tham mưu Công an tỉnh Gia Lai"."""

from __future__ import annotations

from kg.grammar.body import Body
from kg.grammar.document import Document, capital_run
from kg.grammar.lists import Head, breaks_a_name, countries, heads, stop_words, surname_keys
from kg.grammar.names import person_score
from kg.grammar.naming import COMMITTEE_WORDS, committee_of
from kg.grammar.proper_names import named
from kg.grammar.sectors import is_compound, is_roman, open_sector, sector_end, spelt_to_mark
from kg.grammar.sport import club_at
from kg.grammar.states import OF_STATES, of_state, with_country
from kg.grammar.terms import term_end
from kg.grammar.units import Place, name_at, unit_type_at, units_at
from kg.lexicon import phrase_set, word_set
from kg.tokens import is_syllable

# What the unit of "Tỉnh ủy", "Huyện ủy" … is.
_OWN_UNIT = {
    "tỉnh": ("tinh", "tỉnh"), "thành": ("thanh-pho", "thành phố"), "huyện": ("huyen", "huyện"),
    "quận": ("quan", "quận"), "thị": ("thi-xa", "thị xã"),
}  # fmt: skip


# "Đảng ủy sở", "Đảng ủy trường": the small word says what kind of host
_POINTED_HOSTS = {"sở": "so", "trường": "truong", "bệnh": "benh-vien", "công": "cong-ty", "cục": "so"}


_PARTY = frozenset({"cap-uy", "dang-bo", "chi-bo", "ban-can-su", "ban-thuong-vu", "ban-chap-hanh"})


_LINKS = frozenset({"của", "thuộc", "trực"})


_DEMONSTRATIVE = frozenset({"này", "trên", "đó", "ấy"})


# "Chủ tịch | Mặt trận xã A"; elsewhere "Mặt trận xã" is less than a name
_AFTER_POSTS = ["mặt", "trận"]


# Heads that are ordinary words when they stand in lower case, unless a closed phrase of their own follows.
_COMMON_WORDS = word_set("common heads")


def body_at(document: Document, i: int, expects_person: bool = False) -> Body | None:
    """The body whose name begins at token i, as long as the grammar can read it; None at the end of the text."""
    tokens = document.tokens
    if i >= len(tokens):
        return None
    if document.report and (club := club_at(document, i)):
        return club
    if tokens.keys[i] not in heads() or not (m := heads().at(tokens.keys, i)):
        return None
    j, head = m
    if head.kind == "!" or (not expects_person and tokens.keys[i:j] == _AFTER_POSTS):
        return None
    j = _past_abbreviation(document, j)
    plain = not tokens.caps[i]
    follows = expects_person and j < len(tokens) and tokens.caps[j]  # "Tổng Biên tập báo | Thanh Niên"
    if plain and head.words == 1 and tokens.keys[i] in _COMMON_WORDS and head.tail == "name" and not follows:
        return None
    surname = plain and head.words == 2 and tokens.caps[i + 1] and tokens.keys[i + 1] in surname_keys()
    if surname and not document.kinds(" ".join(tokens.keys[j : capital_run(document, j)])):
        return None  # "huyện | Đoàn Bách Chiến"; not "tỉnh Đoàn Nghệ An"
    body = _READERS[head.tail](document, i, j, head, expects_person)
    if body is not None:
        body.head = " ".join(tokens.keys[i:j])
    return body


def _past_abbreviation(document: Document, j: int) -> int:
    """The index after "(GTVT)", an abbreviation in the middle of a name."""
    tokens = document.tokens
    if tokens.words[j : j + 1] == ["("] and tokens.words[j + 2 : j + 3] == [")"] and tokens.words[j + 1].isupper():
        return j + 3
    return j


def _plain(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """Complete by itself: "Quốc hội"."""
    if not document.tokens.caps[i] and not expects_person:
        return None
    if head.kind == "ban-chap-hanh" and document.keys[j - 1 : j + 1] in (["ương", "đoàn"], ["ương", "hội"]):
        inner = body_at(document, j - 2, expects_person)  # "Ban Chấp hành | Trung ương Đoàn"
        if inner is None:
            return _without_name(document, i, j + 1, head)
        return _nested(document, i, j - 2, head, inner)
    k = j + (document.keys[j : j + 1] == ["của"])
    if head.kind == "quoc-hoi" and document.keys[k : k + 1] and document.keys[k] in {"quốc", "hạ", "thượng"}:
        house = body_at(document, k, expects_person)  # "Ủy ban Tư pháp | của Quốc hội", "Ủy ban Đối ngoại | Hạ viện Mỹ"
        if house is not None and house.kind == "quoc-hoi":
            text = document.tokens.span(i, house.end)
            return Body(i, house.end, head.kind, text, house.place, places=house.places)
    if head.kind in {"quan-doi", "cong-an"} and document.keys[j : j + 2] in (["quân", "đội"], ["bộ", "công"]):
        host = body_at(document, j, expects_person)  # "Tổng cục Chính trị | Quân đội nhân dân Việt Nam"
        if host is not None and host.kind in {"quan-doi", "bo"}:
            return _nested(document, i, j, head, host)
    if head.kind == "van-phong" and j < len(document.tokens) and document.tokens.caps[j]:
        host = body_at(document, j, expects_person)  # "Văn phòng Trung ương | Hội Luật gia Việt Nam"
        if host is not None:
            return _nested(document, i, j, head, host)
    j += head.kind == "cong-an" and is_roman(document, j)  # "Tổng cục An ninh I"
    body = Body(i, j, head.kind, document.tokens.span(i, j))
    if head.kind == "cong-an" and expects_person and document.keys[j : j + 3] == [",", "bộ", "công"]:
        host = body_at(document, j + 1, True)  # "Phó Tư lệnh Cảnh sát cơ động, Bộ Công an"
        return body if host is None else Body(i, host.end, "cong-an", f"{body.text}, {host.text}")
    return with_country(document, body) if head.kind in OF_STATES else body


def _without_name(document: Document, i: int, end: int, head: Head) -> Body:
    """ "Ban Chấp hành Trung ương Hội": which one no rule can read."""
    return Body(i, end, head.kind, document.tokens.span(i, end), lacks="unknown")


def _of_unit(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """A unit follows, with its type word, bare, or left to the context."""
    tokens = document.tokens
    n = len(tokens)
    own = _OWN_UNIT.get(tokens.keys[i]) if head.level and head.kind in {"cap-uy", "doan-the"} else None
    k = j + 1 if j < n and tokens.keys[j] in _LINKS else term_end(document, j)  # "HĐND khóa XII huyện A"
    if k < n and tokens.keys[k : k + 2] in (["chuyên", "trách"], ["đơn", "vị"]):
        k += 2  # "Trưởng đoàn ĐBQH khóa XIV đơn vị tỉnh A"
    if k < n and (found := units_at(document, k, expects_person)):
        end, places = found
        body = Body(i, places[0].end, head.kind, tokens.span(i, j), places[0], places=list(places))
        doubled = own is not None and places[0].word == own[1] and not places[0].name.isdigit()
        body.text = f"{tokens.span(i, j)} {places[0].name if doubled else places[0].full}"  # "Huyện ủy huyện A"
        body.more = [
            Body(p.start, p.end, head.kind, f"{tokens.span(i, j)} {p.full}", p, places=[p]) for p in places[1:]
        ]
        body.end = end
        return body
    if own and own[0] == "tinh" and j < n and tokens.keys[j] == "đoàn":
        j += 1
    if j < n and (type_ := unit_type_at(document, j)):
        end, unit, word = type_
        if unit.level < 4 and not _another_type_follows(document, end):
            stop = end + 1 if end < n and tokens.keys[end] in _DEMONSTRATIVE else end
            return Body(i, stop, head.kind, f"{tokens.span(i, j)} {word}", lacks=unit.kind)
        return None
    if j < n and tokens.caps[j] and not breaks_a_name(tokens, j):
        kind = own[0] if own else "tinh" if head.level == 1 else "xa" if head.level == 3 else None
        place = _bare(document, j, kind, own[1] if own else "", expects_person)
        if place is not None:
            return Body(i, place.end, head.kind, f"{tokens.span(i, j)} {place.name}", place, places=[place])
    if head.kind in {"so", "co-quan"} and head.level is None:
        hosted = under(document, Body(i, j, head.kind, tokens.span(i, j)))
        if hosted.end > j:
            return hosted
    unknown = _unknown_name(document, j)
    if own:
        return Body(i, j, head.kind, tokens.span(i, j), lacks="unknown" if unknown else own[0])
    if not (tokens.caps[i] or expects_person):
        return None
    lacks = "unknown" if unknown else {1: "province", 3: "xa"}.get(head.level or 0, "unit")
    return Body(i, j, head.kind, tokens.span(i, j), lacks=lacks)


def _unknown_name(document: Document, j: int) -> bool:
    """Does a name follow that is no unit's and no person's ("Tỉnh ủy Gangwon")? Then nothing may be filled in."""
    tokens = document.tokens
    if j >= len(tokens) or not tokens.caps[j] or breaks_a_name(tokens, j):
        return False
    keys = tokens.keys[j : capital_run(document, j)]
    return person_score(keys) <= 0 and " ".join(keys) not in document.persons and not document.kinds(" ".join(keys))


def _another_type_follows(document: Document, j: int) -> bool:
    """ "UBND xã, phường": no one unit is meant."""
    tokens = document.tokens
    return (
        j + 1 < len(tokens)
        and tokens.keys[j] in {",", "và", "-", "/"}
        and (unit := unit_type_at(document, j + 1)) is not None
        and unit[0] <= len(tokens)
        and (unit[0] == len(tokens) or not tokens.caps[unit[0]])
    )


def _bare(document: Document, j: int, kind: str | None, word: str, expects_person: bool) -> Place | None:
    """A unit's name without type word after a head: "Huyện ủy Hải Lăng", "Công an Hải Phòng"."""
    if m := countries().at(document.keys, j):
        end = m[0]
        if end == capital_run(document, j) or document.keys[j:end] == ["việt", "nam"]:
            return Place(j, end, "country", "", document.tokens.span(j, end))
    end, name, margin = name_at(document, j, kind or "", expects_person or True, optional=True)
    if not name:
        return None
    key = " ".join(document.keys[j:end])
    kinds = document.kinds(key)
    if kind is None:
        kind = document.province_kind(name) if document.is_province(key) else None
        if kind is None and len(kinds) >= 1:
            kind = next((k for k in ("huyen", "quan", "thi-xa", "thanh-pho") if k in kinds), sorted(kinds)[0])
        if kind is None and key not in document.attested:
            return None
    return Place(j, end, kind, word, name, margin)


def _of_party(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """ "Đảng ủy" and its like: of a unit, of a body, of a bloc, or of whom the context says."""
    tokens = document.tokens
    n = len(tokens)
    if j < n and tokens.keys[j] == "khối":
        return _gathering(
            document,
            i,
            _words_at(document, j, phrase_set("blocs")) or j + 1,
            head,
            expects_person,
            "unknown" if head.kind == "chi-bo" else "province",
        )
    if head.kind == "chi-bo" and j < n and tokens.words[j][0].isdigit():
        return _gathering(document, i, j + 1, head, expects_person, "")  # "Chi bộ 5A xã Vĩnh Lộc A"
    if j < n and tokens.caps[i] and (end := _words_at(document, j, phrase_set("agencies"))):
        agency = body_at(document, end, expects_person) if end < n and tokens.caps[end] else None
        if agency is not None and agency.kind not in _PARTY:  # "Đảng ủy Cơ quan | Ban Nội chính Trung ương"
            return _nested(document, i, end, head, agency)
        return _gathering(document, i, end, head, expects_person, "host")
    inner = body_at(document, j, expects_person) if j < n and not _is_unit_word(document, j) else None
    if inner is not None and inner.kind not in _PARTY:
        return _nested(document, i, j, head, inner)
    if (hosted := under(document, Body(i, j, head.kind, tokens.span(i, j)))).end > j:
        return hosted  # "Đảng bộ | (Bệnh viện đa khoa A)"
    body = _of_unit(document, i, j, Head(head.kind, head.tail, None, head.words), expects_person)
    if body is not None and body.lacks == "unit":
        body.lacks = "host"
        if j < n and tokens.words[j] in _POINTED_HOSTS and tokens.caps[i]:
            body.end, body.lacks = j + 1, f"host:{_POINTED_HOSTS[tokens.words[j]]}"
    return body


def _is_unit_word(document: Document, j: int) -> bool:
    found = unit_type_at(document, j)
    return found is not None and found[0] < len(document.tokens) and document.tokens.caps[found[0]]


def _gathering(document: Document, i: int, end: int, head: Head, expects_person: bool, lacks: str) -> Body:
    """ "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh Quảng Trị", "Đảng ủy cơ quan": of what tokens [i, end) gather."""
    tokens = document.tokens
    text = tokens.span(i, end)
    if end < len(tokens) and (found := units_at(document, end, expects_person)):
        place = found[1][0]
        return Body(i, place.end, head.kind, f"{text} {place.full}", place, places=[place])
    type_ = unit_type_at(document, end) if end < len(tokens) else None
    if type_ is not None and type_[1].level < 4:
        return Body(i, type_[0], head.kind, f"{text} {type_[2]}", lacks=type_[1].kind)
    central = tokens.keys[end - 2 : end] == ["trung", "ương"]  # "Đảng bộ Khối Doanh nghiệp Trung ương"
    return Body(i, end, head.kind, text, lacks="" if central else lacks)


def _words_at(document: Document, j: int, options: tuple[str, ...]) -> int | None:
    """The index after the first of the phrases (match keys) that stands at token j."""
    for option in options:
        ws = option.split()
        if document.keys[j : j + len(ws)] == ws:
            return j + len(ws)
    return None


def _of_committee(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """A committee or another body follows: "Ban Tổ chức Tỉnh ủy"; alone, the context says whose."""
    tokens = document.tokens
    if head.kind == "cong-an" and (police := _police_in_brackets(document, j)) is not None:
        return _bracketed(document, i, j, head, police)
    k = j + 1 if j + 1 < len(tokens) and tokens.keys[j] in {"của", "-", "–"} and tokens.caps[j + 1] else j
    inner = body_at(document, k, expects_person) if k < len(tokens) else None
    if inner is not None:
        if head.tail == "committee!" and inner.kind not in {"cap-uy", "hdnd", "ubnd"}:
            return None
        return _nested(document, i, j, head, _both(document, inner, expects_person))
    if j < len(tokens) and (found := units_at(document, j, expects_person)):
        place = found[1][0]
        own = committee_of(place)[0] if head.kind == "ban-dang" and place.kind in COMMITTEE_WORDS else place.full
        return Body(i, place.end, head.kind, f"{tokens.span(i, j)} {own}", place, places=[place])
    if head.tail == "committee!" or not (tokens.caps[i] or expects_person):
        return None
    type_ = unit_type_at(document, j) if j < len(tokens) else None
    if type_ and head.kind in {"uy-ban-kiem-tra", "ban-dang"} and type_[1].kind in COMMITTEE_WORDS:
        # "Ủy ban Kiểm tra tỉnh" is that of the Tỉnh ủy
        text = f"{tokens.span(i, j)} {COMMITTEE_WORDS[type_[1].kind]}"
        return Body(i, type_[0], head.kind, text, lacks=type_[1].kind)
    if type_ and type_[1].level < 4 and head.kind in {"so", "van-phong", "bao-chi"}:
        return Body(i, type_[0], head.kind, f"{tokens.span(i, j)} {type_[2]}", lacks=type_[1].kind)
    lacks = "unknown" if _unknown_name(document, j) else "committee"
    return Body(i, j, head.kind, tokens.span(i, j), lacks=lacks)


def _both(document: Document, first: Body, expects_person: bool) -> Body:
    """Two councils that share an office: "Văn phòng | Đoàn ĐBQH và HĐND tỉnh Quảng Trị"; else the first as it is."""
    keys, k = document.keys, first.end
    if first.kind not in _SHARING or not first.lacks or k + 1 >= len(keys) or keys[k] not in {"và", "-", "–", "&", ","}:
        return first
    second = body_at(document, k + 1, expects_person)
    if second is None or second.kind not in _SHARING or second.kind == first.kind:
        return first
    second = _both(document, second, expects_person)
    if keys[k] == "," and "và" not in second.text and second.place is None:
        return first
    both = f"{first.text}{'' if keys[k] == ',' else ' '}{document.tokens.words[k]} {second.text}"
    return Body(first.start, second.end, second.kind, both, second.place, second.lacks, places=list(second.places))


_SHARING = frozenset({"hdnd", "ubnd", "quoc-hoi"})


def _nested(document: Document, i: int, j: int, head: Head, inner: Body) -> Body:
    """A body in the name of another; it shares the other's unit and what the other lacks."""
    text = f"{document.tokens.span(i, j)} {inner.text}"
    return Body(i, inner.end, head.kind, text, inner.place, inner.lacks, inner, list(inner.places))


def _police_in_brackets(document: Document, j: int) -> Body | None:
    """ "Phòng CSGT | (Công an TP HCM)": the police of which the section is one."""
    keys = document.keys
    inner = body_at(document, j + 1, True) if keys[j : j + 1] == ["("] and j + 1 < len(keys) else None
    closes = inner is not None and inner.kind == "cong-an" and keys[inner.end : inner.end + 1] == [")"]
    return inner if closes else None


def _bracketed(document: Document, i: int, j: int, head: Head, inner: Body) -> Body:
    """A body in the name of another that stands in brackets."""
    body = _nested(document, i, j, head, inner)
    body.end += 1
    return body


def _of_sector(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """A closed phrase names the field; then a unit, a committee or another body may follow."""
    tokens = document.tokens
    n = len(tokens)
    if j >= n:
        return None
    end = sector_end(document, j, composed=head.kind != "bo")
    if end is not None:
        if (
            tokens.keys[i] in _COMMON_WORDS
            and not tokens.caps[i]
            and head.kind != "cong-an"
            and tokens.words[j].islower()
        ) and not (expects_person or (head.kind == "bo" and tokens.caps[j])):
            return None
    elif (tokens.caps[i] or expects_person) and (
        _is_acronym(document, j) or _of_a_number(document, j) or (head.words == 2 and is_roman(document, j))
    ):
        end = j + 1  # "Tổng cục V"
    elif (tokens.caps[i] or expects_person) and tokens.caps[j] and not breaks_a_name(tokens, j):
        end = _past_compounds(document, open_sector(document, j))
        end = _whole(document, end) if expects_person else end
        if end == j + 1 and expects_person and tokens.keys[i] not in {"sở", "bộ"}:
            end = spelt_to_mark(document, j) or end
        if person_score(tokens.keys[j:end]) > 2 or end == j + 1:
            return None
        if not tokens.caps[i] and all(tokens.caps[j:end]):
            return None  # "trưởng phòng Hải Yến"
    elif expects_person and head.words == 5 and (host := _host_at(document, j)) is not None:
        return _nested(document, i, j, head, host)  # "Ban quản lý dự án | sở Giao thông vận tải Nghệ An"
    elif expects_person and (spelt := _spelt(document, i, j)) is not None:
        end = spelt  # "Trưởng phòng | hệ thống quản lý thoát nước (Trung tâm A)"
    else:
        return None
    end = max(end, open_sector(document, j)) if tokens.keys[i] == "khoa" and tokens.caps[j] else end
    end = max(end, open_sector(document, j)) if _goes_on_in_capitals(document, end) else end
    end = _longer_sector(document, end) if head.kind != "bo" else end
    end = _small_tail(document, end) if expects_person and tokens.keys[i] in _WITH_SMALL_TAILS else end
    end += expects_person and _numbered(document, end)
    text = tokens.span(i, end)
    body = _of_field(document, i, end, text, head, expects_person)
    if tokens.keys[i - 1 : i] == ["các"] and head.kind in {"so", "bo"} and body.end == end:
        body.more = _row(document, i, j, end, head, body)
    return body


def _host_at(document: Document, j: int) -> Body | None:
    """The department whose name begins at token j."""
    host = body_at(document, j, True) if _may_hold(document, j) else None
    return host if host is not None and host.kind in DEPARTMENT_HOSTS and host.lacks in {"", "province"} else None


def _numbered(document: Document, end: int) -> bool:
    """ "Trung tâm Cấp cứu | 115 Hà Nội": a number that is part of the name."""
    tokens = document.tokens
    if is_roman(document, end):
        return True
    if not tokens.words[end : end + 1] or not tokens.words[end].isdigit():
        return False
    return end + 1 >= len(tokens) or tokens.caps[end + 1] or not tokens.words[end + 1][0].isalnum()


def _goes_on_in_capitals(document: Document, end: int) -> bool:
    """ "Trung tâm Hỗ trợ | Xuất khẩu", "Trung tâm Giáo dục | - Dạy nghề": a capital and a small syllable, one word."""
    tokens = document.tokens
    k = end + (tokens.keys[end : end + 1] in (["-"], ["–"]))
    if k + 1 >= len(tokens) or not tokens.caps[k] or not tokens.words[k + 1].islower() or breaks_a_name(tokens, k):
        return False
    return is_compound(tokens.keys, k) and k not in document.parted


def _spelt(document: Document, i: int, j: int) -> int | None:
    """The end of a field in plain small words; after a small head only where what it is of follows in brackets."""
    tokens = document.tokens
    end = None if tokens.keys[i] in {"sở", "bộ"} else spelt_to_mark(document, j)
    host = end is not None and tokens.words[end] == "(" and body_at(document, end + 1, True) is not None
    return end if tokens.caps[i] or host else None


def _of_a_number(document: Document, j: int) -> bool:
    """ "Ban Quản lý dự án | 85": boards of projects that a number tells apart."""
    return document.tokens.words[j].isdigit() and document.keys[j - 1] in {"án", "qlda"}


def _is_acronym(document: Document, j: int) -> bool:
    """Is token j alone in capitals, of letters that make no syllable: "GDTX", "PC45"? Not the "NN" of "NN & PTNT"."""
    tokens, word = document.tokens, document.tokens.words[j]
    if not word.isupper() or len(word) < 2 or is_syllable(word) or not word[0].isalpha():
        return False
    goes_on = tokens.keys[j + 1 : j + 2] in (["&"], ["-"], ["–"]) and any(tokens.caps[j + 2 : j + 3])
    goes_on |= is_compound(tokens.keys, j + 1)  # "Ban QLDA đầu tư …"
    run = tokens.keys[j + 1 : capital_run(document, j)]
    alone = not run or heads().at(tokens.keys, j + 1) is not None or person_score(run) > 2
    return alone and not goes_on


def _of_field(document: Document, i: int, end: int, text: str, head: Head, expects_person: bool) -> Body:
    """A department or a ministry with what it hangs on."""
    if head.kind == "bo":
        return with_country(document, Body(i, end, head.kind, text))
    return _attached(document, i, end, text, head, expects_person)


def _row(document: Document, i: int, j: int, end: int, head: Head, body: Body) -> list[Body]:
    """The departments after `body` in a row that tells their common word once: "các Sở Tư pháp | , Công thương".

    The unit after the last one is that of all.
    """
    tokens, found = document.tokens, [body]
    while tokens.keys[end : end + 1] in ([","], ["và"]) and end + 1 < len(tokens) and tokens.caps[end + 1]:
        stop = sector_end(document, end + 1, composed=False)
        if stop is None:
            break
        text = f"{tokens.span(i, j)} {tokens.span(end + 1, stop)}"
        last = _of_field(document, end + 1, stop, text, head, True)
        if last.end != stop:
            for one in found:
                one.text += last.text.removeprefix(text)
                one.place, one.lacks, one.parent = last.place, last.lacks, last.parent
        found.append(last)
        if last.end != stop or tokens.keys[end] == "và":
            break
        end = stop
    return found[1:]


def _past_compounds(document: Document, end: int) -> int:
    """The end of the small compounds that go on up to a mark: "Vụ Vật liệu | xây dựng (Bộ Xây dựng)"."""
    tokens, k = document.tokens, end
    while k + 1 < len(tokens) and tokens.words[k].islower() and is_compound(tokens.keys, k):
        k += 2
    return k if k < len(tokens) and tokens.keys[k] in _AFTER_NAMES else end


_AFTER_NAMES = frozenset({"(", ")", ",", ".", ";", "-", "–", "của", "thuộc"})


def _whole(document: Document, end: int) -> int:
    """The end of an unlisted name that goes on in small words or numbers up to a mark: "BOT quốc | lộ 53 Long Hồ"."""
    tokens = document.tokens
    if end >= len(tokens) or not (tokens.words[end].isdigit() or is_compound(tokens.keys, end - 1)):
        return end
    for k in range(end, min(end + 8, len(tokens))):
        joins = tokens.words[k] == "-" and k + 1 < len(tokens) and tokens.caps[k + 1]
        if not (tokens.words[k][0].isalnum() or joins):
            return k
        if tokens.keys[k] in stop_words() or (tokens.caps[k] and breaks_a_name(tokens, k)):
            return end
    return end


def _longer_sector(document: Document, end: int) -> int:
    """Up to six more small words, if a body or a province follows: "phòng Xây dựng | chính quyền | Sở Nội vụ",
    "Trung tâm Quản lý | di tích và danh thắng | Quảng Nam"."""
    tokens = document.tokens
    if tokens.keys[end : end + 1] and tokens.keys[end] in _NO_PART_OF_NAMES and any(tokens.caps[end + 1 : end + 2]):
        return end  # "Sở Tài chính | thành Sở Kế hoạch - Tài chính"
    for k in range(end, min(end + 7, len(tokens))):
        if k > end and tokens.caps[k]:
            if document.is_province(" ".join(tokens.keys[k : capital_run(document, k)])):
                return k
            inner = body_at(document, k) if tokens.keys[k] in heads() and k < end + 4 else None
            return k if inner is not None and inner.kind in DEPARTMENT_HOSTS else end
        joins = tokens.keys[k] == "và" and k > end
        if not tokens.words[k].islower() or (tokens.keys[k] in stop_words() and not joins) or unit_type_at(document, k):
            return end
    return end


def _small_tail(document: Document, end: int) -> int:
    """The end of the one or two words of two syllables that go on to a mark: "Phòng Tài chính | vật giá,"."""
    words_, keys = document.tokens.words, document.keys
    for k in (end + 1, end + 2, end + 4):
        tail = words_[end:k]
        small = all(w.isalpha() and w.islower() for w in tail) and not set(keys[end:k]) & stop_words()
        if not small or end >= len(keys) or keys[end] in word_set("verbs of saying") or unit_type_at(document, end):
            return end
        if keys[k : k + 1] in ([","], [";"], [")"]):
            return k
    return end


_WITH_SMALL_TAILS = frozenset({"phòng", "ban", "đội", "tổ", "trung", "khoa"})
_NO_PART_OF_NAMES = frozenset({"và", "thành", "với", "vào"})


def gate_end(document: Document, j: int) -> int:
    """Where the name of a border gate, port or airport ends: "Chi cục Hải quan cửa khẩu | Lao Bảo"; j if none is
    there."""
    before, stop = " ".join(document.keys[max(j - 6, 0) : j]), capital_run(document, j) if j < len(document.keys) else j
    name = document.keys[j:stop]
    return stop if before.endswith(phrase_set("gates")) and 0 < len(name) < 4 and person_score(name) <= 2 else j


def _attached(document: Document, i: int, end: int, text: str, head: Head, expects_person: bool) -> Body:
    """What a department hangs on: a unit, a committee, a ministry; else the context's."""
    tokens = document.tokens
    n = len(tokens)
    if (stop := gate_end(document, end)) > end:
        return Body(i, stop, head.kind, f"{text} {tokens.span(end, stop)}")
    end = _past_abbreviation(document, end)
    if head.kind == "co-quan" and tokens.keys[end : end + 2] == ["trung", "ương"]:
        return Body(i, end + 2, head.kind, f"{text} {tokens.span(end, end + 2)}")  # "Ban Chỉ đạo … Trung ương"
    k = end
    if k + 1 < n and tokens.keys[k] in {"của", "thuộc", "tại", ",", "(", "-", "–"}:
        k += 1
    separated = k != end
    if separated and tokens.keys[end] == "," and head.level == 1:
        return Body(i, end, head.kind, text, lacks="province")
    inner = body_at(document, k, expects_person) if k < n and _may_hold(document, k) else None
    if inner is not None and inner.kind == "ubnd" and tokens.keys[end] in {"của", "thuộc"} and inner.place is not None:
        place = inner.place  # "Phòng Kinh tế thuộc UBND quận A"
        return Body(i, inner.end, head.kind, f"{text} {place.full}", place, places=[place])
    likes = inner is not None and tokens.keys[k : k + head.words] == tokens.keys[i : i + head.words]
    section = tokens.keys[i] in {"ban", "phòng"} and expects_person
    council = section and inner is not None and inner.kind in {"hdnd", "ubnd"}
    if inner is not None and not (separated and (likes or not (council or inner.kind in DEPARTMENT_HOSTS))):
        link = {",": ",", "thuộc": " thuộc"}.get(tokens.keys[end], "")
        joined = f"{text}{link} {inner.text}"
        closed = tokens.keys[end] == "(" and tokens.keys[inner.end : inner.end + 1] == [")"]
        return Body(i, inner.end + closed, head.kind, joined, inner.place, inner.lacks, inner, list(inner.places))
    lacks = "province" if head.level == 1 else "host:bo" if tokens.keys[i] == "vụ" else ""
    if lacks == "host:bo" and (is_compound(tokens.keys, end) or tokens.keys[end : end + 1] == ["phía"]):
        lacks = "unknown"  # "Vụ Theo dõi | xử lý các vụ án của Ban A"
    if separated and tokens.keys[end] not in {"của", "thuộc"}:
        return Body(i, end, head.kind, text, lacks=lacks)
    if k < n and (found := units_at(document, k, expects_person)):
        place = found[1][0]
        return Body(i, place.end, head.kind, f"{text} {place.full}", place, places=[place])
    type_ = unit_type_at(document, end) if end < n else None
    if type_ is not None and type_[1].level < 4 and not _another_type_follows(document, type_[0]):
        stop = type_[0] + 1 if type_[0] < n and tokens.keys[type_[0]] in _DEMONSTRATIVE else type_[0]
        return Body(i, stop, head.kind, f"{text} {type_[2]}", lacks=type_[1].kind)
    if end < n and (province := _province_at(document, end, expects_person)) is not None:
        return Body(i, province.end, head.kind, f"{text} {province.name}", province, places=[province])
    if expects_person and head.kind == "co-quan" and (tail := _tail_name(document, end)):
        return Body(i, tail, head.kind, f"{text} {tokens.span(end, tail)}")
    if expects_person and (brand := _brand(document, end)):
        return Body(i, brand, head.kind, f"{text} {tokens.span(end, brand)}")
    return Body(i, end, head.kind, text, lacks=lacks)


def _province_at(document: Document, j: int, expects_person: bool) -> Place | None:
    """The province or country named without type word at token j: "Sở Nội vụ | Hà Nội"."""
    tokens = document.tokens
    place = None
    if tokens.caps[j] and not breaks_a_name(tokens, j):
        place = _bare(document, j, "tinh", "", expects_person)
    if place is None or place.kind == "country":
        return place
    if not document.is_province(" ".join(tokens.keys[j : place.end])):
        return None
    place.kind = document.province_kind(place.name)
    return place


def _brand(document: Document, j: int) -> int | None:
    """The end of a company's short name after its section: "Ban Kinh doanh | EVN HANOI", "Ban Tài chính | Vinashin"."""
    tokens = document.tokens
    if j >= len(tokens) or not tokens.caps[j] or breaks_a_name(tokens, j):
        return None
    stop = capital_run(document, j)
    names = tokens.words[j:stop]
    capitals = all(w.isupper() and len(w) > 1 for w in names)
    return stop if stop - j <= 2 and (capitals or (stop - j == 1 and not is_syllable(names[0]))) else None


def _tail_name(document: Document, j: int) -> int | None:
    """The end of two capitalised syllables that are no person's: "Ban Quản lý rừng phòng hộ | Đại Ninh"."""
    tokens = document.tokens
    if j >= len(tokens) or not tokens.caps[j] or breaks_a_name(tokens, j):
        return None
    stop = capital_run(document, j)
    for k in range(j + 2, stop - 1):
        if person_score(tokens.keys[k:stop]) > 2:  # "… Cần Giờ | Tô Vĩnh Khải"
            return k if k == j + 2 else None
    keys = tokens.keys[j:stop]
    return stop if stop - j == 2 and person_score(keys) <= 0 and " ".join(keys) not in document.persons else None


DEPARTMENT_HOSTS = frozenset({
    "cong-an", "so", "bo", "quan-doi", "benh-vien", "truong", "co-quan", "uy-ban-kiem-tra", "ban-dang", "van-phong",
    "toa-an", "vien-kiem-sat",
})  # fmt: skip


def under(document: Document, body: Body) -> Body:
    """The body with what it is part of, if that follows: "Trung tâm Phát triển quỹ đất | thuộc Sở A", "| (Sở A)"."""
    keys, k = document.keys, body.end
    if k + 1 >= len(keys) or keys[k] not in {"thuộc", "của", "("}:
        return body
    host, bracket = body_at(document, k + 1, True), keys[k] == "("
    if host is None or host.kind not in DEPARTMENT_HOSTS or host.lacks in {"unknown", "unit"}:
        return body
    if bracket and keys[host.end : host.end + 1] != [")"]:
        return body
    text = f"{body.text} thuộc {host.text}" if keys[k] == "thuộc" else f"{body.text} {host.text}"
    return Body(
        body.start, host.end + bracket, body.kind, text, host.place, host.lacks, host, list(host.places), body.head
    )


def _may_hold(document: Document, k: int) -> bool:
    return document.tokens.caps[k] or document.keys[k] in {"công", "sở", "huyện", "tỉnh", "thành", "cơ", "bệnh"}


def _named(document: Document, i: int, j: int, head: Head, expects_person: bool) -> Body | None:
    """A proper name follows, or another body: "chi nhánh | Trung tâm Phát triển quỹ đất huyện Hiệp Đức"."""
    tokens = document.tokens
    if head.kind == "co-quan" and tokens.keys[i] in {"ban", "bql"} and tokens.keys[j : j + 1] == ["tỉnh"]:
        return _of_unit(document, i, j, head, expects_person)  # "Ban Quản lý Khu kinh tế tỉnh"
    nests = j < len(tokens) and tokens.caps[j] and tokens.keys[i:j] == ["chi", "nhánh"]
    inner = body_at(document, j, expects_person) if nests else None
    if inner is not None:
        return _nested(document, i, j, head, inner)
    body = named(document, i, j, head, expects_person)
    if body is not None and head.kind == "cong-an" and (police := _police_in_brackets(document, body.end)) is not None:
        return _bracketed(document, i, body.end, head, police)
    if body is None or body.lacks or not expects_person or tokens.keys[body.end : body.end + 1] != ["thuộc"]:
        return body
    host = body_at(document, body.end + 1, True) if body.end + 1 < len(tokens) else None
    if host is None or host.kind not in DEPARTMENT_HOSTS:
        return body
    text = f"{body.text} thuộc {host.text}"  # "Viện Đào tạo quốc tế thuộc Đại học Quốc gia TP.HCM"
    return Body(i, host.end, head.kind, text, host.place, host.lacks, host, list(host.places))


_READERS = {
    "none": _plain,
    "state": of_state,
    "unit": _of_unit,
    "maybe": _of_unit,
    "party": _of_party,
    "committee": _of_committee,
    "committee!": _of_committee,
    "sector": _of_sector,
    "name": _named,
}
