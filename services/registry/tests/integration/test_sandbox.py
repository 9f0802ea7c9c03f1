"""The movable business clock."""

from datetime import UTC, datetime, timedelta

from services.registry.tests.builders import statements
from services.registry.tests.conftest import World, running, settings_for


async def test_the_manager_moves_the_business_clock_of_the_platform(new_world: World) -> None:
    world = new_world
    shown = await world.calls("GET", "/sandbox/clock")
    assert shown.json()["offset_seconds"] == 0
    for version, seconds in ((1, 864_000), (2, -3600), (3, 864_000)):
        moved = await world.manager.calls(
            "POST", "/sandbox/clock", json={"offset_seconds": seconds}
        )
        assert moved.status_code == 201, moved.text
        assert (moved.json()["offset_seconds"], moved.json()["version"]) == (seconds, version)
    announced = await world.announced("clock.moved")
    assert [(e["version"], e["offset_seconds"]) for e in announced] == [
        (1, 864_000),
        (2, -3600),
        (3, 864_000),
    ]
    organisation_id = await world.organisation()
    applicant = await world.person(organisation_id=organisation_id)
    application = await applicant.calls(
        "POST",
        "/applications",
        json={"organisation_id": str(organisation_id), "statements": statements()},
    )
    submitted = datetime.fromisoformat(application.json()["submitted_at"])
    assert abs(submitted - datetime.now(UTC) - timedelta(days=10)) < timedelta(minutes=1)
    # Tokens follow the system clock: they outlive the move.
    assert (await world.manager.calls("GET", "/me")).status_code == 200


async def test_only_the_manager_moves_it_and_only_so_far(world: World) -> None:
    stranger = await world.person(organisation_id=await world.organisation())
    for person in (stranger, world.board):
        answer = await person.calls("POST", "/sandbox/clock", json={"offset_seconds": 1})
        assert (answer.status_code, answer.json()["code"]) == (403, "manager_only")
    for wrong in (10**10, -(10**10), 2**63, 10**30, 1.5, "soon", None):
        answer = await world.manager.calls("POST", "/sandbox/clock", json={"offset_seconds": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), wrong
        assert answer.json()["errors"][0]["pointer"] == "/offset_seconds"


async def test_where_the_clock_cannot_be_moved_there_is_none(fresh_database, password_hash) -> None:
    settings = settings_for(await fresh_database("registry"), sandbox_clock=False)
    async with running(settings, password_hash) as world:
        for answer in (
            await world.calls("GET", "/sandbox/clock"),
            await world.manager.calls("POST", "/sandbox/clock", json={"offset_seconds": 1}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (404, "no_sandbox")
        assert await world.announced("clock.moved") == []
