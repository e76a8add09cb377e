"""One record a (person, role, body) out of all that an article says of it: the status that says most, and how sure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

from kg.facts.entities import body_key, written_out_key
from kg.lexicon import phrase_set
from kg.model import DOUBTFUL, Position
from kg.text import key

# how sure each rule is (see kg/facts/positions.py)
CONFIDENCE = {
    "post-person": 0.96, "person-post": 0.95, "post-person?": 0.45, "person-post?": 0.45, "trigger": 0.92,
    "trigger-to": 0.92, "person-after": 0.88, "listed": 0.85, "pronoun": 0.8, "replaced": 0.85,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A position. `inferred`: its status rests on years alone, as of "tháng 3/2015, ông được bầu giữ chức B", or it
    is a step of a career, as of "trước khi về làm B"; `implied`: its body goes without saying, as of "Thủ tướng";
    `goes_on`: a verb says that it is held still; `step`: "sau đó", "rồi" tell that it came after another; `state`: the
    country, where it is a post that each state has ("" where it goes without saying that it is ours); `got`: the
    year in which it was got, 0 if that is not told; `got_long_ago`: it is over only because of that year; `unsure`:
    of which state is not certain; `told_of`: the year of the last date before the post in its sentence, 0 if none;
    `filled_in`: of which unit, the context says ("UBND tỉnh").
    """

    position: Position
    inferred: bool
    implied: bool = False
    goes_on: bool = False
    step: bool = False
    state: str | None = None
    got: int = 0
    got_long_ago: bool = False
    unsure: bool = False
    told_of: int = 0
    filled_in: bool = False


_RANK = {"dismissed": 5, "appointed": 4, "former": 3, "proposed": 2, "candidate": 2, "current": 1}


def merged(told: list[Told]) -> list[Position]:
    """One record a (person, role, body): the status that says most, the best confidence.

    A body that the context gave yields to one that the text gives the same person for the same role. That a post is
    over because it was got years ago yields to a word that it is held.
    """
    best: dict[tuple[str, str, str], Told] = {}
    units = set(map(_unit, told))
    both = {name for kind, name in units if kind == "tỉnh" and ("tp", name) in units}
    for one in _of_their_own_units(_of_their_own_states(told)):
        p = one.position
        body = _short(body_key(p.body)) if one.state else body_key(p.body)
        city = both and _unit(one) in {("tp", name) for name in both}
        at = (key(p.person), written_out_key(p.role), f"{body} tp" if city else body)
        if at not in best:
            best[at] = one
            continue
        old = best[at].position
        if _still(one, best[at]) or _still(best[at], one):
            best[at] = one if one.goes_on else best[at]
        elif {p.status, old.status} == {"appointed", "former"}:
            best[at] = _left_since(one, best[at])
        elif (_weight(one), p.confidence) > (_weight(best[at]), old.confidence) and p.confidence >= DOUBTFUL:
            body = p.body if len(p.body) >= len(old.body) else old.body
            fuller = replace(p, body=body, start=p.start or old.start, end=p.end or old.end)
            best[at] = replace(one, position=fuller)
        elif len(p.body) > len(old.body) and p.confidence >= DOUBTFUL:
            best[at] = replace(best[at], position=replace(old, body=p.body, place=p.place or old.place))
    vague = {at for at, one in best.items() if one.implied or one.unsure}
    named = {at[:2] for at in best.keys() - vague}
    # "Thủ tướng Singapore A", later "Thủ tướng A"
    return _surest({at: one.position for at, one in best.items() if not (at in vague and at[:2] in named)})


def _unit(told: Told) -> tuple[str, str]:
    """("tỉnh", "bắc giang"), ("tp", "bắc giang"), ("", …): is the body said to be a province's or a city's?"""
    words = key(told.position.place or "").replace("thành phố", "tp").replace("tp.", "tp ").split()
    return (words[0], " ".join(words[1:])) if words[:1] in (["tỉnh"], ["tp"]) else ("", " ".join(words))


def _of_their_own_states(told: list[Told]) -> list[Told]:
    """ "Chủ tịch Trung Quốc A", then "Tổng bí thư A": whose one post is in another state is no head of ours."""
    homes = {one.position.person: one.state for one in told if one.state and one.position.confidence >= DOUBTFUL}
    return [
        _moved_to(one, home) if one.state == "" and (home := homes.get(one.position.person)) else one for one in told
    ]


