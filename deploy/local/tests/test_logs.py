"""What goes wrong is told in the logs, and nothing that a caller must keep secret."""

import json
import logging
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
import structlog
from pydantic import SecretStr

from local.folder import Folder
from local.logs import log_to
from registry.app import create_app
from registry.settings import Settings
from shared.messaging.bus.in_process import InProcessBus
from shared.observability import configure_logging

PLANTED = {
    "password": "PLANTED-a-password-1",
    "token": "PLANTED-b-token-2",
    "api key": "PLANTED-c-api-key-3",
    "idempotency key": "PLANTED-d-idempotency-key-4",
    "refresh token": "PLANTED-e-refresh-token-5",
    "client secret": "PLANTED-f-client-secret-6",
}
CALLS = [
    ("/sessions", {"email": "a@studio.example", "password": PLANTED["password"]}),
    ("/sessions/refresh", {"refresh_token": PLANTED["refresh token"]}),
    ("/api-keys/exchange", {"api_key": PLANTED["api key"]}),
    (
        "/accounts",
        {"email": "a@studio.example", "name": "A", "password": PLANTED["password"]},
    ),
]


@pytest.fixture
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    structlog.reset_defaults()
    for handler in root.handlers:
        if handler not in handlers:
            handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


def settings(url: str, spool: Path, **changes: str) -> Settings:
    return Settings(
        database_url=url,
        broker_url="memory://",
        secret_key=SecretStr("a secret for tests only, 32 chars"),
        master_secret=SecretStr("a master secret for the tests, not another"),
        mail_url=f"spool:{spool}",
        environment="test",
        **changes,
    )


async def fail(given: Settings) -> list[int]:
    """Make every route stumble: the database has no tables at all."""
    app = create_app(given, bus=InProcessBus())
    headers = {
        "Authorization": f"Bearer {PLANTED['token']}",
        "X-API-Key": PLANTED["api key"],
        "Idempotency-Key": PLANTED["idempotency key"],
    }
    statuses = []
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://registry/v1/registry"
        ) as client:
            for path, body in CALLS:
                own = {k: v for k, v in headers.items() if k != "Authorization"}
                statuses.append((await client.post(path, json=body, headers=own)).status_code)
            form = {"grant_type": "client_credentials"}
            secret = PLANTED["client secret"]
            answer = await client.post("/oauth/token", data=form, auth=(str(UUID(int=1)), secret))
            statuses.append(answer.status_code)
            await client.get("/me", headers=headers)
    return statuses


def check(text: str) -> None:
    for name, secret in PLANTED.items():
        assert secret not in text, name


def check_below(folder: Path) -> None:
    for path in folder.rglob("*"):
        check(path.name)
        if path.is_file():
            check(path.read_text(errors="replace"))


async def test_no_secret_of_a_request_reaches_the_log_or_the_name_of_a_mail(
    tmp_path: Path, empty_database: Callable, logging_as_before: None
) -> None:
    folder = Folder.of(tmp_path, "up")
    log_to(folder.log / "platform.log")
    statuses = await fail(settings(await empty_database(), folder.mail))
    assert statuses.count(500) >= 3, statuses
    text = (folder.log / "platform.log").read_text()
    failures = [line for line in map(json.loads, text.splitlines()) if "exception" in line]
    assert len(failures) >= 3
    frames = [frame for line in failures for one in line["exception"] for frame in one["frames"]]
    assert frames
    assert not any(frame.get("locals") for frame in frames)
    check_below(tmp_path)


@pytest.mark.parametrize("form", ["json", "console"])
async def test_no_secret_of_a_request_reaches_the_log_of_a_service(
    tmp_path: Path,
    empty_database: Callable,
    logging_as_before: None,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    given = settings(await empty_database(), tmp_path / "mail", log_format=form)
    # Loggers of modules would keep this test's output beyond its end.
    configure, uncached = structlog.configure, {"cache_logger_on_first_use": False}
    monkeypatch.setattr(structlog, "configure", lambda **how: configure(**how | uncached))
    configure_logging(given)
    assert (await fail(given)).count(500) >= 3
    said = "".join(capfd.readouterr())
    assert said.count("unexpected_error") >= 3
    check(said)


def test_a_log_can_be_read_by_its_owner_alone(tmp_path: Path, logging_as_before: None) -> None:
    folder = Folder.of(tmp_path, "up")
    old = folder.log / "platform.log"
    old.write_text("of an earlier release\n")
    old.chmod(0o644)
    folder.log.chmod(0o755)
    log_to(old)
    structlog.get_logger("test").warning("something_happened")
    assert stat.S_IMODE(old.stat().st_mode) == 0o600
    assert stat.S_IMODE(Folder.of(tmp_path, "up").log.stat().st_mode) == 0o700
