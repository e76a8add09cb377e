"""The tagger's second opinion, asked only for sentences with capitalised words that no rule has claimed."""

from __future__ import annotations

from kg.grammar.document import Document
from kg.grammar.scan import Name, Run, Scan
from kg.language.tagger import NoTagger, Tagger


def fuse(document: Document, scan: Scan, tagger: Tagger) -> None:
    """Make persons, in place, of the open runs that the tagger takes for one; rules have spoken before."""
    if isinstance(tagger, NoTagger):
        return
    tokens = document.tokens
    for (start, end), items in zip(document.sentence_spans, scan.sentences, strict=True):
        # names of one word are not asked for: what stands alone is too often no name
        open_runs = [n for n, x in enumerate(items) if isinstance(x, Run) and x.end - x.start >= 2]
        if not open_runs:
            continue
        persons = {(s.start, s.end) for s in tagger.tag(tokens.text[start:end]) if s.label == "PER"}
        for n in open_runs:
            run = items[n]
            if (tokens.starts[run.start] - start, tokens.ends[run.end - 1] - start) in persons:
                items[n] = Name(run.start, run.end, tokens.span(run.start, run.end))
