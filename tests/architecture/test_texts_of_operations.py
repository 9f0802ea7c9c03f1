"""The text of an operation is written once, where what it promises is kept."""

import ast
from collections.abc import Iterator

import pytest
from tests.architecture.source import SERVICES, Module, modules


def operations(service: str) -> Iterator[tuple[Module, ast.AsyncFunctionDef, list[ast.Call]]]:
    """The functions of a service's routes with the decorators that make operations of them."""
    for module in modules():
        if module.name.startswith(f"{service}.") and module.name.endswith(".routes"):
            for node in ast.parse(module.text).body:
                if isinstance(node, ast.AsyncFunctionDef):
                    routes = [each for each in node.decorator_list if isinstance(each, ast.Call)]
                    if routes:
                        yield module, node, routes


@pytest.mark.parametrize("service", SERVICES)
def test_a_route_says_nothing_beside_what_its_use_case_or_query_promises(service: str) -> None:
    own = {
        f"{module.name}.{operation.name}"
        for module, operation, routes in operations(service)
        if ast.get_docstring(operation)
        or not all(
            any(each.arg == "description" and "getdoc(" in ast.unparse(each) for each in r.keywords)
            for r in routes
        )
    }
    assert own == set()


@pytest.mark.parametrize("service", SERVICES)
def test_there_are_operations_to_look_at(service: str) -> None:
    assert len(list(operations(service))) >= 2
