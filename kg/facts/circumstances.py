"""The circumstances of a change: done, planned or denied; since when; by which act; in which larger unit."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import cache, lru_cache

from kg.facts.spans import within
from kg.grammar.document import Document
from kg.grammar.naming import unit_key
from kg.grammar.terms import central_terms
from kg.language.dates import DateMention
from kg.language.legal import ActMention, find_acts
from kg.lexicon import Phrases, phrase_set, phrases
from kg.model import Change, Containment, Modality
from kg.text import key
from kg.tokens import tokenize


@cache
def modality_words() -> Phrases[str]:
    return phrases("modality.tsv", lambda row: row[1])


def complete(
    document: Document, dates: list[DateMention], contained: list[Containment], changes: list[Change],
    enacted: frozenset[str],
) -> list[Change]:  # fmt: skip
    """The changes with modality, effective date, legal basis and parent filled in; `enacted` as of enacted()."""
    if not changes:
        return []
    dates = [d for d in dates if not _of_a_programme(document.tokens.text, d)]
    acts = [act for act in find_acts(document.tokens.text) if _resolution(act)]
    overall = _overall(document)
    since = _day_of_effect(document, dates)
    parents: dict[str, str] = {}
    for c in contained:
        parents.setdefault(key(c.child), c.parent)
    found = []
    for change in changes:
        sentence = _sentence(document, change)
        modality = _modality(document, sentence, overall, dates)
        if modality is None:
            continue
        if modality == "planned" and enacted & set(map(unit_key, change.new)):
            modality = "done"  # "Chính phủ đề nghị thành lập thị xã A …": the lead tells that it was passed
        effective = _effective(document, change, dates, since) if modality != "denied" else None
        legal = _legal(document, change, acts, dates, effective) if modality == "done" else None
        # the unit that holds the new unit (else the old ones), by the article's own containments
        parent = next((parents[key(n)] for n in (*change.new, *change.old) if key(n) in parents), None)
        if parent is not None and change.kind == "merge" and key(parent).removeprefix("tỉnh ") in map(key, change.old):
            parent = None  # "hợp nhất Trà Vinh và Vĩnh Long, tỉnh Vĩnh Long có …": no province holds a province
        found.append(replace(change, modality=modality, effective=effective, legal=legal, parent=parent))
    return found


def _of_a_programme(text: str, date: DateMention) -> bool:
    """ "quy hoạch tỉnh A định hướng đến năm 2030": the horizon of a plan, no day of a change."""
    return _HORIZON.search(text, max(date.start - 30, 0), date.start) is not None


_HORIZON = re.compile(r"\b(?:định hướng|tầm nhìn)(?: phát triển)?(?: đến| tới)?(?: năm)? *$", re.IGNORECASE)


def _sentence(document: Document, change: Change) -> int:
    """The index of the sentence that a change was found in."""
    shift = document.shift if change.evidence.part == "text" else 0
    return _sentence_at(document, change.evidence.start + shift)


def _sentence_at(document: Document, offset: int) -> int:
    return max(bisect_right(document.sentence_starts, offset) - 1, 0)


@lru_cache(maxsize=256)
def _cues(text: str) -> tuple[str, ...]:
    """The modality words of a passage, in order; a sentence is asked for each change that it tells."""
    keys = tokenize(text).keys
    found: list[str] = []
    i = 0
    while i < len(keys):
        if m := modality_words().at(keys, i):
            found += [m[1]] if m[1] != "." else []
            i = m[0]
        else:
            i += 1
    return tuple(found)


def is_denied(document: Document, sentence: int) -> bool:
    """Does the sentence say that what it tells is not so: "là không đúng sự thật", "tin … là bịa đặt"?"""
    text = document.tokens.text[slice(*document.sentence_spans[sentence])]
    return "denied" in _cues(text) or bool(_ASKED.search(text))


_ASKED = re.compile(r"\bliệu\b.+\bhay (?:không|chưa)\b", re.IGNORECASE | re.DOTALL)


def _overall(document: Document) -> str:
    """What the headline and the lead say: a plan, a decision, a denial."""
    spans = document.sentence_spans
    lead = document.tokens.text[: spans[min(2, len(spans)) - 1][1]]
    cues = _cues(lead)
    opening = [document.tokens.text[slice(*span)] for span in spans[2:_OPENING_SENTENCES]]
    if "denied" not in cues and any("quốc hội" in s.lower() and _decided(s) for s in opening):
        return "done"  # the lead tells what is on the agenda, and then that the National Assembly has decided it
    for kind in ("denied", "done", "passed", "planned"):
        if kind in cues:
            return kind
    return "planned" if "planned?" in cues else ""


# so many sentences of an article may tell what it is about
_OPENING_SENTENCES = 6


def enacted(document: Document, mentions: list[Change]) -> frozenset[str]:
    """The keys of the new units of which a sentence says that the National Assembly has decided on them."""
    told: dict[int, set[str]] = defaultdict(set)
    for change in mentions:
        told[_sentence(document, change)].update(map(unit_key, change.new))
    sentences = {n: document.tokens.text[slice(*document.sentence_spans[n])] for n in told}
    decided = (units for n, units in told.items() if "quốc hội" in sentences[n].lower() and _decided(sentences[n]))
    return frozenset().union(*decided)


def said_whether(document: Document, changes: list[Change]) -> list[tuple[bool, bool]]:
    """Of each change: do its sentence or the lead, does its sentence itself say that it is done, planned, denied?"""
    if not changes:
        return []
    overall = bool(_overall(document))
    at = [_sentence(document, change) for change in changes]
    text, spans = document.tokens.text, document.sentence_spans
    said = {n: bool(_cues(text[slice(*spans[n])])) for n in set(at)}
    return [(overall or said[n], said[n]) for n in at]


def _modality(document: Document, sentence: int, overall: str, dates: list[DateMention]) -> Modality | None:
    text, spans = document.tokens.text, document.sentence_spans
    cues = _cues(text[slice(*spans[sentence])])
    if "negated" in cues:
        return None
    after = _cues(text[slice(*spans[sentence + 1])]) if sentence + 1 < len(spans) else ()
    points = bool(after) and bool({"này", "đây"} & set(text[slice(*spans[sentence + 1])].lower().split()))
    if "denied" in cues or ("denied" in after and points):  # "Đây là tin thất thiệt"
        return "denied"
    if "done" in cues and "condition" not in cues:
        return "done"
    if "passed" in cues and not _only_policy(text[slice(*spans[sentence])]):
        return "done"
    if _of_years_to_come(document, spans[sentence], dates):
        return "planned"
    if sentence and not cues and _decided(text[slice(*spans[sentence - 1])]):
        return "done"  # "Ủy ban Thường vụ đã thông qua nghị quyết … . Thành lập phường A …"
    if not cues and _of_years_past(document, spans[sentence], dates):
        return "done"
    if {"planned", "condition"} & set(cues) or ("planned?" in cues and overall not in {"done", "passed"}):
        return "planned"
    return "planned" if overall == "planned" else "done"


def _of_years_to_come(document: Document, span: tuple[int, int], dates: list[DateMention]) -> bool:
    """ "đến năm 2030, huyện lên thị xã": a year after the article's, given as no more than a year, is a goal."""
    published = document.article.published
    years = [d for d in within(dates, *span) if d.precision == "year" and d.kind != "range"]
    return published is not None and any(d.value[:4] > str(published.year) for d in years)


