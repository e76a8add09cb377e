"""Tenures: the dates that stand by a post, and what they make of its status on the article's day."""

from __future__ import annotations

import re

from kg.facts.careers import before_that, moved_on
from kg.facts.claim import NARRATED, Claim
from kg.facts.spans import within
from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.posts import Post
from kg.grammar.terms import central_terms, in_figures, last_term
from kg.language.dates import DateMention
from kg.lexicon import phrase_set
from kg.model import Status
from kg.text import key


def in_time(
    document: Document, memory: Memory, claim: Claim, post: Post, dates: list[DateMention], status: Status,
    tenure: tuple[str | None, str | None],
) -> Status:  # fmt: skip
    """The status in the light of the dates that stand by it, seen from the article's day."""
    today = today_of(document, memory, dates)
    if status == "appointed" and (
        _TILL_NOW.match(document.tokens.text, document.tokens.ends[post.end - 1])
        or (claim.rule in NARRATED and _term_runs(document, claim, post, dates, today))
    ):
        return "current"
    status = _by_date(today, status, *tenure)
    if (
        status == "current"
        and not claim.status
        and not post.said
        and _term_is_over(document, claim, post, dates, today)
    ):
        return "former"
    if status == "current" and not claim.status and _after_what_is_over(document, post, dates, today):
        return "former"
    goes_on = claim.status == "current" and "tiếp tục" not in _before(document, claim)
    told = claim.rule in NARRATED and not goes_on
    if status == "appointed" and today and _elected_long_ago(document, post, today):
        return "former"
    if told and status == "current" and _told_of_a_year(document, post, dates, today):
        return "former"
    if told and status == "appointed" and _opens_with_a_year(document, post, dates, today):
        return "former"
    if told and status == "current" and _until_another(document, post):
        return "former"
    if told and status == "current" and not claim.status:
        left = post.mode != "member" and moved_on(document, post.end)
        left |= _DURING.match(document.tokens.text, document.tokens.ends[post.end - 1]) is not None
        if left or _in_a_year(document, post, dates, today):
            return "former"
    return status


# "ông làm Bí thư Trung ương Đoàn | trong 7 năm", not "trong 7 năm qua"
_DURING = re.compile(r" trong (?:hơn |gần )?[\w-]+ (?:năm|nhiệm kỳ)\b(?! (?:qua|nay|gần|trở|liền|liên))")
# "được bổ nhiệm làm A | từ năm 2011 đến nay"
_TILL_NOW = re.compile(r"[^,.;\n]{0,22}\bđến nay\b(?! (?:là|ông|bà|được))")


def _after_what_is_over(document: Document, post: Post, dates: list[DateMention], today: str) -> bool:
    """ "Từ năm 1994 đến 1998, ông là A, hai năm sau đó giữ chức B": is B the next step after one of years ago?"""
    before = dated_before(document, post, dates, frozenset({"range", "date", "since"}))
    between = document.tokens.text[before[-1].end : document.tokens.starts[post.start]] if before else ""
    return is_long_before(before, today) and "sau đó" in between


def _until_another(document: Document, post: Post) -> bool:
    """ "Ông làm Bộ trưởng Công an hai nhiệm kỳ trước khi được bầu làm B": does what came next follow the post?"""
    after = document.keys[post.end : post.end + 9]
    at = next((k for k in range(8) if after[k : k + 2] == ["trước", "khi"]), None)
    return at is not None and not {",", ".", ";"} & set(after[:at])


def _before(document: Document, claim: Claim) -> str:
    """The words right before the posts."""
    return " ".join(document.keys[max(claim.chain.start - 8, 0) : claim.chain.start])


def _term_is_over(document: Document, claim: Claim, post: Post, dates: list[DateMention], today: str) -> bool:
    """ "Phó Bí thư Đảng ủy nhiệm kỳ 2015 - 2020", "Đại biểu Quốc hội khóa XIV", told of in a later year."""
    both = claim.rule == "person-after"  # "Trên cương vị A, B nhiệm kỳ 2011 - 2016, ông …": of both
    until = _last_year(document, post, dates, claim.chain.end if both else post.end)
    return bool(until and today) and until < today[:4]


