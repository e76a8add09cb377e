"""Questions: answers over all graphs, what is refused, errors that point at the place, and the forms of answers."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import unicodedata
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kg import questions
from kg.errors import QueryError
from kg.query import guard, prefixes, run, show
from kg.query.table import short
from kg.query.width import printable, width, wrap

EXAMPLE = Path(__file__).parent / "data" / "example.trig"
ANSWERS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}


@pytest.fixture(scope="module")
def graph() -> ox.Store:
    store = ox.Store()
    store.load(path=str(EXAMPLE), format=ox.RdfFormat.TRIG)
    return store


def values(graph: ox.Store, text: str) -> list[list[str]]:
    return [["" if t is None else getattr(t, "value", str(t)) for t in row] for row in run(graph, text).rows]


def test_prefixes_are_known_and_all_graphs_are_asked(graph: ox.Store) -> None:
    text = """SELECT ?name ?quote { ?f a kg:Tenure ; org:member/rdfs:label ?name ; kg:evidence/kg:quote ?quote }"""
    assert values(graph, text) == [
        ["Lý Văn Yến", "không có việc ông Lý Văn Yến làm Bí thư"],
        ["Đỗ Thị Ánh", "Bí thư Đảng ủy xã Suối Mơ Đỗ Thị Ánh phát biểu"],
        ["Đỗ Thị Ánh", "đồng chí Đỗ Thị Ánh, Bí thư Đảng ủy xã Suối Mơ"],
    ]


@pytest.mark.parametrize("prefix", ["kg", "code", "unit", "body", "post", "person", "tenure", "change", "link", "ev"])
def test_prefixes_of_the_project(graph: ox.Store, prefix: str) -> None:
    assert run(graph, f"SELECT * {{ BIND({prefix}:x AS ?x) }}").rows[0][0].value.startswith("https://w3id.org/vnkg/")  # type: ignore[union-attr]


@pytest.mark.parametrize("prefix", ["src", "org", "foaf", "dcterms", "skos", "rdf", "rdfs", "xsd", "schema", "prov"])
def test_prefixes_of_others(graph: ox.Store, prefix: str) -> None:
    assert len(run(graph, f"SELECT * {{ BIND({prefix}:x AS ?x) }}").rows) == 1


def test_a_prefix_of_the_query_wins(graph: ox.Store) -> None:
    assert values(graph, "PREFIX kg: <http://x.example/> SELECT ?x { BIND(kg:y AS ?x) }") == [["http://x.example/y"]]


def test_from_asks_the_named_graphs_only(graph: ox.Store) -> None:
    count = "SELECT (COUNT(*) AS ?n) %s { ?e a kg:Evidence }"
    assert values(graph, count % "") == [["4"]]
    assert values(graph, count % "FROM graph:bao-mau-1") == [["2"]]
    assert values(graph, count % "FROM graph:bao-mau-1 FROM graph:bao-mau-2") == [["4"]]


def test_decomposed_letters_are_the_same_name(graph: ox.Store) -> None:
    text = 'ASK { ?p rdfs:label "Đỗ Thị Ánh"@vi }'
    assert run(graph, unicodedata.normalize("NFD", text)).answer


def test_limit_is_visible(graph: ox.Store) -> None:
    found = run(graph, "SELECT ?s { ?s a kg:AdminUnit }", limit=3)
    assert (len(found.rows), found.truncated) == (3, True)
    assert "(3 rows, and there are more)" in show(found)
    assert not run(graph, "SELECT ?s { ?s a kg:AdminUnit }", limit=4).truncated
    found = run(graph, "CONSTRUCT WHERE { ?s a kg:AdminUnit }", limit=2)
    assert (len(found.triples), found.truncated) == (2, True)


def test_rows_are_sorted_unless_the_query_orders_them(graph: ox.Store) -> None:
    rows = [row for (row,) in values(graph, "SELECT ?l { ?u a kg:AdminUnit ; rdfs:label ?l }")]
    assert rows == sorted(rows)
    down = [row for (row,) in values(graph, "SELECT ?l { ?u a kg:AdminUnit ; rdfs:label ?l } ORDER BY DESC(?l)")]
    assert down == sorted(rows, reverse=True)


def test_describe_and_construct_give_sorted_triples(graph: ox.Store) -> None:
    found = run(graph, "DESCRIBE unit:suoi-mo")
    assert found.kind == "triples"
    assert [t.predicate.value.rpartition("#")[2] for t in found.triples][:2] == ["type", "label"]
    turtle = show(found, "ttl")
    parsed = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    assert {q.triple for q in parsed} == set(found.triples)
    assert show(run(graph, "CONSTRUCT WHERE { unit:suoi-mo ?p ?o }"), "ttl") == turtle


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("INSERT DATA { kg:a kg:b kg:c }", "line 1, column 1: INSERT would change the graph"),
        ("PREFIX x: <http://x.example/>\nDELETE WHERE { ?s ?p ?o }", "line 2, column 1: DELETE would change"),
        ("LOAD <http://x.example/>", "LOAD would change"),
        ("# harmless\nclear ALL", "line 2, column 1: CLEAR would change"),
        ("DROP GRAPH graph:derived", "DROP would change"),
        ("WITH graph:derived DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", "WITH would change"),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", "column 12: SERVICE would ask other servers"),
        ("SELECT * { ?s ?p ?o {{service silent ?s { ?s ?p ?o }}} }", "SERVICE would ask"),
        ("PREFIX : <http://x.example/> SELECT * { SERVICE:x { ?s ?p ?o } }", "SERVICE would ask"),
        ("SELECT * { ?s ?p true.SERVICE<http://x.example/>{ ?s ?p ?o } }", "SERVICE would ask"),
        ("SELECT * { ?s ?p trueSERVICE <http://x.example/> { ?s ?p ?o } }", "SERVICE would ask"),
        ("SELECT * { SERVICE# comment\n<http://x.example/> { ?s ?p ?o } }", "SERVICE would ask"),
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "column 15: FROM would read a file"),
        ("SELECT * FROM NAMED <FILE:///etc/passwd> { ?s ?p ?o }", "FROM would read a file"),
        ("ASK FROM<file:/etc/passwd>{}", "FROM would read a file"),
        ("", "the query is empty"),
        ("PREFIX kg: <http://x.example/>", "the query is empty"),
        ("hello", "line 1, column 1: a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
    ],
)
def test_refused(graph: ox.Store, text: str, message: str) -> None:
    with pytest.raises(QueryError) as error:
        run(graph, text)
    assert message in str(error.value).splitlines()[0]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { ?service kg:from ?load ; rdfs:label 'SERVICE <x> { } FROM <file:///x>'@vi }",
        "SELECT * { ?s kg:service <http://x.example/SERVICE> } # SERVICE <http://x.example/>",
        'SELECT * { ?s ?p """a "quoted" SERVICE \\""" """ }',
        "SELECT * { ?s ?p 'x'@service }",
        "ASK { FILTER(1 < 2 && 3 > 2) }",
    ],
)
def test_words_in_names_and_texts_are_free(graph: ox.Store, text: str) -> None:
    assert run(graph, text).kind in ("rows", "answer")


