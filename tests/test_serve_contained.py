"""Strangers' queries against the running server: what they may not reach, and what they may not break."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from server import PATIENCE, Got, Server, serving

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

LIMIT = 1.5  # seconds for one answer
SLACK = 20.0  # a busy machine is slow; a query that is not stopped takes far longer
HARMLESS = "SELECT ?p { ?p a foaf:Person } LIMIT 3"
CANARY = "the canary's song"

# Runs in each worker before anything else: tells of every file opened and every connection begun, through a pipe that
# was opened before the limits hold.
_HOOK = """
import os, sys
if "kg.serve.worker" in sys.orig_argv:
    _pipe = os.open(os.environ["KG_TEST_PIPE"], os.O_WRONLY)
    _told = ("open", "socket.connect", "socket.getaddrinfo", "socket.bind", "subprocess.Popen", "os.system", "os.exec")
    def _hook(event, arguments):
        if event in _told and not str(arguments[0]).endswith((".py", ".pyc")):
            os.write(_pipe, (event + " " + str(arguments[0])[:200] + "\\n").encode("utf-8", "replace"))
    sys.addaudithook(_hook)
"""


@dataclass
class Watch:
    """What is listened to: a file that must not be read, a port that must not be asked, and the workers' own word."""

    canary: Path
    port: int
    pipe: int
    opened: int
    connections: list[object] = field(default_factory=list)

    def events(self) -> list[str]:
        """What the workers have told since the last call."""
        try:
            return os.read(self.pipe, 1 << 20).decode("utf-8").splitlines()
        except BlockingIOError:
            return []

    def canary_reads(self) -> int:
        """How often the system has seen the file opened since the last call."""
        try:
            seen = os.read(self.opened, 1 << 16)
        except BlockingIOError:
            return 0
        count = 0
        while seen:
            count += 1
            seen = seen[16 + struct.unpack_from("iIII", seen)[3] :]
        return count


@pytest.fixture(scope="module")
def watch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watch]:
    folder = tmp_path_factory.mktemp("watch")
    canary = folder / "canary.ttl"
    canary.write_text(f'<urn:canary> <urn:sings> "{CANARY}" .\n', encoding="utf-8")
    (folder / "hook").mkdir()
    (folder / "hook" / "sitecustomize.py").write_text(_HOOK, encoding="utf-8")
    pipe = folder / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    libc = ctypes.CDLL(None, use_errno=True)
    opened = libc.inotify_init1(os.O_NONBLOCK)
    assert libc.inotify_add_watch(opened, str(canary).encode(), 0x20) >= 0  # IN_OPEN
    with socket.create_server(("127.0.0.1", 0)) as listener:
        found = Watch(canary, listener.getsockname()[1], reading, opened)

        def accept() -> None:
            while True:
                try:
                    connection, source = listener.accept()
                except OSError:
                    return
                found.connections.append(source)
                connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield found
        listener.shutdown(socket.SHUT_RDWR)
    os.close(reading)
    os.close(opened)


@pytest.fixture(scope="module")
def server(store: Path, watch: Watch) -> Iterator[Server]:
    hook = str(watch.canary.parent / "hook")
    path = os.pathsep.join(filter(None, (hook, os.environ.get("PYTHONPATH"))))
    env = {"PYTHONPATH": path, "KG_TEST_PIPE": str(watch.canary.parent / "pipe")}
    options = ("--seconds", LIMIT, "--memory", 300, "--rows", 200, "--bytes", 100_000, "--workers", 2)
    with serving(store, *options, env=env) as found:
        yield found


# -- files and networks ----------------------------------------------------------------------------------------------

