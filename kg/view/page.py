"""Write the page: pyvis's network and its vis-network inside our own template, one file that asks for nothing."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from pyvis.network import Network

from kg import settings, vocabulary
from kg.errors import SettingsError
from kg.view.data import KINDS, Edge, Evidence, Fact, Node, PageModel, Window
from kg.view.layout import Layout, layout

if TYPE_CHECKING:
    from kg.view.story import Step

LANGUAGES = ("vi", "en")
# With more nodes the page begins with an overview of its areas.
FOLD_ABOVE = 2000
_LIBRARY = "templates/lib/vis-9.1.2/vis-network.min.js"
_RELATIONS = ("post", "change", "part-change", "of-unit", "part-of", "under", "in")
# The code lists of what a fact says.
_SCHEMES = {"tenure": "role", "change": "change"}
# vis-network keeps the nodes, the camera and the gestures; it draws no text, no edge, and moves nothing by itself.
_OPTIONS: Mapping[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 1},
    "interaction": {
        "dragNodes": False,
        "hover": False,
        "selectable": False,
        "selectConnectedEdges": False,
        "tooltipDelay": 100000,
        "zoomSpeed": 0.7,
    },
    "nodes": {"chosen": False, "physics": False},
    "edges": {"smooth": False, "hidden": True, "physics": False, "chosen": False},
}


class GraphPage(Network):  # type: ignore[misc]
    """pyvis's network of one page: given positions, no physics, and a template that escapes what it is given."""

    def __init__(self, model: PageModel, places: Layout) -> None:
        super().__init__(directed=True, cdn_resources="in_line")
        self.set_options(json.dumps(_OPTIONS))
        # add_node looks through all nodes each time; the lists are filled as it would fill them.
        for number, node in enumerate(model.nodes):
            x, y = places.positions[node.id]
            self.node_ids.append(number)
            self.nodes.append({"id": number, "x": x, "y": y})
            self.node_map[number] = self.nodes[-1]

    def generate_html(self, *, title: str, lang: str, data: Mapping[str, Any], **more: Any) -> str:
        payload = dict(data) | {"network": {"nodes": self.nodes, "edges": self.edges, "options": self.options}}
        return document("page.html", payload, lang=lang, title=title, library=_library(), **more)


def document(template: str, data: Mapping[str, Any], *, lang: str, title: str, library: str = "", **more: Any) -> str:
    """One of our templates with its data, style and scripts, and a policy that lets in exactly these.

    The scripts are those beside the template: static/*.js for "page.html", static/index/*.js for "index.html".
    """
    script = _script("" if template == "page.html" else "index")
    allowed = " ".join(_digest(s) for s in (library, script) if s)
    policy = (
        f"default-src 'none'; script-src {allowed}; "
        f"style-src {_digest(_static('page.css'))}; img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template(template)
        .render(
            lang=lang,
            title=title,
            policy=policy,
            css=Markup(_static("page.css")),
            data=htmlsafe_json_dumps(data, ensure_ascii=False, separators=(",", ":")),
            library=Markup(library),
            script=Markup(script),
            **{"texts": texts_of(lang), "home": "", "story": ()} | more,
        )
    )


def texts_of(lang: str) -> dict[str, str]:
    """The words of the interface. Raises SettingsError for a language that it does not speak."""
    if lang not in LANGUAGES:
        raise SettingsError(f"no interface in “{lang}”", remedy="choose " + " or ".join(LANGUAGES))
    texts: dict[str, str] = json.loads(_static("texts.json"))[lang]
    return texts


def render(model: PageModel, *, title: str = "", lang: str = "vi", home: str = "", story: Sequence[Step] = ()) -> str:
    """The whole page as one HTML document; the same model gives the same bytes. Write it as UTF-8.

    `lang` is "vi" or "en" and speaks for the interface alone; `home` is the address of the index that the page belongs
    to; `story` leads through it step by step. Raises SettingsError for another language.
    """
    texts = texts_of(lang)
    title = title or page_title(model, lang)
    places = layout(model)
    data = _payload(model, places, lang) | {"title": title, "lang": lang, "texts": texts}
    data |= {"story": [[s.title, s.text, s.state] for s in story]}
    page = GraphPage(model, places)
    return page.generate_html(title=title, lang=lang, data=data, texts=texts, home=home, story=story)


def page_title(model: PageModel, lang: str) -> str:
    """What it is, and of where: the province or provinces that the page shows."""
    places = [n.label for n in model.nodes if n.kind == "unit" and n.code in ("tinh", "tp-tw")]
    what = "Ai giữ chức gì, ở đâu" if lang == "vi" else "Who holds which post, and where"
    return f"{what}: {', '.join(dict.fromkeys(places))}" if 0 < len(set(places)) < 4 else what


def _static(name: str) -> str:
    return files("kg.view").joinpath("static", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, loader=FunctionLoader(_static), undefined=StrictUndefined)