# Pieces of queries of which any sequence may be sent.
_PIECES = [
    *("SELECT", "ASK", "construct", "SELECT * {", "PREFIX", "PREFIX :", "prefix select:", "BASE", "kg:", ":", "a:b.c"),
    *("<x:SERVICE>", "<", ">", "'SERVICE'", "'", '"', '"""', "'''", "\\", "\\u0053", "# from\n", "#", "\n", " ", ","),
    *("?service", "$from", "SERVICE", "from", "From<file:x>", "kg:service", "servicekg:x", "@service", "@en"),
    *(
        "ORDER BY",
        "order",
        "1order",
        "kg:order",
        "RAND()",
        "now",
        "brand",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "1.",
        "x",
        "ờ",
    ),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
@example("SELECT * { ?s kg:a\\'b SERVICE <x:y> { } 'x' }")
@example("PREFIX select: <x:y> INSERT DATA { }")
@example("SELECT * " + "(" * 70 + ")" * 70)
@settings(max_examples=3000, deadline=None)
def test_a_glance_sees_what_a_look_sees(text: str) -> None:
    """It may let pass only what the parser does not."""
    seen = guard.glance(text)
    try:
        assert seen in (None, guard.look(text))
    except QueryError:
        if seen:
            with pytest.raises(SyntaxError):
                ox.Store().query(text)


def test_most_saved_questions_need_but_a_glance() -> None:
    texts = [question.text for question in questions.saved()]
    glanced = [text for text in texts if guard.glance(text)]
    assert len(glanced) > len(texts) * 0.8
    assert all(guard.glance(text) == guard.look(text) for text in glanced)


@pytest.mark.parametrize(
    ("text", "message", "pointed_at"),
    [
        ("SELECT ?s WHERE {\n  ?s kg:p ?o\n  FILTR(?o = 1) }", "line 3, column 3: 'FILTR' does not", "FILTR"),
        ("SELECT ?s ?t WHER { ?s kg:p ?t }", "line 1, column 14: 'WHER' does not belong here", "WHER"),
        ("SELECT ?s { ?s kg:p ?o } LIMT 5", "column 26: 'LIMT'", "LIMT"),
        ("SELECT ?s { ?s kg:p ?o . FILTER(?o > ) }", "column 38: ')'", ") }"),
        ("SELECT ?s { ?s kg:p ?o }}", "column 25: this } closes nothing", "}"),
        ("SELECT ?s { 'Xã Hải Hưng'@vi nope:x ?o }", "the prefix nope: is not known; known without", "nope:x"),
        ("SELECT ?s {\n ?s kg:p ?o ", "line 1, column 11: the query is not finished: this { is not closed", "{"),
        ("SELECT ?s { ?s kg:p 'open }", "column 21: this quotation mark is not closed", "'open"),
        ("SELECT ?s { ?s kg:p 'Đảng ủy xã' FILTR(1) }", "column 34: 'FILTR'", "FILTR"),
    ],
)
def test_syntax_errors_point_at_the_place(graph: ox.Store, text: str, message: str, pointed_at: str) -> None:
    with pytest.raises(QueryError) as error:
        run(graph, text)
    first, line, caret = str(error.value).splitlines()
    assert message in first
    assert line[len(caret) - 1 :].startswith(pointed_at)


def test_a_broken_rule_is_named(graph: ox.Store) -> None:
    with pytest.raises(QueryError, match=r"SELECT \* is not authorized with GROUP BY"):
        run(graph, "SELECT * { ?s ?p ?o } GROUP BY ?s")
    with pytest.raises(QueryError, match="not supported"):
        run(graph, "SELECT (kg:f(1) AS ?x) {}")


HOSTILE = {
    "braces": "SELECT * " + "{" * 20_000 + "}" * 20_000,
    "brackets": "SELECT * { FILTER(" + "(" * 20_000 + "1" + ")" * 20_000 + ") }",
    "functions": "SELECT * { FILTER(" + "STR(" * 20_000 + "?x" + ")" * 20_000 + ") }",
    "blank nodes": "SELECT * { ?s ?p " + "[<x:p> " * 20_000 + "1" + "]" * 20_000 + " }",
    "subqueries": "SELECT * " + "{ SELECT * " * 20_000 + "{}" + "}" * 20_000,
    "only opening": "SELECT * " + "{" * 20_000,
    "minus": "SELECT * { ?s ?p ?o" + " MINUS {?s ?p ?o}" * 20_000 + " }",
    "bindings": "SELECT * { " + " ".join(f"BIND(1 AS ?x{i})" for i in range(20_000)) + " }",
    "additions": "SELECT * { FILTER(" + "1+" * 20_000 + "1) }",
    "not": "SELECT * { FILTER(" + "!" * 200_000 + "1) }",
    "path": "SELECT * { ?s " + "<x:a>/" * 20_000 + "<x:b> ?o }",
    "open text": "SELECT * { ?s ?p '''" + "'' " * 200_000,
    "open address": "SELECT * { ?s ?p " + "<" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_queries_end_in_an_error_not_in_death(tmp_path: Path, name: str) -> None:
    file = tmp_path / "query.rq"
    file.write_text(HOSTILE[name], encoding="utf-8")
    code = (
        "import sys, pyoxigraph as ox; from pathlib import Path; from kg.query import run; from kg.errors import *\n"
        "try: run(ox.Store(), Path(sys.argv[1]).read_text())\n"
        "except QueryError as e: print(str(e).splitlines()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("line 1, column ")


def test_the_deepest_and_longest_allowed_survive(graph: ox.Store) -> None:
    depth = guard.DEEPEST - 2
    assert run(graph, "SELECT * { FILTER(" + "STR(" * (depth - 1) + "1" + ")" * (depth - 1) + " = '1') }").rows == ((),)
    bindings = (guard.MOST_WORDS - 10) // 4
    assert len(run(graph, "SELECT * { " + " ".join(f"BIND(1 AS ?x{i})" for i in range(bindings)) + " }").variables)
    assert len(run(graph, "SELECT ?x { VALUES ?x { " + " ".join(map(str, range(50_000))) + " } }").rows) == 50_000


EVERY_TERM = """SELECT ?iri ?text ?vi ?n ?day ?nothing ?odd {
  VALUES (?iri ?text ?vi ?n ?day ?nothing ?odd) {
    (unit:suoi-mo "a, \\"b\\" <c> & d\\n\\te\\r" "Đảng ủy"@vi 1.50 "2020-01-01"^^xsd:date UNDEF " ")
    (<http://x.example/?a=1&b=2> "" "x"@en-GB 7 "2020"^^xsd:gYear 1 "\\\\")
  } }"""


@pytest.mark.parametrize("format", ["tsv", "json"])
def test_results_formats_come_back_whole(graph: ox.Store, format: str) -> None:
    found = run(graph, EVERY_TERM)
    back = ox.parse_query_results(show(found, format), format=ANSWERS[format])
    assert isinstance(back, ox.QuerySolutions)
    assert tuple(v.value for v in back.variables) == found.variables
    assert [tuple(row) for row in back] == list(found.rows)


def test_xml_results_come_back_whole(graph: ox.Store) -> None:
    found = run(graph, EVERY_TERM)
    back = rdflib.query.Result.parse(io.BytesIO(show(found, "xml").encode("utf-8")), format="xml")
    assert tuple(str(v) for v in back.vars or ()) == found.variables
    theirs = [[_value(row.get(v)) for v in back.vars or ()] for row in back.bindings]
    assert theirs == [[_value(term) for term in row] for row in found.rows]


def _value(term: Any) -> tuple[str, str | None] | None:
    text = str(term) if isinstance(term, rdflib.term.Node) else term and term.value
    return None if term is None else (text, getattr(term, "language", None))


def test_csv_holds_plain_values(graph: ox.Store) -> None:
    text = show(run(graph, EVERY_TERM), "csv")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["iri", "text", "vi", "n", "day", "nothing", "odd"]
    assert ["http://x.example/?a=1&b=2", "", "x", "7", "2020", "1", "\\"] in rows
    assert text.count("\r\n") == 3


@pytest.mark.parametrize("format", ["csv", "tsv", "json", "xml"])
def test_pyoxigraph_writes_the_same_answers(graph: ox.Store, format: str) -> None:
    text = "SELECT ?s ?l { ?s a kg:AdminUnit ; rdfs:label ?l } ORDER BY ?l"
    theirs = graph.query(text, prefixes=dict(prefixes()), use_default_graph_as_union=True)
    written = (theirs.serialize(format=ANSWERS[format]) or b"").decode("utf-8")  # type: ignore[union-attr]
    ours = show(run(graph, text), format)
    if format == "json":
        assert json.loads(ours) == json.loads(written)
    elif format == "xml":
        assert "".join(x.strip() for x in ours.splitlines())[21:] == written.partition("?>")[2]
    else:
        assert ours == written


@pytest.mark.parametrize(("format", "text"), [("json", "boolean"), ("xml", ">true<"), ("table", "yes")])
def test_ask(graph: ox.Store, format: str, text: str) -> None:
    assert text in show(run(graph, "ASK {}"), format)


@pytest.mark.parametrize(
    ("query", "format", "message"),
    [
        ("SELECT * {}", "ttl", "ttl holds triples only"),
        ("DESCRIBE unit:suoi-mo", "json", "use ttl"),
        ("ASK {}", "csv", "cannot hold the yes or no"),
        ("ASK {}", "docx", "choose from table, csv"),
    ],
)
def test_formats_that_do_not_fit(graph: ox.Store, query: str, format: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        show(run(graph, query), format)


def test_table_is_aligned_and_short(graph: ox.Store) -> None:
    text = "SELECT ?u ?l (STRLEN(?l) AS ?n) { ?u a kg:AdminUnit ; rdfs:label ?l }"
    assert show(run(graph, text)).splitlines() == [
        "u             l            n",
        "────────────  ──────────  ──",
        "unit:doi-sim  Xã Đồi Sim  10",
        "unit:ho-sen   Xã Hồ Sen    9",
        "unit:suoi-mo  Xã Suối Mơ  10",
        "unit:x-mau    Huyện Mẫu    9",
        "(4 rows)",
    ]


def test_table_fits_the_terminal_and_loses_nothing(graph: ox.Store) -> None:
    found = run(graph, "SELECT ?e ?q { ?e kg:quote ?q }")
    lines = show(found, width=50).splitlines()
    assert max(map(width, lines)) <= 50
    words = {word for line in lines for word in line.split()}
    assert {word for (_, quote) in found.rows for word in printable(quote.value).split() if len(word) < 9} <= words  # type: ignore[union-attr]
    assert max(map(width, show(found).splitlines())) > 50


def test_table_is_cut_where_that_is_wanted(graph: ox.Store) -> None:
    found = run(graph, "SELECT ?e ?q { ?e kg:quote ?q }")
    *lines, last = show(found, width=50, cut=True).splitlines()
    assert max(map(width, lines)) <= 50
    assert len(lines) <= 2 + 2 * len(found.rows)
    assert any(line.endswith("…") for line in lines)
    assert last == f"({len(found.rows)} rows; … is cut, --wide shows all)"
    assert show(found, cut=True) == show(found)
    names = run(graph, "SELECT ?n { ?p a foaf:Person ; rdfs:label ?n }")
    assert show(names, width=50, cut=True) == show(names)


def test_table_cannot_steer_the_terminal(graph: ox.Store) -> None:
    text = 'SELECT ?x { VALUES ?x { "a\\u001b[31mred\\u0007\\r\\nb\\u202E" } }'
    assert show(run(graph, text)).splitlines()[2] == "a [31mred   b"


@pytest.mark.parametrize(
    ("text", "columns"), [("Đảng ủy", 7), (unicodedata.normalize("NFD", "Đảng ủy"), 7), ("漢字", 4)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


def test_wrap() -> None:
    assert list(wrap("xã Hải Hưng", 7)) == ["xã Hải", "Hưng"]
    assert list(wrap("abcdefghij kl", 4)) == ["abcd", "efgh", "ij", "kl"]
    assert list(wrap("", 4)) == [""]
    assert printable("a\tb\u200dc") == "a b c"


def test_short() -> None:
    assert short("https://w3id.org/vnkg/id/unit/suoi-mo") == "unit:suoi-mo"
    assert short("https://w3id.org/vnkg/id/unit/a/b") == "<https://w3id.org/vnkg/id/unit/a/b>"
    assert short("http://x.example/") == "<http://x.example/>"
