"""Posts: a role and its body, "phó trưởng ban Ban Tổ chức Tỉnh ủy", "Chủ tịch xã Tiên Cẩm"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.grammar.bodies import body_at, gate_end
from kg.grammar.body import Body
from kg.grammar.brands import brand, of_no_list, unknown
from kg.grammar.document import COMMUNES, Document, capital_run
from kg.grammar.lists import Head, Role, breaks_a_name, countries, heads, pointers, roles, stop_words, surname_keys
from kg.grammar.names import person_score
from kg.grammar.naming import CENTRAL, committee_of, government_of, name_central
from kg.grammar.sectors import is_compound, is_roman, open_sector, sector_end, spelt_to_mark
from kg.grammar.slots import is_word, pointed_head, slot_body
from kg.grammar.states import country_at, is_ours, with_country
from kg.grammar.terms import term_end
from kg.grammar.units import Place, name_at, unit_type_at, units_at
from kg.grammar.whole import whole_name
from kg.lexicon import word_set
from kg.text import capital, key
from kg.tokens import is_syllable, word_key

_PARTY_KINDS = frozenset(
    {"ban-chap-hanh", "cap-uy", "dang-bo", "chi-bo", "ban-can-su", "doan-the", "ban-thuong-vu", "quan-doi", "truong"}
)


_OF_PARTY = frozenset({
    "ban-chap-hanh", "cap-uy", "dang-bo", "chi-bo", "ban-can-su", "ban-thuong-vu", "ban-dang", "uy-ban-kiem-tra",
})  # fmt: skip
_LACK_WORD = {"tinh": "Tỉnh ủy", "thanh-pho": "Thành ủy", "huyen": "Huyện ủy", "quan": "Quận ủy", "thi-xa": "Thị ủy"}


@dataclass(slots=True)
class Post:
    """A role in a body, tokens [start, end). `body` is None where the text leaves it to the context; `status` is set
    where a word of the post itself says it (nguyên, cựu, tân); `said` where "là" follows that word (hiện là)."""

    start: int
    end: int
    role: str
    mode: str
    body: Body | None = None
    status: str = ""
    said: bool = False

    @property
    def of_party(self) -> bool:
        """Is the body one of the Party's?"""
        return self.body is not None and self.body.kind in _OF_PARTY


def post_at(document: Document, i: int) -> Post | None:
    """The post whose role begins at token i."""
    tokens = document.tokens
    if tokens.keys[i] not in roles() or not (m := roles().at(tokens.keys, i)):
        return None
    j, role = m
    if i > 0 and tokens.keys[i - 1] == "phủ":
        return None  # "tại Phủ Chủ tịch, Thủ tướng A …"
    if (
        tokens.words[i] == "vụ"
        and i > 0
        and tokens.keys[i - 1] in {"chức", "nhiệm"}
        and tokens.keys[j : j + 1] != ["vụ"]
    ):
        return None  # "chức vụ Trưởng công an"
    if role.name == "Chủ nhiệm" and tokens.keys[j : j + 1] and tokens.keys[j] in {"lớp", "đề", "dự", "công"}:
        return None  # a class teacher, the head of a project
    k = j
    if tokens.keys[k : k + 2] == ["phụ", "trách"]:
        k += 2
        if k < len(tokens) and not tokens.caps[k]:
            k = j
    if role.mode == "aide":
        return _aide(document, i, j, role)
    if role.mode == "people" and _of_council(document, k):
        k, role = k + 2, Role(f"{role.name} Hội đồng", "any")
        j = k
    kind, _, argument = role.mode.partition(":")
    post = _READERS[kind](document, i, k, role, argument)
    if post is None:
        return None
    if (body := _read_whole(document, post) or _read_in_slot(document, i, j, post)) is not None:
        post.body, post.end = body, body.end
    elif post.body is not None and (end := _last_words(document, i, post)) > post.end:
        post.body.text += f" {tokens.span(post.end, end)}"
        post.body.end = post.end = end
    if post.body is None and _half_read(document, post.end):
        post.body = unknown(post.end)
    if post.body is None:
        post.end = _in_charge_of(document, j)
    # "hiệu trưởng cũ", "Chánh án TAND thành phố Vinh trước đây", "Bí thư Đảng ủy phường Tương Mai (cũ)"
    for past in (["cũ"], ["trước", "đây"], ["(", "cũ", ")"]):
        if tokens.keys[post.end : post.end + len(past)] == past:
            post.end, post.status = post.end + len(past), "former"
    post.end = term_end(document, post.end)
    return post


