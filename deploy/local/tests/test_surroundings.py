"""The settings that the services get from the local platform are ones that they accept."""

import socket

import pytest

import gateway.settings
from local.environment import SERVICES, Surroundings
from local.folder import Folder
from local.parts import PARTS
from local.platform import bound_socket, settings_of
from local.processes import CannotStart


@pytest.fixture
def surroundings(tmp_path):
    return Surroundings(
        databases={name: f"postgresql+asyncpg://{name}" for name in SERVICES},
        ports={
            "gateway": 8000,
            "registry": 8001,
            "marketplace": 8002,
            "search": 8003,
            "billing": 8004,
        },
        broker_url="memory://",
        folder=Folder.of(tmp_path, "up"),
    )


def test_every_service_is_part_of_the_platform():
    assert tuple(PARTS) == SERVICES


@pytest.mark.parametrize("name", SERVICES)
def test_every_migrations_folder_is_where_the_platform_looks(name):
    assert (PARTS[name].migrations / "env.py").exists()


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_accepts_its_settings_from_the_all_in_one(surroundings, name):
    settings = settings_of(surroundings, name)

    assert settings.port == surroundings.ports[name]
    assert settings.environment == "sandbox"
    assert settings.sandbox_clock


@pytest.mark.parametrize("name", SERVICES)
def test_a_process_reads_the_same_settings_from_its_environment(surroundings, name, monkeypatch):
    for variable, value in surroundings.environment(name).items():
        monkeypatch.setenv(variable, value)

    assert PARTS[name].settings() == settings_of(surroundings, name)


def test_the_seller_of_the_fees_is_the_cluster_of_the_directory(surroundings):
    assert settings_of(surroundings, "billing").seller_id is None  # nothing is bootstrapped yet

    known = "01a2002c-917c-7393-a126-f3f2d2635247"
    surroundings.folder.write("officers", {"manager": {"password": "x", "organisation_id": known}})

    assert str(settings_of(surroundings, "billing").seller_id) == known


def test_the_gateway_knows_where_each_service_is(surroundings, monkeypatch):
    for variable, value in surroundings.environment("gateway").items():
        monkeypatch.setenv(variable, value)

    assert gateway.settings.Settings().services == {
        name: f"http://127.0.0.1:{surroundings.ports[name]}" for name in SERVICES
    }


@pytest.mark.parametrize("port", [3000, 4200, 5173, 8080])
def test_a_front_end_under_development_may_call_the_gateway(surroundings, monkeypatch, port):
    for variable, value in surroundings.environment("gateway").items():
        monkeypatch.setenv(variable, value)

    assert f"http://localhost:{port}" in gateway.settings.Settings().cors_origins


def test_no_two_services_share_a_secret(surroundings):
    secrets = {settings_of(surroundings, name).secret_key.get_secret_value() for name in SERVICES}

    assert len(secrets) == len(SERVICES)


def test_a_taken_port_is_told_in_words():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CannotStart, match=f"Port {port} is taken"):
            bound_socket(port)
