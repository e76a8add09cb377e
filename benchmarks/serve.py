"""`kg serve` beside the oxigraph server on the same graph: requests per second at 8 clients, and stopped queries."""

from __future__ import annotations

import contextlib
import http.client
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.tables import show
from kg import questions
from kg.pipeline import build
from kg.query import prefixes
from kg.store import Store

CLIENTS, SECONDS, ROUNDS = 8, 1.0, 3
AIM, AIM_STOP = 0.9, 0.1
Row = list[object]

_SAMPLES = Path(__file__).parent.parent / "samples"
# What pages and scripts ask most: by name, by thing, by kind; some with many rows, some with few.
_QUERIES = {
    "one name": 'SELECT ?p { ?p rdfs:label "Trần Đức Lệnh"@vi }',
    "posts of a person": "SELECT ?post ?from { ?t org:member person:tran-duc-lenh-8a3639 ; kg:post/rdfs:label ?post "
    "OPTIONAL { ?t kg:notBefore ?from } }",
    "counts by class": "SELECT ?class (COUNT(*) AS ?n) { ?s a ?class } GROUP BY ?class ORDER BY DESC(?n)",
    "all tenures": "SELECT ?t ?label ?status { ?t a kg:Tenure ; rdfs:label ?label ; kg:status ?status }",
    "evidence": "SELECT ?e ?quote ?c { ?e a kg:Evidence ; kg:quote ?quote ; kg:confidence ?c } LIMIT 100",
    "a part of a name": "SELECT ?s ?label { ?s rdfs:label ?label FILTER (CONTAINS(?label, 'Hải')) } LIMIT 50",
}
_SAVED = ("lineage", "secretaries", "person", "merged-leaders")
_BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def run() -> list[Row]:
    """Prints two tables; gives the rows of both."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        build([p for p in sorted(_SAMPLES.iterdir()) if p.suffix in (".txt", ".html")], store)
        rates = _rates(store, Path(folder))
        columns = ["query", "oxigraph", "kg: new questions", "kg: asked again", "ratio", "ratio again", "aim"]
        show(f"HTTP: requests per second at {CLIENTS} clients", columns, rates)
        stopped = _stopped(store)
        show("HTTP: a query stopped at its limit", ["limit, s", "answered after, s", "aim"], stopped)
    return rates + stopped


def _rates(store: Path, folder: Path) -> list[Row]:
    rows: list[Row] = []
    queries = _QUERIES | {name: questions.named(name).text for name in _SAVED}
    with _kg(store) as ours, _oxigraph(store, folder) as theirs:
        if theirs is None:
            print("the oxigraph server is missing (pip install oxigraph): no ratio", file=sys.stderr)
        ratios = []
        for name, query in queries.items():
            # Turn and turn about, so that both have the machine as it is.
            triples = [
                (_rate(ours, query, anew=True), _rate(ours, query), _rate(theirs, query, anew=True) if theirs else 0.0)
                for _ in range(ROUNDS)
            ]
            anew, again, their = (statistics.median(side) for side in zip(*triples, strict=True))
            ratios.append((anew / their, again / their) if their else (0.0, 0.0))
            rows.append(
                [name, f"{their:,.0f}", f"{anew:,.0f}", f"{again:,.0f}", *map("{:.2f}".format, ratios[-1]), AIM]
            )
    medians = [f"{statistics.median(side):.2f}" for side in zip(*ratios, strict=True)]
    rows.append(["median", "", "", "", *medians, AIM])
    return rows


def _stopped(store: Path) -> list[Row]:
    rows: list[Row] = []
    for limit in (0.5, 1.0):
        with _kg(store, "--seconds", str(limit)) as port:
            times = []
            for _ in range(5):
                start = time.perf_counter()
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                connection.request("GET", "/sparql?" + urlencode({"query": _BOMB}))
                assert connection.getresponse().status == 504
                times.append(time.perf_counter() - start)
                connection.close()
        rows.append([limit, f"{statistics.median(times):.3f} (worst {max(times):.3f})", limit + AIM_STOP])
    return rows


@contextmanager
def _kg(store: Path, *options: str) -> Iterator[int]:
    command = [sys.executable, "-m", "kg", "serve", "--store", str(store), "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline().rstrip("/\n").rpartition(":")[2])
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def _oxigraph(store: Path, folder: Path) -> Iterator[int | None]:
    """The server of the same engine on a copy of the same graph; None if it is not installed."""
    found = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}") or shutil.which("oxigraph")
    if not found:
        yield None
        return
    with Store.open(store) as opened:
        graph = store / "generations" / f"{opened.generation:06}" / "graph"
        shutil.copytree(graph, folder / "copy")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [found, "serve-read-only", "--location", str(folder / "copy"), "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, "--union-default-graph"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _rate(port: int, query: str, *, anew: bool = False) -> float:
    """Answers per second of clients that each ask again as soon as they are answered.

    With `anew` a comment makes each question another than those before, so that no answer is remembered.
    """
    declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prefixes().items() if f"{name}:" in query)
    body = (declared + query).encode("utf-8")
    path = "/sparql" if _is_ours(port) else "/query"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/sparql-results+json\r\n"
    head += "Content-Type: application/sparql-query\r\n"

    def request(number: int) -> bytes:
        content = body + (b"\n# %d" % number if anew else b"")
        return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content

    asked = time.monotonic_ns()
    with selectors.DefaultSelector() as selector:
        clients = [_Client(port) for _ in range(CLIENTS)]
        for client in clients:
            selector.register(client.socket, selectors.EVENT_READ, client)
            client.socket.sendall(request(asked := asked + 1))
        done, start = 0, time.perf_counter()
        while (now := time.perf_counter()) - start < SECONDS:
            for key, _ in selector.select(1.0):
                if key.data.answered():
                    done += 1
                    key.data.socket.sendall(request(asked := asked + 1))
        for client in clients:
            client.socket.close()
    return done / (now - start)


def _is_ours(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/api/status")
    ours = connection.getresponse().status == 200
    connection.close()
    return ours


class _Client:
    """One connection that stays open; reads just enough of HTTP to know where an answer ends."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        self._read = bytearray()

    def answered(self) -> bool:
        """Whether an answer is whole. It must be a good one."""
        self._read += self.socket.recv(1 << 18)
        head, found, body = self._read.partition(b"\r\n\r\n")
        if not found:
            return False
        lines = head.lower().split(b"\r\n")
        assert lines[0].startswith(b"http/1.1 200"), bytes(self._read[:500])
        length = next((int(line[15:]) for line in lines if line.startswith(b"content-length:")), None)
        whole = body.endswith(b"\r\n0\r\n\r\n") or body == b"0\r\n\r\n" if length is None else len(body) >= length
        if whole:
            self._read.clear()
        return whole