# FILE and HOST stand for the canary's address and the listening port's.
REACHING = {
    "a file in FROM": "SELECT * FROM <FILE> { ?s ?p ?o }",
    "a file in FROM NAMED": "SELECT * FROM NAMED <FILE> { GRAPH ?g { ?s ?p ?o } }",
    "a file by BASE": "BASE <FOLDER> SELECT * FROM <canary.ttl> { ?s ?p ?o }",
    "a file by PREFIX": "PREFIX f: <FOLDER> SELECT * FROM f:canary.ttl { ?s ?p ?o }",
    "a file in GRAPH": "SELECT * { GRAPH <FILE> { ?s ?p ?o } }",
    "a URL in FROM": "SELECT * FROM <HOST/g> { ?s ?p ?o }",
    "a URL in FROM NAMED": "SELECT * FROM NAMED <HOST/g> { GRAPH ?g { ?s ?p ?o } }",
    "SERVICE": "SELECT * { SERVICE <HOST/sparql> { ?s ?p ?o } }",
    "SERVICE SILENT": "SELECT * { SERVICE SILENT <HOST/sparql> { ?s ?p ?o } }",
    "SERVICE with a variable": "SELECT * { VALUES ?g { <HOST/sparql> } SERVICE ?g { ?s ?p ?o } }",
    "SERVICE in a subquery": "SELECT * { { SELECT * { OPTIONAL { SERVICE <HOST/s> { ?s ?p ?o } } } } }",
    "SERVICE in EXISTS": "ASK { FILTER EXISTS { SERVICE <HOST/s> { ?s ?p ?o } } }",
    "SERVICE without spaces": "SELECT*{?s ?p 1.SERVICE<HOST/s>{?a ?b ?c}}",
    "SERVICE in other letters": "SELECT * { sErViCe#comment\n<HOST/s> { ?s ?p ?o } }",
    "SERVICE with escapes": "SELECT * { \\u0053\\u0045RVICE <HOST/s> { ?s ?p ?o } }",
    "SERVICE after a tag": "SELECT * { ?s ?p 'x'@en . SERVICE <HOST/s> { ?s ?p ?o } }",
    "SERVICE to a file": "SELECT * { SERVICE <FILE> { ?s ?p ?o } }",
    "LOAD": "LOAD <HOST/g>",
    "LOAD of a file after a query": "ASK {} ; LOAD <FILE>",
    "DESCRIBE of a file": "DESCRIBE <FILE>",
}


def _aimed(query: str, watch: Watch) -> str:
    folder = watch.canary.parent.as_uri() + "/"
    return query.replace("FILE", watch.canary.as_uri()).replace("FOLDER", folder).replace("HOST", _host(watch))


def _host(watch: Watch) -> str:
    return f"http://127.0.0.1:{watch.port}"


def test_no_query_reaches_a_file_or_the_network(server: Server, watch: Watch) -> None:
    for _ in range(6):  # what a worker opens when it first answers, it opens now
        assert server.query(HARMLESS).status == 200
        server.query("SELECT * { ?s ?p ?o . ?x }")
        server.query("DESCRIBE code:role-bi-thu")
    watch.events()
    watch.canary_reads()
    answers = {name: server.query(_aimed(query, watch)) for name, query in REACHING.items()}
    for parameter in ("default-graph-uri", "named-graph-uri"):
        for source in (watch.canary.as_uri(), _host(watch)):
            answers[f"{parameter} {source}"] = server.query("SELECT * { ?s ?p ?o }", {parameter: source})
    answers["update"] = server.ask("/sparql?" + urlencode({"update": f"LOAD <{_host(watch)}>"}))
    assert watch.events() == []
    assert watch.canary_reads() == 0
    assert watch.connections == []
    for name, answer in answers.items():
        assert answer.status == 400 or _empty(answer), name
        assert CANARY not in answer.text


def _empty(answer: Got) -> bool:
    """What is no keyword of reading, such as GRAPH, may be asked, and finds nothing."""
    if answer.status != 200:
        return False
    return "turtle" in answer.type or not answer.rows()


def test_the_watch_would_see_it(watch: Watch) -> None:
    """What the former test counts is counted indeed."""
    watch.canary.read_text(encoding="utf-8")
    assert watch.canary_reads() == 1
    socket.create_connection(("127.0.0.1", watch.port)).close()
    for _ in range(100):
        if watch.connections:
            break
        time.sleep(0.02)
    assert len(watch.connections) == 1
    watch.connections.clear()


