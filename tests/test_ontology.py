"""The ontology is whole, is the only vocabulary, and the code uses nothing that it lacks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

from kg import settings, text, vocabulary
from kg.errors import NotFoundError, SettingsError
from kg.graph.page import page
from kg.lexicon import rows

ROOT = Path(__file__).parent.parent
ONTOLOGY = vocabulary.folder()
QUERIES = sorted((ONTOLOGY / "queries").glob("*.rq"))
SOURCES = sorted((ROOT / "kg").rglob("*.py"))


@pytest.mark.parametrize("name", ["kg.ttl", "shapes.ttl"])
def test_parses_alike_in_both_parsers(name: str) -> None:
    written = vocabulary.read(name)
    assert len(Graph().parse(data=written, format="turtle")) == len(set(ox.parse(written, format=ox.RdfFormat.TURTLE)))


def test_every_term_used_by_ontology_shapes_and_queries_is_defined() -> None:
    own = re.compile(r"\b(kg|code):([A-Za-z][\w-]*)")
    for path in (ONTOLOGY / "kg.ttl", ONTOLOGY / "shapes.ttl", *QUERIES):
        # names inside texts ("kg:partOf+") count too
        for prefix, local in own.findall(path.read_text(encoding="utf-8")):
            assert vocabulary.term(f"{prefix}:{local}"), path


def test_terms_have_names_in_both_languages() -> None:
    for iri in vocabulary.ontology().terms:
        if iri.startswith(vocabulary.ontology().prefixes["kg"]):
            assert vocabulary.label(iri, "vi")
            assert vocabulary.label(iri, "en")


def test_codes_are_whole() -> None:
    codes = vocabulary.ontology().codes.values()
    for code in codes:
        assert code.label
        assert code.english
        assert code.broader is None or vocabulary.named_code(code.broader).scheme == code.scheme
        assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", code.name)
    labels = Counter((c.scheme, text.key(c.label)) for c in codes)
    assert [name for name, n in labels.items() if n > 1] == []


@pytest.mark.parametrize(
    ("scheme", "label", "name"),
    [
        ("role", "Bí thư", "role-bi-thu"),
        ("role", "PHÓ BÍ THƯ  thường trực", "role-pho-bi-thu-thuong-truc"),
        ("role", "Chủ tịch HĐQT", "role-chu-tich-hoi-dong-quan-tri"),
        ("role", "Trưởng ban", "role-truong-ban"),
        ("role", "Trưởng bản", "role-truong-ban-lang"),
        ("unit", "xã", "unit-xa"),
        ("body", "UBND", "body-ubnd"),
        ("body", "uỷ ban nhân dân", "body-ubnd"),
        ("body", "huyện ủy", "body-cap-uy"),
    ],
)
def test_code_by_label(scheme: str, label: str, name: str) -> None:
    assert vocabulary.code(scheme, label).name == name


def test_what_is_unknown_is_an_error() -> None:
    with pytest.raises(NotFoundError, match="kg:Tenor"):
        vocabulary.term("kg:Tenor")
    with pytest.raises(NotFoundError):
        _ = vocabulary.KG.tenur
    with pytest.raises(NotFoundError):
        vocabulary.code("role", "Bị thư")
    with pytest.raises(NotFoundError):
        vocabulary.named_code("unit-xaa")


def test_single_seats_and_levels() -> None:
    assert vocabulary.code("role", "bí thư").single_seat
    assert not vocabulary.code("role", "phó bí thư").single_seat
    assert [vocabulary.level(k) for k in ("tinh", "tp-tw", "huyen", "thanh-pho", "xa", "dac-khu", "thon")] == [
        1, 1, 2, 2, 3, 3, 4,
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["bodies.tsv", "roles.tsv", "pointers.tsv"])
def test_what_a_list_gives_a_meaning_stands_in_it_once(name: str) -> None:
    """Of two rows the second would say nothing."""
    told = Counter(text.key(row[0]) for row in rows(name))
    assert [phrase for phrase, times in told.items() if times > 1] == []


def test_the_lexicon_speaks_of_known_codes() -> None:
    codes = vocabulary.ontology().codes
    kinds = {row[1] for row in rows("bodies.tsv") if row[1][:1].isalpha()}
    assert kinds - {c[5:] for c in codes if c.startswith("body-")} == set()
    assert {row[1] for row in rows("unit_types.tsv")} - {c[5:] for c in codes if c.startswith("unit-")} == set()
    roles = {row[1] for row in rows("roles.tsv")}
    # a role that only an article knows becomes a role of its own; those of the lexicon have a code
    assert [r for r in roles if not vocabulary.find_code("role", r)] == []


def test_no_second_copy_of_the_base() -> None:
    holders = [p for p in SOURCES if "w3id.org/vnkg" in p.read_text(encoding="utf-8")]
    assert [p.name for p in holders] == ["settings.py"]


def test_every_term_in_the_code_exists() -> None:
    namespaces = {"KG": "kg", "ORG": "org", "FOAF": "foaf", "SCHEMA": "schema", "DCTERMS": "dcterms", "DC": "dc"}
    used = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Attribute(value=ast.Name(id=name), attr=local) if name in namespaces:
                    used.add(f"{namespaces[name]}:{local}")
                case ast.Subscript(value=ast.Name(id="CODE"), slice=ast.Constant(value=local)):
                    used.add(f"code:{local}")
    assert len(used) > 30
    for name in sorted(used):
        assert vocabulary.term(name)


@pytest.mark.parametrize("path", QUERIES, ids=lambda p: p.stem)
def test_queries_say_what_they_ask_and_parse(path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    assert written.startswith("# vi: ")
    assert written.splitlines()[1].startswith("# en: ")
    for variable, value in re.findall(r"^# param (\?\w+) \w+ (.+)$", written, re.M):
        body = written[written.index("PREFIX") :]
        assert variable in body
        assert value in body
    assert list(ox.Store().query(written)) == []


def test_there_are_fourteen_questions() -> None:
    assert len(QUERIES) >= 14


def test_the_page_is_up_to_date() -> None:
    written = (ONTOLOGY / "README.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m kg.graph.page > ontology/README.md"


def test_settings_come_from_flag_environment_file_default(tmp_path: Path) -> None:
    file = tmp_path / "kg.toml"
    file.write_text('jobs = 2\ntagger = "underthesea"\nbase = "https://example.org/a/"\n', encoding="utf-8")
    env = {"KG_SETTINGS": str(file), "KG_JOBS": "3", "KG_BASE": "https://example.org/b/"}
    found = settings.load({"base": "https://example.org/c/", "jobs": None}, env)
    assert (found.base, found.jobs, found.tagger) == ("https://example.org/c/", 3, "underthesea")
    assert settings.load(env={}) == settings.Settings()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("jobs = 0", "no number of processes"),
        ('jobs = "many"', "no number of processes"),
        ('base = "example"', "no base IRI"),
        ("tagger = 1", "no tagger"),
        ("colour = 1", "unknown setting 'colour'; known settings"),
        ("jobs =", "is not TOML"),
        (None, "cannot read the settings file"),
    ],
)
def test_bad_settings_are_one_clear_line(tmp_path: Path, written: str | None, message: str) -> None:
    file = tmp_path / "kg.toml"
    if written is not None:
        file.write_text(written, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.load(env={}, file=file)
    assert message in str(caught.value)
    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_base_is_one_setting() -> None:
    program = """
import sys
sys.path.insert(0, "tests")
from kg import settings
settings.use(settings.Settings(base="https://example.org/kg/"))
from graph_example import hai_lang, resolved
from kg.graph.facts import graph_quads
from kg.graph.serialize import to_nquads
from kg.graph.validate import validate
quads = graph_quads([hai_lang()], resolved(hai_lang()))
assert b"w3id.org/vnkg" not in to_nquads(quads)
assert b"<https://example.org/kg/ns#Tenure>" in to_nquads(quads)
assert validate(quads).conforms
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