def _of_their_own_units(told: list[Told]) -> list[Told]:
    """ "Chủ tịch UBND tỉnh A, ông X, …", in news of two provinces, then "ông X, Chủ tịch UBND tỉnh": A's, whatever
    province is nearer."""
    own: dict[tuple[str, str, str | None, str], set[str]] = defaultdict(set)
    for one in told:
        if not one.filled_in and one.position.place and one.position.status in _HELD:
            own[_post_of(one)].add(one.position.place)
    return [
        one for one in told
        if not (one.filled_in and (places := own.get(_post_of(one))) and one.position.status in _HELD)
        or one.position.place in places
    ]  # fmt: skip


def _post_of(told: Told) -> tuple[str, str, str | None, str]:
    p = told.position
    return key(p.person), written_out_key(p.role), p.body_kind, _unit(told)[0] or (p.place or "").split(" ")[0]


def _short(country: str) -> str:
    """A country's name without its form of state: "Cộng hòa Bulgaria"."""
    return next((country.removeprefix(form) for form in _FORMS_OF_STATE if country.startswith(form)), country)


_FORMS_OF_STATE = sorted((f"{form} " for form in phrase_set("forms of state")), key=len, reverse=True)


def _moved_to(told: Told, country: str) -> Told:
    p = told.position
    body = country if told.implied else f"{p.body} {country}"
    confidence = round(max(p.confidence, CONFIDENCE[p.rule] * _SURE_BODY), 3)
    return replace(told, state=country, position=replace(p, body=body, place=country, confidence=confidence))


def _still(one: Told, other: Told) -> bool:
    """ "Bà A (Phó Bí thư Tỉnh ủy, Chủ tịch HĐND tỉnh) nghỉ hưu", then "bà vẫn là Chủ tịch HĐND tỉnh": she is."""
    p = other.position
    return one.goes_on and p.status == "dismissed" and p.rule in {"person-post", "post-person"}


def _left_since(one: Told, other: Told) -> Told:
    """Of one who got a post on a day that is stated and another word that he has left it: he has left it since."""
    got, over = (one, other) if one.position.status == "appointed" else (other, one)
    if got.inferred:
        return over
    if over.inferred or not got.position.start or got.position.confidence < DOUBTFUL:
        return got
    p = over.position
    if p.start or p.end:
        return over
    return replace(over, position=replace(p, start=got.position.start, end=got.position.end))


_HELD = {"current", "appointed"}


def _surest(best: dict[tuple[str, str, str], Position]) -> list[Position]:
    """The positions without those that others say more fully, and in doubt where another body is stated."""
    posts: dict[tuple[str, str], list[Position]] = defaultdict(list)
    for (person, role, _), p in best.items():
        posts[person, role].append(p)
    for at, p in list(best.items()):
        fuller = best.get(
            (at[0], f"{at[1]} thường trực", at[2])
        )  # "Phó Thủ tướng Thường trực A", later "Phó Thủ tướng A"
        same = fuller is not None and (p.status in {fuller.status, "current"} and fuller.status in _HELD | {p.status})
        said = same and not (p.start or p.end)
        if said or any(_shorter(p, q) for q in posts[at[:2]]):
            del best[at]
    stated = {(key(p.person), written_out_key(p.role)) for p in best.values() if p.confidence >= _STATED}
    return [
        p
        if p.confidence >= _SURE_BODY * CONFIDENCE[p.rule]
        or (key(p.person), written_out_key(p.role)) not in stated
        or p.role == _SEAT
        else replace(p, confidence=min(p.confidence, 0.45))
        for p in best.values()
    ]


# the role of members of many bodies
_SEAT = "Ủy viên"


def _shorter(one: Position, other: Position) -> bool:
    """Of two like posts of one person: is the department the same by less of its name, as "Sở Khoa học" is?"""
    if one is not other and one.body_kind == other.body_kind and one.body_kind in {"ubnd", "hdnd"}:
        short, full = key(one.body).split(), key(other.body).split()
        untyped = [w for w in full if w not in {"xã", "phường", "huyện", "quận", "tỉnh", "thị", "trấn"}]
        return short == untyped and short != full  # "UBND Đông Minh", "UBND xã Đông Minh"
    if one is other or one.place is None or one.place != other.place or not one.body_kind == other.body_kind == "so":
        return False
    of = set(key(one.place).split())
    short, full = ([w for w in key(p.body).split() if w not in of] for p in (one, other))
    return 2 < len(short) < len(full) and full[: len(short)] == short


# what the text states, and the certainty of a body that the text gives, or the context by naming no other
_STATED, _SURE_BODY = 0.9, 0.9


def _weight(told: Told) -> int:
    """What was held "while" something happened, or got years ago, says less than what is held."""
    p = told.position
    return 0 if p.status == "former" and (told.inferred or p.rule == "person-after") else _RANK[p.status]
