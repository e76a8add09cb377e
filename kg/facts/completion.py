"""Posts whose body stands elsewhere in the sentence: behind the person, before "có" or "do", with a like post."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from kg.facts.spans import gap
from kg.grammar.body import Body
from kg.grammar.brands import unknown
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.lists import heads
from kg.grammar.naming import completed
from kg.grammar.posts import Post
from kg.grammar.scan import Item, Name, Run
from kg.grammar.units import Place
from kg.text import key


def complete(document: Document, items: list[Item], n: int) -> None:
    """A bare role takes its body from a like one in the sentence, and a coach the club "of" which he is said to be."""
    chain = items[n]
    assert isinstance(chain, Chain)
    _province_behind(document, items, n)
    post = chain.posts[-1]
    if post.body is None and _unread_behind(document, items, n):
        for bare in takewhile(lambda p: p.body is None, reversed(chain.posts)):
            bare.body = unknown(chain.end)
    if post.body is not None:
        _place_behind_name(document, items, n, post.body)
        return
    if shared := (
        _behind_the_others(document, items, n, post)
        or (post.role.startswith("Phó ") and _of_the_head(items, n, post))
        or (post.mode == "people" and _led(document, items, n, post))
    ):
        post.body = replace(shared, head="*")
    elif post.mode == "people" and (having := _having(document, items, n)) is not None:
        post.body = replace(having, head="*")
    elif post.mode == "people":
        others = [p for x in items if isinstance(x, Chain) and x is not chain for p in x.posts if p.mode == "people"]
        bodies = [p.body for p in others if p.body is not None]
        if bodies and document.keys[chain.start - 1 : chain.start] == ["("]:
            post.body = replace(bodies[0], head="*")
    elif post.mode == "any" and (those := _of_those(document, items, n)) is not None:
        post.body = replace(those, head="*")
    elif post.mode in {"any", "company"} and (told := _told_just_now(items, n, post)) is not None:
        assert told.posts[-1].body is not None
        post.body = replace(told.posts[-1].body, head="*")
        if document.keys[told.start - 2 : told.start] in (["khi", "làm"], ["khi", "là"], ["khi", "giữ"]):
            post.status = post.status or "former"
    elif (led := _led(document, items, n, post)) is not None:
        post.body = replace(led, head="*")
    elif post.mode in {"any", "company"} and (own := _closed_behind(document, items, n)) is not None:
        post.body = replace(own, head="*")
    elif (
        post.mode == "club" and n + 2 < len(items) and isinstance(items[n + 1], Name) and isinstance(items[n + 2], Run)
    ):
        name, club = items[n + 1], items[n + 2]
        if document.keys[name.end : club.start] == ["của"]:
            post.body = Body(club.start, club.end, "hoi", document.tokens.span(club.start, club.end))


def _behind_the_others(document: Document, items: list[Item], n: int, post: Post) -> Body | None:
    """The body that stands behind the last of several people: "ông A (Chủ tịch) và ông B (Phó Chủ tịch) | UBND xã C",
    "hai ông A, Tổng Giám đốc, và B, nguyên Tổng Giám đốc | Công ty C"."""
    keys, k = document.keys, n
    bracket = keys[items[n].start - 1] == "(" and keys[items[n].end : items[n].end + 1] == [")"]
    while bracket and k + 2 < len(items) and _bare_in_brackets(document, items[k + 2]):
        if gap(document, items[k].end, items[k + 1].start) not in ([")", "và"], [")", ","], [")", ";"]):
            return None
        k += 2
    behind = items[k + 1] if k + 1 < len(items) else None
    if bracket and isinstance(behind, Body):
        return behind if behind.start == items[k].end + 1 and not behind.lacks else None
    if bracket or n < 1 or n + 2 >= len(items):
        return None
    one, other, last = items[n - 1], items[n + 1], items[n + 2]
    if not (isinstance(one, Name) and one.many and isinstance(other, Name) and isinstance(last, Chain)):
        return None
    joined = gap(document, items[n].end, other.start) in (["và"], [",", "và"])
    return last.posts[0].body if joined and last.posts[0].mode == post.mode else None


def _bare_in_brackets(document: Document, item: Item) -> bool:
    """ "(Phó Chủ tịch)": posts without a body, alone in brackets."""
    keys = document.keys
    alone = keys[item.start - 1] == "(" and keys[item.end : item.end + 1] == [")"]
    return isinstance(item, Chain) and alone and item.posts[-1].body is None


def _unread_behind(document: Document, items: list[Item], n: int) -> bool:
    """Does a body stand behind the posts that no rule can read? Then nothing may be filled in.

    "Giám đốc | phòng quản lý niêm yết"; "(cựu Phó Tổng Giám đốc, thành viên độc lập | Hội đồng niêm yết Sở B)".
    """
    chain, keys = items[n], document.keys
    if chain.end >= len(keys):
        return False
    if heads().at(keys, chain.end) is not None and document.tokens.words[chain.end].islower():
        return True
    close = next((k for k in range(chain.end, min(chain.end + 20, len(keys))) if keys[k] in {"(", ")"}), chain.end)
    if keys[chain.start - 1] != "(" or keys[close] != ")" or keys[chain.end] != ",":
        return False
    behind = [x for x in items[n + 1 :] if x.start < close]
    return any(isinstance(x, Body) for x in behind) and all(isinstance(x, Body | Place | Run) for x in behind)


def _province_behind(document: Document, items: list[Item], n: int) -> None:
    """ "Tỉnh ủy viên, Bí thư Huyện ủy A, tỉnh B": the province after the last body serves the posts before it too."""
    chain, province = items[n], items[n + 1] if n + 1 < len(items) else None
    assert isinstance(chain, Chain)
    unit = chain.posts[-1].body.place if chain.posts[-1].body is not None else None
    if not (isinstance(province, Place) and province.kind in {"tinh", "tp-tw"} and unit is not None and unit.sure):
        return
    if unit.kind in {"tinh", "tp-tw"} or gap(document, chain.end, province.start) not in ([], [","], ["("], ["của"]):
        return
    for post in chain.posts[:-1]:
        if post.body is not None and post.body.lacks in {"province", province.kind}:
            post.body.text, post.body.place, post.body.lacks = completed(post.body, province), province, ""


def _of_the_head(items: list[Item], n: int, post: Post) -> Body | None:
    """ "Trưởng Phòng Khảo thí A, Phó Trưởng phòng B", "Tổng Giám đốc VNR A và ông B, Phó Tổng Giám đốc": the body whose
    head the sentence names before."""
    if not post.mode.startswith(("head:", "any")):
        return None
    before = [p for x in items[:n] if isinstance(x, Chain) for p in x.posts if p.mode == post.mode]
    last = before[-1] if before else None
    return last.body if last is not None and last.role.lower() == post.role[4:].lower() else None


def _of_those(document: Document, items: list[Item], n: int) -> Body | None:
    """ "khởi tố 3 người thuộc Ban Quản lý A, gồm ông B (45 tuổi), là giám đốc": the body of all who are told of."""
    for k in range(n - 1, 0, -1):
        body = items[k]
        if isinstance(body, Body):
            of_it = (
                document.keys[body.start - 1] in {"thuộc", "của"} and isinstance(items[k + 1], Name) and not body.lacks
            )
            listed = gap(document, body.end, items[k + 1].start) in ([",", "gồm"], ["gồm"], [":"], ["gồm", ":"])
            return body if of_it and listed else None
    return None


def _told_just_now(items: list[Item], n: int, post: Post) -> Chain | None:
    """ "Khi làm chủ tịch HĐQT Ngân hàng A, ông B với vai trò là chủ tịch HĐQT …": the same post of the one person."""
    before = next((k for k in range(n - 1, -1, -1) if isinstance(items[k], Chain)), None)
    if before is None or sum(isinstance(x, Name) for x in items[:n]) > 1:
        return None
    chain = items[before]
    assert isinstance(chain, Chain)
    return chain if chain.posts[-1].role == post.role and chain.posts[-1].body is not None else None


def _place_behind_name(document: Document, items: list[Item], n: int, body: Body) -> None:
    """ "cựu Bí thư Tỉnh ủy A ở Vĩnh Phúc": the unit stands behind the name."""
    name, place = (items[n + 1], items[n + 2]) if n + 2 < len(items) else (None, None)
    if not (body.lacks and isinstance(name, Name) and isinstance(place, Place) and name.start == items[n].end):
        return
    at = document.keys[name.end : place.start] in (["ở"], ["tại"])
    wanted = {"province": {"tinh", "tp-tw"}, "thanh-pho": {"thanh-pho", "tp-tw"}}.get(body.lacks, {body.lacks})
    if at and (place.kind in wanted or {place.kind} | wanted <= {"tinh", "tp-tw"}):
        body.text, body.place, body.lacks = completed(body, place), place, ""


def _closed_behind(document: Document, items: list[Item], n: int) -> Body | None:
    """ "(ông A, Phó Tổng Giám đốc, Công ty B)": the body stands behind a comma and before a closing mark."""
    keys, body = document.keys, items[n + 1] if n + 1 < len(items) else None
    if not isinstance(body, Body) or gap(document, items[n].end, body.start) != [","] or body.lacks:
        return None
    return body if keys[body.end : body.end + 1] in ([";"], [")"], ["."], ["\n"], []) else None


def _having(document: Document, items: list[Item], n: int) -> Body | None:
    """ "HĐND TP có Chủ tịch là bà A và một Phó Chủ tịch là ông B": the one body that the sentence names before "có"."""
    bodies = [x for x in items[:n] if isinstance(x, Body)]
    if len(bodies) != 1 or bodies[0].kind not in {"hdnd", "ubnd", "mttq", "hoi", "doan-the", "quoc-hoi"}:
        return None
    had = document.keys[bodies[0].end : bodies[0].end + 3]
    told = [k for k in document.keys[items[n].end : items[n].end + 2] if k != ","]
    return bodies[0] if "có" in had and told[:1] in (["là"], ["gồm"]) else None


def _led(document: Document, items: list[Item], n: int, post: Post) -> Body | None:
    """ "Ban Kinh tế - Ngân sách (do bà A làm Trưởng ban)", "Hội đồng kỷ luật do Thứ trưởng A làm Chủ tịch": the body
    named right before "do" is the one that is led."""
    keys = document.keys
    for k in range(n - 1, -1, -1):
        body, after = items[k], items[k + 1]
        name = items[k + 2] if isinstance(after, Chain) and k + 2 < n and items[k + 2].start == after.end else after
        if isinstance(body, Body) and isinstance(name, Name):
            between = gap(document, body.end, after.start)
            named = between in (["do"], ["(", "do"], [",", "do"], ["-", "do"])
            named |= between[:1] == ["gồm"] and between[-2:] == [",", "do"]  # "UBKT gồm 11 ủy viên, do ông A làm B"
            says = post.mode.startswith("head:") and key(post.mode[5:]) == keys[body.start]
            says |= post.mode == "people" and keys[body.start : body.start + 2] == ["hội", "đồng"]
            says |= post.mode == "own" and body.kind in {"uy-ban-kiem-tra", "hoi"}
            says |= post.mode == "people" and body.kind in {"cong-ty", "hoi"} and body.head != "*"
            return body if named and says and "làm" in keys[name.end : items[n].start] else None
    return None
