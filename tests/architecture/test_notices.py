"""What producers have people told, the registry has texts for."""

import ast
import re

from tests.architecture.source import by_name

from registry.notices.texts import templates

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
