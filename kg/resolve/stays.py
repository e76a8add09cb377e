"""Where people have their full-time posts and when: nobody has two at one time in different places or branches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

# Papers call people by their former post for a while.
_SLACK = timedelta(days=60)
# Of these bodies the leaders have no other post elsewhere.
FULL_TIME = frozenset(
    ("cap-uy", "ubnd", "hdnd", "mttq", "cong-an", "so", "ban-dang", "van-phong", "doan-the", "dang-bo")
)
# Of these branches of one unit nobody leads two; a committee of the Party goes with each of them.
BRANCHES = frozenset(("ubnd", "hdnd", "mttq", "cong-an"))
# Roles that go with a post elsewhere: members of a committee.
MEMBERS = ("ủy viên", "thường trực", "thành viên")


@dataclass(frozen=True, slots=True, order=True)
class Stay:
    """Seen in posts of a unit, in a branch of it (a kind of body), from a day until another."""

    first: date
    last: date
    unit: str
    branch: str


def merged(stays: Sequence[Stay]) -> tuple[Stay, ...]:
    """In order of time, those that follow one another in one branch of a unit as one."""
    found: list[Stay] = []
    for stay in sorted(stays):
        if found and (found[-1].unit, found[-1].branch) == (stay.unit, stay.branch):
            found[-1] = Stay(found[-1].first, max(found[-1].last, stay.last), stay.unit, stay.branch)
        else:
            found.append(stay)
    return tuple(found)


def clash(a: Sequence[Stay], b: Sequence[Stay], one_place: Callable[[str, str], bool]) -> str | None:
    """Where somebody would have been at one time, if these stays were one person's: two units, or two branches of one.
    None if that is possible. `one_place` tells whether a unit passed into another."""
    for x in a:
        for y in b:
            if not _overlap(x, y):
                continue
            if not one_place(x.unit, y.unit):
                return f"{min(x.unit, y.unit)} and {max(x.unit, y.unit)}"
            if x.branch != y.branch and {x.branch, y.branch} <= BRANCHES:
                return f"{min(x.branch, y.branch)} and {max(x.branch, y.branch)} of {min(x.unit, y.unit)}"
    return None


def _overlap(x: Stay, y: Stay) -> bool:
    if x.last - x.first > _SLACK and y.last - y.first > _SLACK:
        return max(x.first, y.first) + _SLACK < min(x.last, y.last)
    return _inside(x, y)


def _inside(x: Stay, y: Stay) -> bool:
    """Whether the shorter stay lies well inside the longer one."""
    short, long = sorted((x, y), key=lambda s: (s.last - s.first, s))
    return long.first + _SLACK < short.first and short.last + _SLACK < long.last
