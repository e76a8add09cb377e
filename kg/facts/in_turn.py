"""Persons and posts told side by side: "ông A và bà B lần lượt giữ chức X và Y"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kg.facts.claim import Claim
from kg.facts.spans import gap
from kg.grammar.body import Body
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.posts import Post
from kg.grammar.scan import Item, Name, Trigger

# between two of a row
_ROW = frozenset({",", ";", "và", "cùng"})
# the rules by which a verb gives posts to a person
_GIVEN = frozenset({"trigger", "trigger-to"})


def in_turn(document: Document, items: list[Item], n: int, found: list[Claim]) -> list[Claim]:
    """The claims `found` of the chain at item n, each person with his own post where "lần lượt" pairs them.

    Where the numbers differ, nothing is claimed. As many posts as persons without that word are doubtful: both may
    hold both, or each the one.
    """
    chain = items[n]
    assert isinstance(chain, Chain)
    given = [x for x in found if x.rule in _GIVEN]
    names = sorted((x.name for x in given), key=lambda x: x.start) if len(given) > 1 else _row(document, items, n)
    if len(names) < 2 or len(given) != len(found):
        return found
    if not _says_in_turn(document, names, chain):
        both = len(names) == len(chain.posts) and "và" in gap(document, chain.posts[-2].end, chain.posts[-1].start)
        return [replace(x, rule="post-person?") for x in found] if both else found
    posts = _departments(document, items, n, names) or chain.posts
    if len(posts) == 1:
        return found
    status = _status(items, n, given)
    pairs = zip(names, posts, strict=False) if len(names) == len(posts) else ()
    return [Claim(name, Chain(post.start, post.end, [post]), status, "trigger") for name, post in pairs]


def _row(document: Document, items: list[Item], n: int) -> list[Name]:
    """The persons in a row before the verbs of the chain at item n."""
    k = n - 1
    while k >= 0 and isinstance(items[k], Trigger):
        k -= 1
    found: list[Name] = []
    for item in (items[m] for m in range(k, -1, -1)):
        if not isinstance(item, Name) or not item.text:
            break
        if found and not set(gap(document, item.end, found[-1].start)) <= _ROW:
            break
        found.append(item)
    return found[::-1]


def _says_in_turn(document: Document, names: list[Name], chain: Chain) -> bool:
    """Does "lần lượt" stand after the persons, or right before them: "lần lượt do các ông A, B làm …"?"""
    after = document.keys[names[-1].end : chain.start]
    before = document.keys[max(names[0].start - 3, 0) : names[0].start]
    return any(" ".join(part).find("lần lượt") >= 0 for part in (after, before))


def _status(items: list[Item], n: int, given: list[Claim]) -> str:
    """What the verbs say; "lần lượt" alone, that of one person tells of the past, does not here."""
    kinds = {x.kind for x in items[:n] if isinstance(x, Trigger)}
    told = given[0].status if given else ""
    if told in {"", "former"} and "former" not in kinds:
        return "appoint" if kinds & {"appoint", "transfer"} else ""
    return told


def _departments(document: Document, items: list[Item], n: int, names: list[Name]) -> list[Post]:
    """ "giám đốc | các Sở A, B", or "các Sở A, B lần lượt do các ông X, Y làm | giám đốc": a post in each."""
    chain = items[n]
    assert isinstance(chain, Chain)
    post = chain.posts[0]
    if len(chain.posts) != 1 or post.body is not None:
        return []
    if document.keys[chain.end : chain.end + 1] == ["các"]:
        bodies = list(_bodies(document, items[n + 1 :]))
    else:
        before = [x for x in items[:n] if x.start < names[0].start]
        bodies = list(_bodies(document, before[::-1]))[::-1]
        if bodies and "do" not in gap(document, bodies[-1].end, names[0].start):
            return []
    return [Post(x.start, x.end, post.role, post.mode, replace(x, head="*")) for x in bodies]


def _bodies(document: Document, items: list[Item]) -> Iterator[Body]:
    """The departments that the items begin with, side by side."""
    last: Body | None = None
    for item in items:
        if not isinstance(item, Body) or item.kind != "so":
            return
        if last is not None:
            first, second = sorted((last, item), key=lambda x: x.start)
            if not set(gap(document, first.end, second.start)) <= _ROW:
                return
        yield item
        last = item
