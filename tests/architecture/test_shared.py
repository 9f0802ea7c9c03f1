"""What is shared is needed by two, and its page names every module with one promise."""

import re
from functools import cache

import pytest
from tests.architecture.source import PACKAGES, ROOT, Module, modules, reachable

PAGE = (ROOT / "shared/README.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_.]+)` \| (.+) \|$", re.MULTILINE)
WITHIN = ("shared.messaging.bus",)
"""Packages that promise one thing as a whole."""


def promising() -> list[Module]:
    """Modules that ship and promise something: a package's door does so by what is in it."""
    found = []
    for module in modules():
        package = module.name.split(".")[0]
        if package != "shared" or module.name.startswith("shared.testing"):
            continue
        inside = any(module.name.startswith(f"{whole}.") for whole in WITHIN)
        is_door = module.path.name == "__init__.py" and module.name not in WITHIN
        if not inside and not is_door:
            found.append(module)
    return found


@cache
def used_by(deployable: str) -> frozenset[str]:
    """The modules that the deployable imports, directly or through others."""
    own = [module for module in modules() if module.name.split(".")[0] == deployable]
    return frozenset(name for module in own for name in reachable(module))


def test_the_page_names_every_module_of_shared_once_and_no_other() -> None:
    listed = [name for name, _ in ROW.findall(PAGE)]
    assert listed == sorted(module.name.removeprefix("shared.") for module in promising())


def test_each_module_has_one_promise_and_it_is_its_own() -> None:
    promises = [promise for _, promise in ROW.findall(PAGE)]
    assert [promise for promise in promises if ". " in promise or promise.endswith(".")] == []
    assert len(set(promises)) == len(promises)


@pytest.mark.parametrize("module", promising(), ids=str)
def test_what_is_shared_is_needed_by_two_deployables(module: Module) -> None:
    needing = [
        package for package in PACKAGES if package != "shared" and module.name in used_by(package)
    ]
    assert len(needing) >= 2, needing


def test_what_only_tests_use_is_named_as_such() -> None:
    assert "`testing/`, ships in no wheel and no image" in PAGE
