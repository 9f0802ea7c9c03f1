"""One dialect in all services: what bears one name is one thing, and layers keep their words."""

import ast
import re
from collections import defaultdict

import pytest
from tests.architecture.source import (
    SERVICES,
    by_name,
    modules,
    reachable,
)
from tests.contributing.text import TEXT, blocks


@pytest.mark.parametrize("service", SERVICES)
def test_no_two_classes_of_a_service_have_one_name(service: str) -> None:
    where = defaultdict(list)
    for module in modules():
        if module.name.split(".")[0] == service:
            for node in ast.parse(module.text).body:
                if isinstance(node, ast.ClassDef):
                    where[node.name].append(module.name)
    assert {name: places for name, places in where.items() if len(places) > 1} == {}


@pytest.mark.parametrize("service", SERVICES)
def test_use_cases_know_no_shape_of_a_request_or_an_answer(service: str) -> None:
    knowing = {
        f"{module.name} reaches {name}"
        for module in modules()
        if module.name.startswith(f"{service}.") and "use_cases" in module.name.split(".")
        for name in reachable(module)
        if "schemas" in name.split(".") and name in by_name()
    }
    assert knowing == set()


def test_every_name_that_shows_the_dialect_is_a_name_in_the_code() -> None:
    table = TEXT.partition("## One dialect")[2].partition("## ")[0]
    shown = {
        name
        for line in table.splitlines()
        if line.startswith("| ") and len(line.split(" | ")) == 3
        for words in re.findall(r"`([^`]+)`", line.split(" | ")[2])
        for name in re.findall(r"\b(?:[A-Z][a-z]\w+|[a-z]+(?:_[a-z]+)+(?=\(|$))", words)
    }
    assert len(shown) > 12
    defined = {
        node.name
        for module in modules()
        for node in ast.walk(ast.parse(module.text))
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    }
    walk_through = "".join(blocks().values())
    assert {name for name in shown - defined if f" {name}(" not in walk_through} == set()
