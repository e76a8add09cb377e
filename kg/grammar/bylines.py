"""By-lines, photo credits and captions: who signs is not who the news is about."""

from __future__ import annotations

import re

from kg.grammar.document import Document
from kg.grammar.scan import Item, Name, Run, Scan
from kg.lexicon import words

# A credit: "Ảnh: X.S", "- Ảnh: Đ.V", "Bài, ảnh: Hiếu Giang", "Nguồn: …", "Thực hiện: …"
_CREDIT_MARK = re.compile(r"(?:ảnh|bài|tin|video|đồ họa|nguồn|thực hiện)\s*:\s*[^\n.]{0,40}$", re.IGNORECASE)
_AFTER = re.compile(r"\s*(?:[-–,/]|và|\n|$)")
# No by-line is longer.
# characters in which the ends of a line of names are to be found
_FAR = 200
_LONGEST = 45


# where a picture comes from, if from no one
_NO_AUTHOR = frozenset({"chụp", "cắt", "internet", "facebook", "zalo", "tư", "minh", "nhân", "gia", "bạn", "camera"})


def mark(document: Document, scan: Scan) -> None:
    """Turn the names of by-lines and credits, in place, into names marked as such."""
    text = document.tokens.text
    for sentence in scan.sentences:
        for n, item in enumerate(sentence):
            if isinstance(item, Run) or (isinstance(item, Name) and item.text and not item.title):
                if item.end - item.start == 1 and document.keys[item.start] in _NO_AUTHOR | words("openers.txt"):
                    continue
                if document.is_province(" ".join(document.keys[item.start : item.end])):
                    continue  # "Ảnh: Công an Quảng Nam"
                if any(w.isupper() and len(w) > 2 for w in document.tokens.words[item.start : item.end]):
                    continue
                if _is_credit(document, item) or _is_signature(document, item):
                    sentence[n] = Name(item.start, item.end, document.tokens.span(item.start, item.end), byline=True)
    _ = text


def _is_credit(document: Document, item: Item) -> bool:
    """Right after "Ảnh:" and its like."""
    tokens = document.tokens
    before = tokens.text[max(tokens.starts[item.start] - 60, 0) : tokens.starts[item.start]]
    before = before.rsplit("\n", 1)[-1]
    return bool(_CREDIT_MARK.search(before + "x")) and ":" in before[-45:]


def _is_signature(document: Document, item: Item) -> bool:
    """A line of its own with nothing but capitalised names, after the head of the article."""
    tokens, text = document.tokens, document.tokens.text
    start, end = tokens.starts[item.start], tokens.ends[item.end - 1]
    line_start = text.rfind("\n", max(0, start - _FAR), start) + 1
    line_end = text.find("\n", end, end + _FAR)
    if line_end < 0 and len(text) > end + _FAR:
        return False
    line = text[line_start : line_end if line_end >= 0 else len(text)].strip(" .()*")
    if len(line) > _LONGEST or line_start <= document.shift + 200 or line_start == 0:
        return False
    words = [w for w in re.split(r"[\s,/–-]+|\bvà\b", line) if w]
    return 2 <= len(words) <= 9 and all(w[0].isupper() for w in words) and item.end - item.start >= 1
