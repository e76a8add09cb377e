"""Which body a post is in when the text leaves it open: the unit, host or country that the context gives."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from kg.grammar.body import Body
from kg.grammar.document import COMMUNES, Document
from kg.grammar.lists import sectors
from kg.grammar.memory import Memory, Row, level_of
from kg.grammar.names import surnames
from kg.grammar.naming import committee_of, completed
from kg.grammar.posts import Post
from kg.grammar.scan import Name
from kg.grammar.sectors import is_compound
from kg.grammar.states import OF_STATES
from kg.grammar.units import Place
from kg.lexicon import phrase_set, words
from kg.text import key
from kg.tokens import Tokens, is_syllable, word_key


def foreign(document: Document, name: Name) -> bool:
    """Has the name words that are no Vietnamese syllables, and nothing of the minorities' names (Kpă, Ksor, K'Brốp)?"""
    parts = name.text.split()
    ours = key(parts[0]) in surnames() or any(c in _OUR_LETTERS for c in name.text.lower()) or "'" in name.text
    return not ours and not all(map(is_syllable, parts))


# letters of Vietnamese that other languages written in Latin do not share
_OUR_LETTERS = frozenset("ăâđơưảẻỉỏủỷạẹịọụỵẽũỹắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữựế")


def may_be_foreign(memory: Memory, name: Name) -> bool:
    """Is the article so much about another state that a post that goes without a country may be that state's: of whom
    has a surname that is rare here (Tập Cận Bình), or of anyone where ours is never named or names are spelt as there
    ("Lý Cường (Li Qiang)")?"""
    ours, others = memory.states()
    rare = not surnames().get(key(name.text).split()[0])
    if rare or memory.once("spelt abroad", lambda: _spells_abroad(memory.document.tokens.text)):
        return max(others, default=0) > ours
    return ours == 0 and sum(others) >= _ABOUT_ANOTHER


def _spells_abroad(text: str) -> bool:
    """ "Vương Tiểu Hồng (Wang Xiaohong)", "Hồ Xuân Hoa (胡春华)": does the article give a name as written elsewhere?"""
    latin = (m[1].split() for m in _IN_LATIN.finditer(text))
    return _IN_CHINESE.search(text) is not None or any(not any(map(is_syllable, name)) for name in latin)


_IN_LATIN = re.compile(r"[A-ZĐÀ-Ỹ][^\W\d_]+ [A-ZĐÀ-Ỹ][^\W\d_]+ \(([A-Z][a-z]+ [A-Z][a-z]+)\)")
_IN_CHINESE = re.compile(r"[^\W\d_] ?\([\u4e00-\u9fff]{2,4}\)")


# mentions of other states by which an article is about them
_ABOUT_ANOTHER = 10


def abroad(document: Document, memory: Memory, post: Post) -> float:
    """How sure it is of which country a foreigner's post is: "Thủ tướng" is of the country last named in the sentence,
    else of the one that the article is about (0: none is; then the fact is not made). 1: the post's own words say
    which. The post is given its country.
    """
    if post.body is not None and (post.body.place is not None or (post.mode == "country" and post.body.text)):
        return 1.0
    ministry = post.mode == "head:Bộ"
    named = not ministry and post.body is not None and post.body.kind in OF_STATES and post.mode[:5] != "self:"
    if ministry and post.body is None:
        return 0.0
    countries = memory.once("countries", lambda: Row.of(
        (at, p, p.name) for at, p in memory.units
        if p.kind == "country" and key(p.name) != "việt nam" and key(p.name) not in words("cities.txt")
    ))  # fmt: skip
    near = countries.before(post.start)
    sure = near is not None and document.sentence_of(near[0]) == document.sentence_of(post.start)
    if near is not None and sure and (not (ministry or named) or _alone(document, countries, post)):
        place = near[1]
    elif len(countries.counts) == 1 or (not named and countries.lead >= 2 and countries.counts[countries.top] >= 3):
        place = countries.named(countries.top)[0]
    else:
        return 0.5 if ministry or named else 0.0
    if (ministry or named) and post.body is not None:
        post.body = replace(post.body, text=f"{post.body.text} {place.name}", place=place)
    else:
        post.body = Body(post.start, post.end, "", place.name, place, head="*")
    return 0.9 if sure else 0.8


def _alone(document: Document, countries: Row[Place], post: Post) -> bool:
    """Does the sentence of the post name one country and no other?"""
    here = document.sentence_of(post.start)
    near = countries.between(document.sentence_start(post.start), post.end + _NEAR)
    return len({key(p.name) for at, p in near if document.sentence_of(at) == here}) == 1


def body_of(memory: Memory, post: Post) -> tuple[str | None, Place | None, str, float]:
    """(name, unit, kind, certainty) of a post's body; None where no one can say which."""
    body = post.body
    if body is None:
        return _remembered(memory, post)
    certainty = 1.0 if body.place is None or body.place.sure else 0.5
    if not body.lacks:
        if _WITHOUT_MARKS.sub(" ", key(body.text)) in phrase_set("council committees"):
            return _of_council(memory, body)
        if _ownerless(body):
            return _section(memory, body)
        if body.kind in {"cong-ty", "co-quan"} or body.head == "trường":
            body = _in_full(memory, body)
        elif body.kind == "so" and body.text.split()[-1].isupper():
            body = _spelt_out(memory, body)
        return body.text, body.place, body.kind, certainty
    if body.lacks == "unknown":
        return None, None, "", 0.0
    if body.lacks in {"committee", "host", "unit"} or body.lacks.startswith("host:"):
        return _hosted(memory, body)
    pointed = memory.document.keys[body.end - 1] in _DEMONSTRATIVE
    found = memory.last_unit(body.lacks, body.start) if pointed else memory.unit(body.lacks, body.start)
    city = memory.last_unit("tp-tw", body.start) if pointed and body.lacks == "tinh" else None
    if city is not None and (found is None or found.place.start < city.place.start < body.start):
        return _of_city(body, city.place)
    if found is None:
        return body.text, None, body.kind, 0.75 if body.lacks == "province" else 0.6
    return completed(body, found.place), found.place, body.kind, certainty * found.certainty


