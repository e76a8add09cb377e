"""Sending the graph to another server by the SPARQL 1.1 Graph Store Protocol: one PUT a named graph."""

from __future__ import annotations

import hashlib
import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KgError, SettingsError
from kg.graph import serialize

# Progress is told as (graphs done, graphs in all, name of the graph).
Progress = Callable[[int, int, str], None]
DEFAULT = "default"
_SECONDS, _TRIES = 300, 3
_BROKE_OFF = (BrokenPipeError, ConnectionResetError)
# Answers that every other graph would get as well.
_HOPELESS = {
    401: "the server wants another user or password; give --user NAME and the password",
    403: "the server does not let this user write; give --user NAME",
    404: "there is no graph store at this address; give the endpoint of the Graph Store Protocol",
    405: "the address does not take PUT; give the endpoint of the Graph Store Protocol",
}


class PushError(KgError):
    """A graph that the server did not take; `stop` says that it will take no other either."""

    def __init__(self, what: str, *, where: str = "", remedy: str = "", stop: bool = False) -> None:
        super().__init__(what, where=where, remedy=remedy)
        self.stop = stop


@dataclass(slots=True)
class Report:
    """What was done: graphs and triples `sent`, graphs `kept` because the server has them, graphs `removed` there."""

    sent: int = 0
    triples: int = 0
    kept: int = 0
    removed: int = 0
    errors: list[PushError] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Part:
    """One graph as it is sent: `name` is its IRI, or "default" for triples without one."""

    name: str
    triples: int
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def parts(graph: ox.Store) -> Iterator[Part]:
    """The graphs by name, each as N-Triples, the default graph first and only if it has triples."""
    for name in _names(graph):
        yield _part(graph, name)


def _names(graph: ox.Store) -> list[str]:
    named = sorted(g.value for g in graph.named_graphs() if isinstance(g, ox.NamedNode))
    bare = next(iter(graph.quads_for_pattern(None, None, None, ox.DefaultGraph())), None)
    return named if bare is None else [DEFAULT, *named]


def _part(graph: ox.Store, name: str) -> Part:
    node = ox.DefaultGraph() if name == DEFAULT else ox.NamedNode(name)
    quads = list(graph.quads_for_pattern(None, None, None, node))
    return Part(name, len(quads), serialize.to_ntriples(quads))


def push(
    graph: ox.Store,
    url: str,
    *,
    user: str = "",
    password: str = "",
    memory: Path | None = None,
    progress: Progress | None = None,
    failed: Callable[[PushError], None] | None = None,
) -> Report:
    """Puts every graph in the place of the one of the same name on the server; others there stay.

    `memory` is a file that remembers what this address was sent: graphs that are as they were are not sent again, and
    those that are no more are deleted there. It is written after each graph, so that a push that was broken off goes
    on. A graph that the server refuses is in `errors`, and `failed` is told at once; where it would refuse every other
    as well, the push ends there. Raises SettingsError for an address or file that makes no sense.
    """
    server, known, report = _Server(url, user, password), _Memory(memory, url), Report()
    names = _names(graph)
    gone = sorted(set(known.digests) - set(names))
    for done, name in enumerate([*names, *gone], start=1):
        try:
            if name in gone:
                _remove(name, server, known, report)
            else:
                _send(_part(graph, name), server, known, report)
        except PushError as e:
            report.errors.append(e)
            if failed:
                failed(e)
            if e.stop:
                break
        if progress:
            progress(done, len(names) + len(gone), name)
    return report


def _send(part: Part, server: _Server, known: _Memory, report: Report) -> None:
    if known.digests.get(part.name) == part.digest:
        report.kept += 1
        return
    server.put(part)
    known.remember(part)
    report.sent, report.triples = report.sent + 1, report.triples + part.triples


def _remove(name: str, server: _Server, known: _Memory, report: Report) -> None:
    server.delete(name)
    known.forget(name)
    report.removed += 1


class _Digest(urllib.request.HTTPDigestAuthHandler):
    """Digest authentication with SHA-256 too, and with passwords of any letters: the library's own knows ASCII only."""

    def get_algorithm_impls(self, algorithm: str) -> tuple[Callable[[str], str], Callable[[str, str], str]]:
        if algorithm not in ("MD5", "SHA-256"):
            raise ValueError(f"the server wants the digest algorithm {algorithm}, which is not known")

        def digest(text: str) -> str:
            return hashlib.new(algorithm.replace("-", ""), text.encode("utf-8"), usedforsecurity=False).hexdigest()

        return digest, lambda secret, data: digest(f"{secret}:{data}")


