"""The order of the passes: what an article goes through until its facts stand."""

from __future__ import annotations

from kg.facts import changes, containment, entities, positions
from kg.grammar import bylines, votes
from kg.grammar.document import read
from kg.grammar.memory import remember
from kg.grammar.scan import scan
from kg.language.dates import find_dates
from kg.language.tagger import NoTagger, Tagger
from kg.model import Article, Extraction
from kg.register import Register


def extract(article: Article, tagger: Tagger | None = None, register: Register | None = None) -> Extraction:
    """All entities and facts of one article. Deterministic; linear in the length of the article.

    `tagger` gives a second opinion on names that no rule has claimed (default: none). Raises nothing on any text.
    """
    document = read(article, register or Register.load())
    found = scan(document)
    bylines.mark(document, found)
    memory = remember(document, found)
    votes.fuse(document, found, tagger or NoTagger())
    dates = find_dates(document.tokens.text, article.published)
    contained = containment.find(document, found, memory)
    return Extraction(
        article,
        tuple(entities.find(document, found, memory)),
        tuple(positions.find(document, found, memory, dates)),
        tuple(changes.find(document, found, memory, dates, contained)),
        tuple(contained),
        article.warnings,
    )
