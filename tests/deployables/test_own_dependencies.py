"""Each deployable starts from its own lock, with nothing of the others at hand.

What the workspace's shared environment hides (a service that uses a package
that only its neighbour asked for) breaks here, not in production.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from deploy.locks import DEPLOYABLES, ROOT

STANDALONE = [name for name in DEPLOYABLES if name != "local"]


def run(command: list[str], *, cwd: Path) -> str:
    """The command's output; its complaints become the test's failure."""
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(cwd)},
        timeout=60,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def install(name: str, home: Path) -> Path:
    """An environment with the lock of `name`, `shared`, and itself; returns its Python."""
    uv = [sys.executable, "-m", "uv", "--quiet", "--no-progress"]
    python = home / "bin" / "python"
    for arguments in (
        ["venv", "--python", sys.executable, str(home)],
        [
            *("pip", "install", "--python", str(python), "--require-hashes", "--no-deps"),
            *("-r", str(ROOT / "requirements" / f"{name}.txt")),
        ],
    ):
        # With the caller's environment: it says where packages come from.
        done = subprocess.run([*uv, *arguments], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    (packages,) = home.glob("lib/python3.*/site-packages")
    # As in the image: the sources lie beside one another and are found by path.
    (packages / "deployable.pth").write_text(
        f"{ROOT / 'shared' / 'src'}\n{ROOT / DEPLOYABLES[name] / 'src'}\n"
    )
    return python


@pytest.mark.parametrize("name", STANDALONE)
def test_a_deployable_starts_from_its_own_lock_alone(name: str, tmp_path: Path) -> None:
    python = str(install(name, tmp_path / "venv"))
    uv_check = [sys.executable, "-m", "uv", "pip", "check", "--quiet", "--python", python]
    assert subprocess.run(uv_check, check=False).returncode == 0

    document = json.loads(run([python, "-m", name, "openapi"], cwd=tmp_path))
    assert document["openapi"].startswith("3.1")
    assert document["paths"]

    others = sorted({*STANDALONE, "local"} - {name})
    program = (
        f"import importlib.util as u, {name}.app; "
        f"print([n for n in {others!r} if u.find_spec(n) is not None])"
    )
    assert run([python, "-c", program], cwd=tmp_path).strip() == "[]"
