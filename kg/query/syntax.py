"""From what the parser says about a wrong query to the word that is wrong."""

from __future__ import annotations

import re

from kg.errors import QueryError
from kg.query.guard import Token, tokens_of, unmatched
from kg.query.place import offset_of, show_place

# The parser looks at as many letters as the keyword that it tries has, and names the place behind them. With this
# much room after the query it never meets the end while it looks.
ROOM = "\n" * 40
_MESSAGE = re.compile(r"\A(?:error at )?(\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_KEYWORD = re.compile(r"(?<![\w'\"{])[A-Za-z][A-Za-z0-9_]*(?![\w'\"}])")
_SENTENCE = re.compile(r"(?:The |SELECT \* )[^,\[]*[^,\[\s]")


def syntax_error(text: str, message: str, known_prefixes: str) -> QueryError:
    """The error for a query that was parsed with ROOM after it; `message` is the parser's."""
    match = _MESSAGE.match(message)
    if not match:
        return QueryError(f"the query is not SPARQL: {' '.join(message.split())}")
    expected = match[3]
    offset = offset_of(text + ROOM, int(match[1]), int(match[2]))
    if "Prefix not found" in expected:
        token = _at(text, offset - 1)
        name = token.text.partition(":")[0] if token else ""
        what = f"the prefix {name}: is not known; known without a PREFIX line: {known_prefixes}"
        return QueryError(show_place(what, text, token.start if token else offset))
    if rule := _SENTENCE.search(expected):
        return QueryError(f"the query breaks a rule of SPARQL: {rule[0]}")
    return QueryError(_misplaced(text, _start(expected, offset)))


def _start(expected: str, offset: int) -> int:
    """Where the parser could not go on: at a mark it stands before it, at a keyword behind its length."""
    keywords = _KEYWORD.findall(re.sub(r"\[[^\]]*\]|\"[^\"]*\"", " ", expected))
    marks = re.sub(r"\[_\]", "", expected)
    if not keywords or re.search(r"[\"\[]", marks):
        return offset
    return offset - min(map(len, keywords))


def _misplaced(text: str, start: int) -> str:
    if quote := next((t for t in tokens_of(text) if t.kind == "mark" and t.text in "'\""), None):
        return show_place("this quotation mark is not closed", text, quote.start)
    token, bracket = _at(text, start), unmatched(text)
    if bracket and bracket.text in ")}]":
        return show_place(f"this {bracket.text} closes nothing", text, bracket.start)
    if token is not None:
        what = f"{token.text[:40]!r} does not belong here, or something is missing before it"
        return show_place(what, text, token.start)
    if bracket:
        return show_place(f"the query is not finished: this {bracket.text} is not closed", text, bracket.start)
    return show_place("the query is not finished", text, len(text.rstrip()))


def _at(text: str, offset: int) -> Token | None:
    """The word at a place, or the next one."""
    return next((t for t in tokens_of(text) if t.start + len(t.text) > offset), None)