def test_the_workers_word_is_heard(store: Path, watch: Watch, server: Server) -> None:
    """A new worker opens the store, and says so."""
    watch.events()
    server.query(BOMBS["product"])
    for _ in range(200):
        if any(event.startswith("open") for event in watch.events()):
            return
        time.sleep(0.05)
    pytest.fail("the audit hook tells nothing")


# -- hostile queries -------------------------------------------------------------------------------------------------

_MANY = " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(6))
_TWO = "?a ?b ?c . ?d ?e ?f"
_DOUBLED = " ".join(f"BIND (CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(34))
_VALUES = " ".join(f"VALUES ?v{i} {{ {' '.join(map(str, range(60)))} }}" for i in range(6))
BOMBS = {
    "product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "bigger product": f"SELECT (COUNT(*) AS ?n) {{ {_MANY} }}",
    "product of values": f"SELECT (COUNT(*) AS ?n) {{ {_VALUES} }}",
    "product with a filter": f"SELECT * {{ {_TWO} . ?g ?h ?i FILTER (?a = ?i && ?d = ?c && ?b = ?f && 1 = 2) }}",
    "product that is ordered": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY DESC(?f) ?a",
    "distinct product": "SELECT DISTINCT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 100000000",
    "groups of a product": "SELECT ?a ?d (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } GROUP BY ?a ?d",
    "concatenated groups": "SELECT (GROUP_CONCAT(?c) AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "paths": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>)* ?b . ?b (!<urn:x>)* ?c . ?c (!<urn:x>)* ?d }",
    "nested paths": "SELECT * { ?a ((((!<urn:x>)*)+)*)+ ?b . ?b ((((!<urn:x>)*)+)*)+ ?a } OFFSET 9999999",
    "both ways": "SELECT (COUNT(*) AS ?n) { ?a (!<urn:x>|!^<urn:x>)+ ?b . ?b (!<urn:x>|!^<urn:x>)+ ?c }",
    "not exists": f"SELECT (COUNT(*) AS ?n) {{ {_TWO} FILTER NOT EXISTS {{ ?a ?x ?y . ?y ?z ?w . ?d ?v ?w }} }}",
    "minus": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f MINUS { ?g ?h ?i . ?j ?k ?l } }",
    "optional": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c OPTIONAL { ?d ?e ?f OPTIONAL { ?g ?h ?i } } }",
    "construct": "CONSTRUCT { ?a ?e ?i } { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?i = 'none') }",
    "ask": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER (?a = 'none') }",
    "doubled text": f"SELECT (STRLEN(?x34) AS ?n) {{ BIND ('aaaaaaaaaaaaaaaa' AS ?x0) {_DOUBLED} }}",
    "replaced text": "SELECT (REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE('aaaaaaaaaa', 'a', "
    + "), 'a', ".join(["'aaaaaaaaaa'"] * 8)
    + ") AS ?x) {}",
    "regex": f"SELECT * {{ {_TWO} FILTER (REGEX(CONCAT(STR(?c), STR(?f)), '^(a|a?)*(b|.*)*c{{9}}$')) }}",
    "regex that is huge": "SELECT * { ?a ?b ?c FILTER (REGEX(STR(?c), '((a{500}){500}){500}')) }",
    "random": f"SELECT * {{ {_TWO} FILTER (RAND() > 2 || SHA512(STR(?c)) = SHA512(CONCAT(STR(?f), 'x'))) }}",
}
DEEP = {
    "brackets": "SELECT * { " + "{" * 20_000 + "}" * 20_000 + " }",
    "parentheses": "SELECT (" + "(" * 20_000 + "1" + ")" * 20_000 + " AS ?x) {}",
    "negation": "SELECT (" + "!" * 9_000 + "1 AS ?x) {}",
    "minus signs": "SELECT (" + "- " * 9_000 + "1 AS ?x) {}",
    "sum": "SELECT (" + "1+" * 9_000 + "1 AS ?x) {}",
    "or": "SELECT * { FILTER (" + "?x||" * 4_000 + "?x) }",
    "path": "SELECT * { ?a <urn:p>" + "/<urn:p>" * 9_000 + " ?b }",
    "inverse path": "SELECT * { ?a " + "^(" * 20_000 + "<urn:p>" + ")" * 20_000 + " ?b }",
    "unions": "SELECT * { {} " + "UNION {} " * 3_000 + "}",
    "optionals": "SELECT * { " + "OPTIONAL { ?a ?b ?c " * 20_000 + "}" * 20_000 + " }",
    "lists": "SELECT * { ?a ?b " + "(" * 20_000 + ")" * 20_000 + " }",
    "blank nodes": "SELECT * { ?a ?b " + "[ ?p " * 20_000 + "1" + "]" * 20_000 + " }",
    "quoted triples": "SELECT * { ?a ?b " + "<<( ?s ?p " * 15_000 + "1" + " )>>" * 15_000 + " }",
    "subqueries": "SELECT * { " + "{ SELECT * { " * 9_000 + "} }" * 9_000 + " }",
    "an open string": 'SELECT * { ?a ?b """' + '"' * 100_000,
    "binds": "SELECT * { " + " ".join(f"BIND (?x{i} AS ?x{i + 1})" for i in range(1_900)) + " }",
    "strange letters": "SELECT * { ?a ?b '\u202e\ud7ff\x00\x01' } \x00",
}


