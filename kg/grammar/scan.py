"""One pass over an article: chains of posts, bodies, units, persons and triggers, in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from kg.grammar.bodies import body_at
from kg.grammar.body import Body
from kg.grammar.chains import MODIFIERS, Chain, chain_at
from kg.grammar.document import Document, capital_run, past_particles
from kg.grammar.lists import breaks_a_name, countries, heads, other_places, press, regions, roles, titles, unit_types
from kg.grammar.names import looks_like_person, person_score, surnames
from kg.grammar.sport import club_at
from kg.grammar.units import Place, units_at
from kg.lexicon import Phrases, phrase_set, phrases, word_set, words
from kg.tokens import is_syllable

_BEFORE_PLACES = word_set("before places")
_PRONOUNS = frozenset({"ông", "bà", "anh", "chị"})
_RANKS_OF_MANY = frozenset({"các ông", "các bà", "hai ông", "hai bà", "các đồng chí", "ông bà", "vợ chồng ông"})


_AND_WOMEN = ([",", "bà", ":"], [",", "ông", ":"], ["và", "bà", ":"])


@dataclass(slots=True)
class Name:
    """A person's name as it stands: tokens [start, end) with its titles, `text` without them.

    `text` "" is a pronoun ("ông được điều động …"). `title` is the first word that introduces it ("" if none).
    """

    start: int
    end: int
    text: str
    title: str = ""
    byline: bool = False
    many: bool = False


@dataclass(slots=True)
class Trigger:
    """Words that say what becomes of a post (see lexicon/triggers.tsv)."""

    start: int
    end: int
    kind: str


@dataclass(slots=True)
class Run:
    """Capitalised words that no rule has claimed."""

    start: int
    end: int


@dataclass(slots=True)
class OtherPlace:
    """A place that is no administrative unit: "sông Đáy", "chợ Hồ Xá"; or an honour or the like, with a name."""

    start: int
    end: int
    text: str
    honour: bool = False


Item = Chain | Body | Place | Name | Trigger | Run | OtherPlace


@dataclass(slots=True)
class Scan:
    """Everything found, by sentence; items of a sentence in the order of the text."""

    sentences: list[list[Item]] = field(default_factory=list)

    def all(self) -> list[Item]:
        return [item for sentence in self.sentences for item in sentence]


@cache
def triggers() -> Phrases[str]:
    return phrases("triggers.tsv", lambda row: row[1])


def scan(document: Document) -> Scan:
    """Read the article once from left to right; every token is looked at by the first rule that takes it."""
    tokens = document.tokens
    result = Scan([[] for _ in document.sentence_spans])
    skip = _skipped(document)
    starts = document.sentence_starts
    openers = _first_words()
    sentence, n, i = 0, len(tokens), 0
    while i < n:
        while sentence + 1 < len(starts) and tokens.starts[i] >= starts[sentence + 1]:
            sentence += 1
        if skip[i] or (not tokens.caps[i] and tokens.keys[i] not in openers):
            i += 1
            continue
        items = _items_at(document, i)
        if items:
            result.sentences[sentence].extend(items)
            i = max(items[-1].end, i + 1)
        else:
            i += 1
    return result


@cache
def _first_words() -> frozenset[str]:
    """Every word with which something may begin; nothing begins with another one in small letters."""
    lists = (roles(), heads(), unit_types(), titles(), other_places(), triggers())
    return frozenset(MODIFIERS).union(*(x.first_words() for x in lists))


def _skipped(document: Document) -> bytearray:
    """1 for each token of the page's furniture, of titles of honour between commas, and of other names in brackets."""
    tokens = document.tokens
    flags = bytearray(len(tokens))
    for i, k in enumerate(tokens.keys):
        if k in {",", "("} and (end := honour_end(tokens.keys, i + 1) or _alias_end(tokens.keys, i)):
            flags[i + 1 : end] = b"\1" * (end - i - 1)
    spans = iter(sorted(document.furniture))
    span = next(spans, None)
    for i, start in enumerate(tokens.starts):
        while span is not None and span[1] <= start:
            span = next(spans, None)
        if span is None:
            break
        if span[0] <= start:
            flags[i] = 1
    return flags


