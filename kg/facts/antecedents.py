"""Whom "ông", "bà" mean: the subject of the sentence, else of the sentences before, of the fitting sex."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from kg.facts.claim import Claim
from kg.grammar.chains import Chain
from kg.grammar.document import Document
from kg.grammar.scan import Item, Name, Trigger
from kg.lexicon import phrase_set, word_set
from kg.text import key


@dataclass(slots=True)
class Spoken:
    """Who was the first person of each sentence so far: the last man or woman of them, and the last of all."""

    last: Name | None = None
    _by_sex: dict[str, Name] = field(default_factory=dict)
    # of each post by which it may be spoken of again, who has it, by name
    _holders: dict[Hashable, dict[str, Name]] = field(default_factory=lambda: defaultdict(dict))

    def hold(self, made: Iterable[Claim]) -> None:
        """Take in who has which post, as a sentence says."""
        for claim in made:
            for post in claim.chain.posts:
                body = post.body
                of_kind = (post.role, body.kind if body is not None else None)
                named = (*of_kind, key(body.text) if body is not None and not body.lacks else None)
                for at in (of_kind, named):
                    self._holders[at].setdefault(claim.name.text, claim.name)

    def holder(self, chain: Chain) -> Name | None:
        """The one person who was said to have the post: whom "Tân Bí thư Thị ủy Hải An" means.

        Its body is known by its name, or by its kind where one of the two mentions goes without a unit.
        """
        post, body = chain.posts[-1], chain.posts[-1].body
        of_kind = (post.role, body.kind if body is not None else None)
        if body is None or body.lacks:
            found = self._holders.get(of_kind, {})
        else:
            found = self._holders.get((*of_kind, None), {}) | self._holders.get((*of_kind, key(body.text)), {})
        return next(iter(found.values())) if len(found) == 1 else None

    def hear(self, document: Document, items: list[Item]) -> None:
        """Take in a sentence that has been dealt with.

        After "ông A nêu rõ ông B …" the next "ông" may be either.
        """
        subject = _subject(document, items)
        if subject is None:
            return
        if _tells_of_another(document, items, subject):
            self.last = None
            self._by_sex.clear()
            return
        subject = _given(document, items, subject) or subject
        self.last = subject
        if sex(subject):
            self._by_sex[sex(subject)] = subject
        else:
            self._by_sex.clear()  # either may be meant

    def meant(self, pronoun: Name, before: Iterable[Item]) -> Name | None:
        """The person whom the pronoun means, given the items before it in its sentence."""
        wanted = sex(pronoun)
        own = _first(x for x in before if not isinstance(x, Name) or not sex(x) or not wanted or sex(x) == wanted)
        return own or self._by_sex.get(wanted) or (self.last if self.last and not sex(self.last) else None)


def _first(items: Iterable[Item]) -> Name | None:
    return next((x for x in items if isinstance(x, Name) and x.text and not x.byline), None)


def _subject(document: Document, items: list[Item]) -> Name | None:
    """The first person of the sentence; in "So với ông A, ông B là …" and its like the second."""
    first = _first(items)
    if first is None or document.keys[document.sentence_start(first.start)] not in word_set("opens an aside"):
        return first
    after = _first(items[items.index(first) + 1 :])
    lead = document.keys[first.end : after.start] if after is not None else []
    return after if lead == [","] else first


def _given(document: Document, items: list[Item], subject: Name) -> Name | None:
    """ "Chủ tịch A bổ nhiệm B làm C": of whom the next sentence tells is B."""
    for verb, other in pairwise(items[items.index(subject) + 1 :]):
        if isinstance(verb, Trigger) and isinstance(other, Name) and other.text and verb.end == other.start:
            acts = not {"được", "bị"} & set(document.keys[subject.end : verb.end])
            return other if acts and verb.kind in {"appoint", "transfer"} else None
    return None


def _tells_of_another(document: Document, items: list[Item], subject: Name) -> bool:
    """Does the subject say something of another person, of the same sex for all that the titles tell?"""
    rest = items[items.index(subject) + 1 :]
    other = next((x for x in rest if isinstance(x, Name) and x.text and x.text != subject.text), None)
    if other is None or {sex(subject), sex(other)} == {"m", "f"}:
        return False
    between = document.keys[subject.end : other.start]
    return bool(word_set("tells that") & set(between)) and "." not in between


def sex(name: Name) -> str:
    """ "m", "f" or "" by the title."""
    first = name.title.split(" ")[0]
    return "m" if first in phrase_set("men") else "f" if first in phrase_set("women") else ""