_WITHOUT_MARKS = re.compile(r"[ ,–-]+")


def _of_council(memory: Memory, body: Body) -> tuple[str, Place | None, str, float]:
    """ "Ban Pháp chế": of the one council that the article names."""
    place = _one_unit(memory, "hdnd")
    if place is None:
        return body.text, None, body.kind, 0.45
    return f"{body.text} HĐND {place.full}", place, body.kind, 0.75


def _of_city(body: Body, city: Place) -> tuple[str | None, Place | None, str, float]:
    """ "ông A, Phó Bí thư Đà Nẵng, làm Bí thư tỉnh này": the city last named is called a province."""
    if body.kind != "cap-uy":
        return None, None, "", 0.0
    return committee_of(city)[0], city, body.kind, 0.8


def _in_full(memory: Memory, body: Body) -> Body:
    """The company of which this is the short name: "Công ty Công Lý", where "Công ty TNHH Du lịch Công Lý" is named."""
    short = key(body.text)
    if body.place is not None and not body.place.word:
        return memory.once("of units", lambda: _of_units(memory)).get((body.head, key(body.place.name)), body)
    if body.text.isupper() and " " not in body.text:
        return memory.once("defined", lambda: _defined(memory)).get(body.text, body)
    own = short.removeprefix("công ty ").removeprefix("trường ")
    full = memory.once("companies", lambda: _companies(memory)).get(own, {})
    longer = [b for name, b in full.items() if len(name) > len(short)]
    return longer[0] if own != short and len(longer) == 1 else body


def _spelt_out(memory: Memory, body: Body) -> Body:
    """ "Tổng cục QLTT" where the article names "Tổng cục Quản lý thị trường", whose words begin with those letters."""
    *head, letters = key(body.text).split()
    full = memory.once("spelt out", lambda: {
        _initials(key(b.text).split()): b
        for _, b in memory.bodies if b.kind == "so" and not b.lacks and b.place is None and not b.text.endswith(")")
    })  # fmt: skip
    return full.get(_initials(head) + letters, body) if len(letters) > 2 else body


def _initials(words_: list[str]) -> str:
    return "".join(w[0] for w in words_ if w[0].isalpha())


_DEFINITION = re.compile(r"\s*\((?:(?:viết|gọi) tắt là |sau đây gọi (?:tắt )?là )?([^\W\d_a-z]{2,10})\)")


def _defined(memory: Memory) -> dict[str, Body]:
    """The bodies that the article gives a short form in brackets, by it: "Ngân hàng Á Châu (ACB)"."""
    tokens = memory.document.tokens
    found: dict[str, Body] = {}
    for _, body in memory.bodies:
        if not body.lacks and (m := _DEFINITION.match(tokens.text, tokens.ends[body.end - 1])) and m[1].isupper():
            found.setdefault(m[1], body)
    return found


def _of_units(memory: Memory) -> dict[tuple[str, str], Body]:
    """Bodies that the article names with their unit's type word, by head and unit: "Điện lực huyện Bình Lục"."""
    found: dict[tuple[str, str], Body] = {}
    for _, body in memory.bodies:
        if body.place is not None and body.place.word and not body.lacks:
            found.setdefault((body.head, key(body.place.name)), body)
    return found


