"""What a query may be, looked up in its words before it is parsed: reading only, of this graph, not too deep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from kg.errors import QueryError
from kg.query.place import show_place

# Deeper nesting overruns the parser's stack and ends the process; the shortest that does is about five times this.
DEEPEST = 64
# Long chains of patterns build deep trees too. Terms do not count, so that lists of values may be long.
MOST_WORDS = 10_000

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|\#[^\n\r]*)
  | (?P<text>'''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
            |'(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*")
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<variable>[?$]\w+)
  | (?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w:%.-]|\\[^\s])*)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>[^\W\d]\w*)
  | (?P<number>[0-9.]+(?:[eE][+-]?[0-9]+)?)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)
# What a glance leaves out: comments, texts, IRIs, variables and the local parts of names.
_OPAQUE = re.compile(
    r"""
    \#[^\n\r]*
  | '''(?:'{0,2}(?:[^'\\]|\\.))*'''|\"\"\"(?:"{0,2}(?:[^"\\]|\\.))*\"\"\"
  | '(?:[^'\\\n\r]|\\.)*'|"(?:[^"\\\n\r]|\\.)*"
  | <[^<>"{}|^`\\\x00-\x20]*>
  | [?$]\w+
  | :[\w:%.-]*
    """,
    re.VERBOSE | re.DOTALL,
)
# Words that need a closer look, be they harmless or not. A backslash may begin a word or end a name unseen.
_TELLING = ("service", "from", "rand", "now", "uuid", "bnode", "\\")
_PROLOGUE = re.compile(r"[:\s]*+(?:(?:prefix\s+[\w.-]*+|base)[:\s]++)*+(select|ask|construct|describe)(?=[\s*({])")
_ORDER = re.compile(r"(?<=[\s)}])order(?=\s)")
_NO_BRACKETS = re.compile(r"[^(){}\[\]]+")
_STEPS = {"(": 1, "{": 1, "[": 1, ")": -1, "}": -1, "]": -1}
# Functions that answer otherwise each time.
_CHANCE = ("rand", "now", "uuid", "struuid", "bnode")
_UPDATES = frozenset(["insert", "delete", "load", "clear", "drop", "create", "copy", "move", "add", "with", "using"])
_FORMS = frozenset(["select", "ask", "construct", "describe"])
_OPEN, _CLOSE = "({[", ")}]"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the words of a query say.

    Its form; whether it names its graphs, and those that FROM names in full; whether its outermost rows are ordered;
    whether chance has a part in it.
    """

    form: str
    names_graphs: bool = False
    ordered: bool = False
    sources: tuple[str, ...] = ()
    chance: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """One word, term or mark of a query and where it begins."""

    kind: str
    text: str
    start: int

    def says(self, *words: str) -> bool:
        return self.kind == "word" and self.text.lower() in words

    def may_say(self, word: str) -> bool:
        """Whether a parser could find the word in it: keywords may stand without a space before what follows."""
        return self.kind in ("word", "name") and word in self.text.lower().partition(":")[0]


def check(text: str) -> Shape:
    """Raises QueryError, with the place, for updates, SERVICE, LOAD, files in FROM, and too deep or long a query."""
    return glance(text) or look(text)


def glance(text: str) -> Shape | None:
    """The shape of a query in which nothing is found that needs a closer look; else None.

    What `look` says, sooner; a query that does not begin as one should may pass, which the parser will refuse.
    """
    bare = _OPAQUE.sub(":", text).lower()
    begins = _PROLOGUE.match(bare)
    if not begins or len(bare) > MOST_WORDS or any(word in bare for word in _TELLING):
        return None
    orders = list(_ORDER.finditer(bare))
    if len(orders) < bare.count("order"):
        return None
    if max(accumulate(_steps(bare)), default=0) > DEEPEST:
        return None
    ordered = any(sum(_steps(bare[: found.start()])) == 0 for found in orders)
    return Shape(begins[1], ordered=ordered)


def look(text: str) -> Shape:
    """What `check` says, word by word."""
    tokens = list(tokens_of(text))
    _check_size(text, tokens)
    form = _form(text, tokens)
    names_graphs = ordered = False
    depth = 0
    for i, token in enumerate(tokens):
        if token.kind == "mark":
            depth += _STEPS.get(token.text, 0)
        elif token.may_say("service"):
            raise _refused(text, token, "SERVICE would ask other servers, which is not allowed")
        elif token.may_say("from"):
            names_graphs = True
            _check_source(text, tokens[i + 1 : i + 3])
        elif token.says("order") and depth == 0:
            ordered = True
    chance = any(token.says(*_CHANCE) for token in tokens)
    return Shape(form, names_graphs, ordered, tuple(_sources(tokens)), chance)


def tokens_of(text: str) -> Iterator[Token]:
    """The query without spaces and comments. Whatever it holds, every character is in one of them."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup != "space":
            yield Token(match.lastgroup or "mark", match[0], match.start())


def unmatched(text: str) -> Token | None:
    """The first bracket that closes nothing, else the last one that nothing closes."""
    waiting: list[Token] = []
    for token in tokens_of(text):
        if token.kind != "mark":
            continue
        if token.text in _OPEN:
            waiting.append(token)
        elif token.text in _CLOSE and (not waiting or _OPEN.index(waiting.pop().text) != _CLOSE.index(token.text)):
            return token
    return waiting[-1] if waiting else None


def _steps(text: str) -> Iterator[int]:
    """How each bracket changes the depth."""
    return map(_STEPS.__getitem__, _NO_BRACKETS.sub("", text))


def _check_size(text: str, tokens: list[Token]) -> None:
    depth = words = 0
    for token in tokens:
        if token.kind == "mark":
            depth += _STEPS.get(token.text, 0)
        if depth > DEEPEST:
            raise _refused(text, token, f"the query is nested more than {DEEPEST} deep")
        words += token.kind in ("mark", "word") and token.text != ","
        if words > MOST_WORDS:
            raise _refused(text, token, f"the query has more than {MOST_WORDS} words and marks")


def _form(text: str, tokens: list[Token]) -> str:
    """The first word after the prefixes."""
    declared = False
    for token in tokens:
        if token.says(*_FORMS):
            return token.text.lower()
        if token.says(*_UPDATES):
            raise _refused(text, token, f"{token.text.upper()} would change the graph, and a query only reads")
        declared = token.says("prefix", "base", "version") or (declared and token.kind in ("name", "iri", "text"))
        if not declared:
            raise _refused(text, token, "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE")
    raise QueryError("the query is empty", remedy="it begins with SELECT, ASK, CONSTRUCT or DESCRIBE")


def _check_source(text: str, following: list[Token]) -> None:
    for token in following:
        if token.kind == "iri" and token.text[1:].lower().startswith("file:"):
            raise _refused(text, token, "FROM would read a file, which is not allowed; name a graph of the store")
        if token.kind in ("iri", "name"):
            return


def _sources(tokens: Sequence[Token]) -> Iterator[str]:
    for i, token in enumerate(tokens):
        if token.says("from"):
            after = next((t for t in tokens[i + 1 : i + 3] if t.kind in ("iri", "name")), None)
            if after and after.kind == "iri" and ":" in after.text:
                yield after.text[1:-1]


def _refused(text: str, token: Token, what: str) -> QueryError:
    return QueryError(show_place(what, text, token.start))
