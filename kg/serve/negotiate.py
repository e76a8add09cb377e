"""Which form of an answer a client wants, by its Accept header."""

from __future__ import annotations

from collections.abc import Sequence


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the header likes most, the first of equals; None if it wants none of them.

    >>> best("text/html;q=0.5, text/*", ["application/json", "text/html", "text/csv"])
    'text/csv'
    """
    ranges = _ranges(accept or "*/*")
    liked = [(_quality(ranges, kind), -place, kind) for place, kind in enumerate(offered)]
    quality, _, kind = max(liked, default=(0.0, 0, ""))
    return kind if quality > 0 else None


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        kind, *parameters = (p.strip().lower() for p in part.split(";"))
        if kind:
            found.append(("*/*" if kind == "*" else kind, _q(parameters)))
    return found or [("*/*", 1.0)]


def _q(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _quality(ranges: Sequence[tuple[str, float]], kind: str) -> float:
    """That of the most precise range that fits."""
    fits = {kind: 2, kind.partition("/")[0] + "/*": 1, "*/*": 0}
    return max(((fits[asked], q) for asked, q in ranges if asked in fits), default=(0, 0.0))[1]