def _companies(memory: Memory) -> dict[str, dict[str, Body]]:
    """The companies that the article names, by each ending of their names, as "công lý"; and by the whole name."""
    found: dict[str, dict[str, Body]] = defaultdict(dict)
    for body in (_school(b) for _, b in memory.bodies):
        if body.kind in {"cong-ty", "truong"} and not body.lacks:
            words_ = key(body.text).split()
            for k in range(1, len(words_)):
                found[" ".join(words_[k:])][" ".join(words_)] = body
    return found


_DEMONSTRATIVE = frozenset({"này", "trên", "đó", "ấy"})


def _ownerless(body: Body) -> bool:
    """A section named without what it is a section of: "Phòng Kế toán"."""
    return (
        body.kind in {"so", "cong-an"}
        and body.place is None
        and body.parent is None
        and body.text.split()[0].lower() in _SECTIONS
        and not _has_name(body)
    )


def _has_name(body: Body) -> bool:
    """ "Đội CSGT Cát Lái": a section with a name of its own, of which the article need not say what it is part of."""
    if body.text.split()[-2:-1] == ["số"]:
        return True  # "Đội quản lý đường sắt số 5"
    own = body.text.split()[len(body.head.split()) :]
    listed = sectors().at([word_key(w) for w in own], 0) if own else None
    return body.head != "*" and bool(own) and all(w[0].isupper() for w in own) and listed is None


_SECTIONS = frozenset({"phòng", "khoa", "đội", "tổ"})


def _section(memory: Memory, body: Body) -> tuple[str, Place | None, str, float]:
    """ "Phòng Kế toán" is of the one department, school or company that the article names, if there is only one.

    "Phòng Tư pháp" is of a district.
    """
    if " ".join(k for k in _WORDS.findall(key(body.text))[1:] if k != "và") in phrase_set("district fields"):
        return _of_district(memory, body)
    tokens = memory.document.tokens
    if _goes_on(tokens, body.end):
        return body.text, None, body.kind, 0.45
    police = body.kind == "cong-an" or any(f" {word} " in f" {key(body.text)} " for word in phrase_set("police fields"))
    kinds = frozenset(
        {"truong", "benh-vien"} if key(body.text).startswith("khoa")
        else {"cong-an"} if police else {"so", "cong-ty", "benh-vien"}
    )  # fmt: skip
    hosts = memory.once(("sections", kinds), lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies
        if b.kind in kinds and b.lacks in {"", "province"} and key(b.text).split()[0] not in _SECTIONS
        and not (police and (b.place is None or b.place.kind not in {"tinh", "tp-tw"}))
    ))  # fmt: skip
    if not hosts.counts:
        hosts = memory.once("police hosts", lambda: _police_hosts(memory))  # "Phòng Hậu cần" of what is told of alone
    if (named := hosts.before(body.start)) is not None and _lists_of_one(memory, named[1], body):
        host, certainty = named[1], 0.7
    elif (len(hosts.counts) == 1 and (len(hosts.at) > 1 or abs(hosts.at[0] - body.start) < _FAR)) or (
        hosts.lead >= 2 and hosts.counts[hosts.top] >= 3
    ):
        host, certainty = hosts.named(hosts.top)[0], 0.75
    else:
        return body.text, None, body.kind, 0.45
    place, own = host.place, host.text
    if host.lacks == "province" and (province := memory.unit("province", body.start)):
        place, own = province.place, completed(host, province.place)
    return f"{body.text} {own}", place, body.kind, certainty


# tokens away at which a host that is named once is not meant any more
_FAR = 150


def _lists_of_one(memory: Memory, host: Body, body: Body) -> bool:
    """ "ông A, giám đốc Trung tâm B; ông C, trưởng Phòng D": does a list of people go on from who heads the host?"""
    between = memory.document.keys[host.end : body.start]
    return _in_sentence(memory, host.start, body.start) and between[:1] == [";"] and len(between) < _NEAR


_WORDS = re.compile(r"\w+")


def _goes_on(tokens: Tokens, end: int) -> bool:
    """Does the name, or whose it is, go on at token `end` in words that no rule can read?

    "Phòng Đăng ký | thuộc Trung tâm Lưu ký A", "Phòng Cảnh sát A | & B", "Phòng Kỹ thuật | - địa chính, …".
    """
    mark = "".join(tokens.keys[end : end + 1])
    if mark in {"thuộc", "của"}:
        return any(tokens.caps[end + 1 : end + 2])
    small = any(word.islower() for word in tokens.words[end + 1 : end + 2])
    return mark == "&" or (mark in {"-", "–"} and small and is_compound(tokens.keys, end + 1))


def _of_district(memory: Memory, body: Body) -> tuple[str, Place | None, str, float]:
    """ "Phòng Nội vụ" alone: of the one district that the article names, or of that last named in the sentence."""
    found = memory.once("of districts", lambda: Row.of(
        (at, p, key(p.full)) for at, p in memory.units if level_of(p.kind) == 2 and p.word
    ))  # fmt: skip
    before = found.before(body.start)
    if len(found.counts) != 1 and not (before is not None and _in_sentence(memory, before[0], body.start)):
        return body.text, None, body.kind, 0.45
    place = before[1] if before is not None else found.things[0]
    return f"{body.text} {place.full}", place, body.kind, 0.75 if len(found.counts) == 1 else 0.6