@cache
def _script(folder: str = "") -> str:
    """Our scripts in the order of their numbers, in one scope of their own; a folder's after the first of all."""
    static = files("kg.view").joinpath("static")
    names = sorted(p.name for p in static.iterdir() if p.name.endswith(".js"))
    if folder:
        names = names[:1] + sorted(f"{folder}/{p.name}" for p in static.joinpath(folder).iterdir())
    return "(() => {\n'use strict';\n" + "\n".join(_slim(_static(n)) for n in names) + "})();\n"


def _slim(script: str) -> str:
    """A script without its indents and the comments that have lines of their own: an eighth of its size."""
    lines = "\n".join(line.strip() for line in script.split("\n"))
    return re.sub(r"(?m)^//.*\n", "", re.sub(r"(?ms)^/\*\*.*?\*/\n", "", lines))


@cache
def _library() -> str:
    """vis-network as pyvis brings it, without the pointer to a source map, which a browser would ask for."""
    text = files("pyvis").joinpath(_LIBRARY).read_text(encoding="utf-8")
    return re.sub(r"\n?//# sourceMappingURL=\S*\s*$", "\n", text)


def _digest(script: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii") + "'"


def _payload(model: PageModel, places: Layout, lang: str) -> dict[str, Any]:
    """The model with numbers for references, and without what is empty: it is most of the page's size."""
    number = {node.id: i for i, node in enumerate(model.nodes)}
    source = {s.id: i for i, s in enumerate(model.sources)}
    fact = {f.id: i for i, f in enumerate(model.facts)}
    area = {member: i for i, a in enumerate(places.areas) for member in a.members}
    return {
        "nodes": [_node(n, area[n.id], places.positions[n.id]) for n in model.nodes],
        "edges": [_edge(e, number, fact) for e in model.edges],
        "facts": [_fact(f, source, number, lang) for f in model.facts],
        "sources": [[s.label or short_id(s.id), s.issued, s.url, s.publisher] for s in model.sources],
        "areas": [[number.get(a.hub, -1), _area_name(model, number, a.hub), a.core] for a in places.areas],
        "kinds": {n.code: _named(f"{n.kind}-{n.code}", n.kind_label, lang) for n in model.nodes if n.code},
        "foldAbove": FOLD_ABOVE,
        "total": model.total,
        "unsettled": model.unsettled,
        "doubtful": any(f.status not in ("official", "reported") for f in model.facts),
        "focus": number.get(model.focus),
        "asOf": model.as_of,
    }


def _named(code: str, label: str, lang: str) -> str:
    """What people call a code: as the graph says, else as the vocabulary does; in English where that has it."""
    known = vocabulary.ontology().codes.get(code)
    if lang == "en" and known and known.english:
        return known.english
    return label or (known.label if known else "")


def short_id(iri: str) -> str:
    """An IRI of this graph without its base; any other IRI as it is."""
    return iri.removeprefix(settings.current().base + "id/")


def _window(window: Window) -> list[str] | int:
    days = [window.known_from, window.known_until, window.not_before, window.not_after]
    return [d or "" for d in days] if any(days) else 0


def _node(node: Node, area: int, place: tuple[float, float]) -> list[Any]:
    names: list[str] | int = list(node.names) or 0
    what = [short_id(node.id), KINDS.index(node.kind), node.code, node.label, names, node.gso]
    return [*what, _window(node.window), area, *place]


def _edge(edge: Edge, number: Mapping[str, int], fact: Mapping[str, int]) -> list[int]:
    return [number[edge.source], number[edge.target], _RELATIONS.index(edge.kind), fact.get(edge.fact, -1)]


def _fact(fact: Fact, source: Mapping[str, int], number: Mapping[str, int], lang: str) -> dict[str, Any]:
    what = _named(f"{_SCHEMES.get(fact.kind, fact.kind)}-{fact.code}", fact.what, lang) or fact.label
    out: dict[str, Any] = {"k": fact.kind, "s": fact.status, "e": [_evidence(e, source) for e in fact.evidence]}
    more: dict[str, Any] = {
        "r": what,
        "c": fact.code,
        "a": fact.start,
        "z": fact.end,
        "d": fact.date,
        "j": list(fact.laws),
    }
    more["g"] = [number[u] for u in fact.continuing if u in number]
    return out | {k: v for k, v in (more | {"w": _window(fact.window)}).items() if v}


def _evidence(e: Evidence, source: Mapping[str, int]) -> list[Any]:
    held = e.modality if e.modality in ("planned", "denied") else e.held
    said: list[Any] = [e.quote, source.get(e.source, -1), e.confidence, held, e.speaker]
    out = [*said, e.rule, e.start, e.end]
    while out and out[-1] in ("", None):
        out.pop()
    return out


def _area_name(model: PageModel, number: Mapping[str, int], hub: str) -> str:
    """A district's name without its type word, which the area need not repeat; a province's with it."""
    if hub not in number:
        return ""
    node = model.nodes[number[hub]]
    short = [n for n in node.names if node.label.endswith(" " + n)]
    return node.label if node.code in ("tinh", "tp-tw") else max(short, key=len, default=node.label)
