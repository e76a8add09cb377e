"""`kg serve` at work: the SPARQL 1.1 Protocol, dereferenced IRIs, the API, and pages without a browser."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest
from conftest import Command
from server import PATIENCE, Got, Server, serving

from kg.pipeline import build
from kg.serve.said import in_vietnamese

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

BASE = "https://w3id.org/vnkg/"
UNIT = "id/unit/hai-hung-19699-20200101"
PERSON = "id/person/tran-duc-lenh-8a3639"
FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
REGISTER, DERIVED = f"{BASE}id/graph/register", f"{BASE}id/graph/derived"
PEOPLE = "SELECT ?p { ?p a foaf:Person }"


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[Server]:
    doors = ("--cors", "https://example.org", "--allow-host", "graph.example.org")
    with serving(store, "--rows", 100, "--bytes", 60_000, "--seconds", 20, *doors) as found:
        yield found


# -- the protocol ----------------------------------------------------------------------------------------------------

_IN_DEFAULT = "ASK { ?s kg:changeType ?c }"
_IN_NAMED = "ASK { GRAPH ?g { ?s kg:changeType ?c } }"
_IN_BOTH = f"ASK {{ GRAPH <{DERIVED}> {{ ?s kg:changeType ?c }} ?x kg:quote ?y }}"
_DATA = f"default-graph-uri={quote(DERIVED)}"
_ALSO = f"default-graph-uri={quote(REGISTER)}"
_NAMED = f"named-graph-uri={quote(DERIVED)}"


def _q(query: str, *more: str) -> str:
    return "&".join([f"query={quote(query)}", *more])


# The cases of the W3C's protocol test suite that concern queries, by their names there, on graphs of this store:
# method, address after /sparql, body, its type; then True or False for what ASK says, a media type, or 400 for any 4xx.
W3C: dict[str, tuple[str, str, str | None, str | None, bool | str | int]] = {
    "query_get": ("GET", "?" + _q("ASK {}"), None, None, True),
    "query_post_form": ("POST", "", _q("ASK {}"), FORM, True),
    "query_post_direct": ("POST", "", "ASK {}", QUERY, True),
    "query_dataset_default_graph": ("POST", f"?{_DATA}", _IN_DEFAULT, QUERY, True),
    "query_dataset_default_graphs_get": ("GET", "?" + _q(_IN_DEFAULT, _DATA, _ALSO), None, None, True),
    "query_dataset_default_graphs_post": ("POST", f"?{_DATA}&{_ALSO}", _IN_DEFAULT, QUERY, True),
    "query_dataset_named_graphs_get": ("GET", "?" + _q(_IN_NAMED, _NAMED), None, None, True),
    "query_dataset_named_graphs_post": ("POST", f"?{_NAMED}", _IN_NAMED, QUERY, True),
    "query_dataset_full": ("POST", "", _q(_IN_BOTH, _ALSO, _NAMED), FORM, True),
    "query_multiple_dataset": (
        "GET",
        "?" + _q(f"ASK FROM <{REGISTER}> {{ ?s kg:changeType ?c }}", _DATA),
        None,
        None,
        True,
    ),
    "query_content_type_select": ("GET", "?" + _q("SELECT ?x {}"), None, None, JSON),
    "query_content_type_ask": ("GET", "?" + _q("ASK {}"), None, None, JSON),
    "query_content_type_describe": ("GET", "?" + _q("DESCRIBE code:role-bi-thu"), None, None, "text/turtle"),
    "query_content_type_construct": ("GET", "?" + _q("CONSTRUCT WHERE { ?s ?p ?o }"), None, None, "text/turtle"),
    "bad_query_method": ("PUT", "?" + _q("ASK {}"), None, None, 400),
    "bad_multiple_queries": ("GET", "?" + _q("ASK {}", _q("SELECT * {}")), None, None, 400),
    "bad_query_wrong_media_type": ("POST", "", "ASK {}", "text/plain", 400),
    "bad_query_missing_form_type": ("POST", "", _q("ASK {}"), None, 400),
    "bad_query_missing_direct_type": ("POST", "", "ASK {}", None, 400),
    "bad_query_non_utf8": ("POST", "", "ASK {}", f"{QUERY}; charset=UTF-16", 400),
    "bad_query_syntax": ("GET", "?" + _q("ASK {"), None, None, 400),
}


@pytest.mark.parametrize("name", W3C)
def test_the_w3c_cases(server: Server, name: str) -> None:
    method, address, body, type, expected = W3C[name]
    headers = {"content_type": type} if type else {}
    got = server.ask("/sparql" + address, method, body.encode() if body is not None else None, **headers)
    if isinstance(expected, bool):
        assert got.json()["boolean"] is expected
    elif isinstance(expected, str):
        assert (got.status, got.type) == (200, expected)
    else:
        assert 400 <= got.status < 500


def test_the_three_ways_to_send_a_query_agree(server: Server) -> None:
    by_get = server.query(PEOPLE)
    by_form = server.ask("/sparql", "POST", urlencode({"query": PEOPLE}).encode(), content_type=FORM)
    directly = server.ask("/sparql", "POST", PEOPLE.encode(), content_type=f"{QUERY}; charset=UTF-8")
    assert by_get.status == by_form.status == directly.status == 200
    assert by_get.rows()
    assert by_get.body == by_form.body == directly.body


@pytest.mark.parametrize(
    ("query", "accept", "type"),
    [
        (PEOPLE, "*/*", JSON),
        (PEOPLE, "", JSON),
        (PEOPLE, JSON, JSON),
        (PEOPLE, XML, XML),
        (PEOPLE, "text/csv", "text/csv"),
        (PEOPLE, "text/tab-separated-values", "text/tab-separated-values"),
        (PEOPLE, "application/json", "application/json"),
        (PEOPLE, f"{JSON};q=0.1, {XML};q=0.9", XML),
        (PEOPLE, f"{XML};q=0, */*;q=0.1", JSON),
        ("ASK {}", XML, XML),
        ("ASK {}", "*/*", JSON),
        ("CONSTRUCT WHERE { ?p a foaf:Person }", "*/*", "text/turtle"),
        ("CONSTRUCT WHERE { ?p a foaf:Person }", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE { ?p a foaf:Person }", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE { ?p a foaf:Person }", "application/rdf+xml", "application/rdf+xml"),
        ("DESCRIBE code:role-bi-thu", "text/turtle;q=0.5, application/n-triples", "application/n-triples"),
    ],
)
def test_the_form_of_an_answer_is_negotiated(server: Server, query: str, accept: str, type: str) -> None:
    got = server.query(query, accept=accept)
    assert (got.status, got.type) == (200, type)
    assert "accept" in got.headers["vary"].lower()
    if type in ("text/turtle", "application/n-triples", "application/rdf+xml"):
        form = ox.RdfFormat.from_media_type(type)
        assert form is not None
        assert list(ox.parse(got.body, format=form))
    elif type in (JSON, XML):
        kind = ox.QueryResultsFormat.from_media_type(type)
        assert kind is not None
        ox.parse_query_results(got.body, format=kind)


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (PEOPLE, "text/turtle"),
        (PEOPLE, "image/png"),
        ("ASK {}", "text/csv"),
        ("CONSTRUCT WHERE { ?p a foaf:Person }", JSON),
        (PEOPLE, f"{JSON};q=0"),
    ],
)
def test_a_form_that_there_is_not_is_406(server: Server, query: str, accept: str) -> None:
    assert server.query(query, accept=accept).status == 406


def _form(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


@pytest.mark.parametrize(
    ("status", "method", "path", "body", "type"),
    [
        (400, "GET", "/sparql?" + urlencode([("query", "ASK {}"), ("query", "ASK {}")]), None, None),
        (400, "GET", "/sparql?" + urlencode({"query": "ASK {"}), None, None),
        (400, "GET", "/sparql?" + urlencode({"query": ""}), None, None),
        (400, "GET", "/sparql?query=%ff", None, None),
        (400, "GET", "/sparql?" + urlencode({"update": "CLEAR ALL"}), None, None),
        (400, "GET", "/sparql?" + urlencode({"query": "CLEAR ALL"}), None, None),
        (400, "POST", "/sparql", _form(("update", "CLEAR ALL")), FORM),
        (400, "POST", "/sparql", _form(("query", "INSERT DATA { <a:b> <a:b> 1 }")), FORM),
        (400, "POST", "/sparql", _form(("query", "ASK {}"), ("query", "ASK {}")), FORM),
        (400, "POST", "/sparql", b"nothing=1", FORM),
        (400, "POST", "/sparql", b"ASK { ?s ?p '\xff' }", QUERY),
        (415, "POST", "/sparql", b"CLEAR ALL", "application/sparql-update"),
        (415, "POST", "/sparql", b"ASK {}", "text/plain"),
        (415, "POST", "/sparql", b"ASK {}", None),
        (415, "POST", "/sparql", "ASK {}".encode("utf-16"), f"{QUERY}; charset=utf-16"),
        (413, "POST", "/sparql", b"ASK {}" + b" " * 300_000, QUERY),
        (405, "PUT", "/sparql", b"ASK {}", QUERY),
        (405, "DELETE", "/sparql", None, None),
        (405, "PATCH", "/sparql", b"ASK {}", QUERY),
        (405, "POST", "/" + UNIT, b"", FORM),
        (404, "GET", "/nothing", None, None),
        (404, "GET", "/static/..%2fapp.py", None, None),
        (404, "GET", "/static/texts.json", None, None),
    ],
)
def test_what_is_wrong_is_said(
    server: Server, status: int, method: str, path: str, body: bytes | None, type: str | None
) -> None:
    headers = {"content_type": type} if type else {}
    got = server.ask(path, method, body, **headers)
    assert got.status == status
    assert got.type == "application/problem+json"
    assert got.json()["status"] == status
    assert got.json()["detail"]
    page = server.ask(path, method, body, accept="text/html", **headers)
    assert page.status in (status, 303)  # a browser's question is sent on to the page of questions


def test_a_405_says_what_is_allowed(server: Server) -> None:
    assert "POST" in server.ask("/sparql", "PUT", b"").headers["allow"]
    assert "POST" in server.ask("/sparql", "OPTIONS").headers["allow"]


def test_a_mistake_in_a_query_is_pointed_at(server: Server) -> None:
    assert "line 2, column 12" in server.query("SELECT *\n{ ?s ?p ?o ?x }").json()["detail"]


def _count(got: Got) -> int:
    assert got.status == 200, got.text
    return int(got.rows()[0]["n"])


ALL, NAMED = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"


def test_the_dataset_of_the_protocol(server: Server) -> None:
    whole = _count(server.query(ALL))
    register = _count(server.query(ALL, {"default-graph-uri": REGISTER}))
    both = server.ask(
        "/sparql?" + urlencode([("query", ALL)] + [("default-graph-uri", g) for g in (REGISTER, DERIVED)])
    )
    assert 0 < register < _count(both) < whole
    assert _count(server.query(NAMED, {"default-graph-uri": REGISTER})) == 0
    assert _count(server.query(NAMED, {"named-graph-uri": REGISTER})) == register
    assert _count(server.query(ALL, {"named-graph-uri": REGISTER})) == 0
    posted = _form(("query", ALL), ("default-graph-uri", REGISTER))
    assert _count(server.ask("/sparql", "POST", posted, content_type=FORM)) == register
    address = "/sparql?" + urlencode({"default-graph-uri": REGISTER})
    assert _count(server.ask(address, "POST", ALL.encode(), content_type=QUERY)) == register


def test_the_dataset_of_the_protocol_goes_before_that_of_the_query(server: Server) -> None:
    query = f"SELECT (COUNT(*) AS ?n) FROM <{DERIVED}> {{ ?s ?p ?o }}"
    own = _count(server.query(query))
    protocol = _count(server.query(query, {"default-graph-uri": REGISTER}))
    assert own == _count(server.query(ALL, {"default-graph-uri": DERIVED}))
    assert protocol == _count(server.query(ALL, {"default-graph-uri": REGISTER})) != own


def test_a_graph_that_the_store_has_not_is_refused(server: Server) -> None:
    assert server.query(ALL, {"default-graph-uri": f"{BASE}id/graph/none"}).status == 400
    assert server.query(ALL.replace("{", f"FROM <{BASE}id/graph/none> {{", 1)).status == 400


def test_the_service_describes_itself(server: Server) -> None:
    for type in ("text/turtle", "application/n-triples", "application/rdf+xml"):
        got = server.ask("/sparql", accept=type)
        assert (got.status, got.type) == (200, type)
        form = ox.RdfFormat.from_media_type(type)
        assert form is not None
        triples = {(t.predicate.value.rpartition("#")[2], t.object.value) for t in ox.parse(got.body, format=form)}  # type: ignore[union-attr]
        assert ("endpoint", f"{server.address}/sparql") in triples
        assert ("feature", "http://www.w3.org/ns/sparql-service-description#UnionDefaultGraph") in triples
    assert server.ask("/sparql", accept="image/png").status == 406
    assert server.ask("/sparql", accept="text/html").headers["location"].endswith("/query")


def test_what_was_cut_says_so(server: Server) -> None:
    got = server.query("SELECT * { ?s ?p ?o }")
    assert (got.status, got.headers["kg-truncated"], got.json()["head"]["truncated"]) == (200, "true", True)
    assert len(got.rows()) == 100
    long = server.query(
        "SELECT ?s ?t { ?s a kg:Evidence ; kg:quote ?q BIND (CONCAT(?q,?q,?q,?q,?q,?q,?q,?q) AS ?t) } LIMIT 100"
    )
    assert long.headers["kg-truncated"] == "true"
    assert 0 < len(long.rows()) < 100
    assert len(long.body) <= 60_000
    triples = server.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert triples.headers["kg-truncated"] == "true"
    assert triples.text.startswith("# truncated")
    assert "kg-truncated" not in server.query(PEOPLE).headers
    assert "Bị cắt" in server.ask("/query?" + urlencode({"query": "SELECT * { ?s ?p ?o }"})).text


# -- the door --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:80", 200),
        ("127.0.0.1", 200),
        ("[::1]:80", 200),
        ("Graph.Example.org:443", 200),
        ("evil.example", 421),
        ("localhost.evil:80", 421),
    ],
)
def test_the_host_header_is_checked(server: Server, host: str, status: int) -> None:
    assert server.ask("/api/status", host=host).status == status


def test_security_headers_and_no_script_on_our_pages(server: Server) -> None:
    for path in ("/", "/query", "/" + UNIT, "/nothing"):
        got = server.ask(path, accept="text/html")
        policy = got.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src" not in policy
        assert "<script" not in got.text
        assert got.headers["x-content-type-options"] == "nosniff"
        assert got.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in server.ask("/api/status").headers["content-security-policy"]
    assert "frame-ancestors 'self'" in server.ask(f"/graph?iri={BASE}{PERSON}").headers["content-security-policy"]


def test_other_origins_may_ask_only_if_the_settings_say_so(server: Server, store: Path) -> None:
    allowed = server.query("ASK {}", origin="https://example.org").headers
    assert allowed["access-control-allow-origin"] == "https://example.org"
    assert "access-control-allow-origin" not in server.query("ASK {}", origin="https://evil.example").headers


def test_markup_in_a_question_stays_text(server: Server) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    for path in ("/?q=", "/query?query=", "/query?question=lineage&unit=", "/id/person/"):
        text = server.ask(path + quote(evil), accept="text/html").text
        assert "<script" not in text
        assert "<img" not in text


@pytest.mark.parametrize(
    ("path", "vietnamese", "english"),
    [
        ("/nothing", "Địa chỉ này không có gì", "there is nothing at this address"),
        ("/id/person/nobody", f"Đồ thị không biết “{BASE}id/person/nobody”", "the graph knows no"),
        ("/query?query=SELECT", "Dòng 1, cột 7: câu hỏi chưa hết", "line 1, column 7: the query is not finished"),
        ("/query?query=ASK+{+!+}", "Dòng 1, cột 7: “!” không đúng chỗ", "&#39;!&#39; does not belong here"),
        ("/query?query=DROP+ALL", "DROP sẽ thay đổi đồ thị, mà ở đây chỉ được đọc", "DROP would change the graph"),
        ("/query?query=ASK+{+SERVICE+<x:y>+{}+}", "SERVICE sẽ hỏi máy chủ khác", "SERVICE would ask other servers"),
        ("/query?question=lineage&unit=nowhere", "Đồ thị không biết “nowhere”", "the graph knows no “nowhere”"),
        ("/query?question=lineage&unit=19699", "“19699” có thể là 3 thứ", "“19699” may be 3 things"),
        ("/query?question=officials&as-of=now", "“now” không phải là ngày", "is no day for as-of"),
        ("/graph?iri=x&hops=9", "Địa chỉ cần có iri và hops từ 0 đến 3", "the address wants iri and hops"),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese_and_english(
    server: Server, path: str, vietnamese: str, english: str
) -> None:
    got = server.ask(path, accept="text/html")
    assert got.status >= 400
    assert vietnamese in got.text
    assert english in got.text
    assert vietnamese not in server.ask(f"{path}{'&' if '?' in path else '?'}lang=en", accept="text/html").text


def test_what_has_no_translation_is_said_by_its_status(server: Server) -> None:
    assert in_vietnamese("something new") == ""
    page = server.ask("/query?query=ASK+{+FILTER(1%2F0)+}+LIMIT+x", accept="text/html")
    assert page.status == 400
    assert "Không được (400)" in page.text


# -- pages and data --------------------------------------------------------------------------------------------------


class _Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src", "action") and value}


@pytest.mark.parametrize("asked", ["hai hung", "HẢI HƯNG", "Xã Hải Hưng", "hai hun"])
def test_search_needs_no_tones(server: Server, asked: str) -> None:
    first = server.ask("/api/search?" + urlencode({"q": asked})).json()["results"][0]
    assert first["iri"] == BASE + UNIT
    assert f'href="/{UNIT}"' in server.ask("/?" + urlencode({"q": asked})).text


def test_the_first_page_leads_to_questions(server: Server) -> None:
    links = _Links(server.ask("/").text).found
    assert {"/query?question=two-posts", "/query?question=vacant-posts", "/query#saved"} <= links
    assert "/query?question=lineage" not in links  # it asks about a unit, which is not known yet
    quads = server.ask("/api/status").json()["quads"]
    assert f"{quads:,} triples" in server.ask("/?lang=en").text
    assert f"{quads:,} bộ ba".replace(",", ".") in server.ask("/").text


def test_search_for_nonsense(server: Server) -> None:
    for asked in ('"', "* OR", "NEAR(", "x" * 150, "đ\u0301'; DROP TABLE names", "\x00"):
        got = server.ask("/api/search?" + urlencode({"q": asked}))
        assert (got.status, got.json().get("results")) in ((200, []), (400, None))


@pytest.mark.parametrize("path", [UNIT, PERSON, "code/role-bi-thu", "ns", "id/src/text-20200106-e6823944fce3"])
def test_every_iri_is_dereferenced_in_every_form(server: Server, path: str) -> None:
    page = server.ask(f"/{path}", accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (page.status, page.type) == (200, "text/html")
    assert "accept" in page.headers["vary"].lower()
    iri = ox.NamedNode(BASE + path)
    turtle = server.ask(f"/{path}", accept="text/turtle")
    triples = {q.triple for q in ox.parse(turtle.body, format=ox.RdfFormat.TURTLE)}
    assert path == "ns" or iri in {t.subject for t in triples}
    linked = server.ask(f"/{path}", accept="application/ld+json")
    assert linked.type == "application/ld+json"
    if not turtle.headers.get("kg-truncated"):
        assert {q.triple for q in ox.parse(linked.body, format=ox.RdfFormat.JSON_LD)} == triples
    assert server.ask(f"/{path}?format=ttl").body == turtle.body
    assert server.ask(f"/{path}", accept="image/png").status == 406


def test_an_unknown_iri_is_404_in_the_form_asked_for(server: Server) -> None:
    assert server.ask("/id/person/nobody", accept="text/turtle").status == 404
    assert server.ask("/id/person/nobody", accept="text/html").type == "text/html"
    assert server.ask("/id/person/a%20%3Cb%3E", accept="text/html").status == 404


def test_the_page_of_a_unit(server: Server) -> None:
    text = server.ask("/" + UNIT).text
    assert 'lang="vi"' in text
    assert "Chức vụ theo thời gian" in text
    assert '<rect class="certain"' in text
    assert "Nguồn gốc và về sau" in text
    assert 'href="/id/unit/vinh-dinh-19699-20250701"' in text
    assert "Nghị quyết số 832/NQ-UBTVQH14" in text
    assert "<mark>Năm 2020, hai xã Hải Vĩnh và Hải Xuân nhập thành xã Hải Hưng.</mark>" in text
    assert f"/graph?{urlencode({'iri': BASE + UNIT})}" in text.replace("&amp;", "&")
    english = server.ask(f"/{UNIT}?lang=en").text
    assert 'lang="en"' in english
    assert "Posts over time" in english
    assert "Administrative unit" in english


def test_a_sentence_stands_in_its_passage(server: Server) -> None:
    facts = server.ask("/api/things?" + urlencode({"iri": BASE + PERSON})).json()["facts"]
    passages = [p for fact in facts for p in fact["passages"] if p["part"] == "text"]
    assert passages
    for passage in passages:
        article = server.ask("/api/things?" + urlencode({"iri": passage["article"]})).json()
        text = "".join(piece["text"] for piece in article["text"])
        assert text[passage["start"] : passage["end"]] == passage["quote"]
        around = passage["before"].removeprefix("…") + passage["quote"] + passage["after"].removesuffix("…")
        assert around in text


def test_what_is_not_settled_is_set_apart(server: Server) -> None:
    """A doubtful post is in no timeline, and stands below the line that says so."""
    thing = server.ask("/api/things?" + urlencode({"iri": BASE + PERSON})).json()
    doubtful = [fact for fact in thing["facts"] if not fact["settled"]]
    assert doubtful
    text = server.ask("/" + PERSON).text
    for fact in doubtful:
        assert text.index(f'id="{fact["iri"].rpartition("/")[2]}"') > text.index("không được coi là sự thật")
        assert f'href="#{fact["iri"].rpartition("/")[2]}"' not in text


def test_every_link_of_some_pages_leads_somewhere(server: Server) -> None:
    seen: set[str] = set()
    for path in ("/", f"/{UNIT}?lang=en", "/query", "/?q=hai"):
        page = server.ask(path, accept="text/html")
        for link in sorted(_Links(page.text).found - seen):
            seen.add(link)
            if link.startswith("/") and not link.startswith("/graph"):
                got = server.ask(link.partition("#")[0], accept="text/html")
                assert got.status in (200, 303), link
    assert len(seen) > 40


def test_the_network_is_the_page_of_kg_view(server: Server) -> None:
    got = server.ask(f"/graph?iri={BASE}{PERSON}&hops=1&lang=en")
    assert got.status == 200
    assert "vis-network" in got.text or "vis.Network" in got.text
    assert server.ask("/graph?iri=nobody").status == 404
    assert server.ask(f"/graph?iri={BASE}{PERSON}&hops=99").status == 400


def test_saved_questions_by_name_on_the_page_and_in_the_api(server: Server) -> None:
    listed = server.ask("/api/questions").json()["questions"]
    assert len(listed) > 10
    assert all(q["vi"] and q["en"] for q in listed)
    default = server.ask("/api/questions/lineage").rows()
    other = server.ask("/api/questions/lineage?" + urlencode({"unit": "xa hai hung"})).rows()
    assert default != other
    assert {row["old"] for row in other} == {"Xã Hải Vĩnh", "Xã Hải Xuân"}
    assert server.ask("/api/questions/none").status == 404
    assert server.ask("/api/questions/lineage?unit=nowhere").status == 404
    assert server.ask("/api/questions/lineage?unit=hai").status == 409
    assert server.ask("/api/questions/lineage?colour=red").status == 400
    page = server.ask("/query?" + urlencode({"question": "lineage", "unit": "xa hai hung"})).text
    assert '<span lang="vi">Xã Hải Vĩnh</span></td>' in page
    assert "<h1>Nguồn gốc của một đơn vị" in page
    assert '>đơn vị <input name="unit" value="xa hai hung">' in page


def test_the_api_is_what_its_description_says(server: Server) -> None:
    validate = pytest.importorskip("openapi_spec_validator").validate
    jsonschema = pytest.importorskip("jsonschema")
    document = server.ask("/openapi.json").json()
    validate(document)
    things = [UNIT, PERSON, "code/role-bi-thu", "id/src/text-20200106-e6823944fce3", "id/body/cap-uy--hai-lang-470"]
    asked = {"/api/search": ["?q=hai"], "/api/questions": [""], "/api/status": [""]}
    asked["/api/things"] = [f"?iri={BASE}{thing}" for thing in things]
    for path, queries in asked.items():
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for query in queries:
            jsonschema.validate(server.ask(path + query).json(), {**schema, "components": document["components"]})
    wrong = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    jsonschema.validate(server.ask("/api/things").json(), wrong)


# -- beside a writer, and the command itself -------------------------------------------------------------------------


def test_a_build_beside_it_is_seen_whole_or_not_at_all(own_store: Path, samples: list[Path], tmp_path: Path) -> None:
    """While generations change every article is there with all its facts, and in the end the new one is too."""
    whole = "SELECT (COUNT(DISTINCT ?a) AS ?n) (COUNT(DISTINCT ?e) AS ?m) { ?e dcterms:source ?a . ?a a kg:Article }"
    extra = tmp_path / "extra"
    extra.mkdir()
    text = next(p for p in samples if p.name.startswith("hai-hung")).read_text(encoding="utf-8")
    seen: list[tuple[str, str]] = []
    failed: list[int] = []
    done = threading.Event()

    def read(server: Server) -> None:
        while not done.is_set():
            got = server.query(whole)
            if got.status == 200:
                seen.append(tuple(got.rows()[0].values()))  # type: ignore[arg-type]
            else:
                failed.append(got.status)

    with serving(own_store, "--workers", 1) as server:
        first = server.ask("/api/status").json()["generation"]
        reader = threading.Thread(target=read, args=(server,))
        reader.start()
        try:
            for number in range(3):
                (extra / f"more-{number}.txt").write_text(text + f"\nTin thứ {number}.\n", encoding="utf-8")
                assert build([extra], own_store).published
                last = first + number + 1
                waited = threading.Event()
                for _ in range(PATIENCE * 10):
                    if server.ask("/api/status").json()["generation"] >= last:
                        break
                    waited.wait(0.1)
                assert server.ask("/api/status").json()["generation"] == last
        finally:
            done.set()
            reader.join()
        assert server.query(whole).status == 200
    assert not failed
    steps = list(dict.fromkeys(seen))
    assert len(steps) <= 4  # one state for each generation, nothing in between
    assert [int(n) for n, _ in steps] == sorted(int(n) for n, _ in steps)


def test_the_command_says_what_is_wrong(kg: Command, tmp_path: Path, store: Path) -> None:
    missing = kg("serve", "--store", tmp_path / "none", "--port", 0)
    assert missing.code == 2
    assert len(missing.lines) == 1
    assert "there is no store" in missing.err
    with serving(store, "--workers", 1) as server:
        taken = kg("serve", "--store", store, "--port", server.port)
        port = server.port
    assert taken.code == 2
    assert taken.lines == [f"kg: 127.0.0.1: port {port} is taken; choose another with --port; 0 is any free one"]
    elsewhere = kg("serve", "--store", store, "--host", "203.0.113.5", "--port", 0)
    assert (elsewhere.code, len(elsewhere.lines)) == (2, 1)
    file = kg("serve", "--store", store / "kg-store.json", "--port", 0)
    assert (file.code, len(file.lines)) == (2, 1)
    assert "this is a file, no store" in file.err


def test_it_leaves_nothing_behind(store: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(store, tmp_path / "copy"))
    before = sorted(p.relative_to(copy) for p in copy.rglob("*"))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with serving(copy, "--workers", 1, env={"TMPDIR": str(temporary)}) as server:
        assert server.query(PEOPLE).status == 200
        workers = server.workers()
        assert workers
    assert sorted(p.relative_to(copy) for p in copy.rglob("*")) == before
    assert not list(temporary.iterdir())
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    assert json.loads((copy / "kg-store.json").read_text(encoding="utf-8"))