def _police_hosts(memory: Memory) -> Row[Body]:
    """The police of the provinces that the article names, if it names them twice."""
    found = Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies
        if b.kind == "cong-an" and key(b.text).startswith("công an ") and b.place is not None
        and b.place.kind in {"tinh", "tp-tw"}
    )  # fmt: skip
    return found if len(found.at) >= 2 else Row([])


# what may be named without its unit, as elsewhere or as it stands
_NAMED_WITHOUT_UNIT = frozenset({"so", "co-quan", "truong", "benh-vien", "cong-ty"})


def _hosted(memory: Memory, body: Body) -> tuple[str | None, Place | None, str, float]:
    """A committee that the text names without its host."""
    if body.lacks.startswith("host") or (body.kind in {"truong", "benh-vien", "cong-ty"} and body.lacks != "unit"):
        return _of_host(memory, body)
    if body.lacks == "unit" and body.kind in {"mttq", "doan-the"} and key(body.text).endswith("việt nam"):
        return body.text, None, body.kind, 0.6  # the national committee, or that of the place spoken of
    if body.lacks == "unit" and (council := _one_of_its_kind(memory, body)) is not None:
        return council
    if body.lacks == "unit" and body.kind in _NAMED_WITHOUT_UNIT:  # "Trung tâm Phát triển quỹ đất"
        other = _named_before(memory, body)
        return (other.text, other.place, other.kind, 0.8) if other is not None else (body.text, None, body.kind, 0.6)
    if body.lacks == "unit" or body.kind == "ban-can-su":
        return None, None, "", 0.0
    if body.text and (named := _named_before(memory, body)) is not None:
        return named.text, named.place, named.kind, 0.8
    found = memory.body(frozenset({"cap-uy"}), body.start) or memory.body(frozenset({"doan-the"}), body.start)
    if found is None:
        return (body.text or None), None, body.kind, 0.55
    host, certainty = found
    if certainty < 0.9 and memory.document.sentence_of(host.start) != memory.document.sentence_of(
        min(body.start, len(memory.document.tokens) - 1)
    ):
        certainty = 0.45
    if not body.text:
        return host.text, host.place, "cap-uy", certainty
    if host.kind == body.kind:
        return host.text, host.place, body.kind, certainty
    return f"{body.text} {host.text}", host.place, body.kind, certainty


def _one_of_its_kind(memory: Memory, body: Body) -> tuple[str, Place | None, str, float] | None:
    """ "HĐND" alone, where all councils that the article names are of one unit: "HĐND tỉnh A", "HĐND tỉnh"."""
    kind = body.host.kind  # that of the council in "Ban Kinh tế HĐND"
    if kind not in {"hdnd", "ubnd"}:
        return None
    place = _one_unit(memory, kind) or _council_here(memory, body, kind)
    return (completed(body, place), place, body.kind, 0.75) if place is not None else None


def _council_here(memory: Memory, body: Body, kind: str) -> Place | None:
    """ "HĐND tỉnh A bầu ông B giữ chức Chủ tịch HĐND": the unit of the one council that the sentence names before."""
    named = memory.once(("named councils", kind), lambda: Row.of(
        (b.start, b.place, (level_of(b.place.kind), key(b.place.name)))
        for _, b in memory.bodies if b.kind == kind and b.place is not None and b.place.word
    ))  # fmt: skip
    here = named.between(memory.document.sentence_start(body.start), body.start)
    return here[0][1] if len({(p.kind, key(p.name)) for _, p in here}) == 1 else None


def _one_unit(memory: Memory, kind: str) -> Place | None:
    """The one unit of whose councils, or People's Committees, the article tells; None if it tells of several."""
    units = memory.once(("councils", kind), lambda: Row.of(
        (b.start, unit, (level_of(unit.kind), key(unit.name)))
        for _, b in memory.bodies if b.kind == kind and (unit := _unit_of(memory, b)) is not None
    ))  # fmt: skip
    return next((p for p in units.things if p.word), units.things[0]) if len(units.counts) == 1 else None


def _unit_of(memory: Memory, body: Body) -> Place | None:
    """The unit that a council names, or that the context gives it by its type word."""
    if body.place is not None or not body.lacks or body.lacks in {"unit", "unknown"}:
        return body.place
    unit = memory.unit(body.lacks, body.start)
    return unit.place if unit is not None and unit.certainty > 0.8 else None


