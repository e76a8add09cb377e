"""What the posts of one article say of one another: steps of careers, promotions, posts that one holds at a time."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import cache

from kg import vocabulary
from kg.facts.claim import NARRATED
from kg.facts.merging import Told
from kg.model import Position, Status
from kg.text import key

# what people are beside their post: so begins the role
SEATS = ("ủy viên", "uỷ viên", "đại biểu")
_HELD = frozenset({"current", "appointed"})


def in_course(told: list[Told], year: int) -> list[Told]:
    """The positions in the order of the text, each with its status in the light of the others; the article is of
    `year`, 0 if that is not known."""
    told = _last_steps(_in_order(_overtaken(told), year), year)
    return _promoted(_not_anothers(_one_at_a_time(_long_held(told), year)))


def _overtaken(told: list[Told]) -> list[Told]:
    """A step of a career is over if a later one, told soon after, is, or is held since a day that it names."""
    over: dict[str, int] = {}  # where the last step that is over stands, from the end on
    found: list[Told] = []
    for one in reversed(told):
        p = one.position
        undated = p.status in _HELD and not (p.start or p.end or one.goes_on)
        if one.step and undated and p.evidence.end < over.get(p.person, -1) <= p.evidence.end + _SOON:
            one = _ended(one)
        dated = (p.status == "current" and p.start) or (p.status == "appointed" and one.told_of)
        if p.rule in NARRATED and (one.position.status == "former" or dated) and not _sits(one):
            over[p.person] = p.evidence.start
        found.append(one)
    return found[::-1]


# so many characters may lie between two steps of a career
_SOON = 500


def _in_order(told: list[Told], year: int) -> list[Told]:
    """ "Từ năm 2016 ông làm Phó Chủ tịch. Năm 2020 ông được bầu làm Bí thư": the next dated step ends the one before,
    if the two are not posts that one holds together."""
    later: dict[str, dict[tuple[str | None, ...], Told]] = defaultdict(dict)  # of each person, of each post the last
    found: list[Told] = []
    for one in reversed(told):
        p, steps = one.position, later[one.position.person]
        dated = 0 < one.got < year and p.status in _HELD and not (one.goes_on or _sits(one))
        over = dated and any(x.got > one.got and not _together(p, x.position) for x in steps.values())
        if one.got and not _sits(one):
            at = (p.role, p.body, p.place, p.body_kind, "kiêm" if _says_both(p) else "")
            if at not in steps or steps[at].got < one.got:
                steps[at] = one
        found.append(_ended(one) if over else one)
    return found[::-1]


def _together(one: Position, other: Position) -> bool:
    """Does one hold the two at once: "Phó Bí thư Huyện ủy" and "Chủ tịch UBND" of one district, or are they the same?
    "Phó Chủ tịch" is left for "Bí thư"."""
    beside = one.place is not None and one.place == other.place and one.body_kind != other.body_kind
    beside = beside and not (one.role.startswith("Phó Chủ tịch") and other.role.startswith(("Bí thư", "Phó Bí thư")))
    return beside or (one.role, one.body) == (other.role, other.body) or _says_both(other)


def _says_both(p: Position) -> bool:
    return any(word in p.evidence.quote for word in (" kiêm ", " đồng thời "))


def _last_steps(told: list[Told], year: int) -> list[Told]:
    """ "Năm 2014, ông làm Phó Chủ tịch, năm 2020 được bầu làm Bí thư": who is not said to have left the last of the
    posts that he got years ago, or to hold another, holds it still in `year`, if not for longer than a few terms."""
    posts = [(k, one) for k, one in enumerate(told) if not _sits(one)]
    holds = {one.position.person for _, one in posts if one.position.status in _HELD | {"dismissed"}}
    last = {one.position.person: k for k, one in posts}

    def holds_still(k: int, one: Told) -> bool:
        person = one.position.person
        recent = one.got_long_ago and one.got > year - _LONG_HELD
        return recent and last.get(person) == k and person not in holds

    return [_with(one, "current") if holds_still(k, one) else one for k, one in enumerate(told)]


# so many years a post is held at most, as far as one may guess
_LONG_HELD = 6


def _long_held(told: list[Told]) -> list[Told]:
    """ "Ông A, Giám đốc Sở B, cho biết … Ông A được bổ nhiệm làm Giám đốc Sở B sau …": who is named as the holder
    before it is told how he got the post holds it; that he got it is no news, unless its day or the lead tells it."""
    first: dict[tuple[str, tuple[str, str]], int] = {}
    news = set[tuple[str, str]]()
    for one in told:
        p = one.position
        if p.status == "current" and p.rule in {"person-post", "post-person"}:
            first.setdefault((p.person, _post(p)), p.evidence.start)
        if p.status == "appointed" and p.evidence.start < _LEAD:
            news.add((p.person, _rank(p)))

    def known(p: Position) -> bool:
        seen = first.get((p.person, _post(p)), p.evidence.start) < p.evidence.start
        return seen and not p.start and (p.person, _rank(p)) not in news

    return [_with(x, "current") if x.position.status == "appointed" and known(x.position) else x for x in told]


# so many characters hold the title and the first sentences
_LEAD = 400


def _one_at_a_time(told: list[Told], year: int) -> list[Told]:
    """ "Kể từ năm 2009, khi Chủ tịch nước A thăm …": A is so no more, if the article names another who is in `year`.

    Only a post named in nothing but sentences about years ago is taken to be over.
    """
    now = [one.position for one in told if one.position.status in _HELD and not _years_ago(one, year)]
    today = {(_post(p), p.person) for p in now}
    others = {post for post, _ in today if post[0] in _single()}

    def over(one: Told) -> bool:
        post = _post(one.position)
        return post in others and (post, one.position.person) not in today

    return [_ended(x) if x.position.status == "current" and _years_ago(x, year) and over(x) else x for x in told]


def _not_anothers(told: list[Told]) -> list[Told]:
    """ "Bộ trưởng Nội vụ A … Bộ trưởng B": that B is of the body filled in is in doubt, where another has that post."""
    stated: dict[tuple[str, str], set[str]] = defaultdict(set)
    for p in (one.position for one in told):
        if p.status == "current" and p.confidence >= _STATED and _post(p)[0] in _single():
            stated[_post(p)].add(p.person)

    def doubtful(p: Position) -> bool:
        filled_in = p.status == "current" and _DOUBT < p.confidence < _STATED
        holders = stated.get(_post(p), set())
        return filled_in and bool(holders) and p.person not in holders

    return [replace(x, position=replace(x.position, confidence=_DOUBT)) if doubtful(x.position) else x for x in told]


# so sure is what names its body; what does not, and seems to be another's
_STATED, _DOUBT = 0.9, 0.45


def _years_ago(one: Told, year: int) -> bool:
    return 0 < one.told_of < year - 1


@cache
def _single() -> frozenset[str]:
    """The roles of which a body has one."""
    return frozenset(key(code.label) for code in vocabulary.codes("role") if code.single_seat)


def _promoted(told: list[Told]) -> list[Told]:
    """ "Ông A, Phó Bí thư Tỉnh ủy, giữ chức Bí thư Tỉnh ủy": who becomes the head of a body is its deputy no more, nor
    does he stand in for its head."""
    heads = {(x.position.person, *_post(x.position)) for x in told if x.position.status == "appointed"}

    def rises(p: Position) -> bool:
        role, body = _post(p)
        acted = role.startswith("quyền ") and (p.person, role[6:], body) in heads
        deputy = p.status == "current" and role.startswith("phó ")
        return acted or (deputy and (p.person, _rank(p)[4:], body) in heads)

    return [_ended(x) if x.position.status in _HELD and rises(x.position) else x for x in told]


def _post(p: Position) -> tuple[str, str]:
    return key(p.role), key(p.body)


def _rank(p: Position) -> str:
    """The role, whether or not its holder stands in for the head: "Phó Chủ tịch (Thường trực)"."""
    return key(p.role).removesuffix(" thường trực")


def _sits(told: Told) -> bool:
    """Is it a seat, that people hold beside their post?"""
    return told.position.role.lower().startswith(SEATS)


def _ended(one: Told) -> Told:
    return replace(_with(one, "former"), inferred=True)


def _with(one: Told, status: Status) -> Told:
    return replace(one, position=replace(one.position, status=status))
