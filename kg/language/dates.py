"""Finds dates, spans of time and terms of office in Vietnamese text, resolved against the article's own date.

At each number the forms of _FORMS are tried, most precise first, with the words that lead up to it and without;
"hôm qua" and its like are found by one pattern. Then dates that "đến" or a dash joins become ranges.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from .legal import find_acts
from .lists import words

Precision = Literal["year", "month", "day"]
Kind = Literal["date", "since", "range", "term", "period", "relative"]

# News tells of what was and of what comes soon: a date without year is at most so many days after the article …
SOON = timedelta(days=62)
# … or so many, where the text says that it is to come.
LATER = timedelta(days=330)
# "cùng ngày" is the day of the news, not one of history that was named before it.
RECENT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date at text[start:end] (words that belong to it included: "chiều 28/6", "từ năm 2017 đến nay").

    `value` is ISO 8601 as precise as the text ("2020", "2020-01", "2020-01-01"), `precision` says how precise.
    `until` is the last year, month or day of a range, term or period, in the same form.
    Kinds: "date"; "since" (from then on, open: "từ 2017 đến nay", "kể từ 1/7"); "range" ("từ 7/2014 - 10/2017");
    "term" ("nhiệm kỳ 2020 - 2025"); "period" ("giai đoạn 2019-2021"); "relative" ("sáng nay", "cùng ngày").
    """

    start: int
    end: int
    value: str
    precision: Precision
    kind: Kind
    until: str | None = None


def find_dates(text: str, published: date | None) -> list[DateMention]:
    """Every date in the text, in order of place; no two overlap. Linear time.

    What has no year gets the latest year that is not too long after `published`; without `published` such dates, and
    relative ones, are left out. Numbers of acts, ratios and impossible days are no dates.
    """
    context = Context(text, published)
    found = sorted(_numbered(context) + _relative(context), key=lambda m: m.start)
    return _joined(text, _same_day(context, found))


@dataclass(frozen=True, slots=True)
class Context:
    """What a date is read against: the text around it and the article's own date."""

    text: str
    published: date | None

    def nearest(self, month: int, day: int | None, match: re.Match[str]) -> str | None:
        """The ISO form of a date without year: the latest that is not too long after the article."""
        if (year := self._same_year(match)) is not None:
            first = _valid(year, month, 1 if day is None else day)
            return first.isoformat()[: 7 if day is None else 10] if first else None
        if self.published is None:
            return None
        limit = _later(self.published, LATER if self._to_come(match) else SOON)
        for year in (self.published.year + 1, self.published.year, self.published.year - 1):
            first = _valid(year, month, 1 if day is None else day)
            if first and first <= limit:
                return first.isoformat()[: 7 if day is None else 10]
        return None

    def _same_year(self, match: re.Match[str]) -> int | None:
        """ "năm 2019, …, giữa tháng 8 cùng năm": the year named last before."""
        if not _SAME_YEAR.match(self.text, match.end()):
            return None
        years = _A_YEAR.findall(self.text, max(0, match.start() - 200), match.start())
        return int(years[-1]) if years else None

    def counts(self, at: int) -> bool:
        """Whether the word that follows is something counted."""
        following = _NEXT_WORD.match(self.text, at)
        return bool(following and following[1].lower() in words("counters"))

    def lunar(self, at: int) -> bool:
        return bool(_LUNAR.match(self.text, at))

    def _to_come(self, match: re.Match[str]) -> bool:
        if _COMES_NEXT.match(self.text, match.end()):
            return True
        return bool(_COMING.search(self.text, max(0, match.start() - 40), match.start()))


_SAME_YEAR = re.compile(r"\s(?:của\s)?cùng năm(?!\w)", re.IGNORECASE)
_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NEXT_WORD = re.compile(r"\s{0,2}(\w+)")
_LUNAR = re.compile(r"\s\(?(?:âm lịch|ÂL)(?!\w)", re.IGNORECASE)
_COMES_NEXT = re.compile(r"\s(?:sắp\s)?tới(?!\w)", re.IGNORECASE)
_COMING = re.compile(r"(?<!\w)(?:dự kiến|sẽ|sắp)\s(?:\w+\s){0,6}$", re.IGNORECASE)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _later(day: date, by: timedelta) -> date:
    """`by` after `day`, within what a date can hold."""
    return min(day, date.max - by) + by if by > timedelta() else max(day, date.min - by) + by


