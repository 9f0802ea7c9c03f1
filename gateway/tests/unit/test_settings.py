"""What the gateway accepts from its environment."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from gateway.__main__ import cli
from gateway.settings import Settings

URLS = {
    "GATEWAY_REGISTRY_URL": "http://registry:8001",
    "GATEWAY_MARKETPLACE_URL": "http://marketplace:8002/",
    "GATEWAY_SEARCH_URL": "http://search:8003",
    "GATEWAY_BILLING_URL": "https://billing:8004",
    "GATEWAY_BROKER_URL": "amqp://user:secret@broker/",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name, value in URLS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GATEWAY_FACES_NETWORK", "true")
    return monkeypatch


def test_in_production_it_must_know_whether_a_proxy_stands_before_it(
    environment: pytest.MonkeyPatch,
) -> None:
    Settings()  # type: ignore[call-arg]
    environment.delenv("GATEWAY_FACES_NETWORK")
    ended = CliRunner().invoke(cli, ["api"])
    assert ended.exit_code == 2
    assert "GATEWAY_TRUSTED_PROXIES" in ended.stderr
    assert "GATEWAY_FACES_NETWORK" in ended.stderr
    environment.setenv("GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8")
    Settings()  # type: ignore[call-arg]
    environment.delenv("GATEWAY_TRUSTED_PROXIES")
    environment.setenv("GATEWAY_ENVIRONMENT", "sandbox")
    Settings()  # type: ignore[call-arg]


def test_everything_comes_from_the_environment(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("GATEWAY_CORS_ORIGINS", "https://a.example, https://b.example")
    environment.setenv("GATEWAY_TRUSTED_PROXIES", "10.0.0.0/8,fd00::/8")
    environment.setenv("GATEWAY_RATE_ANONYMOUS", "10/second")
    settings = Settings()  # type: ignore[call-arg]
    assert settings.cors_origins == ("https://a.example", "https://b.example")
    assert [str(network) for network in settings.trusted_proxies] == ["10.0.0.0/8", "fd00::/8"]
    assert settings.services["marketplace"] == "http://marketplace:8002"
    assert "secret" not in repr(settings)


def test_a_value_may_lie_in_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "broker"
    file.write_text("amqp://other/\n")
    environment.delenv("GATEWAY_BROKER_URL")
    environment.setenv("GATEWAY_BROKER_URL_FILE", str(file))
    assert Settings().broker_url == "amqp://other/"  # type: ignore[call-arg]


@pytest.mark.parametrize("missing", URLS)
def test_without_an_address_the_gateway_does_not_start(
    environment: pytest.MonkeyPatch, missing: str
) -> None:
    environment.delenv(missing)
    with pytest.raises(ValidationError):
        Settings()  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REGISTRY_URL", "registry:8001"),
        ("REGISTRY_URL", "http://user:pw@registry"),
        ("REGISTRY_URL", "http://registry/v1"),
        ("RATE_ANONYMOUS", "many"),
        ("TRUSTED_PROXIES", "everybody"),
        ("ANSWER_TIMEOUT", "0"),
        ("UPLOAD_LONGEST", "0"),
        ("READING_TIMEOUT", "0"),
        ("MAX_BODY_BYTES", "8388609"),
        ("UPLOAD_MEMORY", "8388607"),
    ],
)
def test_nonsense_is_refused_at_the_start(
    environment: pytest.MonkeyPatch, name: str, value: Any
) -> None:
    environment.setenv(f"GATEWAY_{name}", value)
    with pytest.raises(ValidationError):
        Settings()  # type: ignore[call-arg]