def _named_before(memory: Memory, body: Body) -> Body | None:
    """ "Ủy ban Kiểm tra" alone, where the article has named "Ủy ban Kiểm tra LĐLĐ tỉnh A" and no other."""
    found = memory.once(("named", key(body.text)), lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies
        if not b.lacks and key(b.text).startswith(f"{key(body.text)} ")
    ))  # fmt: skip
    before = found.before(body.start)
    return before[1] if before is not None and len(found.counts) == 1 else None


# tokens back in which a body spoken of is still meant
_NEAR = 60


_AGENCIES = frozenset({"co-quan", "bo", "ban-dang", "uy-ban-kiem-tra", "doan-the", "mttq"})
_CENTRES = frozenset({"so", "co-quan", "truong", "benh-vien"})
_HOSTS = frozenset({"truong", "cong-ty", "benh-vien", "cong-an", "co-quan", "quan-doi"})


def _of_branch(memory: Memory, body: Body) -> tuple[str, Place | None, str, float] | None:
    """ "Đối với Đảng bộ Sở A, ông B, Bí thư Đảng ủy, …": of the Đảng bộ that the sentence names before."""
    branches = memory.once("party branches", lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies
        if b.kind == "dang-bo" and key(b.text).startswith("đảng bộ ") and b.lacks in {"", "province"}
    ))  # fmt: skip
    named = branches.before(body.start)
    if named is None or not _in_sentence(memory, named[0], body.start) or len(body.text.split()) != 2:
        return None
    if memory.document.keys[named[0] - 1] not in {"với", "tại", "ở"}:
        return None  # "Ủy viên Ban Chấp hành Đảng bộ B, Bí thư Đảng ủy": of another
    host = replace(named[1], text=f"{body.text} {named[1].text.split(maxsplit=2)[2]}", kind="cap-uy")
    province = memory.unit("province", body.start) if host.lacks else None
    if province is None:
        return host.text, host.place, "cap-uy", 0.8
    return completed(host, province.place), province.place, "cap-uy", 0.8


def _of_host(memory: Memory, body: Body) -> tuple[str | None, Place | None, str, float]:
    """ "Đảng ủy" alone: of the school, company or commune last spoken of."""
    inner = body.parent
    if inner is not None and inner.kind == "quan-doi" and inner.lacks == "host":  # "Đảng ủy Quân khu"
        own, place, _, certainty = _of_host(memory, inner)
        text = f"{body.text.removesuffix(inner.text)}{own}" if own else None
        return text, place, body.kind, certainty
    if body.kind == "cap-uy" and body.text and (committee := _committee_here(memory, body)) is not None:
        return committee
    if body.kind == "cap-uy" and (told := _of_branch(memory, body)) is not None:
        return told
    pointed = body.lacks.partition(":")[2]
    kinds = frozenset({pointed or body.kind}) if pointed or not body.text or body.kind in _HOSTS else _HOSTS
    communes = body.kind in {"cap-uy", "chi-bo", "dang-bo", "uy-ban-kiem-tra"} and bool(body.text) and not pointed
    word = _WORD_OF.get(pointed or ("" if body.text else body.kind), "") or _pointer(memory, body)
    if body.text.lower().endswith(" cơ quan"):
        kinds = _AGENCIES  # "Phó Bí thư Đảng ủy cơ quan"
    kinds = _CENTRES if word == "trung tâm " else kinds
    named = body.kind == "quan-doi" or (body.kind == "cong-ty" and key(body.text) != "công ty")
    word = f"{key(body.text)} " if named and body.text else word  # "Tập đoàn" is no "Nhà máy A"
    bare = "công ty" if key(body.text) == "công ty" else ""  # no bank, no branch
    offices = phrase_set("offices of the centre") if pointed == "bo" else ()
    bodies = memory.once(("hosts", kinds, word, bare), lambda: Row.of(
        (b.start, b, key(b.text)) for b in (_school(b) for _, b in memory.bodies)
        if ((b.kind in kinds and key(b.text).startswith(word) and bare in key(b.text)) or key(b.text) in offices)
        and b.lacks in {"", "province"} and b.head != "công an trung ương"
    ))  # fmt: skip
    units = memory.once(("communes", communes), lambda: Row.of(
        (at, p, key(p.full)) for at, p in memory.units if communes and p.kind in COMMUNES and p.word
    ))  # fmt: skip
    if pointed == "bo" and (general := _general(memory)) is not None:
        return f"{body.text} {general.text}", general.place, body.kind, 0.75
    found = _last(bodies.before(body.start), units.before(body.start)) or _first(bodies, units)
    here = found is not None and _in_sentence(memory, found.start, body.start)
    if communes and not here and (party := _party_of_commune(memory)):
        return f"{body.text} {party.full}", party, body.kind, 0.8
    if found is None:
        return None, None, "", 0.0
    place = found.place if isinstance(found, Body) else found
    own = found.text if isinstance(found, Body) else found.full
    if isinstance(found, Body) and found.lacks == "province" and (province := memory.unit("province", body.start)):
        place, own = province.place, completed(found, province.place)
    # "Tổng Giám đốc Công ty": the small word only points; "Thanh tra Sở", "Hội đồng trường" are bodies of their own
    points = isinstance(found, Body) and found.kind == body.kind and key(body.text) in key(own)
    certainty = 0.9 if len(bodies.counts) + len(units.counts) == 1 else 0.7
    return own if points or not body.text else f"{body.text} {own}", place, body.kind, certainty


