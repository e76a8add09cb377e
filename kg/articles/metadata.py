"""What a page's head and its JSON-LD say of the article: title, date, address, publisher."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from lxml import etree

from kg.text import clean

from .dateline import parse_day
from .limits import Limits

# Names of <meta> (property, name or itemprop) in order of trust.
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date.published",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "date",
)
_ARTICLE_TYPES = ("article", "newsarticle", "reportagenewsarticle", "report", "blogposting")
_LD_SIZE, _LD_OBJECTS = 1_000_000, 300
_SITE = re.compile(r"\s+(?:[|–—-]|::|»)\s+[^|–—»]{2,60}$")


@dataclass(frozen=True, slots=True)
class Metadata:
    """`title` as the page gives it for the article, `headings` what else may be its title; `body` from JSON-LD."""

    title: str | None
    published: date | None
    url: str | None
    publisher: str | None
    body: str | None


def read_metadata(tree: etree._Element, scripts: list[str], limits: Limits) -> Metadata:
    """The metadata of a parsed page and the contents of its JSON-LD scripts."""
    metas = _metas(tree)
    ld = _article(scripts)
    titles = (metas.get("og:title"), ld.get("headline"), metas.get("twitter:title"), _head_title(tree))
    days = (*(metas.get(name) for name in _DATES[:3]), ld.get("datePublished"), *(metas.get(n) for n in _DATES[3:]))
    found = (parse_day(value) for value in days if isinstance(value, str))
    canonical = next((e.get("href") for e in tree.iter("link") if _words(e.get("rel")) == ["canonical"]), None)
    publisher = ld.get("publisher")
    name = publisher.get("name") if isinstance(publisher, dict) else publisher
    return Metadata(
        title=next((t for t in map(_line, titles) if t), None),
        published=next((day for day in found if day and limits.allows(day)), None),
        url=next((u for u in map(_line, (canonical, metas.get("og:url"), ld.get("url"))) if _web(u)), None),
        publisher=_line(metas.get("og:site_name")) or _line(name),
        body=ld.get("articleBody") if isinstance(ld.get("articleBody"), str) else None,
    )


def without_site(title: str, publisher: str | None) -> str:
    """The title without the name of the site at its end.

    >>> without_site("Hải Lăng trao quyết định - Tin Quảng Trị", "Tin Quảng Trị")
    'Hải Lăng trao quyết định'
    """
    m = _SITE.search(title)
    if m and publisher and publisher.lower() in m[0].lower():
        return title[: m.start()]
    return title


def _metas(tree: etree._Element) -> dict[str, str]:
    """First content of each <meta> and each itemprop date, by name in lower case."""
    found: dict[str, str] = {}
    for e in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            name, content = (e.get(attribute) or "").strip().lower(), e.get("content")
            if name and content and content.strip():
                found.setdefault(name, content)
    return found


def _article(scripts: list[str]) -> dict[str, Any]:
    """The first object of JSON-LD that is an article; {} if there is none."""
    left = _LD_OBJECTS
    for script in scripts:
        try:
            data = json.loads(script) if len(script) <= _LD_SIZE else None
        except (ValueError, RecursionError):
            continue
        for item in _objects(data):
            left -= 1
            if left < 0:
                return {}
            kinds = item.get("@type")
            if any(str(k).lower() in _ARTICLE_TYPES for k in (kinds if isinstance(kinds, list) else [kinds])):
                return item
    return {}


def _objects(data: Any) -> Iterator[dict[str, Any]]:
    waiting = [data]
    while waiting:
        item = waiting.pop()
        if isinstance(item, list):
            waiting.extend(reversed(item))
        elif isinstance(item, dict):
            yield item
            waiting.append(item.get("@graph"))


def _head_title(tree: etree._Element) -> str | None:
    element = next(tree.iter("title"), None)
    return None if element is None else str(element.text or "")


def _line(value: object) -> str | None:
    return " ".join(clean(value).split()) or None if isinstance(value, str) else None


def _words(value: str | None) -> list[str]:
    return (value or "").lower().split()


def _web(url: str | None) -> bool:
    return bool(url) and str(url).lower().startswith(("http://", "https://"))