def _term_runs(document: Document, claim: Claim, post: Post, dates: list[DateMention], today: str) -> bool:
    """ "Từ tháng 7-2021, ông được bầu làm đại biểu Quốc hội khóa XV", told of years later in that term."""
    until = _last_year(document, post, dates, claim.chain.posts[-1].end)
    return bool(until and today) and until >= today[:4] and is_long_before(dated_before(document, post, dates), today)


def _last_year(document: Document, post: Post, dates: list[DateMention], stop: int) -> str:
    """The last year of the term that stands between the post and token `stop`, "" if none does."""
    start, end = document.tokens.starts[post.start], document.tokens.ends[stop - 1]
    terms = [d for d in within(dates, start, end + 3) if d.kind == "term" and d.until]
    return str(terms[-1].until)[:4] if terms else _end_of_term(post, document.tokens.text[start:end])


def _end_of_term(post: Post, text: str) -> str:
    """The last year of the central body's term that the post gives by its number; "" if it gives none."""
    kind = post.body.kind if post.body is not None else ""
    national = post.body is not None and post.body.place is None and not post.body.lacks
    of = "assembly" if kind == "quoc-hoi" else "party" if kind in _OF_CONGRESS and national else ""
    return central_terms().get((of, last_term(text)), ("", ""))[1]


def _elected_long_ago(document: Document, post: Post, today: str) -> bool:
    """ "Tại Đại hội Đảng lần thứ VII, ông được bầu vào …", told of when that congress's term is over."""
    start, _ = document.sentence_spans[document.sentence_of(post.start)]
    found = _CONGRESS.search(document.tokens.text, start, document.tokens.starts[post.start])
    until = central_terms().get(("party", in_figures(found[1])), ("", ""))[1] if found else ""
    return bool(until) and until < today[:4]


_CONGRESS = re.compile(
    r"[Đđ]ại hội (?:(?:[Đđ]ại biểu|[Đđ]ảng|toàn quốc|của Đảng)\s+){1,3}lần thứ (?:[IVX\d]+ và )?([IVX]+|\d{1,2})\b"
)
_OF_CONGRESS = frozenset({"ban-chap-hanh", "ban-thuong-vu", "uy-ban-kiem-tra"})


def dates_of(
    document: Document, claim: Claim, post: Post, dates: list[DateMention], status: Status, since: int
) -> tuple[str | None, str | None]:
    """The dates stated for the tenure: "từ 7/2014 - 10/2017", "kể từ ngày 2-12-2024", "Tháng 6/1997, ông …"."""
    tokens = document.tokens
    sentence = document.sentence_spans[document.sentence_of(post.start)]
    opening = within(dates, since, tokens.starts[post.start])
    lead_in = opening[-1] if opening else None
    if lead_in and lead_in.start > sentence[0] + 12 and tokens.starts[claim.chain.start] - lead_in.end > 25:
        lead_in = None
    if lead_in and _of_what_is_before(tokens.text[lead_in.end : tokens.starts[post.start]], document, claim):
        lead_in = None
    if lead_in and lead_in.kind == "since" and "từng" in tokens.text[lead_in.end : tokens.starts[post.start]].split():
        lead_in = None  # "làm báo từ năm 1989, từng làm A"
    if lead_in and _of_a_day(tokens.text[max(lead_in.end, _told_since(document, claim)) : tokens.starts[post.start]]):
        lead_in = None  # "Đến ngày 24-2-2017, ông A, lúc đó là B, đã ký"
    if lead_in and lead_in.kind == "range" and lead_in.precision == "day":
        lead_in = None  # "Từ ngày 6 đến 8/1, … họp": a few days are no term of office
    found = (None, None) if _opens_a_clause(document, claim) else _dates_after(document, post, dates, status)
    of_all = claim.rule in NARRATED or claim.rule == "person-after" or document.keys[claim.chain.start - 1] == "là"
    if found == (None, None) and of_all:  # "giữ chức A, B từ 2017 đến 2021": of both
        found = _dates_after(document, claim.chain.posts[-1], dates, status)
    if claim.rule == "replaced" and found[1] is None:
        return None, found[0]  # "thay ông C làm B vào tháng 6/2017": then C's time was over
    if found != (None, None):
        return found
    told = claim.rule in NARRATED or (lead_in is not None and lead_in.kind == "range")
    if lead_in and told and status in {"appointed", "current", "former"}:
        date = lead_in
        if date.kind == "range":
            return date.value, date.until
        if (date.kind in {"since", "date"} and date.precision != "year") or date.kind == "since":
            return date.value, None
    return None, None