class _Server:
    """An endpoint of the Graph Store Protocol, with basic or digest authentication as it asks for it."""

    def __init__(self, url: str, user: str, password: str) -> None:
        if urllib.parse.urlsplit(url).scheme not in ("http", "https") or not urllib.parse.urlsplit(url).hostname:
            raise SettingsError(
                "this is no address of a server", where=url, remedy="it looks like http://host:7878/store"
            )
        self._url = url
        passwords = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        if user:
            passwords.add_password(None, url, user, password)
        basic = urllib.request.HTTPBasicAuthHandler(passwords)
        self._opener = urllib.request.build_opener(_Digest(passwords), basic)

    def put(self, part: Part) -> None:
        # N-Triples are Turtle too, which more servers take
        self._send("PUT", part.name, part.content, {"Content-Type": "text/turtle; charset=utf-8"})

    def delete(self, name: str) -> None:
        try:
            self._send("DELETE", name)
        except PushError as e:
            if not isinstance(e.__cause__, urllib.error.HTTPError) or e.__cause__.code != 404:
                raise  # a graph that is not there needs no deleting

    def _send(self, method: str, name: str, content: bytes | None = None, headers: Mapping[str, str] = {}) -> None:
        query = "default" if name == DEFAULT else "graph=" + urllib.parse.quote(name, safe="")
        address = self._url + ("&" if "?" in self._url else "?") + query
        request = urllib.request.Request(address, content, dict(headers), method=method)
        try:
            self._open(request)
        except urllib.error.HTTPError as e:
            raise _refused(name, e) from e
        except (OSError, http.client.HTTPException, ValueError) as e:
            reason = getattr(e, "reason", None) or e
            what = f"the server cannot be reached: {getattr(reason, 'strerror', None) or reason}"
            raise PushError(what, where=self._url, remedy="check the address, and push again", stop=True) from e

    def _open(self, request: urllib.request.Request) -> None:
        """Sends it; again if it broke off: a server may ask who it is and hang up before it has read the graph."""
        for left in reversed(range(_TRIES)):
            try:
                with self._opener.open(request, timeout=_SECONDS) as answer:
                    answer.read()
                return
            except OSError as e:
                if not left or not isinstance(getattr(e, "reason", e), _BROKE_OFF):
                    raise


def _refused(name: str, answer: urllib.error.HTTPError) -> PushError:
    said = " ".join(answer.read(500).decode("utf-8", "replace").split())[:200]
    what = f"the server answered {answer.code} {answer.reason}" + (f": {said}" if said else "")
    if moved := answer.headers.get("Location"):
        return PushError(what, where=name, remedy=f"push to {moved.partition('?')[0]}", stop=True)
    remedy = _HOPELESS.get(answer.code, "push again to send what is missing")
    return PushError(what, where=name, remedy=remedy, stop=answer.code in _HOPELESS)


class _Memory:
    """What an address was sent: a file with a line a graph sent or deleted, of which the last one counts."""

    def __init__(self, path: Path | None, url: str) -> None:
        self._path, self._url = path, url
        self.digests: dict[str, str] = {}
        for line in _lines(path) if path else ():
            if line["to"] == url and line["sent"]:
                self.digests[line["graph"]] = line["sent"]
            elif line["to"] == url:
                self.digests.pop(line["graph"], None)

    def remember(self, part: Part) -> None:
        self._add(part.name, part.digest)

    def forget(self, name: str) -> None:
        self._add(name, None)

    def _add(self, name: str, digest: str | None) -> None:
        if not self._path:
            return
        line = json.dumps({"to": self._url, "graph": name, "sent": digest}, ensure_ascii=False)
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError as e:
            raise SettingsError(f"cannot be written: {e.strerror}", where=str(self._path)) from e


def _lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a memory; what a push that was killed left unfinished is cut off."""
    try:
        text = path.read_bytes().decode("utf-8", "replace") if path.exists() else ""
        whole = text[: text.rfind("\n") + 1]
        found = [json.loads(line) for line in whole.splitlines()]
        if not all(isinstance(line, dict) and {"to", "graph", "sent"} <= set(line) for line in found):
            raise ValueError
        if whole != text:
            path.write_text(whole, encoding="utf-8")
    except (OSError, ValueError) as e:
        raise SettingsError("this is not what a push wrote", where=str(path), remedy="give another file") from e
    return found
