"""Lists of persons after the post that all hold: "các Ủy viên Bộ Chính trị: Thủ tướng A; Chủ tịch Quốc hội B"."""

from __future__ import annotations

from kg.facts.spans import gap, in_brackets, without_remark
from kg.grammar.chains import Chain, chain_at
from kg.grammar.document import Document
from kg.grammar.scan import Item, Name, Trigger
from kg.lexicon import phrase_set, word_set

# between the posts and the list
_OPENING = word_set("opens a list")
# between two members
_BETWEEN = frozenset({",", ";", "và", "cùng", "-", "–", "(", ")", "các", "đồng", "chí"})
# "ông A (54 tuổi, Chủ tịch UBND tỉnh)"
_AGE = frozenset({"tuổi", "sn", "sinh", "năm"})
# what begins the next member
_NEXT = frozenset({";", "và", "cùng"})


def heads_a_list(document: Document, chain: Chain) -> bool:
    """Do posts in the plural stand before "là" or a colon, or any before "gồm"?"""
    keys = document.keys
    if keys[chain.end : chain.end + 1] == ["gồm"]:
        return True
    if keys[chain.end : chain.end + 2] == ["đối", "với"] and chain_at(document, chain.end + 2) is not None:
        return True  # "bầu ủy viên UBND đối với Giám đốc Công an A, Giám đốc Sở Y tế B"
    if keys[chain.end : chain.end + 2] == ["là", "các"] and keys[chain.end + 2 : chain.end + 3] != ["đồng"]:
        return True  # "6 người đang giữ chức Phó Trưởng ban là các ông, bà: A; B"
    at = past_election(document, chain)
    return chain.plural and keys[at : at + 1] in ([":"], ["là"], ["gồm"], ["có"], ["bao"])


def past_election(document: Document, chain: Chain) -> int:
    """The index after a comma, "khác" or "mới được bầu" behind posts in the plural."""
    keys, at = document.keys, chain.end
    for n in (4, 3, 2) if chain.plural else ():
        if " ".join(keys[at : at + n]) in phrase_set("just elected"):
            return at + n
    return at + (keys[at : at + 1] in ([","], ["khác"]))


def members(document: Document, items: list[Item], n: int) -> list[Name]:
    """The persons of the list that the chain at item n heads; each may have posts of his own, before or after him.

    In a list of "A, posts; B, posts" whoever comes after his posts is no member any more; nor is told twice who is
    "Phó bí thư thường trực" among "4 phó bí thư". Of "2 phó chủ tịch gồm các ông A, B, ông C cho biết" C is none.
    """
    found: list[Name] = []
    head = items[n]
    assert isinstance(head, Chain)
    opening = past_election(document, head)
    rest = [x for x in items[n + 1 :] if x.start >= opening]
    rest = rest[1:] if _leads_in(rest) else rest
    edge, first = opening, rest[0] if rest else None
    if not isinstance(first, Name | Chain):
        return []
    own: Chain | None = None
    many = document.keys[max(head.start - 1, 0)]
    for item in rest:
        if many.isdigit() and len(found) == int(many):
            break
        if isinstance(item, Trigger) and in_brackets(document, item):
            continue  # "bà A (tái cử) và ông B"
        between = [w for w in without_remark(gap(document, edge, item.start)) if w not in _AGE and not w.isdigit()]
        if not isinstance(item, Name | Chain) or not set(between) <= (_BETWEEN if item is not first else _OPENING):
            break
        if item is not first and isinstance(item, Chain) and isinstance(first, Name) and _NEXT & set(between):
            break
        if isinstance(item, Name):
            if not item.text or (item.many and ";" in between):
                break  # "các Ủy viên: A, B; các ông C, Bí thư …": another list
            if own is None or own.end != item.start or not own.posts[0].role.startswith(head.posts[0].role):
                found.append(item)
        own = item if isinstance(item, Chain) else None
        edge = item.end
    return found


def _leads_in(items: list[Item]) -> bool:
    """Is the first item "là" or "đối với"?"""
    item = items[0] if items else None
    return isinstance(item, Trigger) and item.kind in {"be", "to"}
