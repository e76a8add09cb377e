"""Splits text into blocks (lines) and sentences, with offsets, in linear time.

Every stop (". ? ! …" with the quotes and brackets that close after it) is put before RULES in turn; the first rule
with an opinion decides. A rule sees only a few characters on either side and says END, GO_ON or None.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .lists import words

# No sentence is longer than this many code points; what is gets cut at a comma or space.
LONGEST = 1500

_LINE = re.compile(r"[^\n\f\v\x85\u2028\u2029]+")
_STOP = re.compile(r"[.?!…]+(?:[”’»)\]]|\"(?!\w))*")
_WINDOW = 24
_LAST_WORD = re.compile(r"[\w./]*$")
_FIRST_WORD = re.compile(r"\w+")
_OPENING = " \t\u00a0\"'“‘«([-–—•*+"
_NUMBERING = re.compile(
    r"(?:(?:Điều|Khoản|Chương|Mục|Phần|Bước|Bài)\s+)?(?:\d{1,3}(?:\.\d{1,2}){0,3}|[IVXLC]{1,5}|[^\W\d_])\.?"
)
_CUTS = (re.compile(r".*[,;:]", re.DOTALL), re.compile(r".*\s", re.DOTALL))

END, GO_ON = True, False


@dataclass(frozen=True, slots=True)
class Stop:
    """A possible end of a sentence: the marks, the last word before them, what comes after, the sentence so far."""

    marks: str
    before: str
    gap: bool
    after: str
    so_far: str

    @property
    def word_after(self) -> str:
        found = _FIRST_WORD.match(self.after.lstrip(_OPENING))
        return found[0] if found else ""


def decimal(stop: Stop) -> bool | None:
    """4.000 | 1.7.2025 | Q.1 | P.5"""
    return GO_ON if stop.marks == "." and not stop.gap and stop.after[:1].isdigit() else None


def numbering(stop: Stop) -> bool | None:
    """1. Về kinh tế | II. Phương hướng | Điều 3. Hiệu lực: a number that opens the sentence"""
    return GO_ON if stop.marks == "." and _NUMBERING.fullmatch(stop.so_far) else None


def and_so_on(stop: Stop) -> bool | None:
    """nhà ở, đường sá, v.v. Theo: the dot serves as a stop when a capital follows"""
    if not stop.before.lower().endswith("v.v"):
        return None
    return END if stop.gap and stop.word_after[:1].isupper() else GO_ON


def abbreviation(stop: Stop) -> bool | None:
    """TP. Huế | PGS.TS. Lê | Tr. 5"""
    if stop.marks != ".":
        return None
    known = words("abbreviations")
    return GO_ON if stop.before in known or stop.before.rpartition(".")[2] in known else None


def initial(stop: Stop) -> bool | None:
    """Ảnh: Đ.V. | anh T. Nguyễn; but "Nguyễn Văn A. Theo" ends"""
    last = stop.before.rpartition(".")[2]
    if stop.marks != "." or len(last) != 1 or not last.isupper():
        return None
    return END if stop.gap and stop.word_after in words("openers") else GO_ON


def goes_on(stop: Stop) -> bool | None:
    """“Ai đi?” anh hỏi | Huế... và Vinh | v.v., rồi: a small letter or a comma follows"""
    if stop.after[:1] in {",", ";", ":", ")", "%"}:
        return GO_ON
    return GO_ON if stop.word_after[:1].islower() else None


def glued(stop: Stop) -> bool | None:
    """đường ray.Ngay sau | nội sinh4.Kỹ thuật end; x.php?ID=3 | U.S.A | NQ.UB do not"""
    if stop.gap:
        return None
    small_before = stop.before[-1:].islower() or stop.before[-1:].isdigit() or not stop.before
    return END if small_before and stop.word_after[:1].isupper() else GO_ON


def stands(_: Stop) -> bool:
    """Whatever no rule has spoken about is an end."""
    return END


RULES: tuple[Callable[[Stop], bool | None], ...] = (
    decimal,
    numbering,
    and_so_on,
    goes_on,
    abbreviation,
    initial,
    glued,
    stands,
)


def blocks(text: str) -> list[tuple[int, int]]:
    """(start, end) of every line that is not blank, without the white space around it."""
    return list(_blocks(text, 0, len(text)))


def sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """(start, end) of every sentence in text[start:end], in order, none blank, none longer than LONGEST.

    A line break always ends a sentence. Nothing but white space lies outside the sentences.
    """
    found: list[tuple[int, int]] = []
    for block_start, block_end in _blocks(text, start, len(text) if end is None else end):
        for sentence_start, sentence_end in _split(text, block_start, block_end):
            found += pieces(text, sentence_start, sentence_end, LONGEST)
    return found


def pieces(text: str, start: int, end: int, longest: int) -> list[tuple[int, int]]:
    """text[start:end] cut into pieces of at most `longest` code points, after a comma or else at a space."""
    found: list[tuple[int, int]] = []
    while end - start > longest:
        window = text[start : start + longest]
        # a cut in the first half would make crumbs
        cuts = (m.end() for pattern in _CUTS if (m := pattern.match(window)) and m.end() > longest // 2)
        cut = start + next(cuts, longest)
        found += _trimmed(text, start, cut)
        start = cut
    return found + _trimmed(text, start, end)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for line in _LINE.finditer(text, start, end):
        yield from _trimmed(text, *line.span())


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for mark in _STOP.finditer(text, start, end):
        if _ends(text, start, mark.start(), mark.end(), end):
            yield from _trimmed(text, start, mark.end())
            start = mark.end()
    yield from _trimmed(text, start, end)


def _ends(text: str, start: int, left: int, right: int, end: int) -> bool:
    after = text[right : min(end, right + _WINDOW)]
    before = _LAST_WORD.search(text, max(start, left - _WINDOW), left)
    so_far = text[start:left].strip() if left - start <= _WINDOW else ""
    stop = Stop(text[left:right], before[0] if before else "", after[:1].isspace(), after.lstrip(), so_far)
    if not stop.after:
        return END
    return next(opinion for rule in RULES if (opinion := rule(stop)) is not None)


def _trimmed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The span without white space at its ends; nothing for a blank one."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []
