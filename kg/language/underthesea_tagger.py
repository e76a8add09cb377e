"""underthesea's models for words, parts of speech, chunks and names, run in linear time and with offsets.

The models and their templates are underthesea's own; only the features are computed here (crf_features.py), because
its own computation is quadratic in the length of a sentence. On a sentence the tags are those of `underthesea.ner`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..errors import SettingsError
from ..text import clean
from .crf_features import FeatureTemplates, Function
from .sentences import pieces, sentences
from .tagger import LABELS, Span

# The tokenizer of underthesea may take quadratic time: no more than so many code points at once. Few sentences of the
# press are longer.
LONGEST = 600
_ETH = str.maketrans("Ðð", "Đđ")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of one or more syllables with its place and its three tags (part of speech, chunk, name)."""

    start: int
    end: int
    word: str
    pos: str
    chunk: str
    name: str


class UndertheseaTagger:
    """The choice `underthesea`. Reads the models when made (about half a second, 60 MB).

    SettingsError when underthesea or one of its models is missing.
    """

    name = "underthesea"

    def __init__(self) -> None:
        try:
            self._models = _Models()
        except Exception as error:
            raise SettingsError(
                f"underthesea or one of its models cannot be read: {type(error).__name__}: {error}",
                remedy='install it again with: pip install --force-reinstall "underthesea>=9.0", or use --tagger rules',
            ) from error

    def __reduce__(self) -> tuple[type[UndertheseaTagger], tuple[()]]:
        # models cannot be sent to another process; it reads its own
        return UndertheseaTagger, ()

    def tag(self, text: str) -> list[Span]:
        """Persons, places and organizations. Offsets are those of kg.text.clean(text), the stored form."""
        text = clean(text)
        return [
            span
            for sentence in sentences(text)
            for start, end in pieces(text, *sentence, LONGEST)
            for span in self._names(text[start:end], start)
        ]

    def tokens(self, sentence: str) -> list[Token]:
        """The words of one sentence (in the stored form) with their tags."""
        return self._tagged(sentence)[0]

    def _tagged(self, sentence: str) -> tuple[list[Token], list[tuple[str, ...]]]:
        """The tokens, and the features that decided on their names."""
        models = self._models
        spans, words = models.words(sentence)
        if not words:
            return [], []
        # the column of the tag that is sought holds "X", as it did when the models were trained
        unknown = ["X"] * len(words)
        pos, _ = models.pos.tags(words, unknown)
        chunks, _ = models.chunk.tags(words, pos, unknown)
        names, features = models.ner.tags(words, pos, chunks, unknown)
        tokens = [Token(*span, *tags) for span, *tags in zip(spans, words, pos, chunks, names, strict=True)]
        return tokens, features

    def _names(self, sentence: str, offset: int) -> list[Span]:
        tokens, features = self._tagged(sentence)
        runs = _runs(tokens)
        if not runs:
            return []
        sure = self._models.ner.certainty([token.name for token in tokens], features)
        return [
            Span(
                offset + tokens[first].start,
                offset + tokens[last].end,
                label,
                round(min(sure[first : last + 1]), 4),
                self.name,
            )
            for first, last, label in runs
        ]


def _runs(tokens: list[Token]) -> list[tuple[int, int, str]]:
    """(first token, last token, label) of every name."""
    runs: list[tuple[int, int, str]] = []
    for i, token in enumerate(tokens):
        prefix, _, label = token.name.partition("-")
        if label not in LABELS:
            continue
        if prefix == "I" and runs and runs[-1][1:] == (i - 1, label):
            runs[-1] = (runs[-1][0], i, label)
        else:
            runs.append((i, i, label))
    return runs


class _Stage:
    """One CRF and its templates."""

    def __init__(self, model: Any, templates: FeatureTemplates) -> None:
        self._model = model
        self._templates = templates
        self._place = {label: i for i, label in enumerate(model.labels())}

    def tags(self, *columns: list[str]) -> tuple[list[str], list[tuple[str, ...]]]:
        features = self._templates.rows(columns)
        return self._model.tag(features), features

    def certainty(self, tags: list[str], features: list[tuple[str, ...]]) -> list[float]:
        """The probability of each token's tag, all else left open."""
        table = self._model.marginals(features)
        return [min(1.0, row[self._place[tag]]) for row, tag in zip(table, tags, strict=True)]


class _Models:
    """underthesea's four models. The import is here alone: it takes longer than the rest of `kg` together."""

    def __init__(self) -> None:
        import joblib  # type: ignore[import-untyped]
        import underthesea_core  # type: ignore[import-untyped]
        from underthesea.pipeline import word_tokenize
        from underthesea.pipeline.chunking.model_crf import CRFChunkingPredictor
        from underthesea.pipeline.ner.model_crf import CRFNERPredictor
        from underthesea.pipeline.pos_tag.model_crf import CRFPOSTagPredictor
        from underthesea.pipeline.text_normalize import token_normalize
        from underthesea.pipeline.word_tokenize.regex_tokenize import tokenize

        self._tokenize = tokenize
        self._normal = lru_cache(maxsize=1 << 16)(token_normalize)
        self.pos = _stage(CRFPOSTagPredictor)
        self.chunk = _stage(CRFChunkingPredictor)
        self.ner = _stage(CRFNERPredictor)
        folder = sorted((Path(word_tokenize.__file__).parent / "models").glob("ws_crf_*"))[-1]
        model = underthesea_core.CRFTagger()
        model.load(str(folder / "models.bin"))
        dictionary = joblib.load(folder / "dictionary.bin")
        templates = joblib.load(folder / "features.bin")
        self._segment = _Stage(model, FeatureTemplates(templates, _word_functions(dictionary)))

    def words(self, sentence: str) -> tuple[list[tuple[int, int]], list[str]]:
        """The places of the words in the sentence, and the words in underthesea's own spelling."""
        syllables = self._tokenize(sentence.translate(_ETH), use_character_normalize=False, use_token_normalize=False)
        if not syllables:
            return [], []
        places = _places(sentence, syllables)
        spelled = [self._normal(syllable) for syllable in syllables]
        tags, _ = self._segment.tags(spelled)
        spans: list[tuple[int, int]] = []
        words: list[str] = []
        for tag, (start, end), syllable in zip(tags, places, spelled, strict=True):
            if tag == "I-W" and words:
                spans[-1] = (spans[-1][0], end)
                words[-1] += " " + syllable
            else:
                spans.append((start, end))
                words.append(syllable)
        return spans, words


def _stage(predictor: Any) -> _Stage:
    instance = predictor.Instance()
    functions: dict[str, Function] = {"lower": str.lower, "istitle": _title_cased}
    return _Stage(instance.model, FeatureTemplates(instance.transformer.template, functions))


def _places(sentence: str, syllables: list[str]) -> list[tuple[int, int]]:
    """Where each token stands. Tokens hold every character but white space, in order, so counting them suffices."""
    places = []
    at = 0
    for syllable in syllables:
        while sentence[at].isspace():
            at += 1
        places.append((at, at + len(syllable)))
        at += len(syllable)
    return places


@lru_cache(maxsize=1 << 16)
def _title_cased(word: str) -> bool:
    """Every syllable begins with a capital."""
    return all(syllable[:1].istitle() for syllable in word.split(" "))


@lru_cache(maxsize=1 << 16)
def _not_lower(text: str) -> bool:
    """Every syllable begins with something that is no small letter (a digit and a bracket count as capitals)."""
    return all(syllable[:1] == syllable[:1].upper() for syllable in text.split(" "))


def _word_functions(dictionary: set[str]) -> dict[str, Function]:
    return {
        "lower": str.lower,
        "isdigit": str.isdecimal,
        "istitle": _not_lower,
        "is_in_dict": lambda text: text.lower() in dictionary,
    }
