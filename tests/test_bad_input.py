"""Input that cannot be used: one clear line each, the rest of the batch done, the exit code."""

from __future__ import annotations

import gzip
import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Command

GOOD = "28/01/2022 06:07\n\nBí thư Đảng ủy xã Hải An Phan Thành Chung cho biết như vậy.\n"


def article(**more: str) -> bytes:
    return json.dumps({"published": "2022-01-28", "text": "Xã Hải An họp.", **more}).encode() + b"\n"


def written(name: str, content: bytes) -> Callable[[Path], str]:
    def write(folder: Path) -> str:
        (folder / name).write_bytes(content)
        return name

    return write


def missing(folder: Path) -> str:
    return "missing.txt"


def folder_without_articles(folder: Path) -> str:
    (folder / "pictures").mkdir(exist_ok=True)
    (folder / "pictures/a.png").write_bytes(b"\x89PNG")
    return "pictures"


def long_line(folder: Path) -> str:
    with (folder / "long.jsonl").open("wb") as file:
        file.write(article(id="before"))
        for _ in range(50):
            file.write(b"a" * 1_000_000)
        file.write(b"\n" + article(id="after"))
    return "long.jsonl"


def tag_bomb(folder: Path) -> str:
    (folder / "bomb.html").write_bytes(b"<html><body>" + b"<i><b>" * 400_000)
    return "bomb.html"


def gzip_bomb(folder: Path) -> str:
    (folder / "bomb.txt.gz").write_bytes(gzip.compress(b"a" * 60_000_000))
    return "bomb.txt.gz"


