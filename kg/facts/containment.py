"""Containments: one administrative unit lies in another.

    "xã Hải Hưng, huyện Hải Lăng, tỉnh Quảng Trị" → (xã Hải Hưng, huyện Hải Lăng), (huyện Hải Lăng, tỉnh Quảng Trị)

Rules:
    adjacent   the larger unit follows: comma, bracket, "thuộc", "của", "ở", dash
    scope      a sentence speaks of one larger unit and of smaller ones after it, and the register knows them there
    counted    "6 xã thuộc huyện A", where the last list of six is meant
    register   the article names both, and the register knows the smaller one in this larger one alone
"""

from __future__ import annotations

from kg.grammar.document import Document
from kg.grammar.memory import Memory, level_of
from kg.grammar.scan import Item, Scan
from kg.grammar.units import Place, unit_type_at
from kg.model import Containment
from kg.text import key

_LINKS = frozenset({",", "(", "thuộc", "của", "ở", "tại", "-", "–", "trực", "trên", "địa", "bàn", "nay", "cũ"})
# between two units that one larger unit after them holds: "5 xã A, B và một phần xã C của huyện D"
_JOINING = frozenset({",", "và", "cùng", "một", "phần", "hai", "toàn", "bộ", "diện", "tích"})
# (child, parent) by match key → the containment
Found = dict[tuple[str, str], Containment]
# of the facts of each rule so many are in gold; what the register says is true, but seldom what the text says
_CONFIDENCE = {"adjacent": 0.97, "counted": 0.85, "scope": 0.8, "register": 0.6}


def find(document: Document, scan: Scan, memory: Memory) -> list[Containment]:
    """All containments that the text states, each pair once."""
    found: Found = {}
    scope: dict[int, Place] = {}
    grouped = [_groups(items) for items in scan.sentences]
    for groups in grouped:
        for n in range(1, len(groups)):
            _adjacent(document, memory, found, groups, n)
    stated = {child for child, _ in found}
    _counted(document, memory, found, stated, grouped)
    for items in scan.sentences:
        _scoped(document, memory, found, stated, items, scope)
    _agreed(document, memory, found)
    return list(found.values())


def _groups(items: list[Item]) -> list[list[Place]]:
    """Units of a sentence in order, those that share one type word together; units inside bodies' names too."""
    groups: list[list[Place]] = []
    for item in items:
        places = [item] if isinstance(item, Place) else _inner(item)
        for place in places:
            if place.kind in {"country", None}:
                continue
            if place.shared and groups:
                groups[-1].append(place)
            else:
                groups.append([place])
    return groups


def _inner(item: Item) -> list[Place]:
    posts = getattr(item, "posts", None)
    bodies = [p.body for p in posts if p.body is not None] if posts else [item] if hasattr(item, "places") else []
    seen: list[Place] = []
    for body in bodies:
        for place in body.places:
            if all(place is not other for other in seen):
                seen.append(place)
    return seen


def _adjacent(document: Document, memory: Memory, found: Found, groups: list[list[Place]], n: int) -> None:
    """What stands right before a larger unit lies in it, and with it others of its level that the register knows there:

    "thị xã Hồng Lĩnh, huyện Vũ Quang và huyện Đức Thọ, tỉnh Hà Tĩnh"
    """
    group, parent = groups[n - 1], groups[n][0]
    gap = document.keys[group[-1].end : parent.start]
    if len(gap) > 4 or not gap or not set(gap) <= _LINKS:
        return
    child = group[-1]
    levels = level_of(child.kind), level_of(parent.kind)
    in_order = levels[0] <= 4 and levels[1] <= 3 and levels[0] > levels[1]
    if (not in_order and not _city_of_city(child, parent)) or _beside_a_city(document, child, parent):
        return
    if gap[0] in {"của", "-", "–"} and levels[0] - levels[1] > 2:
        return
    of_all = gap[-1] == "thuộc"  # "xã A, xã B, thị trấn C thuộc huyện D"
    for place in group:
        _add(document, memory, found, place, parent, "adjacent")
    first = group[0]
    for k in range(n - 2, -1, -1):
        before = groups[k]
        gap = document.keys[before[-1].end : first.start]
        joined = gap in ([","], ["và"], ["cùng"]) or ("phần" in gap and set(gap) <= _JOINING)
        if not joined or level_of(before[0].kind) != levels[0]:
            return
        if not _registered_in(document, before[0], parent) and not (
            of_all and not _elsewhere(document, memory, before[0])
        ):
            return
        for place in before:
            _add(document, memory, found, place, parent, "adjacent")
        first = before[0]


def _elsewhere(document: Document, memory: Memory, child: Place) -> bool:
    """Does the register know the unit in one of the larger units that the article names?"""
    level = level_of(child.kind) - 1
    larger = memory.once(
        ("larger", level), lambda: {key(p.full): p for _, p in memory.units if level_of(p.kind) == level}
    )
    return memory.once(
        ("elsewhere", child.kind, key(child.name)),
        lambda: any(_registered_in(document, child, p) for p in larger.values()),
    )


