"""What operators do: bootstrap, rotate keys, load in bulk, relay, read the log."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from click.testing import Result
from services.registry.tests.builders import PASSWORD, competence, details, latvian_number
from services.registry.tests.conftest import CLOCK, World
from services.registry.tests.second_factors import enrols, in_a_login, logs_in
from typer.testing import CliRunner

from registry.__main__ import cli
from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.app import create_app
from registry.bootstrap import Officer, bootstrap
from registry.competences.use_cases import declare_competences
from registry.identity.clients.use_cases import create_client
from registry.organisations.errors import RegistrationNumberTaken
from registry.organisations.use_cases import register_organisations
from registry.taxonomy.errors import RoleOutsideStages
from shared.messaging.bus import connect
from shared.messaging.events import Event
from shared.messaging.relay import Relay


async def test_bootstrap_twice_leaves_one_cluster_and_appoints_who_is_new(
    new_world: World,
) -> None:
    world = new_world
    newcomer = Officer(email="otra@klasteris.example", name="Otra", password=PASSWORD)
    known = Officer(email=world.manager.email.upper(), name="Cita", password=PASSWORD)
    async with world.database.transaction() as session:
        done = await bootstrap(
            session,
            CLOCK,
            vault=world.app.state.key_ring.vault,
            cluster=details(2),
            managers=[known],
            board=[newcomer],
        )
    assert done.organisation_id == world.cluster_id
    assert done.created == ("otra@klasteris.example",)
    assert len(await world.announced("organisation.registered")) == 1
    assert len(await world.announced("taxonomy.published")) == 1
    assert await world.count("signing_keys") == 2
    assert await world.count("delegations") == 3


async def test_the_commands_bootstrap_and_rotate_in_a_migrated_database(
    empty_database: Callable[[], Awaitable[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "DATABASE_URL": await empty_database(),
        "BROKER_URL": "memory://",
        "SECRET_KEY": "a secret for the tests of this service",
        "MASTER_SECRET": "a master secret for the tests, not another",
    }.items():
        monkeypatch.setenv(f"REGISTRY_{name}", value)

    async def run(*arguments: str) -> Result:
        # In a thread: a command starts an event loop of its own.
        return await asyncio.to_thread(CliRunner().invoke, cli, list(arguments))

    assert (await run("migrate")).exit_code == 0
    cluster = [
        *("bootstrap", "--cluster-name", "AVT klasteris", "--cluster-street", "Iela 1"),
        *("--cluster-postal-code", "LV-1001", "--manager-email", "vada@klasteris.example"),
        *("--board-email", "valde@klasteris.example", "--cluster-registration-number"),
    ]
    wrong = await run(*cluster, "40000000016")
    assert wrong.exit_code == 2
    assert "invalid_registration_number" in wrong.stderr
    first = await run(*cluster, latvian_number(5))
    assert first.exit_code == 0, first.stderr
    assert first.stderr.startswith("warning: 1 on the board, and a vote needs 2 ")
    told = json.loads(first.stdout)
    assert set(told["passwords"]) == {"vada@klasteris.example", "valde@klasteris.example"}
    again = json.loads((await run(*cluster, latvian_number(5))).stdout)
    assert again == {"organisation_id": told["organisation_id"], "created": [], "passwords": {}}
    larger = await run(*cluster, latvian_number(5), "--board-email", "otra@klasteris.example")
    assert (larger.exit_code, larger.stderr) == (0, ""), "enough to decide"
    one = json.loads((await run("rotate-keys")).stdout)
    two = json.loads((await run("rotate-keys")).stdout)
    assert two["current"] == one["next"]
    monkeypatch.setenv("REGISTRY_MASTER_SECRET", "another master secret, since the first was lost")
    assert (await run("rotate-keys", "--fresh")).exit_code == 0
    monkeypatch.delenv("REGISTRY_MASTER_SECRET")
    refused = await run("rotate-keys")
    assert refused.exit_code != 0
    assert "master_secret" in str(refused.exception)


async def test_the_operators_command_removes_second_factors_and_says_what_it_did(
    new_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = new_world
    for name, value in {
        "DATABASE_URL": world.settings.database_url,
        "BROKER_URL": "memory://",
        "SECRET_KEY": world.settings.secret_key.get_secret_value(),
        "MASTER_SECRET": world.settings.master_secret.get_secret_value(),
    }.items():
        monkeypatch.setenv(f"REGISTRY_{name}", value)

    async def removal(email: str, reason: str) -> Result:
        words = ["remove-second-factors", "--email", email, "--reason", reason]
        return await asyncio.to_thread(CliRunner().invoke, cli, words)

    person = await in_a_login(world, await world.person())
    await enrols(person)
    why = "Recognised in the office by its passport"
    for short in ("", "  lost it  ", "x" * 501, "two lines\nof it"):
        refused = await removal(person.email, short)
        assert (refused.exit_code, "--reason" in refused.stderr) == (2, True), short
    unknown = await removal("neviens@kadrs.example", why)
    assert (unknown.exit_code, unknown.stdout) == (1, "")
    assert unknown.stderr.startswith("unknown_account: ")
    assert (await logs_in(world, person)).json()["code"] == "second_factor_required"
    done = await removal(person.email.upper(), why)
    assert (done.exit_code, json.loads(done.stdout)) == (0, {"removed": 1}), done.stderr
    back = await in_a_login(world, person)
    (login,) = (await back.calls("GET", "/sessions")).json()["items"]
    assert login["is_current"], "every earlier login has ended"
    (noted, *_) = (await back.calls("GET", "/second-factors/changes")).json()["items"]
    assert (noted["change"], noted["reason"]) == ("removed_by_operator", why)
    none = await removal(person.email, why)
    assert (none.exit_code, none.stderr.partition(":")[0]) == (1, "no_second_factor")


async def test_a_whole_sample_cluster_is_loaded_in_a_few_seconds(new_world: World) -> None:
    world = new_world
    started = time.perf_counter()
    async with world.database.transaction() as session:
        made = await register_organisations(
            session, CLOCK, entries=[details(serial) for serial in range(100, 1060)]
        )
        await record_founding_members(
            session, CLOCK, organisation_ids=[row.id for row in made[:25]], by=PLATFORM
        )
    async with world.database.transaction() as session:
        await declare_competences(
            session, CLOCK, entries=[competence(row.id) for row in (*made, *made[:540])]
        )
    took = time.perf_counter() - started
    assert await world.count("organisations") == 961
    assert await world.count("competences") == 1500
    # The cluster, the taxonomy and the ties of two officers come before.
    assert await world.count("outbox") == 4 + 960 + 25 + 1500
    # Two cores that others use at the same time: some 4 s alone, and no minutes in company.
    assert took < 60


async def test_a_batch_is_entered_whole_or_not_at_all(world: World) -> None:
    before = await world.count("organisations")
    with pytest.raises(RegistrationNumberTaken):
        async with world.database.transaction() as session:
            await register_organisations(
                session, CLOCK, entries=[details(5000), details(5001), details(5000)]
            )
    assert await world.count("organisations") == before
    organisation_id = await world.organisation()
    declared = await world.count("competences")
    with pytest.raises(RoleOutsideStages):
        async with world.database.transaction() as session:
            await declare_competences(
                session,
                CLOCK,
                entries=[competence(organisation_id), competence(organisation_id, role="cinema")],
            )
    assert await world.count("competences") == declared


async def test_the_platform_makes_a_machine_account_without_a_person(world: World) -> None:
    async with world.database.transaction() as session:
        client, secret = await create_client(
            session, CLOCK, name="Feed reader", scopes=["feeds:read"], by=PLATFORM
        )
    answer = await world.http.post(
        "/v1/registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": str(client.id),
            "client_secret": secret,
        },
    )
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    types: set[str] = set()
    # A feed ends below the oldest transaction of the whole server, other tests' included.
    for _ in range(300):
        log = await world.http.get("/v1/registry/feeds/events", headers=headers)
        assert log.status_code == 200
        types = {event["type"] for event in log.json()["items"]}
        if types:
            break
        await asyncio.sleep(0.1)
    assert "avt.registry.taxonomy.published.v1" in types


async def test_the_relay_sends_what_was_announced_and_revocations_reach_other_processes(
    new_world: World,
) -> None:
    world = new_world
    bus = connect("memory://")
    heard: list[Event] = []

    async def hear(event: Event) -> None:
        heard.append(event)

    await bus.listen(["avt.registry.token.revoked.v1"], hear)
    person = await world.person()
    await person.calls("POST", "/revocations", json={"subject": str(person.id)})
    await Relay(world.database, bus, source="/registry").drain()
    await bus.close()
    assert [event.data["subject"] for event in heard] == [str(person.id)]
    assert heard[0].source == "/registry"


async def test_a_process_that_starts_later_knows_the_revocations_in_force(
    new_world: World,
) -> None:
    person = await new_world.person()
    await new_world.manager.calls("POST", "/revocations", json={"subject": str(person.id)})
    bus = connect("memory://")
    app = create_app(new_world.settings, bus=bus)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://registry") as http:
            for _ in range(50):
                answer = await http.get("/v1/registry/me", headers=person.headers)
                if answer.status_code == 401:
                    break
                await asyncio.sleep(0.05)
    await bus.close()
    assert answer.json()["code"] == "token_revoked"


async def test_each_process_answers_the_probes(world: World) -> None:
    assert (await world.http.get("/livez")).status_code == 200
    assert (await world.http.get("/readyz")).json()["checks"]["database"]["status"] == "ok"
    assert (await world.http.get("/metrics")).status_code == 404, "on a port of its own only"


def test_the_committed_api_document_is_what_the_code_serves(world: World) -> None:
    committed = Path(__file__).resolve().parents[2] / "openapi.json"
    assert json.loads(committed.read_text(encoding="utf-8")) == world.app.openapi(), (
        "run `python -m registry openapi > services/registry/openapi.json`"
    )
