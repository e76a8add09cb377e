"""The article of a web page: title, lead and paragraphs out of what surrounds them.

One walk over the tree makes blocks of text; the element that holds most of the paragraphs is the article's body, the
blocks between the heading and it are its lead. Time and memory are linear in the page.
"""

from __future__ import annotations

import re
from datetime import date

from lxml import etree

from kg.errors import InputError
from kg.model import Article
from kg.text import clean, key

from .blocks import Blocks, find_body, walk
from .dateline import article_day, choose, parse_day
from .encoding import decode
from .limits import Limits
from .metadata import Metadata, read_metadata, without_site

_CHARSET = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{2,40})""", re.I)
# Taken out before parsing: their tags are no tags. JSON-LD is read from the scripts.
# Every alternative ends at the end of the page at the latest, so that none is tried in vain again and again.
_UNPARSED = re.compile(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    r"|<(?P<tag>script|style)\b(?P<head>[^>]*)(?:\Z|>(?P<body>.*?)(?:\Z|</(?P=tag)[^>]*(?:>|\Z)))",
    re.I | re.S,
)
_TAG = re.compile(r"""<[a-zA-Z](?>(?:=\s*+"[^"]*+(?:"|\Z)|=\s*+'[^']*+(?:'|\Z)|[^>])*+)""")
_QUOTED = re.compile(r"""=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))""")
_LONG_TAG = 3_000
_ALONE = "save the article alone"
_TITLE = 400  # characters of the longest title
_LEAST = 200  # characters of a body; below it the rest of the page is looked at


def read_page(data: bytes, name: str, where: str, day: date | None, limits: Limits) -> Article:
    """The article of an HTML page, its paragraphs as lines. Raises InputError if there is none, or no safe page."""
    declared = _CHARSET.search(data[:4096])
    source, warning = decode(data, declared[1].decode("ascii") if declared else None)
    tree, scripts = _parse(source, limits)
    metadata = read_metadata(tree, scripts, limits)
    blocks = walk(tree)
    title, lines = _article_lines(blocks, metadata)
    text = clean("\n".join(lines))
    if not text.strip():
        raise InputError("no article text in this page", remedy="save the page with its text, or give the text as .txt")
    published, doubt = choose(day, metadata.published or _time_element(blocks, limits) or article_day(text, limits))
    return Article(
        id=name,
        text=text,
        title=title,
        published=published,
        url=metadata.url,
        publisher=metadata.publisher,
        source=where,
        warnings=tuple(w for w in (warning, doubt) if w),
    )


def _parse(source: str, limits: Limits) -> tuple[etree._Element, list[str]]:
    """The tree of a page without its scripts, and the JSON-LD among them."""
    scripts: list[str] = []
    source = _stripped(source, scripts, limits)
    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True)
    try:
        tree = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        tree = None
    if tree is None:
        raise InputError("no article text in this page", remedy="fetch it again")
    if any(e.type_name == "ERR_RESOURCE_LIMIT" for e in parser.error_log):
        raise InputError("a page nested too deeply", remedy=_ALONE)
    return tree, scripts


def _stripped(source: str, scripts: list[str], limits: Limits) -> str:
    """The page without comments, scripts and styles, if its tags are within the limits; adds JSON-LD to `scripts`."""

    def keep(m: re.Match[str]) -> str:
        if m["head"] and "ld+json" in m["head"].lower():
            scripts.append(m["body"] or "")
        return " "

    source = _UNPARSED.sub(keep, source.replace("\0", " "))
    if source.count("<") > limits.html_tags:
        raise InputError(f"a page of more than {limits.html_tags:,} tags", remedy=_ALONE)
    for m in _TAG.finditer(source):
        if m.end() - m.start() > _LONG_TAG and _attributes(m[0]) > limits.html_attributes:
            raise InputError(f"a tag with more than {limits.html_attributes:,} attributes", remedy=_ALONE)
    return source


def _attributes(tag: str) -> int:
    return len(re.findall(r"[^\s/]+", _QUOTED.sub(" ", tag)))


def _article_lines(blocks: Blocks, metadata: Metadata) -> tuple[str | None, list[str]]:
    """Title and lines of the article."""
    start, end = find_body(blocks)
    title, at = _title(blocks, metadata, start, end)
    body = blocks.body(max(start, at + 1), end)
    found = sum(map(len, body))
    if found < _LEAST and metadata.body and len(metadata.body) > found:
        lead, body = [], [" ".join(line.split()) for line in metadata.body.splitlines()]
    else:
        lead = blocks.lead(at + 1, start)
    same = key(title) if title else ""
    return title, [line for line in [*lead, *body] if line and key(line) != same]


def _title(blocks: Blocks, metadata: Metadata, start: int, end: int) -> tuple[str | None, int]:
    """The title and the index of the block that holds it, at or before the body's start if there is one; else -1.

    A heading counts as the title if it says what the metadata say, or if these are silent.
    """
    given = without_site(metadata.title, metadata.publisher) if metadata.title else None
    wanted = key(given or "")
    found = -1
    for i, block in enumerate(blocks.all[:end]):
        if (found >= 0 and i > start) or len(block.text) > _TITLE:
            continue
        text = key(block.text)
        if text == wanted or (block.tag == "h1" and (not wanted or wanted.startswith(text) or text.startswith(wanted))):
            found = i
    return (blocks.all[found].text if found >= 0 else given), found


def _time_element(blocks: Blocks, limits: Limits) -> date | None:
    """The day of the first <time datetime> of the page."""
    days = (parse_day(value) for value in blocks.times)
    return next((day for day in days if day and limits.allows(day)), None)