def _general(memory: Memory) -> Body | None:
    """The general department that an article tells more of than of ministries: "Vụ Tổ chức cán bộ" is one of its."""
    ours = memory.once("general departments", lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies if not b.lacks and b.head.startswith("tổng cục")
    ))  # fmt: skip
    ministries = memory.once("ministries", lambda: sum(b.kind == "bo" for _, b in memory.bodies))
    return _spelt_out(memory, ours.named(ours.top)[0]) if len(ours.at) > max(ministries, 2) else None


def _committee_here(memory: Memory, body: Body) -> tuple[str, Place | None, str, float] | None:
    """ "Về phía Đảng ủy UBND tỉnh có ông A, Bí thư Đảng ủy": the committee that the sentence names before."""
    named = memory.once("committees", lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies
        if b.kind == "cap-uy" and b.parent is not None and b.lacks in {"", "province", "tinh"}
    ))  # fmt: skip
    before = named.before(body.start)
    if before is None or not _in_sentence(memory, before[0], body.start):
        return None
    committee = before[1]
    if "có" not in memory.document.keys[committee.end : committee.end + 3]:
        return None  # "Đảng ủy viên Đảng ủy Tổng cục, Bí thư Đảng ủy, Cục trưởng Cục A": of the Cục
    if not committee.lacks:
        return committee.text, committee.place, committee.kind, 0.9
    unit = memory.unit(committee.lacks, body.start)
    return (completed(committee, unit.place), unit.place, committee.kind, 0.9) if unit is not None else None


def _in_sentence(memory: Memory, one: int, other: int) -> bool:
    document = memory.document
    return document.sentence_of(one) == document.sentence_of(min(other, len(document.tokens) - 1))


def _pointer(memory: Memory, body: Body) -> str:
    """The words that point at a named body: "trường cao đẳng" at one whose name begins so; "nhà trường" at any."""
    if body.text or body.end - body.start < 2:
        return ""
    words_ = [k for k in memory.document.keys[body.start : body.end] if k not in {"của", "này", "trên"}]
    return f"{' '.join(words_)} " if len(words_) > 1 and words_ != ["nhà", "trường"] else ""


_WORD_OF = {"so": "sở ", "bo": "bộ "}


def _party_of_commune(memory: Memory) -> Place | None:
    """The commune whose Party organization the article is about: named in the headline, or alone, or most."""
    found = memory.once("parties", lambda: Row.of(
        (b.start, b.place, key(b.place.full)) for _, b in memory.bodies
        if b.kind in {"cap-uy", "dang-bo"} and not b.lacks and b.place is not None and b.place.kind in COMMUNES
    ))  # fmt: skip
    if not found.things:
        return None
    return found.named(found.top)[0] if len(found.counts) == 1 or found.lead >= 2 else None


def _last(body: tuple[int, Body] | None, unit: tuple[int, Place] | None) -> Body | Place | None:
    if body is None or unit is None:
        return body[1] if body else unit[1] if unit else None
    return body[1] if body[0] > unit[0] else unit[1]


def _first(bodies: Row[Body], units: Row[Place]) -> Body | Place | None:
    if bodies.at and units.at:
        return bodies.things[0] if bodies.at[0] <= units.at[0] else units.things[0]
    return bodies.things[0] if bodies.at else units.things[0] if units.at else None


