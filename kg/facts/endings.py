"""What ends posts that stand in apposition: a verb of removing before the person, retirement or a new duty after."""

from __future__ import annotations

import re

from kg.facts.claim import Claim
from kg.facts.spans import gap
from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.scan import Item, Name, Trigger
from kg.grammar.units import Place
from kg.lexicon import word_set


def removed(document: Document, items: list[Item], name: Name, made: list[Claim]) -> str:
    """ "cách chức (chức vụ, đối với) ông A - B và ông C - D": the posts beside whom a verb removes are lost.

    So are those of "quyết định nghỉ hưu cho ông A - B".
    """
    at = items.index(name)
    before = [x for x in items[:at] if not (isinstance(x, Trigger) and x.kind == "to")]
    verb = before[-1] if before else None
    if isinstance(verb, Trigger):
        whom = set(gap(document, verb.end, name.start)) <= {"đối", "với", "chức", "vụ", "danh"}
        befalls = verb.kind == "remove" and whom and document.keys[verb.start] in word_set("done to")
        retires = verb.kind == "retire" and gap(document, verb.end, name.start) in (["cho"], ["đối", "với"])
        return verb.kind if (befalls and not _asked(document, verb)) or retires else ""
    last = made[-1] if made else None
    if last is None or last.status not in {"remove", "retire"} or last.rule != "person-post":
        return ""
    between = [k for k in gap(document, last.chain.end, name.start) if k.isalpha()]
    places = [x for x in items if isinstance(x, Place) and last.chain.end <= x.start < name.start]
    known = {k for x in places for k in document.keys[x.start : x.end]}
    return last.status if set(between) - known <= {"và", "cùng"} else ""


def loses_party_posts(document: Document, items: list[Item], name: Name) -> bool:
    """ "cách hết chức vụ trong Đảng đối với ông A, …": of the posts that follow those in the Party are lost."""
    verbs = [x for x in items[: items.index(name)] if isinstance(x, Trigger) and x.kind == "remove"]
    if not verbs or name.start - verbs[-1].start > _LONGEST:
        return False
    verb = verbs[-1]
    if _asked(document, verb):
        return False
    words = document.keys[verb.start : name.start]
    return "đảng" in words and "vụ" in words and set(words) <= word_set("all posts in the party")


def _asked(document: Document, verb: Trigger) -> bool:
    """ "đề nghị Tỉnh ủy cách chức ông A", "xem xét cách chức": is it not done yet? "Theo đề nghị của B" it is."""
    before = document.keys[max(verb.start - 12, document.sentence_start(verb.start)) : verb.start]
    clause = " ".join(k if k.isalnum() else ";" for k in before).rpartition(";")[2]
    return _ASKS.search(clause) is not None


_ASKS = re.compile(r"\b(?:đề nghị|đề xuất|kiến nghị|xem xét)\b(?! của)")
# "cách tất cả các chức vụ trong Đảng đối với" has so many words
_LONGEST = 14


def ends(document: Document, items: list[Item], n: int) -> str:
    """ "Ông A, B, nghỉ hưu", "… qua đời", "… bị cách chức": what follows the posts ends them; "" if nothing does."""
    after = items[n + 1] if n + 1 < len(items) else None
    if _goes_elsewhere(document, items, n):
        return "leaves"
    if has_left(document, items[n].end):
        return "former"
    if not isinstance(after, Trigger) or after.kind not in {"retire", "remove", "die"} or _off_a_list(document, after):
        return ""
    lead = gap(document, items[n].end, after.start)
    befalls = after.kind != "remove" or {"bị", "được"} & set(lead) or document.keys[after.start] in _OF_ONES_OWN
    governs = n + 2 < len(items) and isinstance(items[n + 2], Chain | Name | Body)
    return after.kind if befalls and not governs and set(lead) <= word_set("before the end") else ""


def has_left(document: Document, end: int) -> bool:
    """ "Giám đốc Sở A (nay đã nghỉ hưu)": does a bracket at token `end` say so in passing, of a day gone by?"""
    return _HAS_LEFT.match(" ".join(document.keys[end : end + 6])) is not None


_HAS_LEFT = re.compile(r"\( (?:(?:nay|hiện|hiện nay|vừa|mới) )?(?:đã )?(?:nghỉ hưu|nghỉ việc|qua đời|từ trần|mất)\b")


def _off_a_list(document: Document, verb: Trigger) -> bool:
    """ "rút khỏi | danh sách ứng cử": no post is left."""
    return document.keys[verb.end : verb.end + 2] == ["danh", "sách"]


