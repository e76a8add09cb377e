"""What the verbs before a post say of it: got, lost, held, sought; and whether the person acts or is acted upon."""

from __future__ import annotations

import re

from kg.facts.spans import gap, in_apposition
from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.scan import Item, Name, Trigger
from kg.grammar.units import Place
from kg.lexicon import phrase_set, word_set

_BETWEEN = word_set("before post")
_DENIALS = word_set("denials")


def mode_of(document: Document, items: list[Item], n: int) -> tuple[str, int | None]:
    """What the triggers right before a chain say of it, and the item index of the first of them + 1 (None: no trigger).

    "được điều động, bổ nhiệm giữ chức", "từng giữ chức vụ", "vẫn đảm nhận cương vị".
    """
    chain = items[n]
    found: list[str] = []
    edge = chain.start
    first: int | None = None
    k = n - 1
    if document.keys[chain.start - 1 : chain.start] in (["bị"], ["được"]):
        return "", None  # "từng bị Thủ tướng cách chức": who does it, not what somebody had
    if _decides(document, items, n):
        return "", None
    if (head := _head_of_list(document, items, n)) is not None:
        first, verb = head
        found.append(verb.kind)
        k, edge = first - 1, verb.start
    while k >= 0:
        item = items[k]
        between = gap(document, item.end, edge)
        if isinstance(item, Trigger):
            if document.keys[item.start : item.end] == ["trước", "khi"] and found:
                break  # "từng là A trước khi được bầu làm B": B came after
            if item.kind == "remove" and found and _after_that(document, item):
                break  # "Sau khi bị cách chức, ông A được điều động về làm B"
            if item.kind == "current" and item.end == edge and document.keys[edge] in _ELECTING:
                k, edge = k - 1, item.start
                continue  # "HĐND tiếp tục bầu ông A": they go on electing
            counted = item.kind in {"appoint", "transfer"} and edge == chain.start
            if item.kind in {"to", "none", "be", "replace", "predecessor"} or not _may_stand(between, counted):
                if item.kind == "be" and all(g in _BETWEEN for g in between) and not found:
                    k, edge = k - 1, item.start
                    continue
                break
            found.append(item.kind)
            edge, first = item.start, k
        elif _looks_through(document, items, k, found, between, edge):
            edge = item.start
        else:
            break
        k -= 1
    acting = isinstance(chain, Chain) and chain.posts[0].role.startswith("Quyền ")  # "được giao quyền Giám đốc"
    if first is None or (all(f.endswith("?") for f in found) and not acting):
        return "", None
    denied = _is_denied(document, items[first].start)
    return "denied" if denied else _combined([f.rstrip("?") for f in found]), first + 1


def _is_denied(document: Document, start: int) -> bool:
    """ "không chấp hành quyết định | điều động", "không đủ cơ sở để | công nhận": is what the verb says not so?"""
    decided = document.keys[max(start - 2, 0) : start] == ["quyết", "định"]
    if _DENIALS & set(document.keys[max(start - (6 if decided else 3), 0) : start]):
        return True
    lead = document.keys[max(start - 10, document.sentence_start(start)) : start]
    return _NOT_FIT.search(" ".join(lead)) is not None and not {"nhưng", "vẫn", "mà"} & set(lead)


_NOT_FIT = re.compile(r"\b(?:không|chưa) (?:đủ|có) (?:cơ sở|điều kiện|căn cứ|tiêu chuẩn)\b")


def _decides(document: Document, items: list[Item], n: int) -> bool:
    """ "Quốc hội phê chuẩn và Chủ tịch nước bổ nhiệm chức vụ B": do the posts name who does it?"""
    keys, verb = document.keys, items[n + 1] if n + 1 < len(items) else None
    does = isinstance(verb, Trigger) and verb.start == items[n].end and keys[verb.start] in _DECIDING
    governs = n + 2 < len(items) and isinstance(items[n + 2], Chain | Name)
    return does and governs and keys[items[n].start - 1] in {"và", ","}


_ELECTING = frozenset({"bầu", "bổ", "phê", "chỉ"})
_DECIDING = frozenset({"bổ", "phê", "miễn", "cách", "điều"})


def _after_that(document: Document, verb: Trigger) -> bool:
    """Does "sau khi" open the clause of the verb, and a comma end it?"""
    keys, first = document.keys, document.sentence_start(verb.start)
    return "sau khi" in " ".join(keys[max(verb.start - 6, first) : verb.start]) and "," in keys[verb.end : verb.end + 2]


def _may_stand(between: list[str], counted: bool) -> bool:
    """May the words stand between two verbs, or a verb and the posts ("phê chuẩn 5 vị Phó Chủ tịch")?"""
    return all(g in _BETWEEN or (counted and g.isdigit()) for g in between)