def _opens_a_clause(document: Document, claim: Claim) -> bool:
    """ "Theo Thứ trưởng A, | từ năm 2015 đến …": behind the holder and a comma dates are of what is told next."""
    name, keys = claim.name, document.keys
    return claim.rule == "post-person" and name.start >= claim.chain.end and keys[name.end : name.end + 1] == [","]


def _told_since(document: Document, claim: Claim) -> int:
    """The offset behind the person, where the posts follow."""
    name = claim.name
    return document.tokens.ends[name.end - 1] if name.end <= claim.chain.start else 0


def _of_a_day(between: str) -> bool:
    """Do the words between a date and a post say that the post was held that day, not that it was got?"""
    said = f" {' '.join(key(between).split())} "
    return " đang " in said or any(f" {phrase} là " in said for phrase in phrase_set("at that time"))


def _of_what_is_before(between: str, document: Document, claim: Claim) -> bool:
    """ "(từ 2006 - 2012); Vụ trưởng B", "Trước khi làm A (11-2016), ông giữ chức B": is the date A's?"""
    closes = between.count(")") > between.count("(")
    return (
        ";" in between
        or "sau đó" in between
        or (closes and (claim.rule not in NARRATED or before_that(document, claim.chain)))
    )


def _dates_after(
    document: Document, post: Post, dates: list[DateMention], status: Status
) -> tuple[str | None, str | None]:
    """The span of time, the day of the beginning or that of the end that follows the post."""
    at = document.tokens.ends[post.end - 1]
    for date in within(dates, at - 1, at + 41):
        lead = document.tokens.text[at : date.start].lower()
        if any(stop in lead for stop in _STOPS) or _says(lead):
            break  # the dates are of something else
        if "," in lead and _NEXT_STEP.match(document.tokens.text, date.end):
            break  # "được bầu làm A, từ năm 2010 | là B"
        if date.kind == "range" or (date.kind == "period" and _FOR_YEARS.fullmatch(lead)):
            if date.precision == "day":
                break  # a few days are no term of office
            return date.value, date.until
        if lead.strip() in {"đến", "cho đến"} and date.kind == "date":
            return None, date.value  # "sau đó là Bí thư Huyện ủy đến tháng 10/2015"
        if status == "appointed" and date.kind == "date" and lead.strip() in {"", "hồi", "trong"}:
            return date.value, None  # "được bầu làm Tổng Bí thư năm 1997"
        since = {"từ", "vào"} if status in {"appointed", "dismissed", "former"} else {"từ"}
        if date.kind == "since" or (date.kind in {"date", "relative"} and since & set(lead.split())):
            over = status == "dismissed" or any(word in lead for word in _OVER)
            return (None, date.value) if over else (date.value, None)
    return None, None


# "trong 18 năm, giai đoạn 2003-2021", "trong giai đoạn 2003-2021"
_FOR_YEARS = re.compile(r",?\s*(?:trong (?:(?:hơn |gần )?\w+ năm)?)?,?\s*")
_STOPS = (".", ";", "\n", "nghị quyết", ":", "“", '"', "trước khi")
# with these before it a day ends the post: "nguyên Bí thư … nghỉ hưu từ ngày 1/7"
_OVER = ("nghỉ hưu", "thôi ", "nghỉ việc", "từ trần", "qua đời", "miễn nhiệm")
_NEXT_STEP = re.compile(r",?\s*(?:(?:ông|bà)(?:\s[A-ZĐ]\w+)?\s)?(?:là|làm|giữ|được|chuyển|về|đảm|trở|nhận)\b")


