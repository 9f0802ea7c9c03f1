"""What producers have people told, the registry has texts for."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.source import by_name

import billing.notices.events as of_billing
import marketplace.notices.events as of_marketplace
from registry.notices.texts import GENERIC, templates
from shared.messaging.events import passing_types

PRODUCERS = ("marketplace", "billing", "registry")
NAMED = re.compile(r'template="([a-z_]+)"')


def sources() -> dict[str, str]:
    return {
        name: module.text
        for name, module in by_name().items()
        if name.split(".")[0] in PRODUCERS and ".notices.events" not in name
    }


def test_a_template_that_is_named_by_a_producer_has_its_texts() -> None:
    named = {found for text in sources().values() for found in NAMED.findall(text)}
    assert len(named) >= 6
    assert named - templates().keys() == set()


def test_a_text_is_told_by_somebody() -> None:
    words = {
        node.value
        for text in sources().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert templates().keys() - words == set()


def told() -> Iterator[tuple[str, str, set[str]]]:
    """Each mention of a template: where, which, and the values passed with it by name.

    What a call passes, and what the module's own function that it calls adds; of a template that
    stands in no call, what its function passes on.
    """
    for name, text in sources().items():
        functions = [
            node
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ]
        helpers = {function.name: keys_in(function) for function in functions}
        for function in functions:
            named = templates_in(function)
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                passed = {keyword.arg for keyword in call.keywords if keyword.arg}
                names = keys_in(call) | passed | helpers.get(ast.unparse(call.func), set())
                for template in named & templates_in(call) if names else ():
                    yield f"{name}:{call.lineno}", template, names
                    named -= {template}
            for template in named:
                yield f"{name}:{function.lineno}", template, helpers[function.name]


def keys_in(node: ast.AST) -> set[str]:
    return {
        str(key.value)
        for one in ast.walk(node)
        if isinstance(one, ast.Dict)
        for key in one.keys
        if isinstance(key, ast.Constant)
    }


def templates_in(node: ast.AST) -> set[str]:
    words = {
        one.value
        for one in ast.walk(node)
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    }
    return words & (templates().keys() - {GENERIC})


def test_whoever_tells_something_passes_each_value_that_its_text_names() -> None:
    calls = list(told())
    assert len(calls) >= 15
    lacking = [
        (where, template, sorted(templates()[template].values - values))
        for where, template, values in calls
        if not templates()[template].values <= values
    ]
    assert lacking == []


def test_a_notice_that_is_announced_is_not_kept_for_ever() -> None:
    types = {of_marketplace.NoticeDue.type, of_billing.NoticeDue.type}
    assert types <= set(passing_types())