def _sent(server: Server, query: str) -> tuple[Got, float]:
    start = time.monotonic()
    body = query.encode("utf-8")
    got = server.ask("/sparql", "POST", body, content_type="application/sparql-query")
    return got, time.monotonic() - start


@pytest.fixture(scope="module")
def bombed(server: Server) -> dict[str, tuple[Got, float]]:
    """What became of each bomb, two at a time."""
    with ThreadPoolExecutor(2) as pool:
        return dict(zip(BOMBS, pool.map(lambda query: _sent(server, query), BOMBS.values()), strict=True))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_answered_at_the_limit(server: Server, bombed: dict[str, tuple[Got, float]], name: str) -> None:
    got, seconds = bombed[name]
    assert got.status in (200, 400, 413, 504), got.text  # a fast machine may finish some
    assert seconds < LIMIT + SLACK
    if got.status in (413, 504):
        assert got.type == "application/problem+json"
        assert got.json()["detail"]


def test_most_bombs_needed_the_limit(bombed: dict[str, tuple[Got, float]]) -> None:
    statuses = [got.status for got, _ in bombed.values()]
    assert statuses.count(504) >= len(BOMBS) // 2
    stopped = [seconds for got, seconds in bombed.values() if got.status == 504]
    assert min(stopped) >= LIMIT


@pytest.mark.parametrize("name", DEEP)
def test_what_is_nested_deeply_is_refused(server: Server, name: str) -> None:
    got, _ = _sent(server, DEEP[name])
    assert got.status in (200, 400, 413, 504), got.text
    assert got.status == 200 or got.json()["detail"]


def test_after_all_that_the_server_is_whole(server: Server, bombed: dict[str, tuple[Got, float]]) -> None:
    assert server.alive()
    assert server.query(HARMLESS).rows()
    assert _wait_until(lambda: len(server.workers()) == 3)  # two for one client, and one to spare


def test_a_stopped_query_does_not_keep_others_waiting(server: Server) -> None:
    """While one place is taken by a bomb, the other answers; and afterwards both do."""
    with ThreadPoolExecutor(1) as pool:
        bomb = pool.submit(_sent, server, BOMBS["product"])
        answered = 0
        while not bomb.done():
            assert server.query(HARMLESS).status == 200
            answered += 1
        assert bomb.result()[0].status == 504
    assert answered > 1
    for _ in range(4):
        assert server.query(HARMLESS).status == 200


def _left_alone(server: Server, query: str) -> socket.socket:
    """A connection on which a query was sent, and no answer awaited."""
    connection = socket.create_connection(("127.0.0.1", server.port))
    address = "/sparql?" + urlencode({"query": query})
    connection.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return connection