def _looks_through(
    document: Document, items: list[Item], k: int, found: list[str], between: list[str], edge: int
) -> bool:
    """Whether a verb before item k may still be one of the post: a person, a place or old posts stand between."""
    item = items[k]
    if not found:
        return False
    if isinstance(item, Name):
        if document.keys[item.start - 1] == "," and _opens_with_before(document, item.start):
            return False  # "trước khi về nhận nhiệm vụ mới, ông A giữ chức B"
        return all(g in _BETWEEN | {"-", "–", "đồng", "chí"} for g in between)
    if isinstance(item, Chain):
        if isinstance(items[k + 1], Name) and items[k + 1].start == item.end:
            after = items[k + 2] if k + 2 < len(items) else None
            return after is not None and document.keys[items[k + 1].end : after.start] == ["để"]
        if between[-1:] == ["để"]:  # "giới thiệu bà A, B, để bầu giữ chức C"; not "thôi chức B để làm C"
            verb = next((x for x in reversed(items[:k]) if isinstance(x, Trigger)), None)
            return verb is not None and verb.kind == "propose" and in_apposition([*between[:-1], ","])
        if _opens_with_before(document, item.start):
            return False  # "trước khi được điều động làm A, ông giữ chức B"
        verb_before = items[k - 1] if k else None
        if isinstance(verb_before, Trigger) and verb_before.kind == "remove" and found[-1] == "hold":
            return False  # "thôi giữ chức A, giữ chức B"
        # "rời ghế A, trở thành B": the verb of A is not that of B; "điều động ông, A, giữ chức B"
        holds = (found[-1] == "hold" or found[-1].endswith("?")) and "nay" not in between
        return holds and in_apposition(gap(document, item.end, edge) or [","])
    return isinstance(item, Place | Body) and all(g in _BETWEEN | {"sinh", "từ"} for g in between)


def _opens_with_before(document: Document, token: int) -> bool:
    """Does "trước khi" open the sentence of the token?"""
    first = document.sentence_start(token)
    return document.keys[first : first + 2] == ["trước", "khi"]


def _head_of_list(document: Document, items: list[Item], n: int) -> tuple[int, Trigger] | None:
    """The verb of "đảm nhận các chức vụ khác nhau ở nhiều nơi như A, B", and its index, if "như" stands before A.

    So of "cách các chức vụ trong Đảng của ông C, gồm: A; B".
    """
    at = items[n].start
    if document.keys[at - 1 : at] == [";"]:  # behind a post that no rule can read
        at = _opening_of_list(document, items, n)
    then = document.keys[at - 3 : at] == ["sau", "đó", "là"]  # "giữ nhiều chức vụ ở huyện A, sau đó là B"
    if not then and document.keys[at - 1 : at] not in (["như"], [":"], ["gồm"], ["("]):
        return None
    kinds = {"hold", "former", "remove"}
    for k in range(n - 1, -1, -1):
        item = items[k]
        if isinstance(item, Chain) or (isinstance(item, Name) and isinstance(items[k + 1], Name)):
            return None
        if isinstance(item, Name):
            kinds = {"remove"}  # whom it befalls stands between
        elif isinstance(item, Trigger) and item.kind in kinds:
            said = " ".join(document.keys[item.start : at])
            return (k, item) if any(word in said for word in _OFFICES) else None
    return None


def _opening_of_list(document: Document, items: list[Item], n: int) -> int:
    """The index after the colon or "như" of "giữ các chức vụ: A; B", if B is item n and no post or person stands
    between."""
    before = next((x.end for x in reversed(items[:n]) if isinstance(x, Chain | Name)), 0)
    colons = [k for k in range(before, items[n].start) if document.keys[k] in {":", "như"}]
    return colons[-1] + 1 if colons else items[n].start


_OFFICES = phrase_set("offices")


def _combined(found: list[str]) -> str:
    """One meaning out of several triggers, the nearest to the post first."""
    for kind in ("ask", "remove", "retire", "candidate", "propose"):
        if kind in found:
            return kind
    if "former" in found:
        return "former"
    if "current" in found:
        return "current"
    for kind in ("transfer", "appoint"):
        if kind in found:
            return kind
    return found[0]


_ACTING = phrase_set("acting")


