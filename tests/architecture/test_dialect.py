"""One dialect in all services: what bears one name is one thing, and layers keep their words."""

import ast
from collections import defaultdict

import pytest
from tests.architecture.source import (
    SERVICES,
    by_name,
    modules,
    reachable,
)


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