# What is written, what the line says of it, how many records the input gives nevertheless.
REFUSED = {
    "missing file": (missing, "missing.txt: no such file or folder", 0),
    "folder without articles": (folder_without_articles, "pictures: no articles in this folder", 0),
    "empty file": (written("empty.txt", b""), "empty.txt: the file is empty", 0),
    "only blanks": (written("blank.txt", b" \n\t\n"), "blank.txt: the file is empty", 0),
    "empty JSON lines": (written("empty.jsonl", b"\n\n"), "empty.jsonl: the file is empty", 0),
    "picture": (written("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256))), "a.txt: this is a picture, not text", 0),
    "binary": (written("b.txt", bytes(range(256)) * 20), "b.txt: this is a binary file, not text", 0),
    "long line": (long_line, "long.jsonl:2: a line of more than 20 MB, too large for one article", 2),
    "broken JSON": (written("b.jsonl", article(id="1") + b'{"text": "Xa\n' + article(id="3")), "b.jsonl:2: ", 2),
    "JSON without text": (written("t.jsonl", b'{"id": "1"}\n'), 't.jsonl:1: no "text"', 0),
    "JSON that is no object": (written("n.jsonl", article(id="1") + b"[1]\n"), "n.jsonl:2: ", 1),
    "deep JSON": (written("d.jsonl", b"[" * 200_000 + b"\n" + article(id="2")), "d.jsonl:1: ", 1),
    "HTML bomb": (tag_bomb, "bomb.html: ", 0),
    "broken gzip": (written("c.txt.gz", gzip.compress(b"a" * 999)[:-9]), "c.txt.gz: broken gzip file", 0),
    "no gzip": (written("n.txt.gz", bytes(range(256))), "n.txt.gz: its name ends in .gz, but it is no gzip file", 0),
    "no gzip lines": (written("n.jsonl.gz", bytes(range(256)) * 40), "n.jsonl.gz: its name ends in .gz", 0),
    "binary lines": (written("n.jsonl", bytes(range(256)) * 40), "n.jsonl: this is a binary file, not JSON lines", 0),
    "binary lines in gzip": (
        written("m.jsonl.gz", gzip.compress(bytes(range(256)) * 40)),
        "m.jsonl.gz: this is a b",
        0,
    ),
    "gzip bomb": (gzip_bomb, "bomb.txt.gz: unpacks to more than ", 0),
}


@pytest.mark.parametrize("case", REFUSED)
def test_one_line_and_the_rest_is_done(kg: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: str) -> None:
    make, said, records = REFUSED[case]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    done = kg("extract", make(tmp_path), "good.txt")
    found = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 1
    assert done.lines == [done.err.rstrip("\n")]
    assert done.err.startswith(f"kg: {said}")
    assert "Traceback" not in done.err
    assert len(found) == records + 1
    assert found[-1]["id"] == "good"
    assert [p["person"] for p in found[-1]["positions"]] == ["Phan Thành Chung"]


@pytest.mark.parametrize("case", ["missing file", "folder without articles", "empty JSON lines", "no gzip", "binary"])
def test_a_build_of_nothing_makes_no_store(kg: Command, tmp_path: Path, case: str) -> None:
    make, said, _ = REFUSED[case]
    for name in ("new", "there"):
        store = tmp_path / name
        if name == "there":
            store.mkdir()
            (store / "judgements.tsv").write_text("# mine\n")
        done = kg("build", tmp_path / make(tmp_path), "--store", store)
        assert (done.code, done.out, len(done.lines)) == (1, "", 2)
        assert said in done.lines[0]
        assert done.lines[1] == f"kg: {store}: no article was read, so no store was made"
        assert [p.name for p in tmp_path.glob(f"{name}/*")] == (["judgements.tsv"] if name == "there" else [])


def test_a_build_of_nothing_leaves_a_store_as_it_is(kg: Command, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    kg("build", tmp_path / "good.txt", "--store", tmp_path / "store")
    done = kg("build", tmp_path / "missing.txt", "--store", tmp_path / "store")
    assert (done.code, len(done.lines)) == (1, 1)
    assert "is as it was" in done.out
    assert kg("explain", "Phan Thành Chung", "--store", tmp_path / "store").code == 0


@pytest.mark.parametrize("case", ["missing file", "broken JSON", "binary"])
def test_build_goes_on_too(kg: Command, tmp_path: Path, case: str) -> None:
    make, said, records = REFUSED[case]
    (tmp_path / "good.txt").write_text(GOOD, encoding="utf-8")
    done = kg("build", tmp_path / make(tmp_path), tmp_path / "good.txt", "--store", tmp_path / "store")
    assert done.code == 1
    assert len(done.lines) == 1
    assert said in done.err
    assert f"articles: {records + 1} read" in done.out
    assert "1 failed" in done.out


def windows_1258(text: str) -> bytes:
    """In this encoding a letter with its hat or horn is one byte, its tone another."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for c in text:
        parts = unicodedata.normalize("NFD", c)
        letter = "".join(p for p in parts if p not in tones)
        letters.append(unicodedata.normalize("NFC", letter) + "".join(p for p in parts if p in tones))
    return "".join(letters).encode("windows-1258")


ENCODED = {
    "UTF-16": (GOOD.encode("utf-16"), "UTF-16"),
    "Windows-1258": (windows_1258(GOOD), "windows-1258"),
    "a broken byte": (GOOD.encode() * 3 + b"H\xffi\n", "not all UTF-8: 1 broken"),
}


@pytest.mark.parametrize("name", ENCODED)
def test_what_is_not_utf8_says_how_it_was_read(kg: Command, tmp_path: Path, name: str) -> None:
    content, said = ENCODED[name]
    (tmp_path / "old.txt").write_bytes(content)
    done = kg("extract", tmp_path / "old.txt")
    assert done.code == 0
    assert len(done.lines) == 1
    assert said in done.err
    assert [p["person"] for p in json.loads(done.out)["positions"]] == ["Phan Thành Chung"]


# -- stores and queries ------------------------------------------------------------------------------------------------

READING = {
    "query": ("ASK { ?s ?p ?o }",),
    "export": ("--to", "turtle"),
    "view": (),
    "validate": (),
    "explain": ("Hải Hưng",),
}


@pytest.mark.parametrize("command", READING)
def test_a_store_that_is_none(kg: Command, tmp_path: Path, command: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/letter.txt").write_text("Dear store")
    for name, said in (("nowhere", "there is no store"), ("folder", "is no store"), ("folder/letter.txt", "is a file")):
        done = kg(command, *READING[command], "--store", tmp_path / name)
        assert (done.code, done.out) == (2, "")
        assert len(done.lines) == 1
        assert name in done.err
        assert said in done.err


@pytest.mark.parametrize("inside", ["", "/store"])
@pytest.mark.parametrize("command", ["build", "review"])
def test_a_store_that_is_a_file(kg: Command, tmp_path: Path, command: str, inside: str) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text(GOOD, encoding="utf-8")
    done = kg(command, *([letter] if command == "build" else []), "--store", f"{letter}{inside}")
    assert (done.code, done.out, len(done.lines)) == (2, "", 1)
    assert "letter.txt" in done.err
    assert ("is a file" in done.err) or ("there is no store" in done.err and inside)
    assert letter.read_text(encoding="utf-8") == GOOD


def test_nothing_is_built_into_a_folder_that_is_no_store(kg: Command, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text(GOOD, encoding="utf-8")
    done = kg("build", tmp_path / "letter.txt", "--store", tmp_path)
    assert (done.code, done.out) == (2, "")
    assert len(done.lines) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


QUERIES = {
    "SELECT ?s {\n  ?s rdfs:label ?o ?p\n}": "line 2, column 20",
    "SELECT * { ?s ?p": "line 1, column 10",
    "SELECT * { ?s nope:x ?o }": "nope",
    "FRAGE * { ?s ?p ?o }": "line 1, column 1",
    "": "empty",
    "DELETE WHERE { ?s ?p ?o }": "only reads",
    "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }": "SERVICE",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }": "FROM",
    "SELECT * {" + "{" * 5_000 + "}" * 5_000 + "}": "nested",
}


@pytest.mark.parametrize("query", QUERIES, ids=[f"query{n}" for n in range(len(QUERIES))])
def test_a_query_that_cannot_be_answered_is_pointed_at(kg: Command, store: Path, query: str) -> None:
    done = kg("query", "--store", store, query)
    assert (done.code, done.out) == (2, "")
    assert QUERIES[query] in done.lines[0]
    if "line" in QUERIES[query]:
        assert done.lines[2].strip() == "^"


def test_a_query_file_that_cannot_be_read(kg: Command, store: Path, tmp_path: Path) -> None:
    (tmp_path / "latin.rq").write_bytes(b"# h\xfci\nASK {}")
    for name in ("none.rq", "latin.rq", "."):
        done = kg("query", "--store", store, "-f", tmp_path / name)
        assert (done.code, done.out) == (2, "")
        assert len(done.lines) == 1
        assert str(tmp_path / name) in done.err
