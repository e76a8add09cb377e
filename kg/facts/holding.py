"""Who holds a post that one person holds at a time, and which posts end with a promotion."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from kg import vocabulary
from kg.facts.merging import Told
from kg.model import Position
from kg.text import key


def one_at_a_time(told: list[Told], year: int) -> list[Told]:
    """ "Kể từ năm 2009, khi Chủ tịch nước A thăm …": A is so no more, if the article names another who is in `year`.

    Only a post named in nothing but sentences about years ago is taken to be over.
    """
    now = [one for one in told if one.position.status in {"current", "appointed"}]
    today = {(_post(one.position), one.position.person) for one in now if not _years_ago(one, year)}
    others = {post for post, _ in today if post[0] in _single()}

    def over(one: Told) -> bool:
        post = _post(one.position)
        return post in others and _years_ago(one, year) and (post, one.position.person) not in today

    return [_ended(one) if one.position.status == "current" and over(one) else one for one in told]


def long_held(told: list[Told]) -> list[Told]:
    """ "Ông A, Giám đốc Sở B, cho biết … Ông A được bổ nhiệm làm Giám đốc Sở B sau …": who is named as the holder
    before it is told how he got the post holds it; that he got it is no news, unless its day or the lead tells it."""
    first: dict[tuple[str, tuple[str, str]], int] = {}
    news = {
        (one.position.person, _rank(one.position))
        for one in told
        if one.position.status == "appointed" and one.position.evidence.start < _LEAD
    }
    for one in told:
        p = one.position
        if p.status == "current" and p.rule in {"person-post", "post-person"}:
            first.setdefault((p.person, _post(p)), p.evidence.start)

    def known(p: Position) -> bool:
        seen = first.get((p.person, _post(p)), p.evidence.start) < p.evidence.start
        return seen and not p.start and (p.person, _rank(p)) not in news

    return [
        replace(one, position=replace(one.position, status="current"))
        if one.position.status == "appointed" and known(one.position)
        else one
        for one in told
    ]


# so many characters hold the title and the first sentences
_LEAD = 400


def _rank(p: Position) -> str:
    """The role, whether or not its holder stands in for the head: "Phó Chủ tịch (Thường trực)"."""
    return key(p.role).removesuffix(" thường trực")


def promoted(told: list[Told]) -> list[Told]:
    """ "Ông A, Phó Bí thư Tỉnh ủy, giữ chức Bí thư Tỉnh ủy": who becomes the head of a body is its deputy no more."""
    heads = {(one.position.person, *_post(one.position)) for one in told if one.position.status == "appointed"}

    def rises(p: Position) -> bool:
        role, body = _post(p)
        return role.startswith("phó ") and (p.person, _rank(p)[4:], body) in heads

    return [_ended(one) if one.position.status == "current" and rises(one.position) else one for one in told]


def _post(p: Position) -> tuple[str, str]:
    return key(p.role), key(p.body)


@cache
def _single() -> frozenset[str]:
    """The roles of which a body has one."""
    return frozenset(key(code.label) for code in vocabulary.codes("role") if code.single_seat)


def _years_ago(one: Told, year: int) -> bool:
    return 0 < one.told_of < year - 1


def _ended(one: Told) -> Told:
    return replace(one, position=replace(one.position, status="former"), inferred=True)
