"""Sending the graph to other servers: a real Oxigraph, and one that asks for passwords and fails on purpose."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest
from conftest import Command

from kg.errors import SettingsError
from kg.push import PushError, push
from kg.questions import named
from kg.store import Store

ONE, TWO = (ox.NamedNode(f"http://x.example/graph/{n}?a=b&c#d") for n in (1, 2))
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


def small(*graphs: ox.NamedNode | ox.DefaultGraph) -> ox.Store:
    store = ox.Store()
    for graph in graphs:
        store.add(ox.Quad(ox.NamedNode("http://x.example/s"), LABEL, ox.Literal(f"Hải Hưng {graph}"), graph))
    return store


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


# -- a real server -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def oxigraph() -> Iterator[str]:
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if not program:
        pytest.fail("the oxigraph server is missing: pip install oxigraph", pytrace=False)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen([program, "serve", "--bind", address], stderr=subprocess.DEVNULL) as server:
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", int(address.rpartition(":")[2]))) == 0:
                    break
            time.sleep(0.05)
        yield f"http://{address}"
        server.terminate()


def there(server: str) -> set[ox.Quad]:
    request = urllib.request.Request(f"{server}/store", headers={"Accept": "application/n-quads"})
    with urllib.request.urlopen(request) as answer:
        return set(ox.parse(answer.read(), format=ox.RdfFormat.N_QUADS))


def test_oxigraph_has_the_graph_and_answers_alike(kg: Command, store: Path, oxigraph: str) -> None:
    done = kg("push", "--store", store, "--to", f"{oxigraph}/store")
    assert done.code == 0, done.err
    with Store.open(store) as opened:
        graph = opened.graph()
        assert there(oxigraph) == set(graph)
        assert done.out == f"{len(list(graph.named_graphs()))} graphs with {len(graph):,} triples sent\n"
        for name in ("lineage", "mergers-by-year", "two-posts"):
            body = named(name).text.encode("utf-8")
            headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
            request = urllib.request.Request(f"{oxigraph}/query?union-default-graph", body, headers)
            with urllib.request.urlopen(request) as answer:
                rows = json.load(answer)["results"]["bindings"]
            assert len(rows) == len(list(graph.query(named(name).text, use_default_graph_as_union=True)))  # type: ignore[arg-type]


def test_a_graph_takes_the_place_of_the_former_and_others_stay(oxigraph: str) -> None:
    url = f"{oxigraph}/store"
    push(small(ONE, TWO, ox.DefaultGraph()), url)
    changed = small(ONE)
    changed.add(ox.Quad(ONE, LABEL, ox.Literal("mới", language="vi"), ONE))
    assert push(changed, url).triples == 2
    found = {q for q in there(oxigraph) if q.graph_name in (ONE, TWO, ox.DefaultGraph())}
    assert found == set(changed) | set(small(TWO, ox.DefaultGraph()))


def test_what_was_sent_is_remembered(oxigraph: str, tmp_path: Path) -> None:
    url, memory = f"{oxigraph}/store", tmp_path / "sent.json"
    first = push(small(ONE, TWO), url, memory=memory)
    again = push(small(ONE, TWO), url, memory=memory)
    less = push(small(TWO), url, memory=memory)
    assert [(r.sent, r.kept, r.removed) for r in (first, again, less)] == [(2, 0, 0), (0, 2, 0), (0, 1, 1)]
    assert not any(q.graph_name == ONE for q in there(oxigraph))
    memory.write_bytes(memory.read_bytes() + b'{"to": "torn')
    back = push(small(ONE, TWO), url, memory=memory)
    assert (back.sent, back.kept) == (1, 1), "what the file says last counts, and a torn line does not"
    assert push(small(ONE), f"{oxigraph}/store?x=1", memory=memory).sent == 1, "another address was sent nothing"


# -- a server that makes trouble ---------------------------------------------------------------------------------------


class Trouble(BaseHTTPRequestHandler):
    """Keeps what it is given, after the password of `scheme`; `broken` graphs get 500."""

    address, scheme, status, hang_ups = "", "", 204, 0
    broken: frozenset[str] = frozenset()
    kept: dict[str, bytes] = {}  # noqa: RUF012 - one for all requests

    def do_PUT(self) -> None:
        if type(self).hang_ups:
            type(self).hang_ups -= 1
            self.close_connection = True
            return None
        content = self.rfile.read(int(self.headers["Content-Length"]))
        if self.scheme and not self._allowed():
            challenge = {"Basic": 'Basic realm="kg"', "Digest": 'Digest realm="kg", nonce="n1", qop="auth"'}[
                self.scheme
            ]
            return self._answer(401, {"WWW-Authenticate": challenge})
        if any(name in self.path for name in self.broken):
            return self._answer(500, {}, b"Virtuoso 37000\nError")
        self.kept[self.path] = content
        return self._answer(self.status, {"Location": "http://x.example/other?graph=1"} if self.status == 308 else {})

    def _allowed(self) -> bool:
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        if self.scheme == "Basic":
            return (scheme, given) == ("Basic", base64.b64encode("dba:mật khẩu".encode()).decode())
        said = {k: v.strip('"') for k, v in re.findall(r'(\w+)=("[^"]*"|[^, ]+)', given)}
        one, two = (hashlib.md5(x.encode()).hexdigest() for x in ("dba:kg:mật khẩu", f"PUT:{self.path}"))
        whole = f"{one}:{said.get('nonce')}:{said.get('nc')}:{said.get('cnonce')}:auth:{two}"
        return scheme == "Digest" and said.get("response") == hashlib.md5(whole.encode()).hexdigest()

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def trouble() -> Iterator[type[Trouble]]:
    class Handler(Trouble):
        kept: dict[str, bytes] = {}  # noqa: RUF012

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        Handler.address = f"http://127.0.0.1:{server.server_address[1]}/graphs"
        yield Handler
        server.shutdown()


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_passwords(trouble: type[Trouble], scheme: str) -> None:
    trouble.scheme = scheme
    report = push(small(ONE, TWO), trouble.address, user="dba", password="mật khẩu")
    assert (report.sent, report.errors) == (2, [])
    assert set(trouble.kept) == {f"/graphs?graph=http%3A%2F%2Fx.example%2Fgraph%2F{n}%3Fa%3Db%26c%23d" for n in (1, 2)}
    assert "Hải Hưng".encode() in next(iter(trouble.kept.values()))
    wrong = push(small(ONE, TWO), trouble.address, user="dba", password="x")
    assert len(wrong.errors) == 1, "the second graph is not tried"
    assert "the server answered 401" in str(wrong.errors[0])
    assert str(wrong.errors[0]).endswith("the server wants another user or password; give --user NAME and the password")


def test_a_failure_does_not_end_the_rest_and_resume_sends_only_that(trouble: type[Trouble], tmp_path: Path) -> None:
    trouble.broken = frozenset(["graph%2F1"])
    told: list[PushError] = []
    url, memory = trouble.address, tmp_path / "sent.json"
    report = push(small(ONE, TWO), url, memory=memory, failed=told.append)
    assert (report.sent, report.errors) == (1, told)
    assert str(told[0]) == (
        f"{ONE.value}: the server answered 500 Internal Server Error: Virtuoso 37000 Error; "
        "push again to send what is missing"
    )
    trouble.broken = frozenset()
    again = push(small(ONE, TWO), url, memory=memory)
    assert (again.sent, again.kept) == (1, 1)


def test_a_server_that_hangs_up(trouble: type[Trouble]) -> None:
    trouble.hang_ups = 2
    assert push(small(ONE), trouble.address).sent == 1
    assert len(trouble.kept) == 1
    trouble.hang_ups = 9
    (error,) = push(small(ONE, TWO), trouble.address).errors
    assert "the server cannot be reached: " in str(error)
    assert trouble.hang_ups == 6  # three tries, and the second graph is not tried


def test_a_server_that_moved(trouble: type[Trouble]) -> None:
    trouble.status = 308
    (error,) = push(small(ONE, TWO), trouble.address).errors
    assert str(error).endswith("push to http://x.example/other")


def test_mistakes(kg: Command, store: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/store"
    done = kg("push", "--store", store, "--to", nobody)
    assert done.code == 1
    assert done.out == "0 graphs with 0 triples sent, 1 failed\n"
    assert len(done.lines) == 1
    assert "the server cannot be reached: " in done.err
    dry = kg("push", "--store", store, "--to", nobody, "--dry-run")
    assert (dry.code, dry.err) == (0, "")
    assert re.search(r"^https://w3id.org/vnkg/id/graph/ontology  [\d,]+ triples, [\d,]+ bytes$", dry.out, re.M)
    for url in ("localhost:7878", "ftp://x/", "http:///store"):
        with pytest.raises(SettingsError, match="no address of a server"):
            push(ox.Store(), url)
    (tmp_path / "sent.json").write_text("[1]\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="not what a push wrote"):
        push(ox.Store(), nobody, memory=tmp_path / "sent.json")
