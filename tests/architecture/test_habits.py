"""Habits of the house that a machine can see."""

import ast
import re
from pathlib import Path

import pytest
from tests.architecture.source import ROOT, Module, files, modules, relative

LONGEST = 400
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}
PYTHON = [path for path in files() if path.suffix == ".py"]
TESTS = [path for path in PYTHON if "tests" in path.relative_to(ROOT).parts]

# Where a transaction is committed. The embedded index commits its own writer,
# which is no database: the search service rebuilds it from events.
COMMITS = {"shared.database", "search.engines.embedded"}


def test_transactions_are_committed_at_the_edge_only() -> None:
    assert {m.name for m in modules() if ".commit(" in m.text} <= COMMITS


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        relative(path) for path in PYTHON if {path.stem, *path.relative_to(ROOT).parts[:-1]} & VAGUE
    ]
    assert vague == []


def test_no_file_is_too_long_to_read_at_once() -> None:
    long = {
        relative(path): lines
        for path in PYTHON
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert long == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        m.name for m in modules() if m.text.strip() and not ast.get_docstring(ast.parse(m.text))
    ]
    assert silent == []


@pytest.mark.parametrize("mark", ["skip", "skipif", "xfail", "importorskip"])
def test_no_test_is_switched_off(mark: str) -> None:
    # A suite that runs only where a server was named says so by its fixture's name.
    off = re.compile(rf"pytest\.(mark\.)?{mark}\(")
    assert [relative(path) for path in TESTS if off.search(path.read_text(encoding="utf-8"))] == []


def test_nothing_was_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    here = Path(__file__)
    assert [
        relative(path)
        for path in PYTHON
        if path != here and later.search(path.read_text(encoding="utf-8"))
    ] == []


def test_tests_are_named_as_sentences() -> None:
    short = [
        f"{relative(path)}: {node.name}"
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and node.name.count("_") < 3
    ]
    assert short == []


@pytest.mark.parametrize("module", [m for m in modules() if m.name.endswith(".orm")], ids=str)
def test_tables_are_read_without_hidden_queries(module: Module) -> None:
    """A relationship loads by surprise, unless it is told to raise."""
    lazy = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(module.text))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("relationship")
        and "lazy='raise'" not in ast.unparse(node)
    ]
    assert lazy == []
