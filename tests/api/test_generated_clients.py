"""Clients that generators make of the merged document: nothing is left out, types hold, they work.

Each is used by a small program in `clients/`, which is type-checked with it and then run against
the platform. The TypeScript one needs Node and packages that are fetched by name; without them
its test says in a warning why it did not run.
"""

import json
import re
import shutil
import subprocess
import sys
import warnings
from pathlib import Path

import httpx
import pytest
from tests.api.running import Platform
from tests.api.world import World

PROGRAMS = Path(__file__).parent / "clients"
SETTINGS = Path(__file__).resolve().parents[2] / "docs" / "clients" / "python.yaml"
NPM_PACKAGES = {"openapi-typescript": "7.13.0", "openapi-fetch": "0.17.0", "typescript": "5.9.3"}
TYPESCRIPT = {
    "strict": True,
    "noUncheckedIndexedAccess": True,
    "target": "es2022",
    "lib": ["es2022", "dom"],
    "module": "nodenext",
    "types": [],
}
VALUES = {"Event", "FieldError", "GatewayProblem", "Money", "Problem", "SignedMoney", "Total"}
"""What is neither a request nor an answer of its own, but part of many."""


@pytest.fixture(scope="module")
def document(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as the running gateway serves it, in a file."""
    path = tmp_path_factory.mktemp("document") / "openapi.json"
    path.write_bytes(
        httpx.get(f"{platform.gateway}/v1/openapi.json", timeout=60).raise_for_status().content
    )
    return path


def run(*command: str | Path, at: Path) -> str:
    """What the command printed; its failure is the test's."""
    done = subprocess.run(
        list(map(str, command)), cwd=at, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout + done.stderr


def test_the_python_client_is_made_without_a_warning_checked_and_used(
    document: Path, platform: Platform, world: World, tmp_path: Path
) -> None:
    python = Path(sys.executable)
    made = tmp_path / "client"
    said = run(
        *(python.parent / "openapi-python-client", "generate", "--path", document),
        *("--output-path", made, "--config", SETTINGS, "--fail-on-warning"),
        at=tmp_path,
    )
    assert "WARNING" not in said.upper()
    program = made / "uses_python_client.py"
    shutil.copy(PROGRAMS / program.name, program)
    checked = (program.name, "avt_cluster_platform_client")
    run(python, "-m", "mypy", "--strict", "--config-file", "", *checked, at=made)
    run(python, program.name, platform.gateway, world.tokens["maker"], at=made)


def test_the_typescript_client_is_made_without_a_warning_checked_and_used(
    document: Path, platform: Platform, world: World, tmp_path: Path
) -> None:
    missing = _npm_install(tmp_path)
    if missing:
        warnings.warn(f"the TypeScript client was not tried: {missing}", stacklevel=1)
        return
    said = run("npx", "openapi-typescript", document, "--output", "schema.d.ts", at=tmp_path)
    assert "warn" not in said.lower()
    program = tmp_path / "uses_typescript_client.ts"
    shutil.copy(PROGRAMS / program.name, program)
    (tmp_path / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": TYPESCRIPT, "files": [program.name, "schema.d.ts"]})
    )
    run("npx", "tsc", at=tmp_path)
    run("node", program.with_suffix(".js"), platform.gateway, world.tokens["maker"], at=tmp_path)


def _npm_install(folder: Path) -> str | None:
    """Fetch the pinned packages into the folder; return why that cannot be done, if so."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        return "there is no Node on this machine"
    package = {"private": True, "type": "module", "dependencies": NPM_PACKAGES}
    (folder / "package.json").write_text(json.dumps(package))
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=120
        )
    except subprocess.TimeoutExpired:
        return f"npm did not get {', '.join(NPM_PACKAGES)} within two minutes"
    if done.returncode:
        return f"npm did not get {', '.join(NPM_PACKAGES)}: {done.stderr.strip()[-300:]}"
    return None


def test_every_component_has_a_name_of_its_own_that_any_language_can_have(document: Path) -> None:
    components = json.loads(document.read_bytes())["components"]["schemas"]
    titles = [component.get("title", name) for name, component in components.items()]
    assert sorted(title for title in titles if titles.count(title) > 1) == []
    assert [name for name in components if not name.isalnum()] == []
    assert [
        name for name, component in components.items() if component.get("title", name) != name
    ] == []


def test_every_component_says_whether_it_is_sent_answered_or_a_value(document: Path) -> None:
    components = json.loads(document.read_bytes())["components"]["schemas"]
    said = re.compile("[A-Z][A-Za-z]+(In|Out|Changes|Page)")
    assert {name for name in components if not said.fullmatch(name)} == VALUES


def test_every_array_says_what_it_holds(document: Path) -> None:
    def bare(node: object, at: str) -> list[str]:
        if isinstance(node, list):
            return [found for n, item in enumerate(node) for found in bare(item, f"{at}/{n}")]
        if not isinstance(node, dict):
            return []
        here = [at] if node.get("type") == "array" and not node.get("items") else []
        return here + [found for key, item in node.items() for found in bare(item, f"{at}/{key}")]

    assert bare(json.loads(document.read_bytes()), "#") == []
