"""One line of JSON to an article."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from kg.errors import InputError
from kg.model import Article
from kg.text import clean

from .dateline import article_day, choose, parse_day
from .encoding import decode
from .limits import Limits


def read_line(line: bytes, where: str, day: date | None, limits: Limits) -> Article:
    """The article of a line with `id?, title?, published?, url?, text`; other keys are passed over.

    `id` may be a number. Without it the id is made of the url, else of title and text, so that it stays the same in
    another file or at another line. `day` is for articles without `published`. Raises InputError.
    """
    text, warning = decode(line.removeprefix(b"\xef\xbb\xbf"))
    record = _parsed(text)
    body = _text_of(record, "text")
    if body is None:
        raise InputError(
            'no "text"', remedy='each line is an object with "text", and "id", "title", "published", "url"'
        )
    body, title, url = clean(body), _line_of(record, "title"), _line_of(record, "url")
    if not body.strip():
        raise InputError('"text" is empty', remedy="leave the line out")
    published, doubt = _published(record, limits), None
    if published is None:
        published, doubt = choose(day, article_day(body, limits))
    return Article(
        id=_id_of(record) or made_id(url or f"{title}\n{body}"),
        text=body,
        title=title,
        published=published,
        url=url,
        publisher=_line_of(record, "publisher"),
        source=where,
        warnings=tuple(w for w in (warning, doubt) if w),
    )


def made_id(content: str) -> str:
    """An id for an article that was given none."""
    return "article-" + hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()[:16]


def _parsed(text: str) -> dict[str, Any]:
    try:
        record = json.loads(text)
    except json.JSONDecodeError as e:
        raise InputError(f"broken JSON at column {e.colno}: {e.msg}", remedy="one object a line") from e
    except (RecursionError, ValueError) as e:  # nested thousands deep, or a number of thousands of digits
        raise InputError("JSON that cannot be read: nested too deeply, or a number too long") from e
    if not isinstance(record, dict):
        raise InputError(f"{_named(record)} instead of an object", remedy='one object with "text" a line')
    return record


def _text_of(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise InputError(f'"{name}" is {_named(value)}', remedy="give a string")
    return value


def _line_of(record: dict[str, Any], name: str) -> str | None:
    """A field that is one line: cleaned, white space made single; None if absent or empty."""
    return " ".join(clean(_text_of(record, name) or "").split()) or None


def _id_of(record: dict[str, Any]) -> str | None:
    value = record.get("id")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _line_of(record, "id")


def _published(record: dict[str, Any], limits: Limits) -> date | None:
    value = _line_of(record, "published")
    if value is None:
        return None
    day = parse_day(value)
    if day is None:
        raise InputError(f'"published" is no date: {_short(value)}', remedy='write it as "2022-01-28"')
    if not limits.allows(day):
        raise InputError(f'"published" cannot be right: {_short(value)}', remedy="put the date of the article")
    return day


def _short(value: str) -> str:
    return json.dumps(value if len(value) <= 40 else value[:40] + "…", ensure_ascii=False)


def _named(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