def _alias_end(keys: list[str], k: int) -> int:
    """ "(tức A “nhôm” | , nguyên …": the index after another name in the bracket at index k, 0 if none opens it."""
    if keys[k : k + 2] != ["(", "tức"]:
        return 0
    return next((end for end in range(k + 3, min(k + 10, len(keys))) if keys[end] in {",", ")"}), 0)


def _items_at(document: Document, i: int) -> list[Item]:
    tokens = document.tokens
    k = tokens.keys[i]
    if (k in roles() or k in MODIFIERS) and (chain := chain_at(document, i)):
        return [chain]
    if k in heads() and not _ends_a_word(document, i) and (body := body_at(document, i)):
        return [body, *body.more] if not body.more else _spread(body)
    if k in unit_types() and (found := units_at(document, i)):
        return [*found[1]]
    if k in titles() and (name := _titled(document, i)):
        return [name]
    if k in other_places() and (place := _other_place(document, i)):
        return [place]
    if k in triggers() and not (tokens.caps[i] and _inside_name(document, i)) and (m := triggers().at(tokens.keys, i)):
        if m[1] == "candidate" and i > 0 and (tokens.words[i - 1].isdigit() or tokens.keys[i - 1] in {"các", "những"}):
            return []  # "giới thiệu 5 ứng viên": no one in particular
        return [Trigger(i, m[0], m[1])]
    if tokens.caps[i]:
        return _capitals(document, i)
    return []


def honour_end(keys: list[str], k: int) -> int | None:
    """The index after a title of honour at index k that a comma ends: "Anh hùng Lao động | ,"."""
    if k >= len(keys) or keys[k] not in _first_honours():
        return None
    ends = (k + n for n in range(2, 8) if " ".join(keys[k : k + n]) in phrase_set("honorary titles"))
    return next((end for end in ends if keys[end : end + 1] == [","]), None)


@cache
def _first_honours() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in phrase_set("honorary titles"))


def _spread(body: Body) -> list[Item]:
    """ "UBND xã Phước Ninh và thị trấn Trung Phước": each its own item, in order."""
    end = body.end
    if end <= body.more[0].start:
        return [body, *body.more]  # "các Sở Tư pháp, Tài chính"
    body.end = body.places[0].end
    body.places = body.places[:1]
    body.more[-1].end = end
    return [body, *body.more]


def _ends_a_word(document: Document, i: int) -> bool:
    """ "trụ | sở Công an tỉnh", "cơ | sở Y tế": is the small word the second half of another?"""
    small = i > 0 and document.tokens.words[i].islower()
    return small and f"{document.keys[i - 1]} {document.keys[i]}" in words("compounds.txt")


def _inside_name(document: Document, i: int) -> bool:
    """A capitalised word that opens no sentence belongs to a name, if another capital follows."""
    return (
        i + 1 < len(document.tokens)
        and document.tokens.caps[i + 1]
        and i > 0
        and document.tokens.words[i - 1] not in {".", "\n"}
    )