def _read_whole(document: Document, post: Post) -> Body | None:
    """The body with all of its name, where the grammar has read none or the first words of it."""
    tokens, body = document.tokens, post.body
    start = post.end if body is None else body.start
    read = body is not None and body.lacks not in _READ_IN_PART
    if read or post.mode == "party" or start >= len(tokens) or (body is None and not tokens.caps[start]):
        return None
    m = heads().at(tokens.keys, start)
    if m is None or m[1].kind in _NEVER_WHOLE:
        return None
    return whole_name(document, start, max(m[0], post.end), m[1])


def _read_in_slot(document: Document, i: int, j: int, post: Post) -> Body | None:
    """The body that only the slot of the post bounds, where the grammar has read none or the first words of it; tokens
    [i, j) are the role."""
    body, n = post.body, len(document.tokens)
    if j >= n or (body is not None and not _cut_short(document, body)):
        return None
    kind, _, word = post.mode.partition(":")
    if kind == "head":
        own = [word_key(w) for w in word.split()]
        start = next((h for h in (j, *range(i, j)) if document.keys[h : h + len(own)] == own), None)
        head = None if start is None else (start + len(own), Head("so", "sector", None, len(own)))
    else:
        start, head = j, pointed_head(document, j) if kind in {"any", "own", "people", "company"} else None
    if start is None or head is None or head[1].kind in _NEVER_WHOLE:
        return None
    found = slot_body(document, i, start, head[1], head[0])
    return found if found is not None and found.end > post.end else None


def _cut_short(document: Document, body: Body) -> bool:
    """Does the name go on in small words where the grammar has stopped to read it?"""
    if body.lacks == "unknown" or (body.lacks == "host" and (body.head == "*" or body.kind == "co-quan")):
        return True
    k = body.end
    if body.lacks or body.place is not None or body.parent is not None or k + 1 >= len(document.tokens):
        return False
    k += document.keys[k] in {",", "và"}
    word = document.tokens.words[k]
    letters = word.isupper() and word.isalpha() and not is_syllable(word)  # "Phòng Giáo dục | THPT sở GD-ĐT"
    return (word.islower() and is_word(document, k)) or letters


# what a name lacks of which the first words are read, and what needs a unit to be whole
_READ_IN_PART = frozenset({"unknown", "unit", "host", "host:bo"})
_NEVER_WHOLE = _OF_PARTY | {"!", "ubnd", "hdnd", "cong-an", "toa-an", "vien-kiem-sat"}


def _last_words(document: Document, i: int, post: Post) -> int:
    """The end of the small words that close a name before the mark of the apposition: "(SN 1980, Chủ tịch HĐQT Công ty
    Trục vớt | luồng hạ lưu)"; after a comma only words that stand in names."""
    tokens, body = document.tokens, post.body
    opening = tokens.keys[i - 1] if i else ""
    if body is None or body.lacks or body.kind not in _PROPER or opening not in {"(", "-", "–", ","}:
        return post.end
    bracket = "(" in tokens.keys[max(i - 8, 0) : i]
    for k in range(post.end, min(post.end + 6, len(tokens))):
        word, half = tokens.words[k], is_compound(tokens.keys, k) or (k > post.end and is_compound(tokens.keys, k - 1))
        if not word[0].isalnum():
            closes = word == ")" if bracket else word == opening
            return k if closes and k > post.end + 1 else post.end
        plain = word.islower() and tokens.keys[k] not in stop_words() and unit_type_at(document, k) is None
        if not plain or tokens.keys[k] in word_set("verbs of saying") or not (half or bracket or opening != ","):
            return post.end
    return post.end


_PROPER = frozenset({"cong-ty", "co-quan", "so", "truong", "benh-vien", "hoi"})


def _half_read(document: Document, j: int) -> bool:
    """ "Phó Chủ tịch | Ủy ban Thiếu niên …": a body begins there, with a name that no rule can read."""
    tokens = document.tokens
    if j >= len(tokens) or not tokens.caps[j]:
        return False
    m = heads().at(tokens.keys, j)
    k = m[0] if m is not None and m[0] > j + 1 else j + 2 if tokens.keys[j : j + 2] == _COMMITTEE else len(tokens)
    if m is not None and k < len(tokens) and is_compound(tokens.keys, k):
        return True  # "Ban Quản lý dự án | đầu tư …"
    return k < len(tokens) and tokens.caps[k] and not breaks_a_name(tokens, k)


