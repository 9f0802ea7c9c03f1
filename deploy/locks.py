"""Write the hashed locks: one for each deployable, one for the all-in-one, one for development.

`make lock` runs it. What is locked already stays at its version unless
`--upgrade` is given, so adding a dependency changes nothing else. All locks
agree on versions: each is compiled within the development lock, which holds
everything. The workspace's own packages are not in any of them: they are
installed from the checkout. No index is named: where packages come from is the
installing machine's own affair, and the hashes say whether they are the right ones.
"""

import argparse
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HERE = ROOT / "requirements"
OWN_PREFIX = "avt-"
DEPLOYABLES = {
    "registry": "services/registry",
    "marketplace": "services/marketplace",
    "search": "services/search",
    "billing": "services/billing",
    "gateway": "gateway",
    "local": "deploy/local",
}
# A checkout is installed in place with `--no-build-isolation`: that takes its
# build backend from the environment, and so from the lock.
IN_PLACE = ("hatchling", "editables")


def members() -> dict[str, Path]:
    """Distribution name to folder, for every member of the workspace."""
    folders = [ROOT / "shared", *(ROOT / folder for folder in DEPLOYABLES.values())]
    return {_project(folder)["name"]: folder for folder in folders}


def _project(folder: Path) -> dict[str, list[str]]:
    project: dict[str, list[str]] = tomllib.loads((folder / "pyproject.toml").read_text())[
        "project"
    ]
    return project


def third_party(folder: Path) -> set[str]:
    """The requirements of a member and of the members that it needs, without the members."""
    own = members()
    wanted: set[str] = set()
    seen: set[Path] = set()
    waiting = [folder]
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        for requirement in _project(at)["dependencies"]:
            if requirement.startswith(OWN_PREFIX):
                waiting.append(own[requirement])
            else:
                wanted.add(requirement)
    return wanted


def development() -> set[str]:
    """The tools that check the workspace, from the root's dependency group."""
    group = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["dev"]
    return set(group)


def compile_lock(name: str, wanted: set[str], within: Path | None, options: list[str]) -> None:
    """Resolve `wanted` for all platforms and Pythons from 3.11, into requirements/<name>.txt."""
    output = HERE / f"{name}.txt"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{name}.in"
        source.write_text("".join(f"{line}\n" for line in sorted(wanted)))
        subprocess.run(
            [
                *(sys.executable, "-m", "uv", "pip", "compile", str(source)),
                *("--output-file", str(output), "--universal", "--python-version", "3.11"),
                *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"),
                *("--quiet", "--no-progress"),
                *(("--constraints", str(within)) if within else ()),
                *options,
            ],
            check=True,
            cwd=ROOT,
        )
    print(f"{output.relative_to(ROOT)}: {output.read_text().count('==')} packages")  # noqa: T201


def main() -> None:
    """Compile all locks, the widest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = ["--upgrade"] if parser.parse_args().upgrade else []
    wanted = {name: third_party(ROOT / folder) for name, folder in DEPLOYABLES.items()}
    everything = set().union(*wanted.values(), development(), IN_PLACE)
    compile_lock("dev", everything, None, upgrade)
    for name, requirements in wanted.items():
        more = set(IN_PLACE) if name == "local" else set()
        compile_lock(name, requirements | more, HERE / "dev.txt", upgrade)


if __name__ == "__main__":
    main()
