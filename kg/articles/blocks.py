"""A page as a list of blocks of text, and which of them are the article."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate

from lxml import etree

from .dateline import date_lines
from .wordlist import sections

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LEAST = 40  # characters, outside links, of a block that counts for the body
_MOST = 1_500  # and so many of one block count at most: one long block is not the whole article
_MOSTLY = 0.5  # an element with more of the page's text than this is no noise, whatever its class
_LINKS = 0.5  # share of its text in links that makes a block a list of links
_NESTED = 6  # noise within noise that is told apart
_JOIN = 0.25  # an element next to the body with so much of the body's text belongs to it


@dataclass(slots=True)
class _Noise:
    """An element whose class says that it is not the article, perhaps within another; `weight` of all its blocks."""

    outer: _Noise | None
    readers: bool
    weight: int = 0
    heading: bool = False

    def stands(self, total: int) -> bool:
        """Is it noise in a page with so much text, though it may hold the most of it?"""
        return not self.heading and (self.readers or self.weight <= _MOSTLY * total)


@dataclass(frozen=True, slots=True)
class Block:
    """Text between two block tags or line breaks. `links` is the share of its text in links, `owner` its element."""

    text: str
    links: float
    owner: etree._Element
    lead: bool
    noise: _Noise | None

    @property
    def tag(self) -> str:
        return str(self.owner.tag)

    @property
    def weight(self) -> int:
        """The characters that the block counts for when the body is looked for."""
        own = int(len(self.text) * (1 - self.links))
        return min(own, _MOST) if own >= _LEAST and self.links < _LINKS else 0


@dataclass(slots=True)
class Blocks:
    """The blocks of a page in order; `spans` says for an element which are within it; `times` lists <time datetime>."""

    all: list[Block] = field(default_factory=list)
    spans: dict[etree._Element, tuple[int, int]] = field(default_factory=dict)
    times: list[str] = field(default_factory=list)
    total: int = 0

    def noisy(self, block: Block) -> bool:
        """Does the block stand in an element that its class sets apart from the article?"""
        noise = block.noise if self.total else None
        while noise:
            if noise.stands(self.total):
                return True
            noise = noise.outer
        return False

    def body(self, start: int, end: int) -> list[str]:
        """The texts of the article among blocks of its body."""
        return [b.text for b in self.all[start:end] if b.links <= _LINKS and not self.noisy(b)]

    def lead(self, start: int, end: int) -> list[str]:
        """The texts of leads and date lines among blocks between heading and body."""
        return [
            b.text
            for b in self.all[start:end]
            if b.links <= _LINKS and (b.lead or (not self.noisy(b) and (b.weight or date_lines(b.text))))
        ]


class _Walker:
    """Makes the blocks while the tree is walked."""

    def __init__(self) -> None:
        self.blocks = Blocks()
        self.owners: list[tuple[etree._Element, int]] = []  # open block elements and their first block
        self.pieces: list[str] = []
        self.linked = 0
        self.in_link = self.in_lead = 0
        self.noise: _Noise | None = None
        self.noises = 0
        self.marks: dict[etree._Element, str] = {}  # open elements that are a lead or noise

    def add(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if self.in_link:
                self.linked += len(text)

    def flush(self) -> None:
        raw = "".join(self.pieces)
        if self.owners and (text := " ".join(raw.split())):
            block = Block(text, min(1.0, self.linked / len(raw)), self.owners[-1][0], self.in_lead > 0, self.noise)
            self.blocks.all.append(block)
            self.blocks.total += block.weight
            noise = self.noise
            while noise:
                noise.weight += block.weight
                noise.heading |= block.tag == "h1"
                noise = noise.outer
        self.pieces, self.linked = [], 0

    def start(self, element: etree._Element, tag: str) -> None:
        if tag not in _words("inline") or not self.owners:
            self.flush()
            self.owners.append((element, len(self.blocks.all)))
            self.mark(element)
        elif tag == "a":
            self.in_link += 1
        elif tag == "time" and (when := element.get("datetime")):
            self.blocks.times.append(when)
        self.add(element.text)

    def mark(self, element: etree._Element) -> None:
        name = f"{element.tag} {element.get('class', '')} {element.get('id', '')}"
        words = {word.lower() for word in _WORDS.findall(name[:300])}
        if words & _words("lead"):
            self.marks[element] = "lead"
            self.in_lead += 1
        elif (words & _words("noise") or words & _words("readers")) and self._may_be_noise(element):
            self.marks[element] = "noise"
            self.noise = _Noise(self.noise, bool(words & _words("readers")))
            self.noises += 1

    def _may_be_noise(self, element: etree._Element) -> bool:
        """Not if the page itself says that the element is the article."""
        named = element.tag in ("article", "main", "body") or element.get("itemprop") == "articleBody"
        return self.noises < _NESTED and not named

    def end(self, element: etree._Element, tag: str) -> None:
        if self.owners and self.owners[-1][0] is element:
            self.flush()
            self.blocks.spans[element] = (self.owners.pop()[1], len(self.blocks.all))
            mark = self.marks.pop(element, None)
            if mark == "lead":
                self.in_lead -= 1
            elif mark and self.noise:
                self.noise, self.noises = self.noise.outer, self.noises - 1
        elif tag == "a":
            self.in_link -= 1
        elif tag == "br":
            self.flush()


def walk(tree: etree._Element) -> Blocks:
    """The blocks of the page."""
    walker = _Walker()
    root = tree.find("body")
    events = etree.iterwalk(tree if root is None else root, events=("start", "end"))
    for event, element in events:
        tag = element.tag if isinstance(element.tag, str) else "script"
        if event == "start":
            if tag in _words("dropped"):
                events.skip_subtree()
            elif tag != "br":
                walker.start(element, tag)
        else:
            if tag not in _words("dropped"):
                walker.end(element, tag)
            walker.add(element.tail)
    walker.flush()
    return walker.blocks


def find_body(blocks: Blocks) -> tuple[int, int]:
    """The range of blocks of the element that holds the article's paragraphs; (0, 0) in a page without any."""
    weights = [0 if blocks.noisy(b) else b.weight for b in blocks.all]
    sums = [0, *accumulate(weights)]
    scores: dict[etree._Element, float] = {}
    for block, weight in zip(blocks.all, weights, strict=True):
        element = block.owner.getparent() if block.tag in _words("paragraph") else block.owner
        share = float(weight)
        while share > weight / 5 and element is not None and element in blocks.spans:
            scores[element] = scores.get(element, 0.0) + share
            element, share = element.getparent(), share / 2
    if not scores:
        blocks.total = 0  # all of it stands in noise: then nothing is
        return (0, len(blocks.all))
    best = max(scores, key=lambda e: scores[e])

    def inside(element: etree._Element) -> int:
        start, end = blocks.spans[element]
        return sums[end] - sums[start]

    parent = best.getparent()
    if parent is not None and parent in blocks.spans and inside(parent) >= (1 + _JOIN) * inside(best):
        best = parent
    return blocks.spans[best]


@cache
def _words(section: str) -> frozenset[str]:
    return frozenset(sections("page.txt")[section])
