"""Chains of posts: "Phó Bí thư Huyện ủy, Chủ tịch UBND huyện Hoài Ân"; a body named once serves the posts before it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise

from kg.grammar.body import Body
from kg.grammar.brands import unknown
from kg.grammar.document import COMMUNES, Document, capital_run
from kg.grammar.lists import ends_a_name, heads, roles, titles
from kg.grammar.names import person_score
from kg.grammar.naming import COMMITTEE_WORDS, committee_of, completed, government_of
from kg.grammar.posts import Post, post_at
from kg.grammar.sectors import is_compound
from kg.grammar.units import Place
from kg.lexicon import word_set

# Words before a post that say when: value is the status.
MODIFIERS = {
    "nguyên": "former", "cựu": "former", "cố": "former", "tân": "appointed", "quyền": "", "q": "", "hiện": "current",
    "đương": "current", "đồng": "",
}  # fmt: skip


_COMMITTEES = frozenset({"ubnd", "hdnd", "cap-uy", "mttq", "ban-thuong-vu", "ban-chap-hanh", "uy-ban-kiem-tra"})


_OF_PARTY = frozenset({"cap-uy", "dang-bo", "chi-bo"})
# a department of the unit that the context tells of
_OF_A_UNIT = frozenset({"", "province", "tinh", "tp-tw", "thanh-pho", "huyen", "quan", "thi-xa"})
# departments of a Party committee
_OF_COMMITTEES = frozenset({"ban-dang", "uy-ban-kiem-tra"})
# what has a Party committee of its own that its heads sit on
_WITH_PARTY = frozenset({"truong", "cong-ty", "benh-vien", "bo", "cong-an"})
# "A, B", "A kiêm B", "A rồi B", "chức A và tư cách B"
_JOINS = frozenset({",", "-", "–", "và", "kiêm", "rồi"})
_BETWEEN_POSTS = frozenset({
    "và", "kiêm", "nhiệm", "là", "đồng", "thời", "chức", "danh", "vụ", "tư", "cách", "rồi", "cũng",
})  # fmt: skip


_MANY = frozenset({"các", "những", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "cùng"})


@dataclass(slots=True)
class Chain:
    """Posts in a row that one person holds, tokens [start, end); `plural`: "các Phó Chủ tịch …"."""

    start: int
    end: int
    posts: list[Post] = field(default_factory=list)
    plural: bool = False


def chain_at(document: Document, i: int) -> Chain | None:
    """The posts that begin at token i, joined by commas, "và", "kiêm" or dashes; modifiers before it included."""
    first = _modified(document, i)
    if first is None:
        return None
    chain = Chain(i, first.end, [first], _of_many(document, i))
    while nxt := _next_post(document, chain.end) or _behind_unread(document, chain):
        if _of_another(document, chain, nxt):
            break
        chain.posts.append(nxt)
        chain.end = nxt.end
    share_bodies(chain.posts)
    _in_central_city(chain.posts)
    return chain


def _of_many(document: Document, i: int) -> bool:
    """Does "các", "hai", "4" stand before the posts, or before a title before them: "các đồng chí Ủy viên …"?"""
    keys = document.keys
    at = i - 2 if keys[i - 2 : i] == ["đồng", "chí"] else i - 1 if keys[i - 1 : i] in (["ông"], ["bà"]) else i
    return at > 0 and (keys[at - 1] in _MANY or keys[at - 1].isdigit())


def _of_another(document: Document, chain: Chain, post: Post) -> bool:
    """ "bà A - phó giám đốc Sở B, và Bí thư Tỉnh đoàn C Phan Xuân D": after "và" the post is of the name behind it.

    So it is after a post of the past: "ông A, nguyên Phó chủ tịch B, Tổng thư ký Quốc hội Nguyễn Hạnh Phúc".
    """
    keys, caps = document.keys, document.tokens.caps
    opens = keys[chain.start - 1 : chain.start] in ([","], ["-"], ["–"], ["("])
    named = post.end < len(keys) and caps[post.end] and capital_run(document, post.end) > post.end + 1
    apart = "và" in keys[chain.end : post.start + 1] or (chain.posts[-1].status == "former" and not post.status)
    return opens and named and apart and post.body is not None


def _next_post(document: Document, end: int) -> Post | None:
    """The post after a joining mark or word, if one stands there."""
    keys, n = document.keys, len(document.tokens)
    k = end = _past_bracket(document, end)
    if k < n and keys[k] in _JOINS:
        k += 1
        if keys[k : k + 3] == ["bao", "gồm", "cả"]:
            k += 3 + (keys[k + 3 : k + 4] == ["các"])
        while k < n and _between_posts(document, k):
            k += 1
    else:
        return None
    post = _modified(document, k) if k < n else None
    if post is not None and post.body is None and keys[end] == "," and _of_one_named(document, post.end):
        return None  # "làm Phó Ban Tổ chức Thành ủy, bí thư Nhân cho biết …"
    return post


def _behind_unread(document: Document, chain: Chain) -> Post | None:
    """The post after a name that no rule can read, up to the comma: "Phó Chủ tịch | Tổng hội A, nguyên Thứ trưởng B".

    Then the post before is of that name, of no body that the context or the next post tells.
    """
    last, tokens = chain.posts[-1], document.tokens
    if last.body is not None and last.body.lacks != "unknown":
        return None
    k = chain.end
    while k < min(chain.end + 10, len(tokens)) and tokens.keys[k] != ",":
        word = tokens.words[k]
        person = tokens.caps[k] and person_score(tokens.keys[k : capital_run(document, k)]) > 1
        if not (word[0].isalnum() or word in {"-", "–", "&"}) or person or not _in_a_name(document, k):
            return None
        k += 1
    if not chain.end < k < len(tokens) or tokens.keys[k] != ",":
        return None
    if all(tokens.caps[chain.end : k]) and heads().at(tokens.keys, chain.end) is None:
        return None  # "Tổng thống Trump, Chánh văn phòng Nhà Trắng John Kelly"
    post = _next_post(document, k)
    if post is None or post.body is None or post.body.lacks == "unknown":
        return None
    last.body = unknown(chain.end)
    return post


def _in_a_name(document: Document, k: int) -> bool:
    """May token k be a word of a name: of one in two syllables, or none with which a sentence goes on?"""
    keys = document.keys
    half = is_compound(keys, k) or is_compound(keys, k - 1)
    return (half or not ends_a_name(keys[k])) and roles().at(keys, k) is None and titles().at(keys, k) is None


def _between_posts(document: Document, k: int) -> bool:
    """Is the token one that joins posts, not the "Vụ" or "Tư" of "Vụ trưởng", "Tư lệnh"?"""
    keys = document.keys
    if keys[k] in {"vụ", "tư"} and keys[k - 1] != "chức" and roles().at(keys, k) is not None:
        return False
    return keys[k] in _BETWEEN_POSTS or keys[k - 1 : k + 1] == ["rồi", "làm"]


def _past_bracket(document: Document, j: int) -> int:
    """The index after "(Quảng Trị)", a province in brackets, if the posts go on after it."""
    tokens = document.tokens
    if tokens.keys[j : j + 1] != ["("] or ")" not in tokens.keys[j : j + 9]:
        return j
    close = tokens.keys.index(")", j)
    if tokens.keys[j + 1 : j + 3] == ["nay", "là"]:
        return close + 1  # "UBND huyện Bến Cát (nay là thị xã Bến Cát)"
    goes_on = tokens.keys[close + 1 : close + 2] in ([","], ["và"], ["kiêm"])
    name = tokens.keys[j + 1 + (tokens.keys[j + 1] == "tỉnh") : close]
    return close + 1 if goes_on and document.is_province(" ".join(name)) else j


def _of_one_named(document: Document, j: int) -> bool:
    """Does one capitalised word follow, a given name alone?"""
    return j < len(document.tokens) and document.tokens.caps[j] and capital_run(document, j) == j + 1


def _modified(document: Document, i: int) -> Post | None:
    """A post with the words before it that say when it is held."""
    keys = document.keys
    k, status, said, acting = i, "", False, False
    if keys[i : i + 1] == ["quyền"] and keys[i - 1] in word_set("before powers"):
        return None  # "chính quyền | Tổng thống A", "ủy quyền | Phó Chủ tịch B"
    while k < len(keys) and keys[k] in MODIFIERS and k - i < 3:
        status = MODIFIERS[keys[k]] or status
        acting = acting or keys[k] == "quyền"
        k += 1
        if k < len(keys) and keys[k] in {"là", "nhiệm"}:
            said = keys[k] == "là"
            k += 1
        k += k > i and keys[k : k + 1] == [":"] and keys[k - 1] == "nguyên"  # "nguyên: Bí thư Ban cán sự đảng"
    if k >= len(keys) or (post := post_at(document, k)) is None:
        return None
    post.status, post.said = status or post.status, said
    post.start = i
    if acting:
        post.role = f"Quyền {post.role}"
    return post


def share_bodies(posts: list[Post]) -> None:
    """A body at the end of a chain serves the posts before it that have none of their own:

    "Phó Giám đốc, Giám đốc Công an tỉnh" shares the body; "Bí thư Đảng ủy, Hiệu trưởng Trường Đại học X" makes the
    Đảng ủy that of the school; "Phó Bí thư Huyện ủy, Chủ tịch UBND huyện Hoài Ân" gives the Huyện ủy its name.
    """
    for before, post in pairwise(posts):
        if post.body is None and before.body is not None and post.mode == "head:Văn phòng":
            post.body = _shared(post, before.body)  # "Người phát ngôn UBND tỉnh, Chánh Văn phòng"
    following: Body | None = None
    for post in reversed(posts):
        body = post.body
        if body is None:
            if following is not None:
                post.body = _shared(post, following)
        elif following is not None and body.lacks == "host" and following.lacks == "unknown":
            body.lacks = "unknown"  # "Bí thư Đảng ủy, Tư lệnh CSCĐ"
        elif following is not None and body.lacks:
            _borrow(body, following)
        if (post.body is not None and post.body.head != "*") or following is None:
            following = post.body or following
        elif post.body is not None and post.body.place is not None:
            following = post.body
    _of_one_unit(posts)


def _in_central_city(posts: list[Post]) -> None:
    """ "Ủy viên Ban Thường vụ Thành ủy, Bí thư Quận ủy quận 1": only centrally run cities have wards of that rank."""
    bodies = [p.body for p in posts if p.body is not None]
    if any(b.place is not None and b.place.kind == "quan" for b in bodies):
        for body in bodies:
            if body.lacks == "thanh-pho":
                body.lacks = "tp-tw"


def _of_one_unit(posts: list[Post]) -> None:
    """ "Phó Chủ tịch HĐND, Bí thư Huyện ủy Hải Lăng": a council of no unit, first in the chain, is of the next one."""
    first, rest = posts[0].body, [p.body for p in posts[1:]]
    if first is not None and first.lacks == "unit" and first.kind in {"hdnd", "ubnd", "mttq"}:
        place = next((body.place for body in rest if body is not None), None)
        open_unit = next((body.lacks for body in rest if body is not None and body.lacks in _UNIT_WORDS), "")
        if place is not None and place.word and place.name:
            first.text, first.place, first.lacks = f"{first.text} {place.full}", place, ""
            first.borrowed = True
        elif place is None and open_unit:  # "Chủ tịch HĐND, Chủ nhiệm Ủy ban Kiểm tra Tỉnh ủy"
            first.text, first.lacks, first.borrowed = f"{first.text} {_UNIT_WORDS[open_unit]}", open_unit, True


_UNIT_WORDS = {"tinh": "tỉnh", "thanh-pho": "thành phố", "huyen": "huyện", "quan": "quận", "thi-xa": "thị xã"}


def _shared(post: Post, following: Body) -> Body | None:
    """The body of a post that names none, from the next post: "Chánh Văn phòng kiêm người phát ngôn Bộ Nội vụ"."""
    word = post.mode.partition(":")[2]
    if following.text.lower().startswith("công đoàn ") and post.mode in {"any", "company", "own"}:
        return _employer(following)
    if post.role.endswith("gười phát ngôn") and following.kind == "van-phong" and following.parent is not None:
        return following.parent  # "Người phát ngôn, Chánh Văn phòng Bộ A"
    if post.mode in {"own", "any"} and following.kind == "van-phong" and following.parent is not None:
        return following.parent  # "Phó Tổng Thư ký, Chánh Văn phòng Hội Luật gia Việt Nam"
    if following.kind == "cong-an" and following.parent is not None and "Giám đốc" in post.role:
        return following.parent  # "Phó Giám đốc, Thủ trưởng Cơ quan CSĐT Công an tỉnh"
    if post.mode in {"any", "company", "own"} and following.text.lower().startswith("phòng "):
        return following.parent  # "Kế toán trưởng, Trưởng phòng Tài chính Công ty A"
    if post.mode == "school" and following.kind == "so" and following.parent is not None:
        return following.parent  # "Phó Hiệu trưởng, Trưởng phòng Đào tạo Trường A"
    if post.mode in {"own", "any"} and following.kind in _OF_PARTY:
        # "chính ủy, bí thư Đảng ủy Quân khu 4", "Phó Giám đốc, Bí thư Chi bộ khoa Sản Bệnh viện A"
        return following.host if following.parent is not None else None
    if post.mode in {"any", "company", "school", "own"} or (
        word and following.text.lower().startswith(word.lower() + " ")
    ):
        return following
    if word == "Bộ" and (following.kind == "bo" or following.text.startswith(("Văn phòng Chính", "Văn phòng Thủ"))):
        return following  # "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "Bộ trưởng, Chủ nhiệm Ủy ban Dân tộc"
    if word in {"Văn phòng", "Thanh tra"} and following.kind in {"bo", "so", "ubnd", "hdnd", "cap-uy", "co-quan"}:
        return replace(
            following, kind="van-phong", text=f"{word} {following.text}", parent=following,
            places=list(following.places), head="*",
        )  # fmt: skip
    if post.mode == "people" and following.kind in {"ubnd", "hdnd", "cong-ty", "hoi", "doan-the"}:
        return following
    if post.mode == "party" and following.kind in {"ubnd", "hdnd"}:
        return _committee_beside(following)
    if post.mode == "people" and following.kind == "cap-uy" and following.head == "*":
        return _government_beside(following)
    if post.mode == "party" and following.kind in {"ban-dang", "uy-ban-kiem-tra", "cap-uy", "doan-the"}:
        return following if following.parent is None else following.parent  # "phó bí thư rồi bí thư Huyện ủy A"
    return None


def _employer(union: Body) -> Body | None:
    """ "Phó Giám đốc, Chủ tịch Công đoàn PVPGB": where the union is."""
    name = union.text.partition(" ")[2].partition(" ")[2]
    if union.parent is not None or not name.isupper():
        return union.parent
    return Body(union.end, union.end, "co-quan", name)


def _committee_beside(government: Body) -> Body | None:
    """ "Bí thư kiêm Chủ tịch UBND xã Hải An": the secretary is that of the commune's committee."""
    place = government.place
    if place is not None and place.word:
        text, kind = committee_of(place)
        return replace(government, kind=kind, text=text, parent=None, places=list(government.places), head="*")
    word = government.text.split()[-1] if government.lacks else ""
    if government.lacks in COMMITTEE_WORDS:
        return replace(government, kind="cap-uy", text=COMMITTEE_WORDS[government.lacks], parent=None, head="*")
    if government.lacks in COMMUNES:
        return replace(government, kind="cap-uy", text=f"Đảng ủy {word}", parent=None, head="*")
    return None