def _wait_until(true: Callable[[], bool]) -> bool:
    for _ in range(PATIENCE * 20):
        if true():
            return True
        time.sleep(0.05)
    return False


def test_a_client_that_goes_away_frees_its_place(store: Path) -> None:
    """Its query is ended long before the limit, be it at work or waiting, and the workers are whole again."""
    with serving(store, "--workers", 1, "--seconds", 600) as server:
        assert _wait_until(lambda: len(server.workers()) == 2)
        before = server.workers()
        connections = [_left_alone(server, BOMBS["bigger product"]) for _ in range(3)]
        time.sleep(0.5)
        assert server.workers() == before
        for connection in connections:
            connection.close()
        assert server.query(HARMLESS).status == 200
        # one that waited may have been handed the free worker before it was seen to have gone: then that is new too
        assert _wait_until(lambda: len(server.workers()) == 2 and server.workers() != before)


def test_no_client_keeps_the_others_waiting(store: Path) -> None:
    """A client with ten bombs has all the workers that it may have; another is answered meanwhile."""
    with serving(store, "--workers", 2, "--seconds", 600) as server:
        connections = [_left_alone(server, BOMBS["bigger product"]) for _ in range(10)]
        time.sleep(0.5)
        for _ in range(5):
            assert server.query(HARMLESS, client="127.0.0.2").status == 200
        for connection in connections:
            connection.close()
        assert server.query(HARMLESS).status == 200


def test_a_query_that_wants_too_much_memory_is_stopped(store: Path) -> None:
    with serving(store, "--workers", 1, "--memory", 150, "--seconds", 60) as server:

        def size() -> int:
            pages = Path(f"/proc/{server.process.pid}/statm").read_text(encoding="ascii").split()[1]
            return int(pages) * os.sysconf("SC_PAGE_SIZE")

        server.query(HARMLESS)
        before = size()
        got = _sent(server, BOMBS["doubled text"])[0]
        assert got.status == 413
        assert "150 MiB" in got.json()["detail"]
        assert size() - before < 50 << 20
        assert server.query(HARMLESS).status == 200


def test_a_worker_that_is_killed_is_replaced(server: Server) -> None:
    for worker in server.workers():
        os.kill(worker, signal.SIGKILL)
    statuses = []
    for _ in range(PATIENCE * 10):
        statuses.append(server.query(HARMLESS).status)
        if statuses[-3:] == [200] * 3:
            break
        time.sleep(0.1)
    assert statuses[-3:] == [200] * 3
    assert set(statuses) <= {200, 413, 503}


def test_workers_end_with_a_server_that_is_killed(store: Path) -> None:
    with serving(store, "--workers", 1, "--seconds", 600) as server:
        workers = server.workers()
        assert len(workers) == 2
        asking = threading.Thread(target=_lost, args=(server, BOMBS["bigger product"]), daemon=True)
        asking.start()
        time.sleep(0.3)
        server.process.kill()
        for _ in range(100):
            if not any(Path(f"/proc/{worker}/exe").exists() for worker in workers):
                break
            time.sleep(0.05)
        assert not any(Path(f"/proc/{worker}/exe").exists() for worker in workers)


def _lost(server: Server, query: str) -> None:
    try:
        server.query(query)
    except OSError:
        return


def test_no_other_origin_may_ask_unless_the_settings_say_so(server: Server) -> None:
    got = server.query(HARMLESS, origin="https://example.org")
    assert not [name for name in got.headers if name.startswith("access-control")]


def test_other_requests_are_bounded_too(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(b"GET /sparql?query=" + b"a" * 250_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")
        status = int(connection.recv(1000).split()[1])
    assert status in (400, 414, 431)
    chunked = b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\n"
    chunked += b"Transfer-Encoding: chunked\r\n\r\n" + (b"10000\r\n" + b" " * 65536 + b"\r\n") * 5
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        connection.sendall(chunked)
        assert int(connection.recv(1000).split()[1]) == 413
    assert server.alive()