_COMMITTEE = [word_key(w) for w in ("ủy", "ban")]


def _aide(document: Document, i: int, j: int, role: Role) -> Post | None:
    """ "Trợ lý Chủ tịch Quốc hội", "Thư ký của Bí thư Tỉnh ủy A"; None before a name, that may be of either."""
    tokens = document.tokens
    inner = post_at(document, j + (tokens.keys[j : j + 1] == ["của"])) if j + 1 < len(tokens) else None
    # "Trợ lý Ủy viên Bộ Chính trị, Bộ trưởng Bộ Công an": a seat is told first, the post that he aids after it
    while inner is not None and is_seat(inner) and tokens.keys[inner.end : inner.end + 1] == [","]:
        after = post_at(document, inner.end + 1) if inner.end + 1 < len(tokens) else None
        if after is None:
            break
        inner = after
    if inner is None or inner.body is None or inner.status:
        return None
    follows = inner.end < len(tokens) and tokens.caps[inner.end]
    if follows and not breaks_a_name(tokens, inner.end):
        return None
    return Post(i, inner.end, f"{role.name} {inner.role}", "any", inner.body)


def is_seat(post: Post) -> bool:
    """Is it a dignity that comes with another post: "Ủy viên Bộ Chính trị", "Bí thư Trung ương Đảng"?"""
    return post.mode == "member" or (post.body is not None and post.body.text == CENTRAL)


def _of_council(document: Document, k: int) -> bool:
    """ "Chủ tịch Hội đồng, Giám đốc Đại học A": a council that is named by no more than that."""
    keys = document.keys
    return keys[k : k + 2] == ["hội", "đồng"] and keys[k + 2 : k + 3] in ([","], ["và"], ["kiêm"], ["-"])


def _in_charge_of(document: Document, j: int) -> int:
    """The index after "phụ trách công tác An toàn", if a person's name follows."""
    tokens = document.tokens
    if tokens.keys[j : j + 2] == ["phụ", "trách"]:
        for k in range(j + 2, min(j + 9, len(tokens))):
            if not tokens.words[k][0].isalpha():
                break
            if tokens.caps[k] and person_score(tokens.keys[k : capital_run(document, k)]) > 2:
                return k
    return j


def _any(document: Document, i: int, j: int, role: Role, _: str) -> Post:
    """A body follows, or the context says which."""
    body = body_at(document, j, True) if j < len(document.tokens) else None
    if body is None and j < len(document.tokens):
        body = _numbered(document, i, j) or _pointed_at(document, j)
        if body is None and document.keys[j] == "của" and j + 1 < len(document.tokens):
            body = body_at(document, j + 1, True)  # "người phát ngôn của UBND tỉnh"
        # after "HLV", "Ngoại trưởng" a name that no list has is the holder's
        if body is None and role.mode not in {"club", "country"}:
            body = of_no_list(document, i, j, role)
    return Post(i, body.end if body else j, role.name, role.mode, body)


def _numbered(document: Document, i: int, j: int) -> Body | None:
    """ "Sư đoàn trưởng 312": the number of what the role's first words name."""
    tokens = document.tokens
    if tokens.keys[j - 1] != "trưởng" or not tokens.words[j].isdigit() or tokens.keys[j - 2] != "đoàn":
        return None
    return Body(j, j + 1, "quan-doi", capital(f"{tokens.span(i, j - 1)} {tokens.words[j]}"))


def _pointed_at(document: Document, j: int) -> Body | None:
    """ "Tổng Giám đốc công ty", "Giám đốc của bệnh viện này": a small word points at a body named elsewhere."""
    keys, tokens = document.keys, document.tokens
    k = j + 1 if keys[j] == "của" else j
    if k >= len(keys) or (m := pointers().at(keys, k)) is None:
        return None
    last = m[0]
    bare = m[0] >= len(keys) or not tokens.words[m[0]][0].isalnum()  # "Giám đốc Trung tâm, ông A"
    bare = bare or _full_name(document, m[0])  # "Phó Giám đốc Sở | Nguyễn Văn A"
    if keys[k:last] == ["trường"] and (stop := _school_end(document, last)):  # "hiệu trưởng trường | Lê Hồng Phong"
        return Body(j, stop, "truong", capital(tokens.span(k, stop)), head="trường")
    if not tokens.words[k].islower() and not bare and (m[0] - k > 1 or tokens.caps[m[0]]):
        return None  # "Giám đốc Sở" points; in "Giám đốc Công ty Sông Đà" a name follows
    end = m[0] + 1 if m[0] < len(keys) and keys[m[0]] in {"này", "trên"} else m[0]
    return Body(j, end, m[1], "", lacks="host", head="*")


