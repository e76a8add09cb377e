"""The tagger's second opinion, asked only for capitalised words that no rule has claimed."""

from __future__ import annotations

from kg.grammar.document import Document
from kg.grammar.memory import Memory
from kg.grammar.scan import Name, Run, Scan
from kg.language.tagger import NoTagger, Tagger


def fuse(document: Document, scan: Scan, memory: Memory, tagger: Tagger) -> None:
    """Make persons, in place, of the open runs that the tagger takes for one; rules have spoken before."""
    if isinstance(tagger, NoTagger):
        return
    tokens = document.tokens
    spans = [s for s in tagger.tag(tokens.text) if s.label == "PER"]
    ends = {s.start: s for s in spans}
    for sentence in scan.sentences:
        for n, item in enumerate(sentence):
            if not isinstance(item, Run):
                continue
            span = ends.get(tokens.starts[item.start])
            if span is not None and span.end == tokens.ends[item.end - 1] and item.end - item.start >= 2:
                sentence[n] = Name(item.start, item.end, tokens.span(item.start, item.end))
    _ = memory
