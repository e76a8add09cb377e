"""Posts over time as bars: where each possible and each certain stretch begins and ends, in hundredths of the width."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_MOST = 60
_TICKS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """One tenure. Stretches are (from, width); an end that no one knows runs to the edge and is `open`."""

    fact: Mapping[str, Any]
    possible: tuple[float, float]
    certain: tuple[float, float] | None
    open_left: bool
    open_right: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, int], ...]


def timeline(facts: Iterable[Mapping[str, Any]]) -> Timeline | None:
    """The settled tenures among the facts that have a day; None if there are none."""
    tenures = [f for f in facts if f["kind"] == "tenure" and f["settled"] and _known(f)][:_MOST]
    if not tenures:
        return None
    days = [day for fact in tenures for day in _known(fact)]
    first, last = min(days).replace(month=1, day=1), max(days).replace(month=12, day=31)
    scale = 100 / ((last - first).days + 1)

    def stretch(start: date, end: date) -> tuple[float, float]:
        return round((start - first).days * scale, 2), round(max(0.6, ((end - start).days + 1) * scale), 2)

    bars = []
    for fact in tenures:
        earliest, latest = _day(fact, "notBefore"), _day(fact, "notAfter")
        known, until = _day(fact, "knownFrom"), _day(fact, "knownUntil")
        certain = stretch(known, until or known) if known else None
        possible = stretch(earliest or first, latest or last)
        bars.append(Bar(fact, possible, certain, earliest is None, latest is None))
    return Timeline(tuple(bars), _ticks(first, last, scale))


def _ticks(first: date, last: date, scale: float) -> tuple[tuple[float, int], ...]:
    step = max(1, -(-(last.year - first.year + 1) // _TICKS))
    years = range(first.year, last.year + 1, step)
    return tuple((round((date(year, 1, 1) - first).days * scale, 2), year) for year in years)


def _known(fact: Mapping[str, Any]) -> list[date]:
    return [day for name in ("knownFrom", "knownUntil", "notBefore", "notAfter") if (day := _day(fact, name))]


def _day(fact: Mapping[str, Any], name: str) -> date | None:
    try:
        return date.fromisoformat(fact["days"].get(name, ""))
    except ValueError:
        return None