def _full_name(document: Document, j: int) -> bool:
    """Does a person's name of three syllables or four stand at token j, and no field's or unit's?"""
    keys = document.keys[j : capital_run(document, j)] if document.tokens.caps[j] else []
    clear = len(keys) in {3, 4} and person_score(keys) > 2.5 and not document.kinds(" ".join(keys))
    return clear and keys[0] in surname_keys() and sector_end(document, j) is None


def _school_end(document: Document, j: int) -> int:
    """The end of a school's name at token j, 0: none stands there; the holder's full name may follow it."""
    keys, end = document.keys, capital_run(document, j)
    if end - j < 2 or breaks_a_name(document.tokens, j) or is_compound(keys, j):
        return 0  # "Trường Chính | trị"
    for k in range(j + 2, end - 1):
        if person_score(keys[k:end]) > 2:
            return k
    return end


def _people(document: Document, i: int, j: int, role: Role, _: str) -> Post:
    """Chairs: of a body, or of a unit's People's Committee when only the unit follows."""
    return _of_body_or_unit(document, i, j, role, government_of, lambda kind, word: f"UBND {word}")


def _party(document: Document, i: int, j: int, role: Role, _: str) -> Post:
    """Secretaries: of a committee, of the Youth Union, or of a unit's committee when only the unit follows."""
    if j < len(document.tokens) and document.keys[j] == "đoàn" and (union := _youth_union(document, i, j, role)):
        return union
    return _of_body_or_unit(
        document, i, j, role, committee_of, lambda kind, word: _LACK_WORD.get(kind, f"Đảng ủy {word}")
    )


def _youth_union(document: Document, i: int, j: int, role: Role) -> Post | None:
    """ "Phó Bí thư Đoàn xã Thạnh Tây", "Bí thư Đoàn Trường Đại học X", "Bí thư Đoàn phường"."""
    k = j + 1
    if k >= len(document.tokens) or body_at(document, j, True) is not None:
        return None
    if found := units_at(document, k, True):
        place = found[1][0]
        body = Body(j, place.end, "doan-the", f"Đoàn {place.full}", place, places=[place])
    elif (host := body_at(document, k, True)) is not None:
        body = Body(j, host.end, "doan-the", f"Đoàn {host.text}", host.place, host.lacks, host, list(host.places))
    elif type_ := unit_type_at(document, k):
        body = Body(j, type_[0], "doan-the", f"Đoàn {type_[2]}", lacks=type_[1].kind, head="*")
    else:
        return None
    return Post(i, body.end, role.name, "any", body)


def _of_body_or_unit(
    document: Document, i: int, j: int, role: Role, name: Callable[[Place], tuple[str, str]],
    lacking: Callable[[str, str], str],
) -> Post:  # fmt: skip
    tokens = document.tokens
    post = Post(i, j, role.name, role.mode)
    if j >= len(tokens):
        return post
    if (body := body_at(document, j, True)) is not None:
        name_central(body)
        if role.mode != "party" or body.kind in _PARTY_KINDS or body.parent is not None:
            post.body, post.end = body, body.end
        return post
    if found := units_at(document, j, True):
        place = found[1][0]
        # every province of ours is known: "Phó Chủ tịch tỉnh Cam Túc" is another state's
        abroad = role.mode == "people" and place.kind == "tinh" and not document.is_province(key(place.name))
        text, kind = (place.full, "") if abroad else name(place)
        post.body = Body(j, place.end, kind, text, place, places=[place], head="*")
    elif (type_ := unit_type_at(document, j)) and type_[1].level < 5:
        kind, word = type_[1].kind, type_[2]
        end = type_[0]
        if end < len(tokens) and tokens.keys[end] in {"này", "trên"}:
            end += 1
        body_kind = "ubnd" if role.mode == "people" else "cap-uy"
        if kind != "thon":
            post.body = Body(j, end, body_kind, lacking(kind, word), lacks=kind, head="*")
    elif tokens.caps[j] and (place_ := _bare_unit(document, j)):
        if place_.kind == "country":
            post.body = Body(j, place_.end, "", place_.name, place_, places=[place_])
        else:
            text, kind = name(place_)
            post.body = Body(j, place_.end, kind, text, place_, places=[place_], head="*")
    elif role.mode == "people":
        post.body = brand(document, i, j)
    if post.body is None and role.mode == "people" and (pointed := _pointed_at(document, j)) is not None:
        closed = pointed.end >= len(tokens) or not tokens.words[pointed.end].islower()
        # no "Chủ tịch Hội | đồng cố vấn"
        post.body = pointed if pointed.kind == "cong-ty" or (pointed.kind == "hoi" and closed) else None
    if post.body:
        post.end = post.body.end
    return post


