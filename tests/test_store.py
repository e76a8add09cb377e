"""The store: all or nothing under kill −9, one writer, readers undisturbed, and clear words about anything wrong."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.errors import StoreError
from kg.store import Store
from kg.store import nquads as nquads_
from kg.store.nquads import write_sorted
from kg.store.records import id_of, line

# How often a writer is killed; more with KG_KILLS=200.
KILLS = int(os.environ.get("KG_KILLS", "20"))


def quad(subject: object, value: object = 1, graph: object = "g") -> ox.Quad:
    def iri(x: object) -> ox.NamedNode:
        return ox.NamedNode(f"http://x.example/{x}")

    return ox.Quad(iri(subject), iri("p"), ox.Literal(str(value)), iri(graph))


def write(store: Store, records: dict[str, Any], quads: Iterable[ox.Quad]) -> str:
    with store.writing() as w:
        for id, record in records.items():
            w.put(id, record)
        return w.publish(quads)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.create(tmp_path / "store") as made:
        yield made


def test_what_is_written_is_read(store: Store) -> None:
    assert (list(store.facts()), len(store.graph()), store.generation) == ([], 0, 0)
    records: dict[str, Any] = {
        f"bài {n}": {"n": n, "text": "Đảng ủy\n\u2028xã", "list": [1.5, None]} for n in range(50)
    }
    assert write(store, records, [quad(n) for n in range(30)]) == "published"
    with Store.open(store.path) as other:
        for seen in (store, other):
            assert list(seen.facts()) == [{"id": id, **records[id]} for id in sorted(records)]
            assert set(seen.graph()) == {quad(n) for n in range(30)}
            assert seen.quads == 30


def test_the_same_again_changes_nothing(store: Store) -> None:
    records: dict[str, Any] = {"a": {"x": 1, "y": {"b": 2, "a": 3}}, "b": {"x": 2}}
    write(store, records, [quad(1), quad(2)])
    before = contents(store.path)
    other_order: dict[str, Any] = {"b": {"x": 2}, "a": {"y": {"a": 3, "b": 2}, "x": 1}}
    assert write(store, other_order, [quad(2), quad(1), quad(2)]) == "unchanged"
    assert contents(store.path) == before
    with store.writing() as w:
        w.put("a", records["a"])
        assert not w.changed()
    assert contents(store.path) == before


def test_the_records_are_the_same_bytes_whatever_the_way(tmp_path: Path) -> None:
    records: dict[str, Any] = {str(n): {"n": n} for n in range(300)}
    made = []
    for name, ids in (("a", list(records)), ("b", list(reversed(records)))):
        with Store.create(tmp_path / name) as store:
            if name == "b":
                write(store, {"0": {"other": True}, "gone": {}}, [])
                with store.writing() as w:
                    w.remove("gone")
                    w.publish([])
            write(store, {id: records[id] for id in ids}, [quad(1)])
        made.append(contents(store.path / "articles"))
    assert made[0] == made[1]


def test_a_changed_article_replaces_the_former_one(store: Store) -> None:
    write(store, {"a": {"x": 1}, "b": {"x": 2}}, [quad(1), quad(2)])
    with store.writing() as w:
        w.put("a", {"y": 9})
        w.put("c", {"x": 3})
        w.put("c", {"x": 4})
        w.remove("b")
        w.remove("never there")
        assert w.changed()
        assert list(w.facts()) == [{"id": "a", "y": 9}, {"id": "c", "x": 4}]
        assert w.publish([quad(9)]) == "published"
    assert list(store.facts()) == [{"id": "a", "y": 9}, {"id": "c", "x": 4}]
    assert list(store.graph()) == [quad(9)]


def test_a_new_graph_of_the_same_records_is_published(store: Store) -> None:
    write(store, {"a": {}}, [quad(1)])
    assert write(store, {"a": {}}, [quad(2)]) == "published"
    assert list(store.graph()) == [quad(2)]


def test_what_is_not_published_is_dropped(store: Store) -> None:
    write(store, {"a": {"x": 1}}, [quad(1)])
    before = contents(store.path)
    with store.writing() as w:
        w.put("b", {"x": 2})
        assert w.changed()
    with pytest.raises(ZeroDivisionError):
        write(store, {"b": {"x": 2}}, (quad(1 // n) for n in (1, 0)))
    assert contents(store.path) == before


def test_a_triple_in_two_graphs_is_refused(store: Store) -> None:
    for graph in ("h", "a"):
        with pytest.raises(StoreError, match="is in two graphs"):
            write(store, {"a": {}}, [quad(1, graph="g"), quad(1, graph=graph), quad(1, 2)])
    default = ox.Quad(quad(1).subject, quad(1).predicate, quad(1).object)
    with pytest.raises(StoreError, match="is in two graphs"):
        write(store, {"a": {}}, [quad(1), default])
    assert store.generation == 0


def test_sorted_nquads_in_several_runs(tmp_path: Path) -> None:
    quads = [quad(n % 700, n % 7, n % 700) for n in range(2000)]
    quads += [ox.Quad(quad(1).subject, quad(1).predicate, quad(n).subject) for n in range(5)]
    once = write_sorted(quads, tmp_path / "one.nq")
    assert write_sorted(reversed(quads), tmp_path / "many.nq", run=300) == once
    assert (tmp_path / "one.nq").read_bytes() == (tmp_path / "many.nq").read_bytes()
    assert set(ox.parse(path=str(tmp_path / "one.nq"))) == set(quads)
    assert once[1] == len(set(quads))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["many.nq", "one.nq"]
    assert nquads_.RUN > 300


@pytest.mark.parametrize("id", ['a"b', "a\\", "ngày\n", "", "tệp \udce1"])
def test_ids_of_any_kind(id: str) -> None:
    written = line(id, {"x": "ổ"})
    assert written.count(b"\n") == 1
    assert id_of(written) == id
    assert json.loads(written) == {"id": id, "x": "ổ"}


# --- who may write and who may read


HOLDER = """
import sys
from kg.store import Store
with Store.open(sys.argv[1]).writing():
    print("in", flush=True)
    input()
