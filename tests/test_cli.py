"""The command line: what each command prints and leaves behind, its exit codes, and how soon it answers."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
import rdflib
from conftest import ROOT, Command

from kg import __version__, cli, pipeline
from kg.cli import ask
from kg.export import FORMATS
from kg.model import Extraction
from kg.output import output
from kg.pipeline import extract_all

HEAVY = {"underthesea", "rdflib", "pyoxigraph", "pyshacl", "pyvis", "trafilatura", "lxml", "networkx", "numpy", "rich"}


def python(code: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code, *more], capture_output=True, text=True, encoding="utf-8")


# -- start-up ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"], ["query", "--store", "x"]])
def test_help_and_mistakes_load_nothing_heavy(arguments: list[str]) -> None:
    code = "import sys; from kg.cli import run; run(sys.argv[1:]); sys.stderr.write(f'\\n{list(sys.modules)}')"
    loaded = set(eval(python(code, *arguments).stderr.splitlines()[-1]))
    assert "kg.cli" in loaded
    assert not loaded & HEAVY
    light = {"kg.errors", "kg.export", "kg.export.summary", "kg.serve", "kg.serve.limits"}
    assert not {name for name in loaded if name.startswith("kg.") and not name.startswith("kg.cli")} - light


def test_extraction_by_rules_loads_no_tagger() -> None:
    sample = str(ROOT / "samples/hai-hung-dai-hoi-2020.txt")
    code = "import sys; from kg.cli import run; run(sys.argv[1:]); sys.stderr.write(f'\\n{list(sys.modules)}')"
    loaded = set(eval(python(code, "extract", sample).stderr.splitlines()[-1]))
    assert not loaded & {"underthesea", "rdflib", "pyshacl", "pyvis", "trafilatura", "networkx", "rich"}


def test_version_by_module() -> None:
    found = subprocess.run([sys.executable, "-m", "kg", "--version"], capture_output=True, text=True)
    assert (found.returncode, found.stdout) == (0, f"kg, version {__version__}\n")


# -- documentation -----------------------------------------------------------------------------------------------------


def all_commands() -> dict[str, click.Command]:
    context = click.Context(cli.commands)
    found = {name: cli.commands.get_command(context, name) for name in cli.commands.list_commands(context)}
    return {name: command for name, command in found.items() if command}


COMMANDS = all_commands()


def options(command: click.Command) -> set[str]:
    return {max(p.opts, key=len) for p in command.params if isinstance(p, click.Option)} - {"--help"}


def test_the_readme_has_every_command_and_option_and_no_other() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `kg (\w+)[^|]*`\s*\|(.*)\|$", readme, re.MULTILINE))
    assert set(rows) == set(COMMANDS)
    for name, command in COMMANDS.items():
        assert set(re.findall(r"--[a-z-]+", rows[name])) == options(command), name


def test_every_option_says_what_it_is_for() -> None:
    for command in COMMANDS.values():
        assert command.help
        assert "kg " in command.help, "an example"
        assert all(p.help for p in command.params if isinstance(p, click.Option))


def test_formats_are_those_of_the_modules() -> None:
    from kg import query

    assert tuple(query.FORMATS) == ask.ANSWERS


# -- extract -----------------------------------------------------------------------------------------------------------


def test_extract_prints_one_record_an_article(kg: Command, samples: list[Path]) -> None:
    done = kg("extract", *samples)
    records = [json.loads(line) for line in done.out.splitlines()]
    assert (done.code, done.err) == (0, "")
    assert len(records) == sum(1 for outcome in extract_all(samples)) >= 12
    for record in records:
        assert {"id", "entities", "positions", "changes", "part_of"} <= set(record)
        assert all(pair in [[c["child"], c["parent"]] for c in record["containments"]] for pair in record["part_of"])


def test_every_fact_has_its_sentence_rule_and_confidence(samples: list[Path]) -> None:
    facts = 0
    for outcome in extract_all(samples):
        assert isinstance(outcome, Extraction)
        record, article = outcome.to_json(), outcome.article
        for fact in [f for kind in ("entities", "positions", "changes", "containments") for f in record[kind]]:
            evidence = fact["evidence"]
            whole = article.title if evidence.get("part") == "title" else article.text
            assert whole
            assert whole[evidence["start"] : evidence["end"]] == evidence["quote"]
            assert fact["rule"]
            assert 0.5 <= fact["confidence"] <= 1
            facts += 1
    assert facts > 200


def test_extract_to_a_file_from_standard_input(kg: Command, tmp_path: Path) -> None:
    text = (ROOT / "samples/hai-hung-dai-hoi-2020.txt").read_bytes()
    target = tmp_path / "facts.jsonl"
    code = "from kg.cli import main; main()"
    found = subprocess.run(
        [sys.executable, "-c", code, "extract", "-", "-o", str(target)], input=text, capture_output=True
    )
    assert (found.returncode, found.stdout, found.stderr) == (0, b"", b"")
    record = json.loads(target.read_text(encoding="utf-8"))
    assert record["id"] == "stdin"
    assert "Lê Cảnh Thuận" in {p["person"] for p in record["positions"]}


@pytest.mark.slow
def test_several_processes_give_the_same_bytes(kg: Command, samples: list[Path], tmp_path: Path) -> None:
    inputs = [*samples, tmp_path / "none.txt", *samples[:1]]
    one, two = kg("extract", *inputs), kg("extract", *inputs, "--jobs", 2)
    assert one == two
    assert one.code == 1
    assert one.lines == [f"kg: {tmp_path}/none.txt: no such file or folder; check the path"]


def test_a_date_for_articles_without_one(kg: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ông Nguyễn Văn Minh, Chủ tịch UBND xã Hải Quế, dự họp.\n", encoding="utf-8")
    undated, dated = kg("extract", tmp_path / "a.txt"), kg("extract", tmp_path / "a.txt", "--date", "2021-05-09")
    assert "published" not in json.loads(undated.out)
    assert len(undated.lines) == 1
    assert "date" in undated.err
    assert json.loads(dated.out)["published"] == "2021-05-09"
    assert dated.err == ""


def test_many_warnings_of_one_kind_are_counted(kg: Command, tmp_path: Path) -> None:
    for n in range(9):
        (tmp_path / f"{n}.txt").write_text(f"Bài số {n} không ghi ngày.\n", encoding="utf-8")
    done = kg("extract", tmp_path)
    assert done.code == 0
    assert len(done.lines) == 4
    assert done.lines[-1].startswith("kg: warning: 6 more like this: ")


def test_a_reader_that_closes_the_pipe_is_no_error(samples: list[Path]) -> None:
    code = "from kg.cli import main; main()"
    arguments = [sys.executable, "-c", code, "extract", *map(str, samples * 3)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_interruption_is_one_line(kg: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def interrupted(*args: Any, **more: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline, "extract_all", interrupted)
    (tmp_path / "facts.jsonl").write_text("as it was")
    done = kg("extract", tmp_path, "-o", tmp_path / "facts.jsonl")
    assert (done.code, done.err.strip()) == (130, "kg: interrupted")
    assert [p.name for p in tmp_path.iterdir()] == ["facts.jsonl"]
    assert (tmp_path / "facts.jsonl").read_text() == "as it was"


# -- output ------------------------------------------------------------------------------------------------------------


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.write_bytes(b"former")
    target.chmod(0o640)

    def torn() -> None:
        with output(str(target)) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        torn()
    assert target.read_bytes() == b"former"
    with output(str(target)) as file:
        file.write(b"whole")
        assert target.read_bytes() == b"former"
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (b"whole", 0o640)
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("path", ["missing/facts.jsonl", "."])
def test_an_output_that_cannot_be_written(kg: Command, tmp_path: Path, samples: list[Path], path: str) -> None:
    done = kg("extract", samples[0], "-o", tmp_path / path)
    assert done.code == 2
    assert len(done.lines) == 1
    assert "cannot be written" in done.err


# -- query, export, view, validate -------------------------------------------------------------------------------------

NAMES = "SELECT ?name { ?p a foaf:Person ; rdfs:label ?name } ORDER BY ?name LIMIT 3"


def test_query_in_all_formats(kg: Command, store: Path) -> None:
    table = kg("query", "--store", store, NAMES)
    rows = list(csv.DictReader(io.StringIO(kg("query", "--store", store, NAMES, "--format", "csv").out)))
    answer = json.loads(kg("query", "--store", store, NAMES, "--format", "json").out)
    names = [row["name"] for row in rows]
    assert len(names) == 3
    assert [b["name"]["value"] for b in answer["results"]["bindings"]] == names
    assert all(name in table.out for name in names)
    made = kg("query", "--store", store, "DESCRIBE unit:quang-tri-45", "--format", "ttl")
    assert len(rdflib.Graph().parse(data=made.out, format="turtle")) > 3
    assert "yes" in kg("query", "--store", store, "ASK { ?p a foaf:Person }").out.lower()


def test_query_from_a_file_a_saved_question_and_standard_input(kg: Command, store: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text(NAMES, encoding="utf-8")
    code = "from kg.cli import main; main()"
    arguments = [sys.executable, "-c", code, "query", "--store", str(store), "-f", "-"]
    piped = subprocess.run(arguments, input=NAMES, capture_output=True, text=True, encoding="utf-8")
    assert (
        kg("query", "--store", store, "-f", tmp_path / "q.rq").out
        == kg("query", "--store", store, NAMES).out
        == piped.stdout
    )
    saved = ROOT / "ontology/queries/lineage.rq"
    assert kg("query", "--store", store, "-f", "lineage").out == kg("query", "--store", store, "-f", saved).out
    unknown = kg("query", "--store", store, "-f", "nothing-like-it")
    assert unknown.code == 2
    assert "lineage" in unknown.err


def test_a_saved_question_with_other_values(kg: Command, store: Path) -> None:
    asked = ("query", "--store", store, "-f", "name-today", "--format", "csv")
    assert "Xã Vĩnh Định" in kg(*asked, "--with", "unit=xa hai quy").out
    assert kg(*asked, "--with", 'unit=no "such" \\ unit\n').code == 1
    unknown, wrong = kg(*asked, "--with", "nom=Xã Hải Quy"), kg(*asked, "--with", "Xã Hải Quy")
    assert (unknown.code, wrong.code) == (2, 2)
    assert "it has: unit" in unknown.err
    assert kg("query", "--store", store, "ASK {}", "--with", "a=b").code == 2


@pytest.mark.parametrize("form", [f.name for f in FORMATS])
def test_export_in_all_formats(kg: Command, store: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "graph"
    done = kg("export", "--store", store, "--to", form, "-o", target)
    assert (done.code, done.err) == (0, "")
    assert str(target) in done.out
    assert target.stat().st_size > 1000


def test_view_writes_one_page(kg: Command, store: Path, tmp_path: Path) -> None:
    done = kg(
        "view", "--store", store, "-o", tmp_path / "graph.html", "--unit", "huyện Hải Lăng", "--title", "Hải Lăng <1>"
    )
    page = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert done.code == 0
    assert re.fullmatch(r".*graph\.html: \d+ nodes, \d+ edges\n", done.out)
    assert "<title>Hải Lăng &lt;1&gt;</title>" in page
    assert "Lê Cảnh Thuận" in page
    assert kg("view", "--store", store, "--focus", "Nguyễn Không Có").code == 1


@pytest.mark.slow
def test_validate_says_that_the_samples_conform(kg: Command, store: Path) -> None:
    done = kg("validate", "--store", store)
    assert done.out.startswith("conforms: ")
    assert done.code == 0


# -- usage -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["extract"],
        ["extract", "x", "--jobs", "0"],
        ["extract", "x", "--date", "yesterday"],
        ["extract", "x", "--tagger", "nonsense"],
        ["extract", "x", "--tagger", "no.such:module"],
        ["build", "x"],
        ["query", "--store", "x"],
        ["query", "--store", "x", "ASK {}", "-f", "y"],
        ["export", "--store", "x"],
        ["export", "--store", "x", "--to", "word"],
        ["view", "--store", "x", "--hops", "-1"],
        ["explain", "--store", "x"],
        ["explain", "Hải Hưng", "--frobnicate"],
    ],
)
def test_usage_errors_are_one_line_and_code_2(kg: Command, arguments: list[str]) -> None:
    done = kg(*arguments)
    assert (done.code, done.out) == (2, "")
    assert len(done.lines) == 1
    assert done.err.startswith("kg: ")


@pytest.mark.parametrize(
    ("arguments", "command"),
    [(["build", "x", "--store"], "kg build"), (["nonsense", "--store"], "kg"), (["export"], "kg export")],
)
def test_a_usage_error_names_the_help_of_its_command(kg: Command, arguments: list[str], command: str) -> None:
    assert kg(*arguments).err.endswith(f"see `{command} --help`\n")


def test_the_help_lists_all_commands_each_in_one_whole_line(kg: Command) -> None:
    assert sorted(cli.ORDER) == sorted({*cli.commands.commands, *cli.ELSEWHERE})
    listed = kg("--help").out.split("Commands:\n")[1].splitlines()
    assert [line.split()[0] for line in listed] == list(cli.ORDER)
    assert not [line for line in listed if line.endswith("...")]


def test_kg_alone_shows_its_help(kg: Command) -> None:
    done = kg()
    assert done.code == 2
    assert "Commands:" in done.err


def test_settings_come_from_the_environment_too(kg: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_JOBS", "none")
    done = kg("extract", "x")
    assert (done.code, done.err) == (2, "kg: KG_JOBS: 'none' is no number of processes; give 1 or more\n")