def _titled(document: Document, i: int) -> Name | None:
    """A person after titles ("đồng chí PGS.TS Lê Văn A"), or a pronoun ("ông cho biết")."""
    tokens = document.tokens
    m = titles().at(tokens.keys, i)
    if m is None or (tokens.caps[i] and i + 1 < len(tokens) and _other_word(document, i, m[0])):
        return None
    j = m[0]
    first = " ".join(tokens.keys[i:j])
    learned = first in phrase_set("ranks") or first in phrase_set("degrees")
    while j < len(tokens):
        # "thạc sĩ, bác sĩ A" is one person; "với phóng viên, ông A" are two
        marks = {",", "."} if learned else {"."}
        k = j + 1 if tokens.keys[j] in marks and j + 1 < len(tokens) else j
        if tokens.keys[k] in titles() and (more := titles().at(tokens.keys, k)) and not (
            tokens.caps[k] and tokens.keys[k] in surnames() and more[0] - k == 1 and not _full_name(document, more[0])
        ):  # fmt: skip
            j = more[0]
        else:
            break
    if learned and tokens.keys[j : j + 1] == ["."] and j + 1 < len(tokens) and tokens.caps[j + 1]:
        j += 1  # "PGS.TS. Lê Văn A"
    many = first in _RANKS_OF_MANY
    if many and tokens.keys[j : j + 3] in _AND_WOMEN:
        j += 2  # "các ông, bà:"
    if many and j < len(tokens) and tokens.keys[j] == ":":
        j += 1
    if j < len(tokens) and tokens.caps[j] and not _starts_phrase(document, j):
        end = _name_end(document, j)
        known = " ".join(tokens.keys[j:end])
        if press().at(tokens.keys, j):
            return None  # "phóng viên Tuổi Trẻ Online"
        if end - j == 1 and first not in _OF_ONE_NAME and not _is_given(document, j):
            return None  # "nghị sĩ Cộng hòa", "sinh viên Thủ đô"
        country = countries().at(tokens.keys, j)
        if (country is not None and country[0] - j > 1) or document.is_province(known):
            return None
        if first == "sinh viên" and document.kinds(known) and not looks_like_person(tokens.keys[j:end]):
            return None  # "ký túc xá sinh viên Nha Trang"
        if (
            first in phrase_set("degrees")
            and not looks_like_person(tokens.keys[j:end])
            and known not in document.persons
        ):
            return None  # "cử nhân Luật"
        if end > j:
            return Name(i, end, tokens.span(j, end), first, many=many)
    stands_alone = (first in _PRONOUNS and not _counted(document, i)) or _comrade(document, first, i, j)
    if stands_alone and not tokens.caps[min(j, len(tokens) - 1)] and not _compound(document, j):
        return Name(i, j, "", first)
    return None


def _full_name(document: Document, j: int) -> bool:
    """ "GS.TS Ông | Bùi Xuân Cậy": "Ông" is a title there, no surname."""
    if j >= len(document.tokens) or not document.tokens.caps[j]:
        return False
    return person_score(document.keys[j : capital_run(document, j)]) > 2


# titles after which people are called by their given name alone
_OF_ONE_NAME = word_set("before given names")


def _is_given(document: Document, j: int) -> bool:
    """Is the word at token j foreign, or the given name of someone whom the article names in full?"""
    given = f" {document.keys[j]}"
    return not is_syllable(document.tokens.words[j]) or any(person.endswith(given) for person in document.persons)


def _counted(document: Document, i: int) -> bool:
    """ "Bốn ông là …", "các bà": several persons, not the one spoken of."""
    before = document.keys[max(i - 2, 0) : i]
    many = before[-1:] and before[-1] in word_set("plural") and not before[-1].isdigit()
    return bool(many) and before[0] not in {"thứ", "tháng"}


def _comrade(document: Document, title: str, i: int, j: int) -> bool:
    """ "…, đồng chí cùng chịu trách nhiệm": the comrade spoken of, as the subject of a clause."""
    opens = document.sentence_start(i) == i or document.keys[i - 1] == ","
    return title == "đồng chí" and opens and j < len(document.keys) and document.keys[j] in word_set("after a subject")


def _compound(document: Document, j: int) -> bool:
    """ "ông chủ", "bà con", "anh em": no pronoun."""
    return j < len(document.tokens) and document.keys[j] in word_set("no pronoun")


def _other_word(document: Document, i: int, j: int) -> bool:
    """A capitalised "Anh", "Bà", "Em" that is a name's own syllable or a country, not a title."""
    tokens = document.tokens
    if i in document.parted:
        return False  # a caption ran into the sentence
    if i > 0 and tokens.caps[i - 1] and tokens.ends[i - 1] + 1 >= tokens.starts[i] and tokens.words[i - 1].isalpha():
        return j - i == 1 and tokens.words[i].istitle() and not tokens.words[i].isupper()
    run = " ".join(tokens.keys[i : capital_run(document, i)])
    return j - i == 1 and (document.is_province(run) or run.startswith("bà rịa"))


def _starts_phrase(document: Document, j: int) -> bool:
    k = document.keys[j]
    tokens = document.tokens
    m = roles().at(tokens.keys, j) if k in roles() else None
    return (m is not None and (m[0] - j > 1 or tokens.words[j].isupper())) or (
        k in heads() and (h := heads().at(tokens.keys, j)) is not None and h[0] - j > 1
    )


