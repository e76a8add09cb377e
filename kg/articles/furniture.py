"""Page furniture: what a site puts around an article and what is none of its news.

Lines are judged one by one against kg/articles/furniture.txt; lists of other articles, readers' comments and the
site's imprint are blocks. When in doubt a line is news: a fact lost is better found later than a sentence hidden, but
nothing that reads as a paragraph of the article is ever furniture, other than in what readers wrote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from kg.text import key

from .dateline import date_lines
from .wordlist import sections

_LONGEST = 300  # characters of a line that are compared with the list; longer ones are paragraphs
_PARAGRAPH = 100
_HEADLINE = 170
_ENDS_SENTENCE = re.compile("[.!?…][”\"'»)]*$")
_BEFORE = re.compile(r"^[\s\-–—•·*»|+#▪►◄→›☰]+")
_AFTER = re.compile(r"[\s.:…!»›|]+$")
_PARTS = re.compile(r"\s*[|•·»›/]\s*|\s+[-–]\s+|\s{2,}|\t")
_MENU_RUN = 4
_MENU_ITEM = 30


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    text: str
    key: str
    paragraph: bool
    marked: bool = False


def furniture(text: str) -> list[tuple[int, int]]:
    """Spans of whole lines of a stored text that are furniture, in order, apart from each other. Linear time."""
    lines = _lines(text)
    _mark_lines(lines, {d.start for d in date_lines(text)})
    first, last = _body(lines)
    _mark_edges(lines, first, last)
    _mark_menus(lines, first, last)
    _mark_related(lines, first)
    _mark_readers(lines)
    _mark_imprint(lines, last)
    return _spans(lines)


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank."""
    lines: list[_Line] = []
    start = 0
    for raw in text.split("\n"):
        end = start + len(raw)
        line = raw.strip()
        if line:
            bare = _bare(line[:_LONGEST])
            ends = bool(_ENDS_SENTENCE.search(line[-8:]))
            lines.append(_Line(start, end, line, bare, len(line) > _LONGEST or (ends and len(line) >= _PARAGRAPH)))
        start = end + 1
    return lines


def _bare(line: str) -> str:
    return _AFTER.sub("", _BEFORE.sub("", key(line)))


class _Patterns:
    """A section of the list: whole lines in a set, those with wildcards in one expression."""

    def __init__(self, *names: str) -> None:
        entries = [key(e) for name in names for e in sections("furniture.txt")[name]]
        self.whole = {e for e in entries if "*" not in e and "#" not in e}
        wild = sorted(set(entries) - self.whole)
        forms = (re.escape(e).replace(r"\*", ".*").replace(r"\#", r"[\d.,]+") for e in wild)
        self.wild = re.compile("|".join(forms) or "(?!)")

    def match(self, line: str) -> bool:
        return line in self.whole or self.wild.fullmatch(line) is not None


@cache
def _patterns(*names: str) -> _Patterns:
    return _Patterns(*names)


def _mark_lines(lines: Sequence[_Line], dated: set[int]) -> None:
    """What is furniture by itself: date lines, and lines of which every part is on the list."""
    always, known, part = _patterns("always"), _patterns("line", "always"), _patterns("line", "menu")
    for line in lines:
        if line.start in dated or (always if line.paragraph else known).match(line.key):
            line.marked = True
        elif not line.paragraph:
            parts = [_bare(p) for p in _PARTS.split(line.text)]
            line.marked = len(parts) > 1 and all(not p or part.match(p) for p in parts)


def _body(lines: Sequence[_Line]) -> tuple[int, int]:
    """Indexes of the first and last line that read as a paragraph of the article; (0, -1) if there is none."""
    publisher = _patterns("publisher")
    found = [i for i, line in enumerate(lines) if line.paragraph and not line.marked and not publisher.match(line.key)]
    return (found[0], found[-1]) if found else (0, -1)


def _mark_edges(lines: Sequence[_Line], first: int, last: int) -> None:
    """Menus above the first and below the last paragraph, counters and addresses below it."""
    menu, foot = _patterns("menu"), _patterns("foot", "menu")
    for i, line in enumerate(lines if last >= 0 else ()):
        if (i < first and menu.match(line.key)) or (i > last and not line.paragraph and foot.match(line.key)):
            line.marked = True


def _mark_menus(lines: Sequence[_Line], first: int, last: int) -> None:
    """Runs of short lines outside the body of which many are names of sections: places and topics of a menu."""
    names = _patterns("menu")
    start = 0
    for end in range(len(lines) + 1 if last >= 0 else 0):
        if end < len(lines) and not first <= end <= last and _menu_item(lines[end]):
            continue
        run = lines[start:end]
        if len(run) >= _MENU_RUN and sum(names.match(line.key) for line in run) >= max(2, len(run) / 4):
            for line in run:
                line.marked = True
        start = end + 1


def _menu_item(line: _Line) -> bool:
    return len(line.text) <= _MENU_ITEM and not _ENDS_SENTENCE.search(line.text) and line.text[0] not in '-(“"'


def _mark_related(lines: Sequence[_Line], first: int) -> None:
    """Heads of lists of other articles, with the headlines that follow; above the body the title may be among them."""
    heads = _patterns("related")
    end = 0
    for i, line in enumerate(lines):
        if not line.paragraph and heads.match(line.key):
            line.marked = True
            if i > first and i >= end:  # a head within a list begins no other
                end = _list_end(lines, i + 1)
                for other in lines[i + 1 : end]:
                    other.marked = True


def _list_end(lines: Sequence[_Line], i: int) -> int:
    """Where the list of headlines that begins at line i ends: at a paragraph, unless each headline has its teaser."""
    j, pairs = i, 0
    while j + 1 < len(lines) and _headline(lines[j]) and not _headline(lines[j + 1]):
        pairs, j = pairs + 1, j + 2
    if pairs < 2:
        j = i
    while j < len(lines) and _headline(lines[j]):
        j += 1
    return j


def _headline(line: _Line) -> bool:
    return line.marked or (len(line.text) <= _HEADLINE and line.text[-1] not in ".;,")


def _mark_readers(lines: Sequence[_Line]) -> None:
    """What readers wrote: from its head to the end, where more of the article is before it than after it."""
    heads = _patterns("readers")
    total = sum(len(line.text) for line in lines if not line.marked)
    before = 0
    for i, line in enumerate(lines):
        if not line.paragraph and heads.match(line.key):
            line.marked = True
            if 2 * before >= total:
                for other in lines[i + 1 :]:
                    other.marked = True
                return
        elif not line.marked:
            before += len(line.text)


def _mark_imprint(lines: Sequence[_Line], last: int) -> None:
    """Who runs the site: after the last paragraph, from its first line to the end."""
    short, long = _patterns("imprint", "publisher"), _patterns("publisher")
    below = range(last + 1, len(lines)) if last >= 0 else range(0)
    start = next((i for i in below if (long if lines[i].paragraph else short).match(lines[i].key)), len(lines))
    for line in lines[start:]:
        line.marked = True


def _spans(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """Neighbouring marked lines joined, with the blank lines between them."""
    spans: list[tuple[int, int]] = []
    before = False
    for line in lines:
        if line.marked:
            spans.append((spans.pop()[0] if before else line.start, line.end))
        before = line.marked
    return spans