def _says(lead: str) -> bool:
    """Do the words before a date hold a verb of saying? Then the date is of what is said."""
    return bool(_SAYS & set(lead.split())) or any(phrase in lead for phrase in phrase_set("says so"))


_SAYS = frozenset({"cho", "biết", "nói", "rằng", "hay", "khẳng", "phát", "thông"})


def _told_of_a_year(document: Document, post: Post, dates: list[DateMention], today: str) -> bool:
    """ "Năm 2011, ông giữ chức …", "đến tháng 1/1931 … do ông A làm": years before the article, a step of a career."""
    start, _ = document.sentence_spans[document.sentence_of(post.start)]
    if _YEARS_LATER.match(document.tokens.text, start):
        return True
    return is_long_before(dated_before(document, post, dates, frozenset({"date", "relative"})), today)


def _opens_with_a_year(document: Document, post: Post, dates: list[DateMention], today: str) -> bool:
    """ "Giữa năm 1996, ông trở thành …", "…; đến năm 2006, được bầu làm …": a clause that a year long ago opens."""
    start, before = document.sentence_spans[document.sentence_of(post.start)][0], dated_before(document, post, dates)
    if not is_long_before(before, today):
        return False
    clause = re.split(r"[;,] ", document.tokens.text[start : before[-1].start])[-1]
    return len(clause) <= _OPENING


# so many characters may stand before the year: "Vào giữa", "Đến tháng"
_OPENING = 12


def _in_a_year(document: Document, post: Post, dates: list[DateMention], today: str) -> bool:
    """ "ông giữ chức B vào năm 2012": a year before the article, a step of a career."""
    at = document.tokens.ends[post.end - 1]
    after = [d for d in within(dates, at, at + 12) if d.kind == "date"]
    return is_long_before(after[:1], today) and document.tokens.text[at : after[0].start].strip() in {"vào", "hồi"}


def dated_before(
    document: Document, post: Post, dates: list[DateMention], kinds: frozenset[str] = frozenset({"date", "since"})
) -> list[DateMention]:
    """The dates of these kinds in the sentence before the post."""
    start = document.sentence_spans[document.sentence_of(post.start)][0]
    return [d for d in within(dates, start, document.tokens.starts[post.start]) if d.kind in kinds]


def is_long_before(dates: list[DateMention], today: str) -> bool:
    """Is the last of the dates in a year before last year?"""
    return bool(dates and today) and int(dates[-1].value[:4]) < int(today[:4]) - 1


# "Hai năm sau, ông giữ chức …"
_YEARS_LATER = re.compile(r"(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy|Tám|Chín|Mười|\d{1,2}) năm sau\b")


def today_of(document: Document, memory: Memory, dates: list[DateMention]) -> str:
    return memory.once("today", lambda: _today(document, dates))


def _today(document: Document, dates: list[DateMention]) -> str:
    """Without a date of its own the article is as young as the last day or month that it names, else the last year.

    A year alone may be that of a goal: "đến năm 2030".
    """
    if document.article.published:
        return document.article.published.isoformat()
    named = [d for d in dates if d.kind == "date"]
    return max((d.value for d in [d for d in named if d.precision != "year"] or named), default="")


def _by_date(today: str, status: Status, start: str | None, end: str | None) -> Status:
    """What was got long before the article, or ended before it, is told as a career: "former"."""
    if end and status in {"current", "appointed"} and (not today or end < today[: len(end)] or end[:4] < today[:4]):
        return "former"
    if status == "appointed" and start and today and int(start[:4]) < int(today[:4]) - 1:
        return "former"
    return status