def _remembered(memory: Memory, post: Post) -> tuple[str | None, Place | None, str, float]:
    """A role alone: the body in which the article has that role."""
    wanted = {"school": {"truong"}, "any": {"cong-ty", "benh-vien"}, "company": {"cong-ty"}}.get(post.mode, set())
    minister = post.mode == "head:Bộ"
    if post.mode.startswith("head:") and (headed := _headed_list(memory, post)) is not None:
        return headed
    bodies = memory.once("in full", lambda: [(b.start, _in_full(memory, _school(b))) for _, b in memory.bodies])
    same = memory.once(("like", post.mode, post.role), lambda: Row.of(
        (at, b, key(b.text)) for at, b in bodies
        if (post.mode.startswith("head:") and b.text.lower().startswith(post.mode[5:].lower() + " ")
            and (b.kind == "bo" or not minister) and b.kind not in _LED_BY_SECRETARIES)
        or (b.kind == _OF_ROLE.get(post.role.removeprefix("Phó ").capitalize()) and not b.lacks)
        or (b.kind in wanted and not b.lacks)
    ))  # fmt: skip
    beside = same.before(post.start)
    if beside is not None and len(same.counts) > 1 and wanted and _in_sentence(memory, beside[0], post.start):
        return beside[1].text, beside[1].place, beside[1].kind, 0.7
    if len(same.counts) == 1:
        near = bool(same.between(post.start - _NEAR + 1, post.start)) or _just_meant(memory, post, same.things[0])
        judge = post.role.removeprefix("Phó ").capitalize() in _OF_ROLE
        certainty = 0.85 if near or len(same.at) >= 3 or wanted == {"truong"} else 0.7 if judge else 0.45
        if post.mode == "any" and _another_here(memory, post, same):
            certainty = 0.45
        return same.things[0].text, same.things[0].place, same.things[0].kind, certainty
    if post.mode == "delegate":
        return _assembly(memory)
    if post.mode == "own" and (army := _of_kind_here(memory, post, "quan-doi") or _army_here(memory, post)):
        return army.text, army.place, army.kind, 0.75
    if post.mode == "people" and post.role.endswith("Chủ tịch") and (chaired := _chaired(memory, post)):
        return chaired
    if post.mode == "party" and (commune := _party_of_commune(memory)):
        text, kind = committee_of(commune)
        return text, commune, kind, 0.7
    if post.mode == "party" and (elected := _committee_just_told(memory, post)):
        return elected.text, elected.place, "cap-uy", 0.8
    if post.mode == "party" and (found := memory.body(frozenset({"cap-uy"}), post.start)):
        return found[0].text, found[0].place, "cap-uy", 0.7 if found[1] > 0.9 else 0.6 if found[1] > 0.7 else 0.45
    if same.lead >= 2 and same.counts[same.top] >= 3:
        body = memory.once(("main", post.mode), lambda: same.named(same.top)[0])
        return body.text, body.place, body.kind, 0.65
    return None, None, "", 0.0


def _school(body: Body) -> Body:
    """ "Hội đồng trường Trường Đại học A" has no rector: the school has."""
    council = body.kind == "truong" and key(body.text).startswith("hội đồng trường ")
    return body.parent if council and body.parent is not None else body


def _headed_list(memory: Memory, post: Post) -> tuple[str | None, Place | None, str, float] | None:
    """ "Ban Pháp chế: Trưởng ban A. Phó ban B và C. Ban Đô thị: …": the board that heads the list."""
    keys, word = memory.document.keys, f"{post.mode[5:].lower()} "
    boards = memory.once(("boards", word), lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies if b.text.lower().startswith(word)
    ))  # fmt: skip
    before = boards.before(post.start)
    heads_it = before is not None and keys[before[1].end : before[1].end + 1] == [":"]
    if before is None or not heads_it or post.start - before[0] > _LIST_LENGTH:
        return None
    return body_of(memory, replace(post, body=before[1]))


# so many tokens may lie between the head of a list and its last member
_LIST_LENGTH = 60


def _another_here(memory: Memory, post: Post, same: Row[Body]) -> bool:
    """ "3 người thuộc Ban Quản lý A, … là giám đốc": does the sentence name, before the post, a body of another kind
    that has a director, and none of the one kind?"""
    found = memory.once("with directors", lambda: Row.of(
        (b.start, b, b.kind) for _, b in memory.bodies if b.kind in _WITH_DIRECTORS and not b.lacks
    ))  # fmt: skip
    first = memory.document.sentence_start(post.start)
    return bool(found.between(first, post.start)) and not same.between(first, post.start)


_WITH_DIRECTORS = frozenset({"so", "co-quan", "bao-chi", "truong"})


def _just_meant(memory: Memory, post: Post, body: Body) -> bool:
    """ "ông A, phó giám đốc; ông B, phó giám đốc": was a post shortly before found to be in the body?"""
    last = memory.settled[-1] if memory.settled else None
    return last is not None and last.text == body.text and post.start - _NEAR < last.start < post.start


# "Ban Chấp hành" and the like have no "Trưởng ban"
_LED_BY_SECRETARIES = frozenset({"ban-chap-hanh", "ban-thuong-vu", "ban-can-su"})


def _assembly(memory: Memory) -> tuple[str | None, Place | None, str, float]:
    """ "đại biểu A" alone: of the one council, or the National Assembly, that the article speaks of."""
    found = memory.once("assemblies", lambda: Row.of(
        (b.start, b, "quốc hội" if b.kind == "quoc-hoi" else key(b.place.name) if b.place else "")
        for _, b in memory.bodies if b.kind in {"hdnd", "quoc-hoi"} and not b.lacks
    ))  # fmt: skip
    if len(found.counts) != 1:
        return None, None, "", 0.0
    body = found.things[0]
    return "Quốc hội" if body.kind == "quoc-hoi" else body.text, body.place, body.kind, 0.75


