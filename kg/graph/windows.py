"""On which days a fact is certain and on which it is possible, from what its passages prove."""

from __future__ import annotations

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kg.model import Status

Span = tuple[date, date]
_DAY = timedelta(days=1)
_ISO = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Window:
    """Certain on every day of known_from..known_until, impossible outside not_before..not_after; None = no bound."""

    known_from: date | None = None
    known_until: date | None = None
    not_before: date | None = None
    not_after: date | None = None

    def allows(self, day: date | None) -> bool:
        """Whether it can hold on a day."""
        if day is None:
            return False
        return (self.not_before or day) <= day <= (self.not_after or day)

    def outside(self, life: Window) -> bool:
        """Whether it can hold on no day of a life."""
        lower = _latest(self.not_before, life.not_before)
        upper = _earliest(self.not_after, life.not_after)
        return lower is not None and upper is not None and lower > upper

    def meet(self, other: Window) -> Window:
        """When both hold; nothing is certain where one of them never is."""
        known = _overlap(self.known_from, self.known_until, other.known_from, other.known_until)
        both = other.known_from is not None and other.known_until is not None
        outer = Window(None, None, other.not_before, other.not_after)
        return Window(*(known if both else (None, None)), self.not_before, self.not_after).within(outer)

    def within(self, life: Window) -> Window:
        """The window cut down to the days on which something else can exist at all."""
        lower = _latest(self.not_before, life.not_before)
        upper = _earliest(self.not_after, life.not_after)
        if self.outside(life):
            return Window(None, None, life.not_before, life.not_after)
        known = _overlap(self.known_from, self.known_until, lower, upper)
        return Window(*known, lower, upper)


def bounds(stated: str | None) -> Span | None:
    """The first and last day of a date as precise as its source: "2020" → 2020-01-01, 2020-12-31. None if no date."""
    if not stated or not _ISO.fullmatch(stated):
        return None
    try:
        numbers = [int(n) for n in stated.split("-")]
        if len(numbers) == 3:
            day = date(*numbers)
            return day, day
        if len(numbers) == 2:
            year, month = numbers
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(numbers[0], 1, 1), date(numbers[0], 12, 31)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Claim:
    """What one passage proves about a tenure: days on which it held, when it began, when it ended at the latest."""

    held: Span | None = None
    began: Span | None = None
    over: date | None = None
    ended: Span | None = None
    news: date | None = None  # the day of an article that reports who holds the post or is appointed to it

    def outside(self, life: Window) -> bool:
        """Whether it speaks of days on which the post cannot have been there, as news of it after its end does."""
        if self.news and life.not_after and self.news > life.not_after:
            return True
        return Window(None, None, self.began[0] if self.began else None, self.over).outside(life)


def claim(status: Status, day: date | None, start: str | None, end: str | None) -> Claim:
    """The claim of a passage in an article of `day`.

    "current" proves the article's day (from the latest possible start on, if the text gives a start); "former" and
    "dismissed" that it was over by then; "appointed" no more than the start it states; other standings nothing.
    """
    began, ended = bounds(start), bounds(end)
    if began and ended and began[0] > ended[1]:
        began = ended = None  # no tenure ends before it begins: the dates were misread
    if status == "current":
        if day is None:
            return Claim(began=began)
        if began and began[0] <= day:
            return Claim(held=(min(began[1], day), day), began=began)
        return Claim(held=(day, day), news=day)
    if status == "appointed":
        exact = began is not None and began[0] == began[1] and (day is None or began[0] <= day)
        return Claim(held=began if exact else None, began=began, news=None if began else day)
    if status in ("former", "dismissed"):
        held = None
        if began and ended and began[1] < ended[0]:
            held = began[1], ended[0] - _DAY
        return Claim(held, began, ended[1] if ended else day, ended)
    return Claim()


