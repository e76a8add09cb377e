"""One chain of posts given to one person, before bodies and names are resolved; and what stands around a chain."""

from __future__ import annotations

from dataclasses import dataclass

from kg.grammar.chains import Chain
from kg.grammar.scan import Name

# rules of posts that a verb gives a person
NARRATED = frozenset({"trigger", "pronoun"})


@dataclass(slots=True)
class Claim:
    """`status` is what the verbs say (see lexicon/triggers.tsv, "" for plainly held), `rule` which rule gave it."""

    name: Name
    chain: Chain
    status: str
    rule: str


@dataclass(slots=True)
class Around:
    """What stands around a chain: the persons beside it, the words between, and what verbs before it say of it."""

    left: Name | None
    right: Name | None
    left_gap: list[str] | None
    right_gap: list[str] | None
    mode: str
    at: int | None