"""


def test_a_second_writer_is_refused_at_once(store: Store) -> None:
    with store.writing(), pytest.raises(StoreError, match="another process is writing"), store.writing():
        pass
    with _python(HOLDER, store.path) as other:
        assert other.stdout
        assert other.stdin
        assert other.stdout.readline() == "in\n"
        with pytest.raises(StoreError, match="another process is writing"), store.writing():
            pass
        other.stdin.write("\n")
    assert other.returncode == 0
    with store.writing():
        pass


READER = """
import sys
from kg.store import Store
store = Store.open(sys.argv[1])
graph = store.graph()
for _ in sys.stdin:
    print(store.generation, sorted({q.object.value for q in graph}), [r["x"] for r in store.facts()], flush=True)
"""


def test_readers_go_on_with_what_they_opened(store: Store) -> None:
    write(store, {"a": {"x": 0}}, [quad(n, 0) for n in range(100)])
    with _python(READER, store.path) as reader:
        assert reader.stdin
        assert reader.stdout
        for version in range(1, 4):
            reader.stdin.write("\n")
            reader.stdin.flush()
            assert reader.stdout.readline() == "1 ['0'] [0]\n"
            write(store, {"a": {"x": version}}, [quad(n, version) for n in range(100)])
        kept = sorted(p.name for p in (store.path / "generations").iterdir())
        assert kept == ["000001", f"{store.generation:06}"]
    write(store, {"a": {"x": 9}}, [quad(1, 9)])
    assert [p.name for p in (store.path / "generations").iterdir()] == [f"{store.generation:06}"]
    assert len(list((store.path / "articles").iterdir())) == 1


def test_a_graph_that_was_given_out_stays_whole(store: Store) -> None:
    write(store, {"a": {}}, [quad(n) for n in range(1000)])
    graph = store.graph()
    for version in range(3):
        write(store, {"a": {}}, [quad(n, version) for n in range(1000)])
    assert {q.object.value for q in graph} == {"1"}
    del graph
    store.close()
    with Store.open(store.path) as again:
        write(again, {"b": {}}, [])
        assert [p.name for p in (store.path / "generations").iterdir()] == [f"{again.generation:06}"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_read_only_folder_can_be_read(store: Store) -> None:
    write(store, {"a": {"x": 1}}, [quad(1)])
    before = contents(store.path)
    for path in (store.path, *store.path.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    for parent in store.path.parents:
        if parent.is_relative_to(tempfile.gettempdir()) and parent != Path(tempfile.gettempdir()):
            parent.chmod(parent.stat().st_mode | 0o111)
    process = os.fork()  # the rights of root would prove nothing
    if process == 0:
        os._exit(_without_rights(store.path))
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    for path in (store.path, *store.path.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert contents(store.path) == before


def _without_rights(path: Path) -> int:
    """0 if the store can be read and says clearly that it cannot be written."""
    try:
        if os.geteuid() == 0:
            os.setgid(65534)
            os.setuid(65534)
        with Store.open(path) as store:
            if [*store.facts()] != [{"id": "a", "x": 1}] or [*store.graph()] != [quad(1)]:
                return 2
            try:
                write(store, {"b": {}}, [])
            except StoreError as e:
                return 0 if "Permission denied" in str(e) else 3
        return 4
    except BaseException as e:
        print(repr(e), file=sys.stderr)
        return 5


# --- kill −9

WRITER = """
import sys
import pyoxigraph as ox
from kg.store import Store
store, version = Store.open(sys.argv[1]), int(sys.argv[2])
p = ox.NamedNode("http://x.example/p")
while True:
    version += 1
    with store.writing() as w:
        for n in range(40):
            w.put(str(n), {"version": version})
        quads = [ox.Quad(ox.NamedNode(f"http://x.example/{n}"), p, ox.Literal(str(version))) for n in range(400)]
        w.publish(quads)
    print(version, flush=True)
