"""Years of birth that an article gives: "ông Lê Văn A (sinh năm 1975)", "bà Trần Thị B, 45 tuổi"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kg.model import Article
from kg.text import key

Years = tuple[int, int]  # the first and the last that it may be

# What stands between a name and the year; a further name or sentence ends it.
_BORN = re.compile(
    r"\s*[(,-]?\s*(?:(?:sinh\s+(?:năm|ngày)|sn)\s*(?:\d{1,2}[/.-]\d{1,2}[/.-])?(?P<year>(?:19|20)\d\d)|(?P<age>\d\d)\s+tuổi)\b",
    re.IGNORECASE,
)
_HINT = re.compile(r"\b(?:sinh\s+(?:năm|ngày)|sn|tuổi)\b", re.IGNORECASE)


def births(article: Article, names: Iterable[str]) -> Mapping[str, Years]:
    """By match key the years in which the people of these names were born, as far as the text says right behind a name.

    A name with two years that exclude each other has none.
    """
    if not _HINT.search(article.text):
        return {}
    found: dict[str, Years | None] = {}
    low = article.text.lower()
    for name in sorted(set(names)):
        at = low.find(name.lower())
        while name and at >= 0:
            if (said := _BORN.match(article.text, at + len(name))) and (years := _years(said, article)):
                known = found.get(key(name), years)
                found[key(name)] = meet(known, years) if known else None
            at = low.find(name.lower(), at + len(name))
    return {name: years for name, years in found.items() if years}


def _years(said: re.Match[str], article: Article) -> Years | None:
    if said["year"]:
        return int(said["year"]), int(said["year"])
    if article.published is None:
        return None
    born = article.published.year - int(said["age"])
    return born - 1, born + 1  # ages are told by the calendar year, or by one more


def meet(a: Years | None, b: Years | None) -> Years | None:
    """The years that both allow; None where they allow none, or where neither says anything."""
    if a is None or b is None:
        return a or b
    first, last = max(a[0], b[0]), min(a[1], b[1])
    return (first, last) if first <= last else None


def apart(a: Years | None, b: Years | None) -> bool:
    """Whether two people cannot be one by their years of birth."""
    return a is not None and b is not None and meet(a, b) is None
