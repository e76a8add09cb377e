"""How much of an input is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EARLIEST = date(1945, 1, 1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps for reading articles.

    `article_bytes`: size of one article, as a file or as a line of JSON, unpacked; `unpack_ratio`: how many times its
    packed size a gzip file may grow to; `html_tags`, `html_attributes`: number in a page, and in one tag;
    `latest`: no article is dated later (by default the end of the next year).
    """

    article_bytes: int = 20_000_000
    unpack_ratio: int = 100
    html_tags: int = 300_000
    html_attributes: int = 1_000
    latest: date | None = None

    def allows(self, day: date) -> bool:
        """Is the day a plausible date of an article?"""
        latest = self.latest or date(date.today().year + 1, 12, 31)
        return EARLIEST <= day <= latest


def size(number: int) -> str:
    """A number of bytes for people.

    >>> size(20_000_000), size(1_500)
    ('20 MB', '1.5 kB')
    """
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if number >= factor:
            return f"{number / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{number} bytes"