def _counted(
    document: Document, memory: Memory, found: Found, stated: set[str], grouped: list[list[list[Place]]]
) -> None:  # fmt: skip
    """ "Sáu xã A, B, C, D, E, F được nhập … 6 xã thuộc huyện G có vị trí liền kề": the six lie in G, if the text does
    not say where they lie (`stated`: of which units it does); each of `grouped` as of _groups."""
    lists: dict[tuple[int, str], list[Place]] = {}
    told = set(stated)
    for groups in grouped:
        for parent in (g[0] for g in groups if document.keys[g[0].start - 1] in {"thuộc", "của"}):
            those = lists.get(_number_and_type(document, parent.start - 1), [])
            names = {key(_main_name(memory, place)) for place in those}
            for place in those if not names & told else ():
                _add(document, memory, found, place, parent, "counted")
            told |= names
        for row in _rows(document, groups):
            lists[len(row), row[0].kind or ""] = row


def _number_and_type(document: Document, end: int) -> tuple[int, str]:
    """What a clause counts right before the token: "6 xã", "hai phường"; (0, "") if nothing: "lập 4 phường" are new."""
    keys = document.keys
    for start in range(max(end - 2, 1), end):
        type_ = unit_type_at(document, start)
        if type_ is not None and type_[0] == end:
            number = keys[start - 1]
            opens = document.sentence_start(start) == start - 1 or keys[start - 2] in {",", "của", "cả", "việc"}
            many = (int(number) if number.isdigit() else _NUMBERS.get(number, 0)) if opens else 0
            return (many, type_[1].kind) if many > 1 else (0, "")
    return 0, ""


_NUMBERS = {word: n for n, word in enumerate(("hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), 2)}


def _rows(document: Document, groups: list[list[Place]]) -> list[list[Place]]:
    """Units of one type in a row, whether they share the type word or each has it."""
    rows: list[list[Place]] = []
    for group in groups:
        last = rows[-1][-1] if rows else None
        joins = last is not None and document.keys[last.end : group[0].start] in ([","], ["và"], [",", "và"], [";"])
        if joins and rows[-1][0].kind == group[0].kind:
            rows[-1] += group
        else:
            rows.append(list(group))
    return [row for row in rows if len(row) > 1]


def _beside_a_city(document: Document, child: Place, parent: Place) -> bool:
    """ "giáp thành phố Đà Nẵng, tỉnh Quảng Nam": a centrally run city lies in no province, unless it once did."""
    city = child.word and level_of(child.kind) == 2 and document.province_kind(child.name) == "tp-tw"
    return bool(city) and level_of(parent.kind) == 1 and not _registered_in(document, child, parent)


def _city_of_city(child: Place, parent: Place) -> bool:
    """ "thành phố Thủ Đức thuộc thành phố Hồ Chí Minh": a city in a centrally run one."""
    return level_of(child.kind) == 2 and parent.kind == "tp-tw"


def _scoped(
    document: Document, memory: Memory, found: Found, stated: set[str], items: list[Item], scope: dict[int, Place]
) -> None:  # fmt: skip
    """Smaller units named after the larger one that a sentence, or one before it, speaks of, if the register agrees.

    Communes may also stand in bodies' names ("UBND xã A"); districts and provinces count only where they stand alone.
    """
    for item in items:
        places = [item] if isinstance(item, Place) else [p for p in _inner(item) if p.word and level_of(p.kind) == 3]
        for place in places:
            level = level_of(place.kind)
            if level > 3:
                continue
            larger = scope.get(level - 1)
            told = key(_main_name(memory, place)) in stated  # the text says itself where it lies
            if larger is not None and place.word and not told and _registered_in(document, place, larger):
                _add(document, memory, found, place, larger, "scope")
            if isinstance(item, Place) and level < 3:
                scope[level] = place


def _agreed(document: Document, memory: Memory, found: Found) -> None:
    """Communes that stand before their district in the article, where the register knows them in it alone."""
    lone = {id(p): p for _, p in memory.units if p.word and level_of(p.kind) == 2}
    districts = {key(p.full): p for p in lone.values()}
    for _, place in memory.units:
        if level_of(place.kind) != 3 or not place.word:
            continue
        if any(at[0] == key(place.full) for at in found):
            continue
        fitting = [d for d in districts.values() if _registered_in(document, place, d)]
        if len(fitting) == 1:
            _add(document, memory, found, place, fitting[0], "register")


def _registered_in(document: Document, child: Place, parent: Place) -> bool:
    """Has a unit of the child's name ever lain in one of the parent's name?"""
    if child.kind is None or parent.kind is None:
        return False
    return document.lies_in(key(child.name), child.kind, key(parent.name), parent.kind)


def _add(
    document: Document, memory: Memory, found: Found, child: Place, parent: Place, rule: str
) -> None:  # fmt: skip
    pair = (_main_name(memory, child), _main_name(memory, parent))
    at = (key(pair[0]), key(pair[1]))
    if at[0] == at[1] or at in found:
        return
    tokens = document.tokens
    low, high = min(child.start, parent.start), max(child.end, parent.end)
    same = document.sentence_of(child.start) == document.sentence_of(parent.start)
    evidence = (
        document.evidence(tokens.starts[low], tokens.ends[high - 1])
        if same
        else document.evidence(tokens.starts[child.start], tokens.ends[child.end - 1])
    )
    confidence = _CONFIDENCE[rule] * (1.0 if child.sure and parent.sure else 0.55)
    found[at] = Containment(*pair, evidence, rule, round(confidence, 3))


def _main_name(memory: Memory, place: Place) -> str:
    """The unit's name with its type word, as the article has it somewhere."""
    if place.word:
        return place.full
    for _, other in memory.units:
        if other.word and key(other.name) == key(place.name) and level_of(other.kind) == level_of(place.kind):
            return other.full
    return place.name