def _bare_unit(document: Document, j: int) -> Place | None:
    """A province, district or country named without type word after a post: "Phó chủ tịch Kiên Giang"."""
    tokens = document.tokens
    if m := countries().at(tokens.keys, j):
        return Place(j, m[0], "country", "", tokens.span(j, m[0]))
    end, name, margin = name_at(document, j, "tinh", True, optional=True)
    if not name or end - j < 2:
        return None
    key = " ".join(tokens.keys[j:end])
    kinds = document.kinds(key)
    words = {
        "tinh": "tỉnh",
        "tp-tw": "thành phố",
        "huyen": "huyện",
        "quan": "quận",
        "thi-xa": "thị xã",
        "thanh-pho": "thành phố",
    }
    for kind, word in words.items():
        # "Chủ tịch Cần Thơ", of what was a province until 2003
        if kind in kinds and not (kind == "tinh" and document.province_kind(name) == "tp-tw"):
            return Place(j, end, kind, word, name, margin)
    return None


def _headed(document: Document, i: int, j: int, role: Role, word: str) -> Post:
    """The role's own word begins the body's name: Trưởng | Ban Tổ chức, Trưởng | Công an xã, Bộ trưởng | Nội vụ."""
    keys, n = document.keys, len(document.tokens)
    own = [word_key(w) for w in word.split()]
    post = Post(i, j, role.name, role.mode)
    body = body_at(document, j, True) if j < n else None
    if body is not None and keys[j : j + len(own)] == own:
        pass
    elif word == "Bộ" and keys[j : j + 2] == ["bộ", "này"]:
        body = Body(j, j + 2, "bo", "", lacks="host:bo", head="*")
    else:
        h = next((h for h in range(i, j) if keys[h:j] in (own, _SHORT.get(word))), None)
        as_head = body_at(document, h, True) if h is not None else None
        if as_head is not None and as_head.end > j:
            body = as_head
        elif keys[i : i + len(own)] == own and (force := _of_commune(document, j, word)) is not None:
            body = force  # "công an viên xã Hải An"
        elif (body is None or _is_field(word, body)) and j < n and (end := _field_end(document, j, word)):
            end = gate_end(document, end + is_roman(document, end))
            body = Body(j, end, "bo" if word == "Bộ" else "so", f"{word} {document.tokens.span(j, end)}", head="*")
            body.lacks = "province" if word == "Chi cục" else ""
            inner = body_at(document, end, True) if end < n else None
            if inner is not None and keys[end : end + len(own)] == own:
                body = inner  # "Đồn phó nghiệp vụ | Đồn Biên phòng Thanh"
            body = with_country(document, body) if word == "Bộ" else body
        elif body is not None and word in {"Phòng", "Ban", "Khoa"} and body.kind in {"cap-uy"}:
            body = None
        elif body is None and word == "Văn phòng" and j < n and (host := brand(document, i, j)) is not None:
            body = Body(j, host.end, "van-phong", f"{word} {host.text}", head="*")  # "Chánh Văn phòng VEC"
        elif body is None and word in {"Thanh tra", "Văn phòng"} and j < n:
            body = _of_host(document, j, word)
    if body is None and keys[j : j + 1] == ["thuộc"] and j + 1 < n:
        body = body_at(document, j + 1, True)  # "Phó Trưởng phòng | thuộc Tổng cục V, Bộ Công an"
    if body is None and keys[j : j + len(own)] == own and (end := _number_end(document, j)):
        body = Body(j, end, "so", document.tokens.span(j, end))  # "Đội trưởng | Đội quản lý đường sắt số 5"
    if body is None and keys[j : j + len(own)] == own and _goes_on(document, j + len(own)):
        post.body = unknown(j)  # "Viện trưởng Viện thông tin khoa học xã hội"
    if body is None and _goes_on(document, j) and is_compound(keys, j) and _goes_on(document, j + 2):
        post.body = unknown(j)  # "trưởng phòng | kinh doanh vốn công ty"
    if body is not None:
        post.body, post.end = body, body.end
        body.text = capital(body.text)
    return post


