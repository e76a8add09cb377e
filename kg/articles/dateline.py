"""The date of an article: what a date line, a JSON field or a page's metadata says, day before month.

A date line is a line that is nothing but a date, with its label, weekday, time and counters, where a page shows when
the article came out: near the top, or with a label at the foot. A date within a sentence is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import cache

from kg.text import key

from .limits import Limits
from .wordlist import sections

VIETNAM = timezone(timedelta(hours=7))
_TOP = 12  # non-blank lines in which a date line stands at the top
_BARE_TOP = 6  # … if it has neither label nor time
_FOOT = 15
_LONGEST = 140  # characters of a date line; keeps every match short

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d:?\d\d(?::?\d\d)?)(?:[.,]\d{1,9})? ?(Z|[+-]\d\d(?::?\d\d)?)?)?")
_DAY = r"(?:(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d1>\d{1,2})(?P<s>[/.-])(?P<m1>\d{1,2})(?P=s)(?P<y1>\d{4})"
_DAY += r"|(?:ngày )?(?P<d2>\d{1,2}) tháng (?P<m2>\d{1,2}),? năm (?P<y2>\d{4}))"
_TIME = r"(?P<time>(?:lúc )?\d{1,2}(?:[:h]|g|:h)\d{2}(?::\d{2})?'?(?: ?[ap]m| ?sa| ?ch)?)"
_SEP = r"[ ,;|•·–—-]{0,6}"
_COUNTERS = (
    r"(?:(?:(?:số )?lượt (?:xem|đọc)|(?:đã )?xem|bình luận|views?)[: ]*[\d.,]+|[\d.,]+ (?:lượt (?:xem|đọc)|views))"
)


@cache
def _line() -> re.Pattern[str]:
    label, weekday = (
        "|".join(re.escape(w) for w in sorted(sections("dateline.txt")[name], key=len, reverse=True))
        for name in ("label", "weekday")
    )
    time = _TIME
    late = time.replace("<time>", "<time2>")
    zone = r"(?: ?\(?(?:gmt|utc) ?[+]?\d{1,2}(?::\d\d)?\)?)?"
    return re.compile(
        rf"\(?(?:(?P<label>{label})(?: ?: ?| ))?(?:(?P<byline>[^\d:|]{{2,50}}?) ?[|•·–—-] )?"
        rf"(?:(?:{weekday}){_SEP})?(?:{time}{zone}{_SEP})?(?:ngày:? )?{_DAY}(?:{_SEP}{late})?{zone}\)?"
        rf"(?:{_SEP}(?:{weekday}))?(?:{_SEP}{_COUNTERS}){{0,2}}[ .|]{{0,3}}"
    )


@dataclass(frozen=True, slots=True)
class DateLine:
    """A date line at text[start:end]; `sure` if it has a label or a time of day."""

    start: int
    end: int
    day: date
    sure: bool
    label: bool


def parse_day(value: str) -> date | None:
    """The day of an ISO date or time ("2022-01-28T06:07:42+07:00") or of a date as people write it, in Vietnam's time.

    >>> parse_day("2022-01-27T23:30:00Z"), parse_day("28/01/2022 06:07"), parse_day("2022-02-30")
    (datetime.date(2022, 1, 28), datetime.date(2022, 1, 28), None)
    """
    found = _match(value) if len(value) <= _LONGEST else None
    return found.day if found else None


def date_lines(text: str, limits: Limits | None = None) -> list[DateLine]:
    """All date lines of the text, in order: those near its top, and those with a label near its foot."""
    rows = list(_rows(text))
    found = []
    for number, (start, line) in enumerate(rows):
        top, foot = number < _TOP, number >= len(rows) - _FOOT
        if not (top or foot) or len(line) > _LONGEST:
            continue
        seen = _match(line, start)
        if seen is None or not (limits or Limits()).allows(seen.day):
            continue
        if seen.label or (top and (seen.sure or number < _BARE_TOP)):
            found.append(seen)
    return found


def article_day(text: str, limits: Limits | None = None) -> date | None:
    """The day that the text's date lines give the article.

    Of several, lines with a label or a time come first, and the earliest day: pages also show the day on which they
    were saved, or updated.
    """
    found = date_lines(text, limits)
    sure = [d.day for d in found if d.sure]
    return min(sure) if sure else found[0].day if found else None


def choose(asked: date | None, found: date | None) -> tuple[date | None, str | None]:
    """The article's date and a warning: `asked` (--date) before `found` in the article, and never none in silence."""
    if asked and found and asked != found:
        return asked, f"dated {asked} as asked, but it says {found} itself"
    day = asked or found
    return day, None if day else "undated: no date of its own; give --date"


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """Start and text of each line that is not blank."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, line
        start += len(line) + 1


def _iso(value: str) -> tuple[date, bool] | None:
    """Day and whether a time is given with it, of an ISO 8601 date or time."""
    m = _ISO.fullmatch(value.strip())
    if m is None:
        return None
    try:
        if not m[4]:
            return date(int(m[1]), int(m[2]), int(m[3])), False
        zone = (m[5] or "+07:00").replace("Z", "+00:00")
        moment = datetime.fromisoformat(f"{m[1]}-{m[2]}-{m[3]}T{m[4]}{zone}")
        return moment.astimezone(VIETNAM).date(), True
    except (ValueError, OverflowError):
        return None


def _match(line: str, start: int = 0) -> DateLine | None:
    if iso := _iso(line):
        return DateLine(start, start + len(line), iso[0], iso[1], False)
    m = _line().fullmatch(key(line))
    if m is None:
        return None
    timed = bool(m["time"] or m["time2"])
    if m["byline"] and not timed:
        return None  # "Đại hội đảng bộ xã - 28/01/2022" may be a headline
    parts = next((y, mo, d) for y, mo, d in ((m[a], m[b], m[c]) for a, b, c in _GROUPS) if y)
    try:
        day = date(*map(int, parts))
    except ValueError:
        return None
    return DateLine(start, start + len(line), day, timed or bool(m["label"]), bool(m["label"]))


_GROUPS = (("y", "m", "d"), ("y1", "m1", "d1"), ("y2", "m2", "d2"))