def _of_years_past(document: Document, span: tuple[int, int], dates: list[DateMention]) -> bool:
    """ "Năm 1997 thành lập quận A": all that the sentence dates is of years before the article's (else: the last that
    the article names)."""
    published = document.article.published
    today = str(published.year) if published is not None else max((d.value[:4] for d in dates), default="")
    named = within(dates, *span)
    return bool(named) and all((d.until or d.value)[:4] < today for d in named)


def _decided(sentence: str) -> bool:
    """Does a sentence tell of nothing but what has been decided or done?"""
    cues = set(_cues(sentence))
    return bool(cues & {"passed", "done"}) and not cues & {"planned", "condition"} and not _only_policy(sentence)


def _only_policy(sentence: str) -> bool:
    """ "thông qua chủ trương", "nếu đề án được thông qua": nothing has been enacted."""
    low = sentence.lower()
    return "thông qua chủ trương" in low or "nếu" in low.split()


def _effective(document: Document, change: Change, dates: list[DateMention], overall: str | None) -> str | None:
    """The date of taking effect: in the sentence, else what the article says of its resolution as a whole."""
    shift = document.shift if change.evidence.part == "text" else 0
    start, end = change.evidence.start + shift, change.evidence.end + shift
    text = document.tokens.text
    inside = [d for d in within(dates, start, end) if d.kind in {"date", "since", "relative"}]
    if inside and _opens(text[start:end], inside[0].start - start, inside[0].end - start, change):
        return inside[0].value
    for date in inside:
        if date.kind == "since" or _takes_effect(text[max(start, date.start - 40) : date.end + 25]):
            return date.value
    years = [d for d in inside if d.precision in {"year", "month"} or "ngày" not in text[d.start : d.end].lower()]
    if len(inside) == 1 and years and inside[0].precision != "day":
        return inside[0].value
    vague = [d for d in inside if d.precision != "day"]
    told = _year_before(text[start:end], vague, start, change) or _year_after(text[start:end], vague, start, change)
    if told and (not overall or told[:4] < overall[:4]):
        return told
    return None if overall and not inside and _of_the_past(document, dates, start, overall) else overall


def _of_the_past(document: Document, dates: list[DateMention], start: int, overall: str) -> bool:
    """Is the paragraph's last date before the sentence at offset `start` of years before the overall one?"""
    first = document.tokens.text.rfind("\n", 0, start) + 1
    before = [d for d in within(dates, first, start) if d.kind == "date"]
    return bool(before) and int(before[-1].value[:4]) < int(overall[:4]) - 1


def _year_before(sentence: str, dates: list[DateMention], start: int, change: Change) -> str | None:
    """ "Năm 1997 thành lập quận A, quận B; năm 2003 thành lập quận C": the date that stands last before the unit."""
    name = (*change.new, *change.old)[0]
    at = start + sentence.find(name.rpartition(" ")[2])
    before = [d for d in dates if d.start < at]
    return before[-1].value if before else None


