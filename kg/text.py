"""Unicode for Vietnamese: one stored form, two match keys, two search keys, one slug."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Bidirectional controls, zero-width marks, lone surrogates and C0/C1 controls: each becomes one space, so that
# offsets stay what they were. Tab, newline and form feed are kept.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
# A tone on the first vowel of a final oa, oe, uy (hòa) is the same word as on the second (hoà).
_OLD_PLACEMENT = {
    unicodedata.normalize("NFC", a + tone + b): unicodedata.normalize("NFC", a + b + tone)
    for a, b in ("oa", "oe", "uy")
    for tone in _TONES
}
_OLD = re.compile("(" + "|".join(sorted(_OLD_PLACEMENT)) + r")(?!\w)")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W_]+")
_LAST_VOWEL = re.compile(r"[aeiouy][\u0300-\u036f]*(?=[^aeiouy]*$)")


def clean(text: str) -> str:
    """The stored form: NFC, newlines as \\n, unsafe characters replaced one for one by a space.

    >>> clean("Ha\\u0309i\\r\\nHu\\u031bng\\x00")
    'Hải\\nHưng '
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSAFE.sub(" ", text)


@lru_cache(maxsize=100_000)
def key(name: str) -> str:
    """What decides that two spellings are one name: case, spacing, Ð and tone placement made alike; tones kept.

    >>> key("HÒA  Bình") == key("Hoà Bình"), key("Hùng") == key("Hưng")
    (True, False)
    """
    s = unicodedata.normalize("NFC", name).replace("Ð", "Đ").replace("’", "'").replace("–", "-").lower()
    return _SPACE.sub(" ", _OLD.sub(lambda m: _OLD_PLACEMENT[m[1]], s)).strip()


@lru_cache(maxsize=100_000)
def letters(name: str) -> str:
    """What two spellings of one foreign name share: the match key without spaces, hyphens and apostrophes.

    Vietnamese has no words in k, nor any in c, p and t without a tone: a final k is a c, and their tone the acute.

    >>> letters("Đắk R ’ Lấp") == letters("Đăk R'lấp"), letters("Đa Krông") == letters("Đakrông")
    (True, True)
    >>> letters("Krông Pắk") == letters("Krông Păc")
    True
    >>> letters("Cát Hanh") == letters("Ca Thanh"), letters("Đức") == letters("Đực")
    (False, False)
    """
    words = (final_c(word) for word in _WORD.findall(key(name)))
    return "".join(_with_acute(word) if word[-1] in "cpt" else word for word in words)


def final_c(word: str) -> str:
    """A word with its final k, which Vietnamese has not, as c."""
    return f"{word[:-1]}c" if word.endswith("k") else word


def _with_acute(word: str) -> str:
    parts = unicodedata.normalize("NFD", word)
    if any(tone in parts for tone in _TONES) or not (vowel := _LAST_VOWEL.search(parts)):
        return word
    return unicodedata.normalize("NFC", f"{parts[: vowel.end()]}\u0301{parts[vowel.end() :]}")


def fold(text: str) -> str:
    """The search key: no tones, no marks, no case. Never an identity.

    >>> fold("HẢI HƯNG"), fold("Đảng ủy")
    ('hai hung', 'dang uy')
    """
    s = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("ð", "d"))
    return _SPACE.sub(" ", "".join(c for c in s if not unicodedata.combining(c))).strip()


def solid(text: str) -> str:
    """The loosest search key: fold without spaces, hyphens, apostrophes and all else that is no letter or digit.

    >>> solid("Đắk R ’ Lấp"), solid("Đa Krông") == solid("Đakrông"), solid("Pắk") == solid("pac")
    ('dacrlap', True, True)
    """
    return "".join(map(final_c, _WORD.findall(fold(text))))


def slug(text: str) -> str:
    """Lower-case ASCII words joined by hyphens, for IRIs; never empty.

    >>> slug("Đảng ủy xã Hải Hưng"), slug("???")
    ('dang-uy-xa-hai-hung', 'x')
    """
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-") or "x"


def capital(text: str) -> str:
    """The text with its first letter in upper case and the rest as it was."""
    return text[:1].upper() + text[1:]