# --- the parts that forms are made of -------------------------------------------------------------------------------
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY, _MONTH = r"(?P<day>[0-3]?\d)", r"(?P<month>[01]?\d)"
# A number stands free of other numbers, but a second date may be glued to a first: "7/2014-10/2017".
_FREE = r"(?<![\w/.,])(?:(?<!-)|(?<=\d{4}-))"
_CLOSED = r"(?![\w/%]|[.,]\d|-\d(?!\d?/))"
_CLOCK = r"(?:rạng sáng|sáng sớm|sáng|trưa|chiều tối|chiều|tối|khuya|đêm)"
_SURE = rf"(?:(?:(?:{_CLOCK}\s)?(?:ngày|hôm)(?:\s(?:mùng|mồng))?|mùng|mồng|{_CLOCK})\s)"
_LOOSE = r"(?:(?:từ|đến|tới|trước|sau|hết|vào)\s)"
_PART = r"(?:(?:đầu|giữa|cuối)\s)?"
_TERM = (
    r"(?:(?:nhiệm kỳ|nhiệm kì|NK|(?:khóa|khoá)(?:\s[IVXLC]{1,5})?,?"
    r"|giai đoạn|thời kỳ|thời kì|năm học|niên khóa|niên khoá)\s\(?)"
)
_YEARS = r"(?:(?:các\s)?năm\s)"
_TO = r"(?:\s?[-–—]\s?|\s(?:cho\s)?(?:đến|tới)\s)"

# Without words before it a number begins a date only if more follows.
_NUMBER = re.compile(rf"{_FREE}\d{{1,4}}(?!\w)(?P<more>[/.-]|\s?(?:[-–—]|tháng|đến|tới|cho))?")
_LEAD_WINDOW = 30
_LEAD = re.compile(rf"(?<!\w)(?:{_SURE}|{_LOOSE}|{_PART}(?:tháng|năm)\s|{_TERM}{_YEARS}?|{_YEARS})$", re.IGNORECASE)


# --- what each form means -------------------------------------------------------------------------------------------
def _full(match: re.Match[str], _: Context) -> DateMention | None:
    """1/7/2025 | ngày 1 tháng 7 năm 2025 | 2025-07-01 | ngày 1/7/25"""
    year = int(match["year"])
    if year < 100:
        year += 2000 if year < 50 else 1900
    found = _valid(year, int(match["month"]), int(match["day"]))
    return DateMention(*match.span(), found.isoformat(), "day", "date") if found else None


def _month(match: re.Match[str], _: Context) -> DateMention | None:
    """tháng 7/2014 | 7/2014 | tháng 7 năm 2014"""
    month = int(match["month"])
    if not 1 <= month <= 12:
        return None
    return DateMention(*match.span(), f"{match['year']}-{month:02}", "month", "date")


def _year(match: re.Match[str], _: Context) -> DateMention | None:
    """năm 2020 | đầu năm 2013"""
    return DateMention(*match.span(), match["year"], "year", "date")


def _two_years(match: re.Match[str], _: Context) -> DateMention | None:
    """nhiệm kỳ 2020 - 2025 | giai đoạn 2019-2021 | 2015 - 2020"""
    first, last = int(match["year"]), int(match["until"])
    if not 0 < last - first <= 100:
        return None
    cue = (match["term"] or "").lower()
    kind: Kind = "term" if cue.startswith(("nhiệm", "nk", "khóa", "khoá")) else "period" if cue else "range"
    return DateMention(*match.span(), str(first), "year", kind, str(last))


def _day_month(match: re.Match[str], context: Context) -> DateMention | None:
    """ngày 28-11 | chiều 28/6 | ngày 1 tháng 7"""
    month, day = int(match["month"]), int(match["day"])
    if context.lunar(match.end()):
        return None
    value = context.nearest(month, day, match)
    return DateMention(*match.span(), value, "day", "date") if value else None


def _loose_day_month(match: re.Match[str], context: Context) -> DateMention | None:
    """trước 30/6 | (28/6), unless something is counted: "đến 12/15 xã" """
    if context.counts(match.end()):
        return None
    mention = _day_month(match, context)
    return replace(mention, start=match.start("date")) if mention else None


def _loose_year(match: re.Match[str], context: Context) -> DateMention | None:
    """từ 2017 | trước 2025, but not "đến 2000 hộ" """
    if context.counts(match.end()):
        return None
    return DateMention(*match.span("date"), match["year"], "year", "date")


