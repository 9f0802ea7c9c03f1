"""Each deployable starts as its image would: own lock, own files, nothing of the others.

What the workspace's shared environment hides (a service that uses a package
that only its neighbour asked for, a file that the image forgets) breaks here
and not in production. No image is built: the Dockerfile's COPY and ENV lines
are followed.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from deploy.locks import DEPLOYABLES, ROOT

STANDALONE = [name for name in DEPLOYABLES if name != "local"]
SECRETS = {
    "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "MASTER_SECRET": "0123456789abcdef0123456789abcdef",
    "BID_MASTER_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
}


def run(command: list[str], *, cwd: Path, env: dict[str, str]) -> str:
    """The command's output; its complaints become the test's failure."""
    done = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        cwd=cwd,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(cwd), **env},
        timeout=90,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def install(name: str, home: Path) -> str:
    """An environment with the packages of the lock of `name`; returns its Python."""
    uv = [sys.executable, "-m", "uv", "--quiet", "--no-progress"]
    python = str(home / "bin" / "python")
    for arguments in (
        ["venv", "--python", sys.executable, str(home)],
        [
            *("pip", "install", "--python", python, "--require-hashes", "--no-deps"),
            *("-r", str(ROOT / "requirements" / f"{name}.txt")),
        ],
        ["pip", "check", "--python", python],
    ):
        # With the caller's environment: it says where packages come from.
        done = subprocess.run([*uv, *arguments], check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    return python


def kept_from_docker(folder: str, names: list[str]) -> set[str]:
    """The entries of a folder that `.dockerignore` takes out again after it let the folder in."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    out = lines[max(i for i, line in enumerate(lines) if line.startswith("!")) + 1 :]
    here = Path(folder).relative_to(ROOT)
    return {name for name in names if any((here / name).match(pattern) for pattern in out)}


def lay_out(name: str, image: Path) -> dict[str, str]:
    """Put the files where the Dockerfile puts them; returns the environment that it sets."""
    text = (ROOT / DEPLOYABLES[name] / "Dockerfile").read_text().replace("\\\n", " ")
    final = text[text.rindex("\nFROM ") :]
    for source, target in re.findall(r"^COPY (?!--from)(\S+) (\S+)$", final, re.MULTILINE):
        shutil.copytree(ROOT / source, image / target.lstrip("/"), ignore=kept_from_docker)
    (line,) = re.findall(r"^ENV (.+)$", final, re.MULTILINE)
    settings = dict(part.split("=", 1) for part in line.split())
    settings["PYTHONPATH"] = ":".join(
        str(image / part.lstrip("/")) for part in settings["PYTHONPATH"].split(":")
    )
    # The image compiles beforehand; here the first command does it for the next.
    del settings["PATH"], settings["PYTHONDONTWRITEBYTECODE"]
    return settings


@pytest.mark.parametrize("name", STANDALONE)
async def test_a_deployable_starts_from_its_own_lock_and_files_alone(
    name: str, tmp_path: Path, empty_database: Callable[[], Awaitable[str]]
) -> None:
    python = install(name, tmp_path / "venv")
    image = tmp_path / "image"
    env = lay_out(name, image)

    document = json.loads(run([python, "-m", name, "openapi"], cwd=image, env=env))
    assert document["openapi"].startswith("3.1")
    assert document["paths"]

    others = sorted({*STANDALONE, "local", "shared.testing"} - {name})
    program = (
        f"import importlib.util as u, {name}.app; "
        f"print([n for n in {others!r} if u.find_spec(n) is not None])"
    )
    assert run([python, "-c", program], cwd=image, env=env).strip() == "[]"

    if name != "gateway":
        settings = {f"{name.upper()}_{key}": value for key, value in SECRETS.items()}
        settings[f"{name.upper()}_DATABASE_URL"] = await empty_database()
        settings[f"{name.upper()}_BROKER_URL"] = "memory://"
        run([python, "-m", name, "migrate"], cwd=image, env=env | settings)