def acts(document: Document, items: list[Item], n: int) -> bool:
    """Is the person before the verb its agent ("ông A ký quyết định cách chức B"), not the one it befalls?

    What befalls is said with "được" or "bị", with a verb of holding, or has its person after the verb.
    """
    first = mode_of(document, items, n)[1]
    assert first is not None
    k = first - 1
    verbs = [x for x in items[k:n] if isinstance(x, Trigger)]
    if any(isinstance(x, Name) for x in items[k:n]):
        return False
    start = items[k].start
    before = [x for x in items[:k] if isinstance(x, Name | Chain)]
    lead = document.keys[max(before[-1].end if before else start - 4, start - 16) : start]
    if (
        {"được", "bị"} & {*lead[:3], *lead[-4:]}
        or {"chịu", "nhận"} & set(lead[-6:])
        or lead[:3] == ["bằng", "hình", "thức"]  # "kỷ luật ông A bằng hình thức cách chức B"
        or any({"được", "bị"} & set(document.keys[v.start : v.end]) for v in verbs)
    ):
        return False
    # "ông A đã có quyết định bổ nhiệm giữ chức B", "ông A (bao gồm cách chức B)"
    told = bool(before) and (isinstance(before[-1], Name) or isinstance(items[items.index(before[-1]) - 1], Name))
    if (told and lead[-3:] == ["có", "quyết", "định"]) or (lead[:1] == ["("] and lead[-1:] == ["gồm"]):
        return False
    if any(f" {phrase} " in f" {' '.join(lead)} " for phrase in _ACTING):
        return True
    if any(document.keys[v.start] in _MOVES for v in verbs):
        return False  # "ông A chuyển sang làm B": he himself moves
    return all(
        v.kind in {"transfer", "transfer?", "appoint?", "propose", "propose?"} or document.keys[v.start] in _DONE_TO
        for v in verbs
    )


_MOVES = frozenset({"chuyển", "sang", "về"})
# verbs of removing and electing whose subject is who does it
_DONE_TO = word_set("done to")


_WHILE = phrase_set("spans of time")


def held(document: Document, items: list[Item], n: int) -> str:
    """ "giữ chức" alone: an appointment if the sentence has a verb of appointing before it, else simply held."""
    first = mode_of(document, items, n)[1]
    if first is not None and document.keys[items[first - 1].start - 1] == "nay":
        return ""  # "từng là A, nay giữ chức B"
    lead = document.keys[max(items[first - 1].start - 4, 0) : items[first - 1].start] if first is not None else []
    if any(" ".join(lead[k : k + 2]) in _WHILE for k in range(len(lead))):
        return "former"  # "ông A trong thời gian giữ chức B đã …"
    if " ".join(lead[-2:]) in _THEN or (lead[-3:-2] == ["sau"] and lead[-1:] in (["năm"], ["tháng"])):
        return "former"  # "ông A khi đó giữ chức B", "sau 6 năm giữ chức B"
    if lead[-2:] == ["lần", "lượt"]:
        return "former"  # "lần lượt giữ các chức vụ A, B"
    if first is not None and _had_before(document, items, first - 1):
        return "former"
    kinds = [x.kind for x in items[:n] if isinstance(x, Trigger)]
    if lead[-1:] in (["để"], [","]) and {"remove", "retire"} & set(kinds):
        return "appoint"  # "thôi chức B để giữ chức C", "thôi giữ chức B, giữ chức C"
    if "propose" in kinds and ":" in document.keys[items[0].start : items[n].start]:
        return "propose"  # "Nhân sự được giới thiệu gồm các ông: A, B, giữ chức C; …"
    if {"transfer", "appoint", "replace", "join"} & set(kinds) or (
        first is not None and _takes_up(document, items, n, first)
    ):
        return "appoint"
    return "former" if "former" in kinds else ""


def _had_before(document: Document, items: list[Item], k: int) -> bool:
    """ "Trước khi được điều động làm B, bà A giữ chức C": is the verb at item k that of C?"""
    subject = any(isinstance(x, Name) and document.keys[x.start - 1] == "," for x in items[:k])
    return subject and _opens_with_before(document, items[k].start)


_THEN = phrase_set("at that time")
_TAKES_UP = frozenset({"giữ", "làm", "nhận", "đảm"})


def _takes_up(document: Document, items: list[Item], n: int, first: int) -> bool:
    """ "Ông A - Chánh văn phòng B - giữ chức C": said of one whose post is named already, it is news."""
    verb, chain = items[first - 1], items[n]
    person, old = (items[first - 3], items[first - 2]) if first >= 3 else (None, None)
    if not (isinstance(person, Name) and isinstance(old, Chain) and isinstance(chain, Chain)):
        return False
    closed = gap(document, old.end, verb.start)
    gone = document.keys[old.end - 1] in {")", "cũ", "đây"}  # "Bí thư Đảng ủy phường A (cũ) giữ chức …"
    return (
        document.keys[verb.start] in _TAKES_UP
        and closed in ([], [","], ["-"], ["–"], [")"], [")", ","])
        and in_apposition(gap(document, person.end, old.start))
        and chain.posts[-1].body is not None
        and (gone or not any(p.status for p in old.posts))
    )