def _days(match: re.Match[str], context: Context) -> DateMention | None:
    """ngày 1 đến 3/7/2025 | ngày 1-3/7 | ngày 20 và 21/5"""
    month, day, first = int(match["month"]), int(match["day"]), int(match["first"])
    if match["year"]:
        found = _valid(int(match["year"]), month, day)
        last = found.isoformat() if found else None
    else:
        last = context.nearest(month, day, match)
    if last is None or not 0 < first < day:
        return None
    if match["also"] and day - first > 1:
        return DateMention(*match.span(), last, "day", "date")
    return DateMention(*match.span(), f"{last[:-2]}{first:02}", "day", "range", last)


def _month_alone(match: re.Match[str], context: Context) -> DateMention | None:
    """tháng 7 | cuối tháng 7"""
    month = int(match["month"])
    if not 1 <= month <= 12 or context.lunar(match.end()) or context.counts(match.end()):
        return None
    value = context.nearest(month, None, match)
    return DateMention(*match.span(), value, "month", "date") if value else None


_Reader = Callable[[re.Match[str], Context], DateMention | None]


def _form(pattern: str, reader: _Reader) -> tuple[re.Pattern[str], _Reader]:
    return re.compile(pattern, re.IGNORECASE), reader


# Most precise first.
_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    _form(rf"{_SURE}?{_DAY}(?:\s?tháng\s|[/-]){_MONTH}\s?,?\s?năm\s{_YEAR}(?!\w)", _full),
    _form(rf"{_SURE}?{_DAY}(?P<sep>[/.-]){_MONTH}(?P=sep){_YEAR}{_CLOSED}", _full),
    _form(rf"{_YEAR}(?P<sep>[-/])(?P<month>\d\d)(?P=sep)(?P<day>\d\d){_CLOSED}", _full),
    _form(rf"{_SURE}{_DAY}(?P<sep>[/.-]){_MONTH}(?P=sep)(?P<year>\d\d){_CLOSED}", _full),
    _form(rf"(?:từ\s)?(?P<term>{_TERM})?{_YEARS}?{_YEAR}{_TO}(?:năm\s)?(?P<until>(?:19|20)\d\d){_CLOSED}", _two_years),
    _form(rf"{_PART}tháng\s{_MONTH}(?:\s?[/.-]\s?|\s?,?\snăm\s){_YEAR}{_CLOSED}", _month),
    _form(rf"(?<!số\s){_MONTH}[/-]{_YEAR}{_CLOSED}", _month),
    _form(
        rf"ngày\s(?P<first>[0-3]?\d)(?:{_TO}|(?P<also>\svà\s))(?:hết\s)?(?:ngày\s)?{_DAY}(?:/|\stháng\s){_MONTH}"
        rf"(?:(?:/|\snăm\s){_YEAR})?{_CLOSED}",
        _days,
    ),
    _form(rf"{_SURE}{_DAY}(?:\s?tháng\s|[/-]){_MONTH}{_CLOSED}", _day_month),
    _form(rf"{_LOOSE}(?P<date>{_DAY}/{_MONTH}){_CLOSED}", _loose_day_month),
    _form(rf"(?<=\()(?P<date>{_DAY}/{_MONTH})(?=\))", _loose_day_month),
    _form(rf"{_PART}năm\s{_YEAR}{_CLOSED}", _year),
    _form(rf"{_LOOSE}(?P<date>{_YEAR}){_CLOSED}", _loose_year),
    _form(rf"(?<!\d\s){_PART}tháng\s{_MONTH}{_CLOSED}", _month_alone),
)


def _numbered(context: Context) -> list[DateMention]:
    """Dates with a number in them, but none within the number of an act."""
    text = context.text
    acts = iter(find_acts(text))
    act = next(acts, None)
    found: list[DateMention] = []
    done = 0
    for number in _NUMBER.finditer(text):
        at = number.start()
        while act and act.end <= at:
            done, act = max(done, act.end), next(acts, None)
        if at < done or (act and act.start <= at):
            continue
        if mention := _at(context, at, done, bool(number["more"])):
            found.append(mention)
            done = mention.end
    return found


def _at(context: Context, at: int, done: int, more: bool) -> DateMention | None:
    """The date whose first number stands at `at`; what lies before `done` belongs to others."""
    lead = _LEAD.search(context.text, max(done, at - _LEAD_WINDOW), at)
    for start in ((lead.start(),) if lead else ()) + ((at,) if more else ()):
        for pattern, reader in _FORMS:
            if (match := pattern.match(context.text, start)) and (mention := reader(match, context)):
                return mention
    return None


