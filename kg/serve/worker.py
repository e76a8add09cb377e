"""A process that answers one question after another over one snapshot, until the server ends it."""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Callable
from typing import Any

from kg import questions, settings
from kg.ask import AmbiguousName, filled
from kg.errors import KgError, NotFoundError
from kg.serve import confine, search, wire
from kg.serve.answers import Answer, Dataset, Unacceptable, rdf, sparql
from kg.serve.limits import Limits
from kg.serve.snapshot import Snapshot
from kg.serve.things import Things, describe
from kg.vocabulary import ontology

Task = dict[str, Any]
_JSON = "application/json"
_KINDS = ((AmbiguousName, "ambiguous"), (NotFoundError, "unknown"), (Unacceptable, "unacceptable"))


class Answerer:
    """Knows how each kind of task is done."""

    def __init__(self, snapshot: Snapshot, limits: Limits) -> None:
        self._snapshot, self._limits = snapshot, limits
        self._things = Things(snapshot)
        self._tasks: dict[str, Callable[[Task], Answer]] = {
            "sparql": self._sparql,
            "thing": lambda task: _json(self._things.about(task["iri"])),
            "rdf": self._rdf,
            "counts": lambda task: _json(search.counts(self._snapshot.index)),
            "search": lambda task: _json(self._search(task)),
            "graph": self._graph,
            "filled": lambda task: _json(self._filled(task)),
            "terms": lambda task: _json(self._terms()),
        }

    def answer(self, task: Task) -> tuple[wire.Head, bytes]:
        """The frame for a task; what is wrong with it is told, not raised."""
        try:
            done = self._tasks[task["do"]](task)
        except KgError as e:
            kind = next((name for error, name in _KINDS if isinstance(e, error)), "wrong")
            return {"error": kind, "what": e.what, "remedy": e.remedy}, b""
        except MemoryError:
            raise
        except Exception as e:
            return {"error": "mistake", "what": f"{type(e).__name__}: {e}", "remedy": ""}, b""
        lasting = done.lasting or task["do"] != "sparql"
        return {"type": done.type, "truncated": done.truncated, "lasting": lasting}, done.body

    def _sparql(self, task: Task) -> Answer:
        dataset = Dataset(tuple(task.get("default", ())), tuple(task.get("named", ())))
        graph = self._snapshot.graph
        return sparql(graph, task["query"], task.get("accept"), dataset, self._limits, task.get("form", ""))

    def _rdf(self, task: Task) -> Answer:
        triples = list(describe(self._snapshot, task["iri"], self._limits.rows + 1))
        cut = len(triples) > self._limits.rows
        return Answer(task["type"], rdf(triples[: self._limits.rows], task["type"], truncated=cut), cut)

    def _search(self, task: Task) -> list[dict[str, Any]]:
        found = search.find(self._snapshot.index, task["q"], task["limit"])
        reader = self._things.reader
        for thing in found:
            values = reader.values(thing["iri"])
            days = [values[n][0].value if n in values else None for n in ("notBefore", "notAfter", "issued")]
            thing["not_before"], thing["not_after"], thing["published"] = days
        return found

    def _filled(self, task: Task) -> str:
        """The query of a saved question with the things that names mean."""
        question = questions.named(task["name"], settings.current().questions)
        return filled(self._snapshot.graph, question, task["values"])

    def _terms(self) -> list[dict[str, Any]]:
        own = settings.current().base + "ns#"
        told = [self._things.about(iri) for iri in sorted(ontology().terms) if iri.startswith(own)]
        return [{key: t[key] for key in ("iri", "vi", "en", "properties")} for t in told]

    def _graph(self, task: Task) -> Answer:
        from kg.view import page_model, render  # takes a second to load: only who draws waits for it

        model = page_model(self._snapshot.graph, focus=task["iri"], hops=task["hops"], max_nodes=300)
        return Answer("text/html", render(model, lang=task["lang"]).encode("utf-8"))


def _json(value: Any) -> Answer:
    return Answer(_JSON, json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8"))


def main() -> None:
    """Reads tasks from standard input and writes answers to what was standard output; its argument says of what."""
    order = json.loads(sys.argv[1])
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whoever prints by mistake does not speak to the server
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    settings.use(settings.Settings(**order["settings"]))
    limits = Limits(**order["limits"])
    confine.end_with_server()
    confine.leave_network()
    snapshot = Snapshot(order["store"], order["generation"], order["index"], limits.held)
    answerer = Answerer(snapshot, limits)
    _ready(snapshot)
    gc.freeze()
    confine.limit(limits.memory)
    out.write(wire.frame({"ready": True}))
    out.flush()
    while (message := wire.read(sys.stdin.buffer)) is not None:
        out.write(wire.frame(*answerer.answer(message[0])))
        out.flush()


def _ready(snapshot: Snapshot) -> None:
    """Opens the graph and the vocabulary beforehand, so that the first question does not wait for them."""
    from kg.query import prefixes

    bool(snapshot.graph.query("ASK { ?s ?p ?o }", prefixes=prefixes()))


if __name__ == "__main__":
    main()