def _name_end(document: Document, j: int) -> int:
    """The end of a person's name after a title: at most five capitalised words; small words inside foreign names."""
    tokens = document.tokens
    end = capital_run(document, j)
    while (k := past_particles(tokens, end)) > end:
        end = capital_run(document, k)
    if end - j > 5:
        best = max(range(2, 5), key=lambda m: person_score(tokens.keys[j : j + m]))
        return j + best
    return end


def _other_place(document: Document, i: int) -> OtherPlace | None:
    """A word for a natural or built place and the name after it."""
    tokens = document.tokens
    m = other_places().at(tokens.keys, i)
    if m is None or m[0] >= len(tokens):
        return None
    j = m[0]
    honour = " ".join(tokens.keys[i:j]) in phrase_set("honours")
    elsewhere = i > 0 and not tokens.caps[i] and not honour and not _may_name_a_place(document, i)
    if breaks_a_name(tokens, j) or elsewhere:
        return None
    if tokens.caps[j] and not (tokens.caps[i] and j - i == 1 and _inside_name(document, i)):
        end = capital_run(document, j)
        return OtherPlace(i, end, tokens.span(i, end), honour)
    if tokens.words[j].isdigit() and tokens.keys[i] in {"quốc", "tỉnh", "đường", "cao"}:
        return OtherPlace(i, j + 1, tokens.span(i, j + 1))
    return None


def _may_name_a_place(document: Document, i: int) -> bool:
    """ "yêu cầu Công an", "hoạt động Hội": with the word before it the word is another one."""
    word = document.tokens.words[i - 1]
    if word.isalpha() and document.tokens.caps[i - 1] and document.tokens.words[i].islower():
        return False  # "Lao | động Thương binh"
    return not (word.isalpha() and word.islower()) or document.keys[i - 1] in _BEFORE_PLACES


def _capitals(document: Document, i: int) -> list[Item]:
    """A run of capitalised words: a country, a province, a person, or to be seen later."""
    tokens = document.tokens
    end = capital_run(document, i)
    if tokens.keys[i] in {"sn", "cn"} and end - i == 1:
        return []
    if document.report and (club := club_at(document, i)):
        return [club]
    if (
        (m := countries().at(tokens.keys, i))
        and not _other_compound(document, i)
        and (m[0] == end or (m[0] - i >= 2 and m[0] <= end))
        and tokens.keys[max(i - 1, 0)] != "chống"  # "Huy chương Kháng chiến chống Mỹ"
    ):
        return [Place(i, m[0], "country", "", tokens.span(i, m[0]))]
    if (r := regions().at(tokens.keys, i)) and r[0] == end:
        return [OtherPlace(i, end, tokens.span(i, end))]
    if (p := press().at(tokens.keys, i)) and p[0] >= end:
        return [Body(i, p[0], "bao-chi", tokens.span(i, p[0]), head="press")]
    opens = i == 0 or tokens.words[i - 1] in {".", "\n", ":", "“", '"', "-", "–", "!", "?", "…", "...", ")", ";"}
    if opens and end - i >= 2 and tokens.keys[i] in words("openers.txt"):
        keys = tokens.keys[i:end]
        if person_score(keys) < 2.5 or person_score(keys[1:]) > person_score(keys):
            return []  # "Theo | Phó Ban An toàn giao thông"
    joined = _with_hyphen(document, i, end)
    if joined:
        return [joined]
    return [Run(i, end)]


def _other_compound(document: Document, i: int) -> bool:
    """ "Pháp lý", "Ý thức" at the head of a sentence."""
    return " ".join(document.keys[i : i + 2]) in words("not_countries.txt")


def _with_hyphen(document: Document, i: int, end: int) -> Place | None:
    tokens = document.tokens
    if end + 1 < len(tokens) and tokens.words[end] in {"-", "–"} and tokens.caps[end + 1]:
        stop = capital_run(document, end + 1)
        for sep in (" - ", "-"):
            name = " ".join(tokens.keys[i:end]) + sep + " ".join(tokens.keys[end + 1 : stop])
            if document.is_province(name):
                return Place(i, stop, "tinh", "", tokens.span(i, stop))
    return None