def _of_kind_here(memory: Memory, post: Post, kind: str) -> Body | None:
    """The last body of the kind that a post of the sentence was said to be in: "Phó Chỉ huy trưởng Bộ CHQS tỉnh được
    bổ nhiệm Chỉ huy trưởng"."""
    for spoken in reversed(memory.settled):
        if not _in_sentence(memory, spoken.start, post.start):
            return None
        if spoken.kind == kind:
            return spoken
    return None


def _committee_just_told(memory: Memory, post: Post) -> Body | None:
    """ "bầu ông A giữ chức Bí thư Tỉnh ủy. Các ông B, C được bầu giữ chức Phó Bí thư": the same committee's, where
    nothing else that has a secretary is named in between."""
    last = memory.settled[-1] if memory.settled else None
    others = memory.once("with secretary", lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies if b.kind in _WITH_SECRETARY
    ))  # fmt: skip
    if last is not None and last.kind == "cap-uy" and _next_sentence(memory, last.start, post.start):
        return last if not others.between(last.end, post.start) else None
    near = others.before(post.start)
    if near is None or near[1].kind != "cap-uy" or not _next_sentence(memory, near[0], post.start):
        return None
    first = memory.document.sentence_start(near[0])
    if len({key(b.text) for _, b in others.between(first, post.start) if b.kind == "cap-uy"}) > 1:
        return None  # "Thành ủy A, Tỉnh ủy B họp"
    return _with_unit(memory, near[1])


def _with_unit(memory: Memory, body: Body) -> Body | None:
    """The committee with the unit that the context gives it, where that is beyond doubt."""
    if not body.lacks:
        return body
    found = memory.unit(body.lacks, body.start)
    if found is None or found.certainty < _BEYOND_DOUBT:
        return None
    return replace(body, text=completed(body, found.place), place=found.place, lacks="")


_BEYOND_DOUBT = 0.85


_WITH_SECRETARY = frozenset({"cap-uy", "doan-the", "dang-bo", "chi-bo", "ban-can-su"})


def _next_sentence(memory: Memory, one: int, other: int) -> bool:
    document = memory.document
    return 0 <= document.sentence_of(other) - document.sentence_of(one) <= 1 and one <= other


def _army_here(memory: Memory, post: Post) -> Body | None:
    """ "Làm việc với lãnh đạo Bộ Chỉ huy BĐBP tỉnh A: Đại tá B, Chính ủy": the one command of the sentence."""
    beside = memory.document.keys[post.start - 1] in {",", "-", "–", "(", "kiêm", "và"}
    if not beside or key(post.role).removeprefix("phó ") not in phrase_set("roles of the army"):
        return None
    found = memory.once("commands", lambda: Row.of(
        (b.start, b, key(b.text)) for _, b in memory.bodies if b.kind == "quan-doi" and b.place is not None
    ))  # fmt: skip
    here = [b for _, b in found.between(memory.document.sentence_start(post.start), post.start)]
    return here[-1] if len({key(b.text) for b in here}) == 1 else None


def _chaired(memory: Memory, post: Post) -> tuple[str, Place | None, str, float] | None:
    """ "Chủ tịch A" alone: of the one People's Committee that the article names, if it stands near."""
    found = memory.once("governments", lambda: Row.of(
        (b.start, b, key(b.place.name)) for _, b in memory.bodies
        if b.kind == "ubnd" and not b.lacks and b.place is not None
    ))  # fmt: skip
    before = found.before(post.start)
    if before is not None and len(found.counts) > 1 and _in_sentence(memory, before[0], post.start):
        return before[1].text, before[1].place, "ubnd", 0.65
    if len(found.counts) != 1 or not found.between(post.start - _NEAR + 1, post.start):
        return None
    return found.things[0].text, found.things[0].place, "ubnd", 0.7


# the kind of body that a role alone is in
_OF_ROLE = {"Chánh án": "toa-an", "Viện trưởng": "vien-kiem-sat"}


def place_name(memory: Memory, place: Place | None) -> str | None:
    if place is None:
        return None
    if place.word or place.kind == "country":
        return place.full
    typed = memory.once("typed", lambda: _typed(memory))
    if full := typed.get((key(place.name), place.kind)):
        return full
    kinds = memory.document.kinds(key(place.name))
    city = "tp-tw" in kinds and memory.document.province_kind(place.name) == "tp-tw"
    province = place.kind == "tinh" and "tinh" in kinds and not city
    return f"tỉnh {place.name}" if province else place.name


def _typed(memory: Memory) -> dict[tuple[str, str | None], str]:
    """Units that the article names with their type word: (name, kind) → as first written."""
    found: dict[tuple[str, str | None], str] = {}
    for _, place in memory.units:
        if place.word:
            found.setdefault((key(place.name), place.kind), place.full)
    return found
