"""The source of the workspace, read as text and as syntax; nothing of it is run here."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ("registry", "marketplace", "search", "billing")
SOURCE_FOLDERS = {
    "shared": ROOT / "shared/src",
    "gateway": ROOT / "gateway/src",
    "local": ROOT / "deploy/local/src",
    **{service: ROOT / "services" / service / "src" for service in SERVICES},
}
PACKAGES = tuple(SOURCE_FOLDERS)
_HIDDEN_BUT_OURS = {".ci", ".github", ".gitignore", ".dockerignore", ".pre-commit-config.yaml"}


@dataclass(frozen=True)
class Module:
    """One module that ships: its dotted name and its file."""

    name: str
    path: Path

    def __str__(self) -> str:
        return self.name

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")


@cache
def modules() -> tuple[Module, ...]:
    """Every module of every package, tests not among them."""
    found = []
    for folder in SOURCE_FOLDERS.values():
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(folder).with_suffix("").parts
            found.append(Module(".".join(p for p in parts if p != "__init__"), path))
    return tuple(found)


@cache
def by_name() -> dict[str, Module]:
    """The modules by their dotted names."""
    return {module.name: module for module in modules()}


@cache
def imports(module: Module) -> frozenset[str]:
    """Dotted names that the module imports when it runs; `from a import b` counts as both."""
    return frozenset(_imported(ast.parse(module.text), module))


def _imported(node: ast.AST, module: Module) -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            base = child.module or ""
            if child.level:
                home = module.name if module.path.name == "__init__.py" else _parent(module.name)
                for _ in range(child.level - 1):
                    home = _parent(home)
                base = f"{home}.{base}".rstrip(".")
            yield base
            yield from (f"{base}.{alias.name}" for alias in child.names)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        else:
            yield from _imported(child, module)


def _parent(name: str) -> str:
    return name.rpartition(".")[0]


def reachable(module: Module) -> dict[str, Module]:
    """The module and all modules of ours that it imports, directly or through others."""
    found = {module.name: module}
    waiting = [module]
    while waiting:
        for name in imports(waiting.pop()):
            other = by_name().get(name)
            if other is not None and other.name not in found:
                found[other.name] = other
                waiting.append(other)
    return found


@cache
def files() -> tuple[Path, ...]:
    """Every text file of the checkout, tests and documents among them."""
    found = []
    waiting = [ROOT]
    while waiting:
        for entry in waiting.pop().iterdir():
            hidden = entry.name.startswith(".") and entry.name not in _HIDDEN_BUT_OURS
            if hidden or entry.name in {"__pycache__", "uv.lock"}:
                continue
            if entry.is_dir():
                waiting.append(entry)
            elif entry.suffix not in {".pdf", ".png", ".ico", ".woff2", ".gz", ".pyc"}:
                found.append(entry)
    return tuple(sorted(found))


def relative(path: Path) -> str:
    """The path as a reader of a failure wants to see it."""
    return path.relative_to(ROOT).as_posix()


def descendants(kind: type, package: str) -> Iterator[type]:
    """The classes without subclasses that `package` derives, at any depth, from `kind`."""
    below = kind.__subclasses__()
    for child in below:
        yield from descendants(child, package)
    if not below and kind.__module__.split(".")[0] == package:
        yield kind


def import_everything(package: str) -> None:
    """Classes are found only once their modules were imported."""
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
