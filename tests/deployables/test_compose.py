"""The production shape, read: nothing is started, but every name in it must be right."""

import importlib
import json
import os
import re
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from deploy.locks import DEPLOYABLES, ROOT
from prometheus_client import CollectorRegistry

from shared.database import Database

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVERS = {"postgres", "rabbitmq", "meilisearch"}
OURS = sorted(set(CONTAINERS) - SERVERS)
SERVICES = ("registry", "marketplace", "search", "billing")
STANDALONE = [name for name in DEPLOYABLES if name != "local"]


def owner(container: str) -> str:
    return container.split("-", maxsplit=1)[0]


@pytest.mark.parametrize("name", STANDALONE)
def test_hadolint_finds_nothing_in_a_dockerfile(name: str) -> None:
    hadolint = Path(sys.executable).parent / "hadolint"
    found = subprocess.run(
        [hadolint, ROOT / DEPLOYABLES[name] / "Dockerfile"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout


@pytest.mark.parametrize("name", STANDALONE)
def test_an_image_runs_without_rights_and_says_whether_it_lives(name: str) -> None:
    text = (ROOT / DEPLOYABLES[name] / "Dockerfile").read_text()
    assert "\nUSER 10001:10001\n" in text
    assert "\nHEALTHCHECK " in text
    assert "--require-hashes" in text
    assert f'ENTRYPOINT ["python", "-m", "{name}"]' in text


class _Alive(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # the name is the library's
        self.send_response(200 if self.path == "/livez" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Tests do not want its log."""


@pytest.mark.parametrize("name", STANDALONE)
def test_the_check_of_an_image_asks_the_port_that_its_process_was_given(name: str) -> None:
    text = (ROOT / DEPLOYABLES[name] / "Dockerfile").read_text()
    found = re.search(r"HEALTHCHECK .*?CMD (\[.*?\])\n", text, re.DOTALL)
    assert found
    command = [sys.executable, *json.loads(found[1])[1:]]
    with HTTPServer(("127.0.0.1", 0), _Alive) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        environment = {**os.environ, f"{name.upper()}_PORT": str(server.server_port)}
        asked = subprocess.run(command, check=False, capture_output=True, env=environment)
        server.shutdown()
        serving.join()
    assert asked.returncode == 0, asked.stderr
    asked = subprocess.run(command, check=False, capture_output=True, env=environment)
    assert asked.returncode != 0, "nothing listens there any more"


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_has_an_api_a_consumer_a_worker_a_migration_job_and_a_relay_if_it_announces(
    service: str,
) -> None:
    processes = {name.partition("-")[2] for name in OURS if owner(name) == service}
    announces = (ROOT / "shared" / "contracts" / service).is_dir()
    always = {"api", "consumer", "migrate", "worker"}
    assert processes == always | ({"relay"} if announces else set())


def test_retention_invoicing_and_the_rotation_of_keys_come_again_by_themselves() -> None:
    due = {}
    for service in SERVICES:
        worker = CONTAINERS[f"{service}-worker"]
        assert (worker["command"], worker["restart"]) == (["worker"], "unless-stopped")
        process = importlib.import_module(f"{service}.process").PROCESS
        settings = process.settings_for_openapi().model_copy(update={"seller_name": "Klasteris"})
        runner = process.duty_runner(
            settings, Database("postgresql://nowhere"), CollectorRegistry()
        )
        due[service] = {duty.name: duty.every.days for duty in runner.duties}
    daily = {
        service: {name for name, days in duties.items() if days} for service, duties in due.items()
    }
    assert daily == {
        "registry": {"purge", "rotate_keys"},
        "marketplace": {"purge"},
        "search": {"purge"},
        "billing": {"purge", "invoice"},
    }


@pytest.mark.parametrize("container", [name for name in OURS if "command" in CONTAINERS[name]])
def test_the_command_line_of_a_container_is_one_that_its_program_knows(container: str) -> None:
    cli = importlib.import_module(f"{owner(container)}.__main__").cli
    group = typer.main.get_command(cli)
    name, *options = CONTAINERS[container]["command"]
    # Parsed as at a start, values included, and not carried out.
    made = group.commands[name].make_context(name, options)
    assert all(made.params[option.removeprefix("--").replace("-", "_")] for option in options[::2])


@pytest.mark.parametrize("container", sorted(CONTAINERS))
def test_no_log_fills_the_disk_and_what_runs_has_time_to_stop(container: str) -> None:
    logging = CONTAINERS[container]["logging"]
    assert logging["driver"] == "json-file"
    assert logging["options"] == {"max-size": "20m", "max-file": "5"}
    if container in OURS:
        assert CONTAINERS[container]["stop_grace_period"] == "20s"


@pytest.mark.parametrize("container", OURS)
def test_a_process_waits_for_its_migrations_and_for_healthy_servers(container: str) -> None:
    needs = CONTAINERS[container]["depends_on"]
    for needed, how in needs.items():
        job = needed.endswith("-migrate")
        expected = "service_completed_successfully" if job else "service_healthy"
        assert how["condition"] == expected, needed
    if not container.endswith("-migrate") and container != "gateway":
        assert f"{owner(container)}-migrate" in needs


@pytest.mark.parametrize("container", sorted(CONTAINERS))
def test_every_process_that_stays_is_checked_for_health(container: str) -> None:
    check = CONTAINERS[container].get("healthcheck")
    if container.endswith("-migrate"):
        assert check == {"disable": True}, "it serves nothing"
    elif container.endswith("-api") or container == "gateway":
        assert check is None, "the image's own check asks /livez"
    else:
        assert check
        assert check["test"][0] == "CMD"


def test_only_the_gateway_can_be_reached_from_outside() -> None:
    assert {name for name, it in CONTAINERS.items() if "ports" in it} == {"gateway"}
    # The registry's API leads no one in: it needs a way out to the mail server.
    assert {name for name, it in CONTAINERS.items() if "outside" in it["networks"]} == {
        "gateway",
        "registry-api",
    }
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_every_image_is_of_a_fixed_version_and_ours_are_built_from_their_dockerfiles() -> None:
    for name in SERVERS:
        assert re.search(r":v?\d", CONTAINERS[name]["image"]), name
    built = {it["build"]["dockerfile"] for it in CONTAINERS.values() if "build" in it}
    assert built == {f"{DEPLOYABLES[name]}/Dockerfile" for name in STANDALONE}
    for name in OURS:
        assert CONTAINERS[name]["image"] == f"avt-{owner(name)}"


@pytest.mark.parametrize("container", sorted(CONTAINERS))
def test_no_secret_is_in_an_environment_and_every_secret_file_is_mounted(container: str) -> None:
    it = CONTAINERS[container]
    mounted = {s if isinstance(s, str) else s["source"] for s in it.get("secrets", ())}
    assert mounted <= set(COMPOSE["secrets"])
    for name, value in it.get("environment", {}).items():
        secret = re.search(r"SECRET|PASSWORD|_KEY|DATABASE_URL|BROKER_URL|MAIL_URL", name)
        if secret:
            assert name.endswith("_FILE"), name
        if str(value).startswith("/run/secrets/"):
            assert str(value).removeprefix("/run/secrets/") in mounted, name


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets as `make-secrets.sh` writes them."""
    folder = tmp_path_factory.mktemp("compose")
    for name in ("make-secrets.sh", "broker_accounts.py"):
        (folder / name).write_text((ROOT / "deploy" / "compose" / name).read_text())
    script = folder / "make-secrets.sh"
    subprocess.run(["/bin/sh", str(script)], check=True, capture_output=True)
    before = {path.name: path.read_text() for path in (folder / "secrets").iterdir()}
    subprocess.run(["/bin/sh", str(script)], check=True, capture_output=True)
    assert {path.name: path.read_text() for path in (folder / "secrets").iterdir()} == before
    return folder / "secrets"


def test_the_script_makes_every_secret_and_no_other(secrets: Path) -> None:
    assert {path.name for path in secrets.iterdir()} == set(COMPOSE["secrets"])


@pytest.mark.parametrize("container", OURS)
def test_the_settings_accept_what_a_container_is_given(
    container: str, secrets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = owner(container)
    prefix = f"{service.upper()}_"
    settings = importlib.import_module(f"{service}.settings").Settings
    for name in list(os.environ):
        if name.startswith(prefix):
            monkeypatch.delenv(name)
    for name, value in CONTAINERS[container]["environment"].items():
        field = name.removeprefix(prefix).removesuffix("_FILE").lower()
        assert field in settings.model_fields, name
        given = re.sub(r"\$\{\w+:-(.*?)\}", r"\1", str(value))
        monkeypatch.setenv(name, given.replace("/run/secrets", str(secrets)))
    if container == "gateway":
        with pytest.raises(ValueError, match="GATEWAY_TRUSTED_PROXIES"):
            settings()
        monkeypatch.setenv("GATEWAY_TRUSTED_PROXIES", "172.16.0.0/12")
        monkeypatch.setenv("GATEWAY_CORS_ORIGINS", "https://portal.example")
    made = settings()
    assert made.environment == "production"
    account = container.replace("-", "_") if container.endswith("-relay") else service
    assert made.broker_url.startswith(f"amqp://avt_{account}:")
    mounted = {name for name in CONTAINERS[container]["secrets"] if name.endswith("_broker_url")}
    assert mounted == {f"{account}_broker_url"}
