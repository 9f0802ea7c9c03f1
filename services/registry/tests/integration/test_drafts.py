"""A draft is its organisation's own until it is submitted, and lapses by itself."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import statements
from services.registry.tests.conftest import Person, World
from services.registry.tests.leavings import admitted

from registry.drafts.duties import lapse_drafts
from registry.vocabulary import CRITERIA
from shared.clocks import MovedClock


@pytest.fixture
async def writer(world: World) -> Person:
    """An administrator of an organisation that is no member."""
    return await world.person(organisation_id=await world.organisation())


async def begun(writer: Person, **changes: Any) -> Any:
    body = {
        "organisation_id": str(writer.organisation_id),
        "statements": {"field_related": "Filmas"},
        **changes,
    }
    return await writer.calls("POST", "/application-drafts", json=body)


async def after(world: World, days: int) -> None:
    """Let the worker do what is due when so many days have passed."""
    async with world.database.transaction() as session:
        await lapse_drafts(session, MovedClock(timedelta(days=days)))


async def notices(world: World, writer: Person) -> int:
    """How often the writer's organisation was told that its draft is about to lapse."""
    async with world.database.transaction() as session:
        found = await session.scalar(
            sa.text(
                "select count(*) from notices"
                " where template = 'draft_lapses' and organisation_id = :id"
            ),
            {"id": writer.organisation_id},
        )
        return int(found or 0)


async def test_a_draft_is_written_bit_by_bit_and_submitted_once_it_is_complete(
    writer: Person,
) -> None:
    draft = await begun(writer)
    assert (draft.status_code, draft.headers["ETag"]) == (201, '"v1"')
    path = f"/application-drafts/{draft.json()['id']}"
    assert draft.headers["Location"].endswith(path)
    twice = await begun(writer)
    assert (twice.status_code, twice.json()["code"]) == (409, "draft_started")
    early = await writer.calls("POST", f"{path}/submission", headers={"If-Match": '"v1"'})
    assert (early.status_code, early.json()["code"]) == (422, "draft_incomplete")
    assert early.json()["errors"][0]["pointer"] == f"/statements/{CRITERIA[1]}"
    rest = {**statements(), "field_related": None}
    changed = await writer.calls(
        "PATCH", path, json={"statements": rest, "size": "micro"}, headers={"If-Match": '"v1"'}
    )
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    assert "field_related" not in changed.json()["statements"]
    stale = await writer.calls("PATCH", path, json={"size": "small"}, headers={"If-Match": '"v1"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_draft")
    bare = await writer.calls("PATCH", path, json={"size": "small"})
    assert bare.status_code == 428
    last = {"statements": {"field_related": "Animācija"}}
    kept = await writer.calls("PATCH", path, json=last, headers={"If-Match": "*"})
    assert kept.json()["size"] == "micro"
    done = await writer.calls("POST", f"{path}/submission", headers={"If-Match": '"v3"'})
    assert done.status_code == 201, done.text
    assert done.json()["statements"]["field_related"] == "Animācija"
    assert (done.json()["step"], done.json()["dues_class"]) == ("submitted", "private_micro")
    assert (await writer.calls("GET", path)).status_code == 404


async def test_nobody_else_sees_a_draft_not_even_the_manager(writer: Person) -> None:
    world = writer.world
    draft = await begun(writer)
    path = f"/application-drafts/{draft.json()['id']}"
    stranger = await world.person(organisation_id=await world.organisation())
    reader = await world.person(organisation_id=writer.organisation_id, roles=("reader",))
    for by in (world.manager, world.board, stranger, reader):
        assert (await by.calls("GET", "/application-drafts")).json()["items"] == []
        for method, at, body in (
            ("GET", path, None),
            ("PATCH", path, {"size": "large"}),
            ("DELETE", path, None),
            ("POST", f"{path}/submission", None),
        ):
            answer = await by.calls(method, at, json=body, headers={"If-Match": "*"})
            assert (answer.status_code, answer.json()["code"]) == (404, "draft_not_found")
    for by in (world.manager, stranger):
        body = {"organisation_id": str(writer.organisation_id)}
        answer = await by.calls("POST", "/application-drafts", json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    entry = (await world.calls("GET", f"/organisations/{writer.organisation_id}")).json()
    assert entry["standing"] == "none"
    query = f"organisation_id={writer.organisation_id}"
    assert (await world.manager.calls("GET", f"/applications?{query}")).json()["items"] == []
    (own,) = (await writer.calls("GET", "/application-drafts")).json()["items"]
    assert own["id"] == draft.json()["id"]


async def test_a_draft_is_deleted_by_its_organisation_or_lapses(writer: Person) -> None:
    world = writer.world
    path = f"/application-drafts/{(await begun(writer)).json()['id']}"
    assert (await writer.calls("DELETE", path, headers={"If-Match": '"v1"'})).status_code == 204
    path = f"/application-drafts/{(await begun(writer)).json()['id']}"
    for days, status in ((77, 200), (89, 200), (92, 404)):
        await after(world, days)
        assert (await writer.calls("GET", path)).status_code == status
    assert (await begun(writer)).status_code == 201


async def test_nobody_loses_a_draft_without_having_been_told_and_told_once(
    new_world: World,
) -> None:
    writer = await new_world.person(organisation_id=await new_world.organisation())
    path = f"/application-drafts/{(await begun(writer)).json()['id']}"
    await after(new_world, 75)
    assert await notices(new_world, writer) == 0
    # The worker stood still until after the day.
    for days in (95, 96, 108):
        await after(new_world, days)
        assert (await writer.calls("GET", path)).status_code == 200
    assert await notices(new_world, writer) == 1
    changed = await writer.calls("PATCH", path, json={"size": "small"}, headers={"If-Match": "*"})
    assert changed.status_code == 200
    await after(new_world, 75)
    assert (await writer.calls("GET", path)).status_code == 200
    for days in (80, 95):
        await after(new_world, days)
    assert (await writer.calls("GET", path)).status_code == 404
    assert await notices(new_world, writer) == 2


async def test_neither_a_member_nor_a_closed_entry_begins_a_draft(
    world: World,
) -> None:
    member = await world.person(organisation_id=await world.organisation())
    assert member.organisation_id is not None
    await admitted(world, member.organisation_id)
    refused = await begun(member)
    assert (refused.status_code, refused.json()["code"]) == (409, "already_member")
    closed = await world.person(organisation_id=await world.organisation())
    async with world.database.transaction() as session:
        await session.execute(
            sa.text("update organisations set closed_at = now(), may = '{}' where id = :id"),
            {"id": closed.organisation_id},
        )
    refused = await begun(closed)
    assert (refused.status_code, refused.json()["code"]) == (409, "entry_closed")