# --- dates without a number -----------------------------------------------------------------------------------------
_DAYS_OFF = {"nay": 0, "qua": -1, "kia": -2, "mai": 1}
_YEARS_OFF = {"năm nay": 0, "năm ngoái": -1}
_RELATIVE = re.compile(
    rf"(?<!\w)(?:{_CLOCK}\s(?:nay|qua|mai)|hôm\s(?:nay|qua|kia)|ngày\smai|năm\snay|năm\sngoái)(?!\w)", re.IGNORECASE
)
_SAME_DAY = re.compile(rf"(?<!\w)(?:{_CLOCK}\s)?cùng ngày(?!\w)", re.IGNORECASE)


def _relative(context: Context) -> list[DateMention]:
    """sáng nay | hôm qua | ngày mai | năm ngoái"""
    today = context.published
    if today is None:
        return []
    found = []
    for match in _RELATIVE.finditer(context.text):
        said = " ".join(match[0].lower().split())
        if said in _YEARS_OFF:
            found.append(DateMention(*match.span(), str(today.year + _YEARS_OFF[said]), "year", "relative"))
        else:
            day = _later(today, timedelta(days=_DAYS_OFF[said.split()[-1]]))
            found.append(DateMention(*match.span(), day.isoformat(), "day", "relative"))
    return found


def _same_day(context: Context, mentions: list[DateMention]) -> list[DateMention]:
    """Adds "cùng ngày": the day of the news that was named last, else the article's own."""
    today = context.published
    days = [m for m in mentions if m.precision == "day"]
    recent = [m for m in days if today is None or _recent(m.value, today)]
    added = list(mentions)
    for match in _SAME_DAY.finditer(context.text):
        last, at = _last_before(days, match.start()), match.start()
        if last is None or at - last.start > _SENTENCE or _ENDS.search(context.text, last.end, at):
            last = _last_before(recent, at)  # else it is the sentence's, be it long ago
        value = last.value if last is not None else today.isoformat() if today else None
        if value:
            added.append(DateMention(*match.span(), value, "day", "relative"))
    return sorted(added, key=lambda m: m.start)


def _last_before(mentions: list[DateMention], at: int) -> DateMention | None:
    n = bisect_right(mentions, at, key=lambda m: m.start)
    return mentions[n - 1] if n else None


# so far back a sentence begins, in characters; where it ends
_SENTENCE = 250
_ENDS = re.compile(r"[.!?]\s|\n")


def _recent(value: str, today: date) -> bool:
    return abs(date.fromisoformat(value) - today) <= RECENT


# --- two dates that belong together ---------------------------------------------------------------------------------
_FROM = re.compile(r"(?<!\w)(?:kể\s)?từ\s$", re.IGNORECASE)
_BETWEEN = re.compile(rf"{_TO}(?:hết\s)?", re.IGNORECASE)
_TO_NOW = re.compile(r"\s?(?:[-–—]|,?\s?(?:cho\s)?(?:đến|tới))\s?(?:hiện\s)?nay(?!\w)", re.IGNORECASE)


def _joined(text: str, mentions: list[DateMention]) -> list[DateMention]:
    """Makes ranges of dates that "đến" or a dash joins, and open spans of those after "từ" or before "đến nay"."""
    joined: list[DateMention] = []
    waiting = mentions[::-1]
    while waiting:
        mention = waiting.pop()
        if waiting and _makes_range(text, mention, waiting[-1]):
            last = waiting.pop()
            mention = replace(mention, end=last.end, kind="range", until=last.value)
        if mention.kind in {"date", "range"}:
            mention = _with_from(text, mention)
        joined.append(mention)
    return joined


def _makes_range(text: str, first: DateMention, last: DateMention) -> bool:
    both_dates = first.kind == last.kind == "date" and first.value <= last.value
    return both_dates and bool(_BETWEEN.fullmatch(text, first.end, last.start))


def _with_from(text: str, mention: DateMention) -> DateMention:
    """With the "từ" before it and the "đến nay" after it."""
    lead = _FROM.search(text, max(0, mention.start - 8), mention.start)
    start = lead.start() if lead else mention.start
    if mention.kind == "range":
        return replace(mention, start=start)
    if now := _TO_NOW.match(text, mention.end):
        return replace(mention, start=start, end=now.end(), kind="since")
    return replace(mention, start=start, kind="since") if lead else mention