def ends_in_the_party(document: Document, verb: Item) -> bool:
    """ "ông A, Tổng giám đốc B, bị cách | tất cả các chức vụ trong Đảng": are only the posts in the Party lost?"""
    return _IN_THE_PARTY.match(" ".join(document.keys[verb.end : verb.end + 9])) is not None


_IN_THE_PARTY = re.compile(r"(?:tất cả |hết |mọi )?(?:các )?(?:chức vụ )?trong đảng\b")


def ends_all(document: Document, items: list[Item], n: int, first: Name) -> bool:
    """ "Hai ông A, B, và C, D, bị cách chức", "ông A, B; ông C, D, cùng bị cách chức": does it befall the first too?"""
    together = {"cùng", "đều"} & set(gap(document, items[n].end, items[n + 1].start))
    told = document.keys[first.end : items[n + 1].start]
    return bool(together or first.many) and "." not in told and not any(isinstance(x, Trigger) for x in items[:n])


def dies(document: Document, items: list[Item], k: int) -> bool:
    """ "… A từ trần", "A, người vừa qua đời": does the verb right after the person at item k say so?"""
    after = items[k + 1] if k + 1 < len(items) else None
    if not (isinstance(after, Trigger) and after.kind == "die"):
        return False
    return set(gap(document, items[k].end, after.start)) <= _BEFORE_DEATH


def leaves(document: Document, items: list[Item], k: int) -> str:
    """ "Bộ trưởng A đã tuyên bố từ chức", "Phó Giám đốc A vừa bị Sở B cách chức": what befalls the person at item k."""
    at = next((n for n in range(k + 1, len(items)) if not isinstance(items[n], Body | Place)), len(items))
    verb = items[at] if at < len(items) else None
    if not isinstance(verb, Trigger) or verb.kind not in {"remove", "retire"} or _off_a_list(document, verb):
        return ""
    governs = at + 1 < len(items) and isinstance(items[at + 1], Chain | Name | Body)
    lead = document.keys[items[k].end : verb.start]
    done = lead[:1] == ["bị"] or lead[1:2] == ["bị"] or lead[:3] == ["cũng", "đã", "bị"]
    plain = set(lead) <= _BEFORE_LEAVING and (done or document.keys[verb.start] in _OF_ONES_OWN)
    return verb.kind if not governs and len(lead) < 10 and (plain or done) else ""


_BEFORE_LEAVING = frozenset({"cũng", "đã", "vừa", "mới", "tuyên", "bố", "chính", "thức", "bất", "ngờ", "bị"})
_BEFORE_DEATH = frozenset({",", "người", "đã", "vừa", "mới"})
# verbs of leaving whose subject is who leaves
_OF_ONES_OWN = word_set("leaving by oneself")
_OTHER_DUTIES = re.compile(
    r"\b(?:nhận|chuyển|điều động|bổ nhiệm|phân công|giữ|làm|sang|điều chuyển|luân chuyển)(?: (?:đi|sang|làm))?"
    r" (?:nhiệm vụ|vị trí|công tác|cương vị)(?: công tác)? (?:khác|mới)\b"
)


def _goes_elsewhere(document: Document, items: list[Item], n: int) -> bool:
    """ "Ông A, B, được C điều động, bổ nhiệm vị trí công tác khác": he leaves for what the text does not name."""
    start = items[n].end
    others = (x.start for x in items[n + 1 :] if isinstance(x, Name | Chain))
    told = document.keys[start : min(next(others, start + 16), start + 16)]
    if _is_moved(document, items, n, " ".join(told)):
        return True
    found = _OTHER_DUTIES.search(" ".join(told))
    if found is None:
        return False
    lead = " ".join(told)[: found.start()].split()
    plain = [k for k, named in zip(lead, document.tokens.caps[start:], strict=False) if not named]
    return set(plain) <= word_set("before other duties")


def _is_moved(document: Document, items: list[Item], n: int, told: str) -> bool:
    """ "điều động ông A, B, về công tác tại C"; "ông A, B, được điều động đến nhận nhiệm vụ tại C"."""
    if _BEING_MOVED.match(told):
        return True
    verb = items[n - 2] if n > 1 else None
    moves = isinstance(verb, Trigger) and verb.kind == "transfer" and verb.end == items[n - 1].start
    return moves and isinstance(items[n - 1], Name) and _MOVED.match(told) is not None


_MOVE = r"(?:về|đến|sang|tới|lên)(?: nhận)? (?:công tác|nhiệm vụ|làm việc)\b"
_MOVED = re.compile(rf"(?:[,)–-] ){{0,2}}{_MOVE}")
_BEING_MOVED = re.compile(
    rf"(?:[,)–-] ){{0,2}}(?:đã |vừa |mới )?được (?:\w+ ){{0,6}}(?:điều động|điều chuyển|luân chuyển) {_MOVE}"
)