def _number_end(document: Document, j: int) -> int:
    """The end of the name in small letters at token j that "số 5" closes; 0: none does."""
    tokens = document.tokens
    for k in range(j + 1, min(j + 8, len(tokens) - 1)):
        if tokens.keys[k] == "số" and tokens.words[k + 1].isdigit():
            return k + 2
        if not tokens.words[k].isalpha() or tokens.caps[k] or roles().at(tokens.keys, k) is not None:
            return 0
    return 0


def _of_commune(document: Document, j: int, word: str) -> Body | None:
    """The body that the word and the commune at token j, named or not, make."""
    if j >= len(document.tokens):
        return None
    if (found := units_at(document, j, True)) and found[1][0].kind in COMMUNES:
        place = found[1][0]
        return Body(j, place.end, "cong-an", f"{word} {place.full}", place, places=[place], head="*")
    if (type_ := unit_type_at(document, j)) and type_[1].kind in COMMUNES:
        return Body(j, type_[0], "cong-an", f"{word} {type_[2]}", lacks=type_[1].kind, head="*")
    return None


# the role's own word in short: "Trưởng BQL Khu kinh tế A"
_SHORT = {"Ban quản lý": ["bql"], "Văn phòng": ["vp"]}


def _goes_on(document: Document, k: int) -> bool:
    """Does a name in small letters stand at token k, or one in capitals that is no person's?"""
    word = document.tokens.words[k] if k < len(document.tokens) else ""
    if word and document.tokens.caps[k]:
        if document.tokens.caps[k - 1]:
            return False
        return person_score(document.keys[k : capital_run(document, k)]) <= 0 and not breaks_a_name(document.tokens, k)
    return word.isalpha() and word.islower() and document.keys[k] not in stop_words() and document.keys[k] != "và"


def _is_field(word: str, body: Body) -> bool:
    """ "Bộ trưởng | Công an": the minister's field, no body of a unit."""
    return word == "Bộ" and body.kind == "cong-an" and bool(body.lacks)


def _field_end(document: Document, j: int, word: str) -> int | None:
    """The end of the field that follows the role; a minister's may be one that no list has: "Bộ trưởng Nhà ở"."""
    end = sector_end(document, j, composed=word != "Bộ")
    tokens = document.tokens
    if end is not None and word == "Bộ" and (both := _joined_field(document, end)):
        return both  # "Bộ trưởng Nội vụ | và Truyền thông"
    if end is None and word in {"Vụ", "Cục", "Phòng", "Trạm"} and tokens.caps[j] and not breaks_a_name(tokens, j):
        stop = spelt_to_mark(document, j)  # "Vụ trưởng | Quản lý phương tiện và người lái (Tổng cục A)"
        return stop if stop is not None and not all(tokens.caps[j:stop]) else None
    if end is not None or word != "Bộ" or not tokens.caps[j] or breaks_a_name(tokens, j):
        return end
    stop = open_sector(document, j)
    small = stop > j and not all(tokens.caps[j:stop])
    return stop if small and person_score(tokens.keys[j:stop]) <= 0 else None


def _joined_field(document: Document, end: int) -> int:
    """The end of "và" and one more field that follow, no post and no person; 0: none does."""
    tokens = document.tokens
    if tokens.keys[end : end + 1] not in (["và"], ["&"]) or end + 1 >= len(tokens) or not tokens.caps[end + 1]:
        return 0
    stop = sector_end(document, end + 1, composed=False) or open_sector(document, end + 1)
    field = not breaks_a_name(tokens, end + 1) and stop > end + 1 and not all(tokens.caps[end + 1 : stop])
    return stop if field else 0


def _of_host(document: Document, j: int, word: str) -> Body | None:
    """The inspectorate or office of what follows: "Chánh Thanh tra | Bộ", "Chánh Thanh tra | , Sở Nội vụ"."""
    keys = document.keys
    if keys[j] in _HOSTS:
        return Body(j, j + 1, "so", word, lacks=f"host:{_HOSTS[keys[j]]}", head="*")
    host = body_at(document, j + 1, True) if keys[j] == "," and j + 1 < len(keys) else None
    if host is None or host.kind not in {"so", "bo"}:
        return None
    text = f"{word} {host.text}"
    return Body(j, host.end, "so", text, host.place, host.lacks, host, list(host.places), "*")


