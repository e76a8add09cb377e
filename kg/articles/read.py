"""Reads articles from files, folders and standard input; what cannot be read is handed on as an error in its place."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from kg.errors import InputError
from kg.model import Article
from kg.text import clean

from .dateline import article_day, choose
from .encoding import decode, is_binary
from .files import File, Kind, find_files, lines, opened, whole
from .json_lines import read_line
from .limits import Limits, size

_HTML = re.compile(rb"<(?:!doctype|html|head|body|div|meta|article|p|h1)\b|<!--|<\?xml", re.I)


def read_articles(
    inputs: Sequence[str | Path],
    *,
    date: date | None = None,
    limits: Limits | None = None,
    stdin: BinaryIO | None = None,
) -> Iterator[Article | InputError]:
    """The articles of files and folders ("-": standard input), one by one, in the order of the inputs.

    What cannot be read is yielded as an InputError that names file and line; nothing is raised and the rest goes on.
    The date of an article is its `published`, else `date`, else that of the page's metadata, else that of its date
    line. Of articles with one id the second is kept as "ID-2" with a warning, if it is another text.
    """
    limits = limits or Limits()
    seen = _Seen()
    for file in find_files(inputs):
        for item in [file] if isinstance(file, InputError) else _read_file(file, date, limits, stdin):
            yield seen.told_apart(item) if isinstance(item, Article) else item


def _read_file(file: File, day: date | None, limits: Limits, stdin: BinaryIO | None) -> Iterator[Article | InputError]:
    try:
        with opened(file, limits, stdin) as stream:
            kind = file.kind or _sniffed(stream)
            if kind == "jsonl":
                yield from _read_lines(stream, file, day, limits)
            else:
                yield _read_whole(whole(stream, limits), kind, file, day, limits)
    except InputError as e:
        yield InputError(e.what, where=e.where or file.name, remedy=e.remedy)
    except OSError as e:
        yield InputError(f"cannot be read: {e.strerror or e}", where=file.name)


def _sniffed(stream: io.BufferedReader) -> Kind:
    """What the beginning of a file of unknown kind looks like."""
    head = stream.peek(4096)[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"{"):
        return "jsonl"
    return "html" if _HTML.match(head) else "text"


def _read_whole(data: bytes, kind: Kind, file: File, day: date | None, limits: Limits) -> Article:
    """The article that a text or HTML file is."""
    if not data.strip():
        raise InputError("the file is empty", remedy="remove it or fetch it again")
    if kind == "html":
        from .page import read_page  # lxml is loaded only where there is HTML

        return read_page(data, file.id, file.name, day, limits)
    text, warning = decode(data)
    text = clean(text)
    if not text.strip():
        raise InputError("the file holds no text", remedy="remove it or fetch it again")
    published, doubt = choose(day, article_day(text, limits))
    warnings = tuple(w for w in (warning, doubt) if w)
    return Article(file.id, text, published=published, source=file.name, warnings=warnings)


def _read_lines(
    stream: io.BufferedReader, file: File, day: date | None, limits: Limits
) -> Iterator[Article | InputError]:
    if stream.peek(2)[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise InputError("JSON lines in UTF-16", remedy="convert them to UTF-8")
    if is_binary(stream.peek(4096)[:4096]):
        raise InputError("this is a binary file, not JSON lines", remedy="one JSON object a line, in UTF-8")
    empty = True
    for number, line in enumerate(lines(stream, limits), start=1):
        where = f"{file.name}:{number}"
        if line is None:
            what = f"a line of more than {size(limits.article_bytes)}, too large for one article"
            yield InputError(what, where=where, remedy="one article a line")
        elif line.strip():
            try:
                yield read_line(line, where, day, limits)
            except InputError as e:
                yield InputError(e.what, where=where, remedy=e.remedy)
        else:
            continue
        empty = False
    if empty:
        raise InputError("the file is empty", remedy="remove it or fetch it again")


class _Seen:
    """The ids of a batch, and which text each was given to. Grows by some 300 bytes an article."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, bytes], tuple[str, str]] = {}  # the name and source of an id's text
        self.first: dict[str, str] = {}  # the source of a name
        self.counts: Counter[str] = Counter()

    def told_apart(self, article: Article) -> Article:
        """The article with an id that no other of the batch has, and a warning if it had to be changed.

        The same text under the same id is only warned about: to add it twice changes nothing.
        """
        content = hashlib.blake2b(f"{article.title}\n{article.text}".encode(), digest_size=8).digest()
        if twin := self.kept.get((article.id, content)):
            return replace(article, id=twin[0], warnings=(*article.warnings, f"the same article as {twin[1]}"))
        name = article.id
        while name in self.first:
            self.counts[article.id] += 1
            name = f"{article.id}-{self.counts[article.id] + 1}"
        first = self.first.get(article.id)
        self.first[name] = article.source
        self.kept[article.id, content] = (name, article.source)
        if first is None:
            return article
        warning = f'the id "{article.id}" was given to {first} before; this article is kept as "{name}"'
        return replace(article, id=name, warnings=(*article.warnings, warning))