def _government_beside(committee: Body) -> Body | None:
    """ "Chủ tịch, Bí thư huyện A": the chairman is that of the People's Committee of the unit named behind both."""
    place = committee.place
    if place is None or not place.word:
        return None
    text, kind = government_of(place)
    return replace(committee, kind=kind, text=text, parent=None, places=list(committee.places), head="*")


def _borrow(body: Body, following: Body) -> None:
    """Give a body what it lacks from the body of the next post in the chain."""
    section = following.text.split(" ", 1)[0].lower() in {"phòng", "khoa"} and following.parent is None
    if body.kind == "cap-uy" and body.lacks == "host" and section:
        return  # "Đảng ủy viên, Trưởng phòng A": the committee is not the section's
    union = following.text.lower().startswith("công đoàn ") and body.lacks == "host"
    following = (_employer(following) if union else None) or following
    place, host = following.place, following.host
    if body.lacks == "host" and not body.text and not _is_pointed_at(body, host):
        return  # "nguyên phó giám đốc bệnh viện, hiện là Phó ban B"
    body.borrowed = True
    section = following.kind in {"ban-dang", "uy-ban-kiem-tra", "van-phong"}
    if body.lacks == "committee" and body.kind == "cap-uy" and host.kind == "cap-uy" and (host.lacks or section):
        # "Ủy viên Ban Thường vụ, Trưởng Ban Tổ chức Tỉnh ủy (A)"; who is "Bí thư Huyện ủy A" sits in the larger one's
        body.text, body.lacks, body.place = f"{body.text} {host.text}".strip(), host.lacks, host.place
        return
    if body.lacks == "committee" and body.kind in _OF_COMMITTEES and host.kind == "cap-uy":
        # "Phó ban Tổ chức, Trưởng ban Dân vận, Phó Bí thư Tỉnh ủy A"
        body.text, body.lacks, body.place, body.parent = f"{body.text} {host.text}", host.lacks, host.place, host
        return
    if body.lacks == "committee" and body.kind == "cap-uy" and not body.text and host.kind in {"ubnd", "hdnd"}:
        if (beside := _committee_beside(host)) is not None:  # "Ủy viên Ban Thường vụ, Phó Chủ tịch UBND quận A"
            body.text, body.lacks, body.place = beside.text, beside.lacks, beside.place
        return
    if body.lacks == "committee" and body.kind == "cap-uy" and not body.text and host.kind in _WITH_PARTY:
        # "Ủy viên Ban Thường vụ, Phó Giám đốc Học viện A"
        body.text, body.lacks, body.place, body.parent = f"Đảng ủy {host.text}", host.lacks, host.place, host
        return
    if body.lacks == "host" and following.lacks.startswith("host:"):
        body.lacks = following.lacks  # "Bí thư Đảng ủy, Giám đốc Sở"
        return
    if body.kind == "chi-bo" and following.parent is not None:
        host = following  # "Bí thư Chi bộ, Vụ trưởng Vụ A Bộ B": the cell is that of the smaller body
    if (body.lacks == "host" and host.kind not in _COMMITTEES and host.lacks in _OF_A_UNIT) or (
        body.lacks == "committee" and body.kind == "ban-can-su" and host.kind not in _COMMITTEES - {"mttq", "ubnd"}
    ):
        body.text, body.parent, body.place, body.lacks = f"{body.text} {host.text}", host, place, host.lacks
    elif body.lacks == "host" and place is not None and _has(place, body):
        body.text, body.place, body.lacks = f"{body.text} {place.full}", place, ""
    elif body.lacks == "host" and following.lacks in COMMUNES:
        body.text, body.lacks = f"{body.text} {following.text.split()[-1]}", following.lacks
    elif body.lacks in {"province", "tinh"} and (province := _province_of(following)) is not None:
        body.text, body.place, body.lacks = completed(body, province), province, ""
    elif place is not None and place.kind == body.lacks and place.name:
        body.text, body.place, body.lacks = f"{body.text} {place.name}", place, ""


def _is_pointed_at(pointer: Body, host: Body) -> bool:
    """Is the body of the kind that a small word points at: "Giám đốc sở", "Phó Giám đốc bệnh viện"?"""
    word = {"so": "sở", "bo": "bộ", "co-quan": host.text.split(" ", 1)[0].lower()}.get(pointer.kind, "")
    return host.kind == pointer.kind and host.text.lower().startswith(word)


def _has(place: Place, body: Body) -> bool:
    """Has the unit such a committee of its own: a commune, and a hamlet a cell ("Chi bộ thôn An Nhơn")?"""
    return place.kind in COMMUNES or (place.kind == "thon" and body.kind == "chi-bo")


def _province_of(body: Body) -> Place | None:
    """That of "Phó Chủ tịch UBND tỉnh B", "Bí thư Huyện ủy A, tỉnh B": the province that a body's name tells."""
    named = [body.place] if body.place is not None else []
    return next((p for p in named + body.places if p.kind in {"tinh", "tp-tw"}), None)