# ministries and departments named elsewhere, which an inspectorate or an office is of
_HOSTS = {"bộ": "bo", "sở": "so"}


def _committee(document: Document, i: int, j: int, role: Role, word: str) -> Post:
    """Members of a unit's committee: "Tỉnh ủy viên" is of the Tỉnh ủy."""
    kind = {"Tỉnh ủy": "tinh", "Thành ủy": "thanh-pho", "Huyện ủy": "huyen", "Quận ủy": "quan", "Thị ủy": "thi-xa"}.get(
        word
    )
    body = Body(j, j, "cap-uy", word, lacks=kind or "host", head="*")
    post = Post(i, j, role.name, role.mode, body)
    tokens = document.tokens
    named = body_at(document, j, True) if j < len(tokens) and tokens.keys[j] == "đảng" else None
    if named is not None and named.kind == "cap-uy" and word == "Đảng ủy" and not named.lacks:
        return Post(i, named.end, role.name, role.mode, named)  # "Đảng ủy viên Đảng ủy Quân khu 9"
    if j < len(tokens) and (found := units_at(document, j, True)):
        place = found[1][0]
        text, body_kind = committee_of(place)
        post.body = Body(j, place.end, body_kind, text, place, places=[place], head="*")
        post.end = place.end
    elif kind and j < len(tokens) and tokens.caps[j]:
        end, name, margin = name_at(document, j, kind, True, optional=True)
        if name and document.known(" ".join(tokens.keys[j:end]), kind) == 1.0:
            unit_word = {
                "tinh": "tỉnh",
                "thanh-pho": "thành phố",
                "huyen": "huyện",
                "quan": "quận",
                "thi-xa": "thị xã",
            }[kind]
            place = Place(j, end, kind, unit_word, name, margin)
            post.body = Body(j, end, "cap-uy", f"{word} {name}", place, places=[place], head="*")
            post.end = end
    return post


def _member(document: Document, i: int, j: int, role: Role, _: str) -> Post | None:
    """ "Ủy viên" and "Đại biểu" are posts only with the body that they sit in."""
    keys, n = document.keys, len(document.tokens)
    if j < n and keys[j : j + 2] == ["dự", "khuyết"]:
        j += 2
    body = body_at(document, j, True) if j < n else None
    if body is None and role.name.startswith("Ủy viên") and keys[j : j + 2] == ["trung", "ương"]:
        body = Body(j, j + 2, "ban-chap-hanh", CENTRAL)  # "uỷ viên Trung ương khóa XII"
    if body is None:
        alone = role.name == "Đại biểu" and j < n and document.tokens.caps[j] and not breaks_a_name(document.tokens, j)
        return Post(i, j, role.name, "delegate") if alone else None  # "đại biểu Nguyễn Văn A nói"
    name = role.name
    if role.name.startswith("Đại biểu"):
        return Post(i, body.end, name, role.mode, body) if body.kind in {"hdnd", "quoc-hoi"} else None
    if body.kind == "ban-thuong-vu" and body.head in {"ban thường vụ", "btv", "thường vụ"}:
        name = f"{name} Ban Thường vụ"
        inner = body.parent or Body(body.end, body.end, "cap-uy", "", lacks="committee", head="*")
        return Post(i, body.end, name, role.mode, inner)
    if body.head.startswith("thường trực "):
        name = f"{name} Thường trực"
        body.text = body.text[len("Thường trực ") :]
    name_central(body)
    return Post(i, body.end, name, role.mode, body)


