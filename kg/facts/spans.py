"""What stands between two items of a sentence."""

from __future__ import annotations

from bisect import bisect_left

from kg.grammar.document import Document
from kg.grammar.scan import Item, honour_end
from kg.language.dates import DateMention
from kg.lexicon import word_set

# What may stand between a person and the posts in apposition.
_FILLER = word_set("apposition")


# before a person's home, the one whose relative the person is, "đảng viên", "thương binh", another name
_HOME = word_set("relatives") | {"trú", "ngụ", "quê", "ở", "thường", "đảng", "thương", "tức"}
QUOTES = frozenset("\"'“”‘’")
_MARKS = frozenset({",", "-", "–", "(", "là", ":"})


def after_relative(document: Document, token: int) -> bool:
    """Does a word for a relative stand right before the token: "vợ | ông A"? Not the "bố" of "công bố"."""
    before = document.keys[max(token - 2, 0) : token]
    return before[-1:] != [] and before[-1] in word_set("relatives") and before != ["công", "bố"]


def gap(document: Document, start: int, end: int) -> list[str]:
    """The match keys of tokens [start, end), without titles of honour; ["…"] if they are many."""
    if end - start <= 3:
        return document.keys[start:end]
    between = without_honours(document.keys[start : min(end, start + 40)])
    return between if len(between) <= 14 else ["…"]


def without_honours(between: list[str]) -> list[str]:
    """The gap without ", Anh hùng Lao động"."""
    k, kept = 0, list[str]()
    while k < len(between):
        honoured = honour_end(between, k + 1) if between[k] in {",", "("} else None
        if honoured is None or between[k] == "(":
            kept.append(between[k])
        k = honoured or k + 1
    return kept


def within(dates: list[DateMention], start: int, end: int) -> list[DateMention]:
    """The dates, in the order of the text, that begin between two of its offsets."""
    return dates[bisect_left(dates, start, key=_begin) : bisect_left(dates, end, key=_begin)]


def _begin(date: DateMention) -> int:
    return date.start


def in_apposition(between: list[str]) -> bool:
    """Nothing but marks, "là", the person's age, home and kin between the person and the posts."""
    between = _without_birth(_without_home(_without_alias(without_remark(between))))
    return bool(between) and any(g in _MARKS for g in between) and all(g in _FILLER or g[0].isdigit() for g in between)


def _without_alias(between: list[str]) -> list[str]:
    """The gap without another name in quotation marks: '("Út Đen", …'."""
    close = between.index(",") if "," in between else 0
    if close > 3 and between[0] == "(" and between[1] in QUOTES and between[close - 1] in QUOTES:
        return ["(", *between[close + 1 :]]
    return between


def _without_birth(between: list[str]) -> list[str]:
    """The gap without a birthday: ", sinh ngày 24/4/1975"."""
    if between[:2] == [",", "sinh"] and between[2:3] in (["ngày"], ["năm"], ["tháng"]) and "," in between[2:]:
        return between[between.index(",", 2) :]
    return between


def _without_home(between: list[str]) -> list[str]:
    """The gap without where the person lives or whose relative it is: "(trú thôn 7, …", "(chồng bà B, …"."""
    for at, word in enumerate(between[:8]):
        if word in _HOME and between[at - 1] in {"(", ","} and "," in between[at:]:
            return between[:at] + between[between.index(",", at) + 1 :]
    return between


def in_brackets(document: Document, item: Item) -> bool:
    """Does the item stand alone between brackets?"""
    keys = document.keys
    return keys[item.start - 1 : item.start] == ["("] and keys[item.end : item.end + 1] == [")"]


def without_remark(between: list[str]) -> list[str]:
    """The gap without a remark on a picture: "(giữa)", "(thứ ba từ phải sang)"."""
    if between[:1] == ["("] and ")" in between and len(between) > between.index(")") + 1:
        close = between.index(")")
        if close <= 7 and all(w.isalpha() for w in between[1:close]):
            return between[close + 1 :]
    return between


def begins(words: list[str], phrases: tuple[str, ...]) -> bool:
    """Do the words begin with one of the phrases?"""
    return f"{' '.join(words)} ".startswith(tuple(f"{phrase} " for phrase in phrases))