def _year_after(sentence: str, dates: list[DateMention], start: int, change: Change) -> str | None:
    """ "Thị xã A được thành lập vào năm 2015 và là đô thị loại III từ năm 2020": the date right behind the verb."""
    name = (*change.new, *change.old)[0].rpartition(" ")[2]
    ends = (start + m.end() for m in re.finditer(re.escape(name), sentence))
    return next(
        (d.value for at in ends for d in dates if _FOUNDED.fullmatch(sentence, at - start, d.start - start)), None
    )


_FOUNDED = re.compile(
    r" (?:\w+ )?được (?:tái |chính thức )?(?:thành lập|nâng cấp|chia tách|sáp nhập)(?: vào)?(?: năm| tháng)? ?"
)


def _opens(sentence: str, start: int, end: int, change: Change) -> bool:
    """ "Ngày 1/1/2024, xã A nhập vào xã B": the day opens the sentence and the units follow it, doing nothing else."""
    after = _VERBS_OF_CHANGE.sub("", sentence[end:].lstrip(" ,"))
    named = any(key(after).startswith(key(name)) for name in (*change.old, *change.new))
    return start < _OPENING and named and not any(w in after.lower() for w in _ACTING)


# "Ngày 11/6/1971, chia xã A thành …": what a chronicle tells of the day
_VERBS_OF_CHANGE = re.compile(
    r"(?:chia tách|chia|tách|thành lập|sáp nhập|hợp nhất|nhập|đổi tên|chuyển|giải thể|nâng cấp) ", re.IGNORECASE
)
# a date that begins within so many characters opens the sentence
_OPENING = 12
_ACTING = phrase_set("done on another day")


def _day_of_effect(document: Document, dates: list[DateMention]) -> str | None:
    """The first day of which the article says that the change, or what decides it, takes effect on it."""
    text = document.tokens.text
    for date in dates:
        sentence = slice(*document.sentence_spans[_sentence_at(document, date.start)])
        lead = text[max(sentence.start, date.start - 45) : date.end + 5]
        if date.precision != "day" or not (date.kind == "since" or _takes_effect(lead)):
            continue
        if any(w in text[sentence].lower() for w in _OF_UNITS):
            return date.value
    return None


_OF_UNITS = phrase_set("begin with a change")


def _takes_effect(passage: str) -> bool:
    passage = passage.lower()
    return any(w in passage for w in ("hiệu lực", "từ ngày", "kể từ", "thi hành từ", "hoạt động từ"))


def _of_later_years(document: Document, dates: list[DateMention], start: int, end: int, act: ActMention) -> bool:
    """Is the act of years after the change: "Năm 1971, chia xã A" in a chronicle that ends with an act of 2011?

    The change is of the years that its sentence tells, else of that told last before it.
    """
    own = within(dates, start, end) or within(dates, start - _NEAR, start)[-1:]
    its = within(dates, *document.sentence_spans[_sentence_at(document, act.start)])
    return bool(own and its) and max(d.value[:4] for d in own) < min(d.value[:4] for d in its)


# characters back in which a date is still that of what follows
_NEAR = 300
_LIST_ITEM = re.compile(r"\s*\d{1,3}\. ")


def _legal(
    document: Document, change: Change, acts: list[ActMention], dates: list[DateMention], effective: str | None
) -> str | None:
    """The number of the resolution: in the sentence, else the only one of its kind in the article.

    An act said elsewhere is not that of a change of years before it.
    """
    shift = document.shift if change.evidence.part == "text" else 0
    start, end = change.evidence.start + shift, change.evidence.end + shift
    if inside := [a for a in acts if start <= a.start < end]:
        return inside[0].number
    before = [a for a in acts if a.start < start]
    if before and _LIST_ITEM.match(document.tokens.text[start:end]):
        return before[-1].number  # "Theo Điều 1 Nghị quyết 1677/…: 1. Sắp xếp …; 2. Sắp xếp …"
    acts = [a for a in acts if not _of_later_years(document, dates, start, end, a)]
    acts = [a for a in acts if effective is None or effective[:4] >= _not_before(a.number)]
    numbers = {a.number for a in acts}
    if len(numbers) == 1:
        return numbers.pop()
    before = [a for a in acts if a.start < start]
    return before[-1].number if before and len({a.number for a in before}) == 1 else None


def _resolution(act: ActMention) -> bool:
    """Only the Standing Committee, the National Assembly, the Government make such changes."""
    number = act.number.upper()
    if "/" in number:
        return "UBTVQH" in number or (
            "/QH" in number or number.endswith("NQ-CP") or "NĐ-CP" in number or "QĐ-HĐBT" in number
        )
    return act.kind.lower().startswith("nghị quyết") and number.isdigit() and len(number) >= 3


def _not_before(number: str) -> str:
    """The first year in which an act of this number can be: "1238/NQ-UBTVQH15" is of the term that began in 2021."""
    return central_terms().get(("assembly", number.upper().rpartition("QH")[2]), ("", ""))[0]
