"""Bytes to text: UTF-8, else the declared encoding, else the one that makes the best Vietnamese."""

from __future__ import annotations

import codecs
import re
import unicodedata
from functools import cache
from importlib.resources import files

from kg.errors import InputError
from kg.tokens import is_syllable

_MAGIC = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a Word, OpenDocument or zip file",
    b"\xd0\xcf\x11\xe0": "an old Word or Office file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"\x1f\x8b": "a gzip file in a gzip file",
}
_REMEDY = "give text, HTML or JSON lines"
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_WORD = re.compile(r"[^\W\d_]+")
_FITS = 0.6  # share of Vietnamese syllables below which a text is not taken for Vietnamese
_DECLARED = re.compile(r"(?:windows-|cp|iso-8859-)\d{1,4}", re.I)  # Python knows names that are no encodings of text
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SAMPLE = 50_000
_UTF16 = "not UTF-8: read as UTF-16"


def decode(data: bytes, declared: str | None = None) -> tuple[str, str | None]:
    """The text of the bytes, and a warning if they are not UTF-8: which encoding was taken.

    `declared` is what the file says of itself. Raises InputError for what is no text.
    """
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise InputError(f"this is {what}, not text", remedy=_REMEDY)
    for bom, name in _BOMS:
        if data.startswith(bom):
            return data.decode(name, "replace"), None if name == "utf-8-sig" else _UTF16
    if b"\0" in data[:_SAMPLE] and (utf16 := _utf16(data)):
        return data.decode(utf16, "replace"), _UTF16
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, declared)
    _refuse_binary(text)
    return text, None


def is_binary(head: bytes) -> bool:
    """Whether the beginning of a file is such that no line of it can be text: much of it is control characters."""
    return head.startswith(tuple(_MAGIC)) or len(_CONTROLS.findall(head.decode("latin-1"))) * 20 > len(head)


def _legacy(data: bytes, declared: str | None) -> tuple[str, str | None]:
    """Not UTF-8 throughout: UTF-8 with a few broken bytes, or an old Vietnamese encoding."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken * 20 <= sum(c > "\x7f" for c in text) - broken:
        _refuse_binary(text)
        return text, f"not all UTF-8: {broken} broken characters"
    known = [declared.lower()] if declared and _DECLARED.fullmatch(declared) else []
    candidates = dict.fromkeys([*known, "windows-1258", "tcvn3"])
    scores = {name: _score(decoded) for name in candidates if (decoded := _decoded(data[:_SAMPLE], name)) is not None}
    best = max(scores, key=lambda name: scores[name], default=None)
    whole = _decoded(data, best) if best and scores[best] >= _FITS else None
    text = data.decode("latin-1") if whole is None else whole
    _refuse_binary(text)
    return text, f"not UTF-8: read as {'Latin-1 for want of a better fit' if whole is None else best}"


def _utf16(data: bytes) -> str | None:
    """UTF-16 without a mark at its beginning: blanks are two bytes, and nearly all letters are Latin."""
    sample = data[: _SAMPLE // 2 * 2]
    for name, blank in (("utf-16-le", b" \0"), ("utf-16-be", b"\0 ")):
        text = sample[: len(sample) // 2 * 2].decode(name, "replace")
        if blank in sample and sum("\t" <= c < "\u2100" for c in text) > 0.9 * len(text):
            return name
    return None


def _decoded(data: bytes, name: str) -> str | None:
    if name == "tcvn3":
        return data.decode("latin-1").translate(_tcvn3())
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _score(text: str) -> float:
    """Share of Vietnamese syllables among the words that are not plain ASCII."""
    words = [w for w in _WORD.findall(unicodedata.normalize("NFC", text)) if not w.isascii()]
    return sum(map(is_syllable, words)) / len(words) if words else 0.0


@cache
def _tcvn3() -> dict[int, int]:
    rows = files(__package__).joinpath("tcvn3.txt").read_text(encoding="utf-8").splitlines()
    points = [int(code, 16) for row in rows if not row.startswith("#") for code in row.split()]
    return dict(enumerate(points, start=0x80))


def _refuse_binary(text: str) -> None:
    sample = text[:_SAMPLE]
    if len(_CONTROLS.findall(sample)) * 100 > len(sample):
        raise InputError("this is a binary file, not text", remedy=_REMEDY)
