"""Finds numbers of acts: "Nghị quyết số 832/NQ-UBTVQH14", "nghị quyết 1279", "Nghị định 29/2023/NĐ-CP"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .lists import pairs, words

# A symbol: number, year or not, letters of the kind and of the issuer ("29/2023/NĐ-CP", "35-NQ/TW", "202/2025/QH15").
_SYMBOL = re.compile(
    r"(?<![\w/.,-])(?P<number>\d{1,5}[a-zđ]?)(?:/(?P<year>(?:19|20)\d\d))?\s?[/-]\s?"
    r"(?P<letters>[A-ZĐƯ][A-ZĐƯa-zđ]{0,9}\d{0,2}(?:\s?[-/–&.]\s?[A-ZĐƯ][A-ZĐƯa-zđ]{0,9}\d{0,2}){0,4})(?![\w/])"
)
_BARE = re.compile(r"(?P<number>\d{1,5})(?:/(?P<year>(?:19|20)\d\d))?(?![\w/%]|[.,-]\d)")
_NAMED = re.compile(r"[\s:]{0,3}(?:(?P<so>số)[\s:]{0,3})?", re.IGNORECASE)
_NEXT = re.compile(r"\s?(?:,|và|và số|;)\s(?:số\s)?(?=\d)")
_NEXT_WORD = re.compile(r"\s{0,3}(\w+)")
_PARTS = re.compile(r"\s?[-/–&.]\s?")
# Kinds that are also verbs or common nouns ("quyết định 12 việc") need "số" before a bare number.
_PLAIN = frozenset({"nghị quyết", "nghị định", "thông tư", "chỉ thị", "pháp lệnh", "công điện"})


@dataclass(frozen=True, slots=True)
class ActMention:
    """An act named by number: text[start:end] begins with the kind of act where the text gives it.

    `number` is the whole symbol where there is one ("832/NQ-UBTVQH14"), else the number ("1279"); `kind` the
    Vietnamese term in small letters ("nghị quyết"), or "" where neither word nor letters tell; `issuer` the letters
    of the body as in the symbol ("UBTVQH14", "CP").
    """

    start: int
    end: int
    number: str
    kind: str
    issuer: str | None = None


def find_acts(text: str) -> list[ActMention]:
    """Every act that is named by a number, in order of place; no two overlap. Linear time."""
    found: list[ActMention] = []
    named = _named(text)
    for act in sorted([*named, *_unnamed(text)], key=lambda a: (a.start, -a.end)):
        if not found or act.start >= found[-1].end:
            found.append(act)
    return found


def _named(text: str) -> list[ActMention]:
    """Acts with the kind before the number, and those that "và" adds: "Nghị định 29 và 178"."""
    found: list[ActMention] = []
    for head in _heads().finditer(text):
        kind = " ".join(head[0].lower().split())
        lead = _NAMED.match(text, head.end())
        at = lead.end() if lead else head.end()
        act = _number(text, head.start(), at, kind, bool(lead and lead["so"]))
        while act is not None:
            found.append(act)
            more = _NEXT.match(text, act.end)
            act = _number(text, more.end(), more.end(), kind, False) if more else None
    return found


def _number(text: str, start: int, at: int, kind: str, announced: bool) -> ActMention | None:
    """The number that stands at `at`; `announced` by the word "số"."""
    if symbol := _SYMBOL.match(text, at):
        return _act(start, symbol, kind)
    bare = _BARE.match(text, at)
    if bare is None or not (announced or kind in _PLAIN):
        return None
    following = _NEXT_WORD.match(text, bare.end())
    if not announced and following and following[1] in words("counters"):
        return None
    number = bare["number"] + (f"/{bare['year']}" if bare["year"] else "")
    return ActMention(start, bare.end(), number, kind)


def _unnamed(text: str) -> Iterator[ActMention]:
    """Symbols that stand alone, of a kind that their letters tell: "(832/NQ-UBTVQH14)"."""
    for symbol in _SYMBOL.finditer(text):
        act = _act(symbol.start(), symbol, "")
        if act.kind:
            yield act


def _act(start: int, symbol: re.Match[str], kind: str) -> ActMention:
    letters = _PARTS.split(symbol["letters"])
    told = pairs("acts").get(letters[0], "")
    issuer = "-".join(letters[1:]) if told else ""
    if not told and re.fullmatch(r"QH\d{1,2}", letters[0]):
        told, issuer = "luật", letters[0]  # acts of the National Assembly bear its term alone
    number = re.sub(r"\s", "", symbol[0])
    return ActMention(start, symbol.end(), number, kind or told, issuer or None)


@cache
def _heads() -> re.Pattern[str]:
    kinds = sorted(set(pairs("acts").values()), key=len, reverse=True)
    spaced = "|".join(re.escape(kind).replace(r"\ ", r"\s{1,3}") for kind in kinds)
    return re.compile(rf"(?<!\w)(?:{spaced})(?!\w)", re.IGNORECASE)
