"""`up` as a newcomer uses it: started, asked with its tokens, stopped by Ctrl-C, started again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from local.folder import Folder
from local.processes import free_port, remove_reachable_folder

pytestmark = pytest.mark.timeout(400)

READY = "Ctrl-C stops it"
TOKEN = re.compile(r"^eyJ[\w-]+\.[\w-]+\.[\w-]+$", re.MULTILINE)
PATIENCE_SECONDS = 180


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path
    remove_reachable_folder(Folder.of(tmp_path, "up").postgres)


@contextmanager
def up(base: Path, port: int) -> Iterator[str]:
    """Run the command until the block ends; yields what it said. It must end well on Ctrl-C."""
    # Files and not pipes: nothing is lost, and nothing waits to be read.
    said, progress = base / "said", base / "progress"
    command = [sys.executable, "-m", "local", "up", "--base", str(base), "--port", str(port)]
    with said.open("w") as out, progress.open("w") as error:
        process = subprocess.Popen(
            command, stdout=out, stderr=error, env=os.environ | {"COLUMNS": "100"}
        )
        try:
            deadline = time.monotonic() + PATIENCE_SECONDS
            while READY not in said.read_text():
                assert process.poll() is None, progress.read_text()
                assert time.monotonic() < deadline, progress.read_text()
                time.sleep(0.1)
            yield said.read_text()
            process.send_signal(signal.SIGINT)
            assert process.wait(30) in {0, 130}, progress.read_text()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    assert "Traceback" not in progress.read_text()


def ask(port: int, path: str, token: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.get(f"http://localhost:{port}{path}", headers=headers, timeout=30)


def test_up_gives_a_token_for_each_role_stops_cleanly_and_finds_its_data_again(base: Path) -> None:
    port = free_port()
    made = {"lv": "Melnraksts, kas paliek"}
    with up(base, port) as told:
        assert f"http://localhost:{port}/docs" in told
        assert ask(port, "/docs").status_code == 200
        *people, machine = TOKEN.findall(told)
        held = [ask(port, "/v1/registry/me", token).json()["roles"] for token in people]
        assert len(held) == 5
        assert any("manager" in one for one in held)
        assert any("board" in one for one in held)
        assert sum("representative" in one for one in held) >= 2
        runs = ask(port, "/v1/billing/invoicing-runs", machine)
        assert runs.status_code == 200
        issued = ask(port, "/v1/billing/invoices", machine)
        assert (issued.status_code, issued.json()["items"]) == (200, [])
        assert ask(port, "/v1/billing/ledger/entries", machine).status_code == 403
        listing = httpx.post(
            f"http://localhost:{port}/v1/marketplace/listings",
            headers={"Authorization": f"Bearer {people[2]}", "Idempotency-Key": "up"},
            json={
                "title": made,
                "description": made,
                "stage": "post_production",
                "role": "editing",
                "region": "riga",
                "price": {"amount": "1.00", "currency": "EUR"},
                "price_unit": "hour",
                "languages": ["lv"],
            },
        )
        assert listing.status_code == 201, listing.text
        total = ask(port, "/v1/search/documents?limit=1").json()["total"]
        assert total > 2000
    with pytest.raises(httpx.ConnectError):
        ask(port, "/livez")

    loading = re.compile(r"Registering organisations .* (\d+)/\1 ")
    # Not on a terminal the bar is written once, when it is full.
    assert loading.search((base / "progress").read_text())

    started = time.monotonic()
    with up(base, port) as told:
        assert time.monotonic() - started < 30, "nothing is loaded a second time"
        owner = TOKEN.findall(told)[2]
        path = f"/v1/marketplace/listings/{listing.json()['id']}"
        assert ask(port, path, owner).json()["title"] == made
        assert ask(port, "/v1/search/documents?limit=1").json()["total"] == total
    assert not loading.search((base / "progress").read_text())
