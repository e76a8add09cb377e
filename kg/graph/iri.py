"""The one place that makes IRIs of things: what they are called follows from what they are, never from a counter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from urllib.parse import urlsplit

import pyoxigraph as ox

from kg import settings, text
from kg.model import Article
from kg.vocabulary import find_code

# The kinds of things; each is a prefix in Turtle and SPARQL too.
KINDS = ("body", "change", "ev", "graph", "link", "person", "post", "role", "src", "tenure", "unit")
_LOCAL = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*")
# Joins the parts of a local name; a slug never holds it. Not a dot: in SPARQL Oxigraph reads at most one in a name.
_JOIN = "--"
# Longer local names are cut and made unique by a hash, so that no input makes unwieldy IRIs.
_LONGEST = 160


def prefixes() -> dict[str, str]:
    """The prefixes of things: {"unit": ".../id/unit/", …}."""
    return {kind: f"{settings.current().base}id/{kind}/" for kind in KINDS}


def digest(*parts: str, length: int = 6) -> str:
    """Hex digits that stand for the parts; the parts are kept apart."""
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:length]


def local(name: str) -> str:
    """The name as a local name: lower-case letters, digits and hyphens, beginning with a letter.

    A name that already is one stays itself, with "--" for a dot; any other is spelt anew with a hash that keeps it
    apart.
    """
    if _LOCAL.fullmatch(name):
        return _short(name.replace(".", _JOIN))
    return f"x-{text.slug(name)[:100].strip('-')}-{digest(name)}"


def node(kind: str, *parts: str) -> ox.NamedNode:
    """The IRI of a thing by its kind and the local names that it is made of."""
    return ox.NamedNode(_folder(kind) + _short(_JOIN.join(parts)))


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[:100].rstrip('-')}-{digest(name)}"


@cache
def _folder(kind: str) -> str:
    if kind not in KINDS:
        raise ValueError(f"no kind of thing: {kind}")
    return f"{settings.current().base}id/{kind}/"


def unit(id: str) -> ox.NamedNode:
    return node("unit", local(id))


def body(id: str) -> ox.NamedNode:
    return node("body", local(id))


def person(id: str) -> ox.NamedNode:
    return node("person", local(id))


def role_name(role: str) -> str:
    """The local name of a role: that of its code, else its slug with a hash that keeps tones apart."""
    if found := find_code("role", role):
        return found.name.removeprefix("role-")
    return f"{local(text.slug(role))}-{digest(text.key(role), length=4)}"


def role(name: str) -> ox.NamedNode:
    """A role that no code list has."""
    return node("role", local(name))


def post(role: str, body: str) -> ox.NamedNode:
    return node("post", local(role), local(body))


def tenure(person: str, role: str, body: str, period: int = 0) -> ox.NamedNode:
    """`period` counts the unbroken periods of one person in one post, from 0."""
    again = [str(period + 1)] if period else []
    return node("tenure", local(person), local(role), local(body), *again)


def link(predicate: str, subject: str, object: str) -> ox.NamedNode:
    return node("link", predicate, local(subject), local(object))


def change(kind: str, subject: str, parts: Iterable[str]) -> ox.NamedNode:
    """`subject` is the unit that the change is best known by; `parts` all that tells it from other changes."""
    return node("change", kind, local(subject), digest(*parts))


def article_name(article: Article) -> str:
    """The local name of an article as a source: site, date, hash of its text; the same text twice is one source."""
    host = urlsplit(article.url).hostname if article.url else None
    labels = [p for p in (host or "").split(".") if p not in ("", "www", "m")]
    site = text.slug("-".join(labels[:-1]) if len(labels) > 1 else article.publisher or "text")
    day = f"-{article.published:%Y%m%d}" if article.published else ""
    return local(f"{site}{day}-{text_hash(article)[:12]}")


def text_hash(article: Article) -> str:
    """SHA-256 of the article's text, hexadecimal."""
    return sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()


def law_name(number: str) -> str:
    """The local name of a legal act by its number: "law-832-nq-ubtvqh14"."""
    return f"law-{text.slug(number)}"


def source(name: str) -> ox.NamedNode:
    return node("src", local(name))


def evidence(source: str, start: int | None, fact: ox.NamedNode, *said: str) -> ox.NamedNode:
    """`said` is what tells two passages for one fact apart."""
    place = "x" if start is None else str(start)
    return node("ev", local(source), place, digest(fact.value, *said))


def graph(name: str) -> ox.NamedNode:
    """A named graph: that of one source by its local name, or "derived"."""
    return node("graph", local(name))