"""


def test_kill_9_leaves_the_store_whole(store: Store) -> None:
    chance = random.Random(11)
    acknowledged = 0
    for _ in range(KILLS):
        with _python(WRITER, store.path, acknowledged) as writer:
            assert writer.stdout
            acknowledged = int(writer.stdout.readline())
            time.sleep(chance.random() * 0.08)
            writer.kill()
            acknowledged = max([acknowledged, *map(int, writer.stdout.read().split())])
        with Store.open(store.path) as found:
            versions = {r["version"] for r in found.facts()}
            graph = found.graph()
            assert (len(graph), {int(q.object.value) for q in graph}) == (400, versions)
            assert versions <= {acknowledged, acknowledged + 1}
            assert len(versions) == 1
            acknowledged = versions.pop()
    with Store.open(store.path) as last:
        write(last, {"0": {"version": 0}}, [])
        left = sorted(p.name for p in last.path.rglob("*") if p.is_dir())
        assert left == [f"{last.generation:06}", "articles", "generations", "graph"]
        assert sum(1 for _ in (last.path / "articles").iterdir()) == len(last._manifest.shards)


def test_leftovers_of_an_interrupted_creation_are_no_hindrance(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("0\n")
    (tmp_path / "kg-store.json.77.tmp").write_text("{")
    assert Store.open(tmp_path, create=True).generation == 0


# --- what is wrong is said


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="there is no store; make one with `kg build`"):
        Store.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()
    with pytest.raises(StoreError, match="this folder is no store"):
        Store.open(tmp_path)
    (tmp_path / "file").write_text("x")
    for make in (Store.open, Store.create):
        with pytest.raises(StoreError, match="this is a file"):
            make(tmp_path / "file")


@pytest.mark.parametrize("name", ["letter.txt", "kg.json", "articles", ".hidden"])
def test_a_foreign_folder_is_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    before = contents(tmp_path)
    for make in (lambda: Store.create(tmp_path), lambda: Store.open(tmp_path, create=True)):
        with pytest.raises(StoreError, match="not empty and no store; nothing was written"):
            make()
    assert contents(tmp_path) == before


def test_a_store_is_not_made_anew(store: Store) -> None:
    write(store, {"a": {}}, [quad(1)])
    with pytest.raises(StoreError, match="nothing was written"):
        Store.create(store.path)
    with Store.open(store.path, create=True) as same:
        assert same.generation == 1


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        (
            "kg-store.json",
            '{"format": "kg-store", "version": 99}',
            "the store has layout 99, this program knows layout 1",
        ),
        ("kg-store.json", '{"format": "other"}', "this is not a store's marker"),
        ("kg-store.json", "[", "this file of the store is damaged"),
        ("current", "", "this should be the number of a generation"),
        ("current", "../..", "this should be the number of a generation"),
        ("current", "\x00\xff", "this should be the number of a generation"),
        ("current", "7\n", "the store has lost its generation 7"),
        ("current", None, "the store has lost this file"),
        ("generations/000001/manifest.json", "{", "this file of the store is damaged"),
        ("generations/000001/manifest.json", '{"generation": 1}', "this manifest is damaged"),
        ("generations/000001/manifest.json", None, "the store has lost its generation 1"),
    ],
)
def test_damage_is_named(store: Store, file: str, content: str | None, message: str) -> None:
    write(store, {"a": {}}, [quad(1)])
    path = store.path / file
    if content is None:
        path.unlink()
    else:
        path.write_text(content, encoding="latin-1")
    with pytest.raises(StoreError) as error:
        Store.open(store.path)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_damaged_records_are_not_believed(store: Store) -> None:
    write(store, {"a": {"role": "Bí thư"}}, [quad(1)])
    (shard,) = (store.path / "articles").iterdir()
    shard.write_text(shard.read_text(encoding="utf-8").replace("Bí thư", "Chủ tịch"), encoding="utf-8")
    with pytest.raises(StoreError, match="damaged"):
        list(store.facts())
    shard.unlink()
    with pytest.raises(StoreError, match="has lost this file"):
        list(store.facts())


def _python(code: str, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