def _fixed(document: Document, i: int, j: int, role: Role, word: str) -> Post:
    """The body goes without saying; another country's if one is named."""
    tokens = document.tokens
    place = country_at(document, j) if role.name != "Đại biểu" else None
    if place is not None:
        own = Body(j, place.end, "", place.name, place, places=[place])
        if is_ours(place):
            own = Body(j, place.end, "", word)
        return Post(i, place.end, role.name, role.mode, own)
    named = body_at(document, j, True) if role.name in _OF_NAMED and j < len(tokens) else None
    if named is not None and named.kind in _OF_NAMED[role.name] and not named.lacks and named.text != word:
        name_central(named)
        if named.kind == "chinh-dang" and named.place is None:
            named.text = word  # "Tổng Bí thư Đảng Cộng sản Việt Nam" is the one post
        return Post(i, named.end, role.name, role.mode, named)
    end, head, start = j, "*", j
    if document.keys[j - len(word.split()) : j] == [word_key(w) for w in word.lower().split()]:
        start, head = j - len(word.split()), word
    elif j < len(tokens) and (h := heads().at(tokens.keys, j)) and tokens.span(j, h[0]).lower() == word.lower():
        end, head = h[0], word
    kind = {"Chính phủ": "chinh-phu", "Quốc hội": "quoc-hoi", "Việt Nam": ""}.get(word, "ban-chap-hanh")
    body = Body(start, end, kind, word, head=head)
    if role.name == "Đại biểu" and end < len(tokens) and (found := units_at(document, end, True)):
        end = found[1][0].end  # "Đại biểu Quốc hội tỉnh Bạc Liêu": elected there, of the National Assembly
    return Post(i, end, role.name, role.mode, body)


# "Tổng Bí thư Đảng Cộng sản Cuba", "Thủ tướng Quốc vụ viện": kinds of the body named after the role
_OF_NAMED = {"Tổng Bí thư": {"chinh-dang", "ban-chap-hanh"}, "Thủ tướng": {"chinh-phu"}}


def _country(document: Document, i: int, j: int, role: Role, _: str) -> Post:
    tokens = document.tokens
    if j < len(tokens) and (m := countries().at(tokens.keys, j)):
        place = Place(j, m[0], "country", "", tokens.span(j, m[0]))
        end = m[0]
        if end + 1 < len(tokens) and tokens.keys[end] == "tại" and (at := countries().at(tokens.keys, end + 1)):
            end = at[0]  # "Đại sứ Việt Nam tại Triều Tiên"
            if role.name.endswith("ại sứ"):
                embassy = Body(j, end, "quoc-te", f"Đại sứ quán {tokens.span(j, end)}", place, places=[place], head="*")
                return Post(i, end, role.name, role.mode, embassy)
        return Post(i, end, role.name, role.mode, Body(j, m[0], "", place.name, place, places=[place]))
    if (
        role.name.endswith("hị trưởng")
        and (type_ := unit_type_at(document, j))
        and any(tokens.caps[type_[0] : type_[0] + 1])
    ):
        end = capital_run(document, type_[0])  # "Phó Thị trưởng | thành phố Porto"
        return Post(i, end, role.name, role.mode, Body(j, end, "", tokens.span(j, end), head="*"))
    post = _any(document, i, j, role, "")
    if post.body is not None and post.body.kind == "chinh-dang":
        return Post(i, post.end, role.name, role.mode)  # "Tổng thống đảng Dân chủ Barack Obama"
    return post


def _chamber(document: Document, i: int, j: int, role: Role, word: str) -> Post:
    """ "Thượng nghị sĩ Mỹ": a member of that chamber of the country's parliament."""
    place = country_at(document, j)
    if place is None:
        return Post(i, j, role.name, role.mode, Body(j, j, "quoc-hoi", word, head="*"))
    chamber = Body(j, place.end, "quoc-hoi", f"{word} {place.name}", place, places=[place])
    return Post(i, place.end, role.name, role.mode, chamber)


def _staff(document: Document, i: int, j: int, role: Role, _: str) -> Post | None:
    """ "Chuyên viên" is a post only with the office that follows."""
    k = j + (document.keys[j : j + 1] in (["của"], ["tại"]))
    body = body_at(document, k, True) if k < len(document.tokens) else None
    return Post(i, body.end, role.name, "own", body) if body is not None and body.lacks != "unknown" else None


def _village(document: Document, i: int, j: int, role: Role, _: str) -> Post | None:
    """ "Trưởng thôn An Nhơn": the hamlet is the body."""
    for h in range(i, j):
        if (found := units_at(document, h, True)) and found[1][0].kind == "thon":
            place = found[1][0]
            body = Body(h, place.end, "co-quan", place.full, place, places=[place], head="*")
            return Post(i, place.end, role.name, role.mode, body)
    return Post(i, j, role.name, role.mode)


_READERS: dict[str, Callable[[Document, int, int, Role, str], Post | None]] = {
    "any": _any,
    "company": _any,
    "club": _any,
    "school": _any,
    "own": _any,
    "people": _people,
    "party": _party,
    "head": _headed,
    "committee": _committee,
    "member": _member,
    "self": _fixed,
    "country": _country,
    "chamber": _chamber,
    "village": _village,
    "staff": _staff,
}