@dataclass(frozen=True, slots=True)
class Period:
    """One unbroken tenure: its window, what the sources state of its ends, which claims belong to it.

    `disputed`: one passage says that it was over on a day on which another says that it held, or all that is said lies
    outside the days on which the post exists.
    """

    window: Window
    members: tuple[int, ...]
    start: Span | None = None
    end: Span | None = None
    disputed: bool = False


def periods(claims: Sequence[Claim], life: Window) -> list[Period]:
    """The unbroken periods behind the claims about one person in one post, in order of time; every claim in one.

    `life` is when the post can exist at all. A stated end separates what was before it from what came after; a stated
    start within a known period is taken for a re-election. A claim that lies outside the life says nothing.
    """
    absurd = {i for i, c in enumerate(claims) if c.outside(life)}
    claims = [Claim() if i in absurd else c for i, c in enumerate(claims)]
    held = {i: span for i, c in enumerate(claims) if (span := _clip(c.held, life))}
    begin = {i: c.began[0] for i, c in enumerate(claims) if c.began} | {i: span[0] for i, span in held.items()}
    over = {i: c.over for i, c in enumerate(claims) if c.over}
    spanned = {i for i, last in over.items() if any(a <= last < b for a, b in held.values())}
    cuts = sorted({last for i, last in over.items() if i not in spanned})
    groups: dict[int, list[int]] = {}
    for i, day in begin.items():
        groups.setdefault(bisect_left(cuts, day), []).append(i)
    first = {g: min(begin[i] for i in members) for g, members in groups.items()}
    for i, last in over.items():
        if i not in begin:
            # an end belongs to what had begun by then; before all beginnings it ends a period of its own
            groups.setdefault(max((g for g, day in first.items() if day <= last), default=-1), []).append(i)
    silent = [i for i in range(len(claims)) if i not in begin and i not in over]
    if silent:
        groups.setdefault(min(groups, default=0), []).extend(silent)
    found = [_period(sorted(members), claims, held, spanned, life) for _, members in sorted(groups.items())]
    return [replace(p, disputed=True) if absurd.issuperset(p.members) else p for p in found]


def _period(
    members: Sequence[int], claims: Sequence[Claim], held: dict[int, Span], spanned: set[int], life: Window
) -> Period:
    spans = [held[i] for i in members if i in held]
    starts = [span for i in members if (span := claims[i].began)]
    ends = [(last, claims[i].ended) for i in members if (last := claims[i].over) and i not in spanned]
    start = min(starts, default=None)
    not_after, end = min(ends, key=lambda e: e[0]) if ends else (None, None)
    known_from = min((a for a, _ in spans), default=None)
    known_until = max((b for _, b in spans), default=None)
    if start and ((known_from and start[0] > known_from) or (not_after and start[0] > not_after)):
        start = None
    if start and known_from and known_until and start[1] <= known_until:
        known_from = min(known_from, start[1])
    if end and known_until and end[0] - _DAY > known_until:
        known_until = end[0] - _DAY
    window = Window(known_from, known_until, start[0] if start else None, not_after)
    return Period(window.within(life), tuple(members), start, end, any(i in spanned for i in members))


def _clip(span: Span | None, life: Window) -> Span | None:
    if span is None:
        return None
    first, last = _overlap(*span, life.not_before, life.not_after)
    return (first, last) if first and last else None


def together(days: Iterable[date], life: Window) -> Window:
    """The window of a relation seen on some days, within the days on which it can exist."""
    seen = sorted(d for d in days if _clip((d, d), life))
    return Window(seen[0] if seen else None, seen[-1] if seen else None).within(life)


def _overlap(
    first: date | None, last: date | None, lower: date | None, upper: date | None
) -> tuple[date | None, date | None]:
    if first is None or last is None:
        return None, None
    first, last = _latest(first, lower), _earliest(last, upper)
    return (first, last) if first and last and first <= last else (None, None)


def _latest(*days: date | None) -> date | None:
    return max((d for d in days if d), default=None)


def _earliest(*days: date | None) -> date | None:
    return min((d for d in days if d), default=None)
