"""A run of unit tests starts no server, and a test that asks for one fails and says so."""

import os
import re
import subprocess
import sys

import pytest
from tests.architecture.source import ROOT
from tests.support.servers import POSTGRES_VARIABLE, RABBITMQ_VARIABLE

GROUND = "tests/test_the_ground.py"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Another run of pytest; a server that it looked for would be one that is not there."""
    nowhere = {POSTGRES_VARIABLE: "postgresql://127.0.0.1:1/x", RABBITMQ_VARIABLE: "amqp://x:1/"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--no-servers", *arguments],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | nowhere,
    )


@pytest.mark.parametrize("workers", ["0", "1"])
def test_a_unit_test_passes_without_servers(workers: str) -> None:
    done = run("-n", workers, "gateway/tests/unit/test_paths.py")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "none in this run (--no-servers)" in done.stdout


def test_a_test_that_needs_a_server_fails_and_says_so() -> None:
    done = run("-n", "1", GROUND, "-k", "two_databases or swept or its_own")
    assert done.returncode == 1, done.stdout + done.stderr
    assert done.stdout.count("this test needs a server") >= 4
    assert re.search(r"passed|skipped", done.stdout.splitlines()[-1]) is None


def test_the_quick_run_has_the_unit_tests_of_every_deployable() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = re.search(r"^UNIT := (.*)$", text, re.MULTILINE)
    assert listed
    chosen = {path for pattern in listed.group(1).split() for path in ROOT.glob(pattern)}
    assert {
        folder for folder in ROOT.glob("**/tests/unit") if ".venv" not in folder.parts
    } <= chosen
    assert (ROOT / "shared/tests/tokens/test_tokens.py") in chosen
    assert re.search(r"^quick:.*\n\t.*--no-servers \$\(UNIT\)", text, re.MULTILINE)
