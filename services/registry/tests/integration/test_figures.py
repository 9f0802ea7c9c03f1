"""Figures of the directory on a real database: who counts, who may see what, what it costs."""

from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import applied
from services.registry.tests.conftest import CLOCK, World

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.figures.queries import members_by


async def member(world: World, **changes: Any) -> UUID:
    organisation_id = await world.organisation(**changes)
    async with world.database.transaction() as session:
        await record_founding_members(
            session, CLOCK, organisation_ids=[organisation_id], by=PLATFORM
        )
    return organisation_id


async def figure(world: World, by: str) -> tuple[int, dict[str, int]]:
    answer = await world.calls("GET", f"/figures/members?by={by}")
    assert answer.status_code == 200, answer.text
    body = answer.json()
    return body["total"], {row["code"]: row["count"] for row in body["rows"]}


async def test_members_are_counted_once_and_in_each_of_their_kinds(world: World) -> None:
    total, kinds = await figure(world, "kind")
    await member(world, kinds=("producer", "distributor"))
    await world.organisation()
    after, counted = await figure(world, "kind")
    assert after == total + 1
    gained = {code: counted[code] - kinds[code] for code in counted}
    assert gained == {"producer": 1, "resource_holder": 0, "intermediary": 0, "distributor": 1}


async def test_who_may_not_count_as_a_member_is_in_no_figure(world: World) -> None:
    organisation_id = await member(world)
    total, regions = await figure(world, "region")
    async with world.database.transaction() as session:
        await session.execute(
            sa.text("UPDATE organisations SET may = '{}' WHERE id = :id"), {"id": organisation_id}
        )
    assert await figure(world, "region") == (total - 1, {**regions, "riga": regions["riga"] - 1})


@pytest.mark.parametrize("by", ["sector", "kind", "stage", "region", "standing"])
async def test_the_rows_behind_a_figure_are_as_many_as_it_says(world: World, by: str) -> None:
    await member(world)
    total, counted = await figure(world, by)
    behind = await world.calls("GET", f"/figures/members/rows?by={by}&limit=100")
    assert len(behind.json()["items"]) == total
    for code, count in counted.items():
        page = await world.calls("GET", f"/figures/members/rows?by={by}&code={code}&limit=100")
        assert len(page.json()["items"]) == count, code


async def test_a_role_that_a_member_offers_is_lacking_no_more(world: World) -> None:
    async def lacking() -> set[str]:
        answer = await world.calls("GET", "/figures/unoffered-roles")
        return {row["role"] for row in answer.json()["rows"]}

    await world.organisation(stages=("ip_rights",), roles=("lawyer",))
    assert "lawyer" in await lacking()
    await member(world, stages=("ip_rights",), roles=("lawyer",))
    assert "lawyer" not in await lacking()


@pytest.mark.parametrize("language", ["lv", "en", "lt", "et"])
async def test_charts_are_served_in_four_languages_and_run_nothing(
    world: World, language: str
) -> None:
    for path in ("members.svg?by=stage&", "unoffered-roles.svg?"):
        answer = await world.calls("GET", f"/figures/{path}language={language}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"].startswith("image/svg+xml")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
        assert f'lang="{language}"' in answer.text
    wrong = await world.calls("GET", f"/figures/members.svg?by=name&language={language}")
    assert wrong.status_code == 422


async def test_figures_are_served_as_csv(world: World) -> None:
    answer = await world.calls("GET", "/figures/members.csv?by=sector")
    first, *rows = answer.text.splitlines()
    assert (first, len(rows)) == ("code,lv,en,lt,et,count", 4)
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert (await world.calls("GET", "/figures/unoffered-roles.csv")).status_code == 200


async def test_applications_are_counted_for_manager_and_board_alone(world: World) -> None:
    await applied(world)
    stranger = await world.person(organisation_id=await world.organisation())
    for kind in ("", ".csv", ".svg", "/rows"):
        path = f"/figures/applications{kind}"
        refused = await stranger.calls("GET", path)
        assert (refused.status_code, refused.json()["code"]) == (403, "officer_only")
        assert (await world.calls("GET", path)).status_code == 401
        assert (await world.board.calls("GET", path)).status_code == 200
    rows = (await world.manager.calls("GET", "/figures/applications")).json()["rows"]
    young = [row for row in rows if row["status"] == "submitted" and row["age"] == "under_30_days"]
    assert young[0]["count"] >= 1


async def test_the_applications_behind_a_figure_are_as_many_as_it_says(world: World) -> None:
    case = await applied(world)
    async with world.database.transaction() as session:
        old = sa.text("UPDATE applications SET submitted_at = now() - interval '91 d' WHERE id=:id")
        await session.execute(old, {"id": case.id})
    rows = (await world.manager.calls("GET", "/figures/applications")).json()["rows"]
    assert "under_180_days" in {row["age"] for row in rows}
    for row in rows:
        path = f"/figures/applications/rows?status={row['status']}&age={row['age']}&limit=100"
        behind = (await world.manager.calls("GET", path)).json()["items"]
        assert len(behind) == row["count"], row
        assert (case.id in {one["id"] for one in behind}) is (row["age"] == "under_180_days")


async def test_charts_of_applications_are_kept_by_no_cache_between(world: World) -> None:
    await applied(world)
    for by, label in (("status", "Esitatud"), ("age", "Alla 30 päeva")):
        path = f"/figures/applications.svg?by={by}&language=et"
        chart = await world.manager.calls("GET", path)
        assert label in chart.text
        assert chart.headers["Cache-Control"] == "private, no-cache"


async def test_behind_a_lacking_role_are_those_who_could_be_won_for_it(world: World) -> None:
    role = {"stages": ("ip_rights",), "roles": ("ip_agency",)}
    outside = await world.organisation(**role)
    inside = await member(world, **role)
    answer = await world.calls("GET", "/figures/unoffered-roles/rows?role=ip_agency&limit=100")
    found = {one["id"] for one in answer.json()["items"]}
    assert str(outside) in found
    assert str(inside) not in found


async def test_who_knows_a_figure_is_not_sent_it_again(world: World) -> None:
    await member(world)
    for path in ("members", "members.csv", "members.svg", "unoffered-roles"):
        first = await world.calls("GET", f"/figures/{path}")
        known = {"If-None-Match": first.headers["ETag"]}
        again = await world.calls("GET", f"/figures/{path}", headers=known)
        assert (again.status_code, again.content) == (304, b""), path
    old = await world.calls("GET", "/figures/members")
    await member(world)
    known = {"If-None-Match": old.headers["ETag"]}
    assert (await world.calls("GET", "/figures/members", headers=known)).status_code == 200


async def test_a_figure_takes_one_statement_however_many_members_there_are(world: World) -> None:
    await member(world)
    statements: list[str] = []

    def count(*arguments: Any) -> None:
        statements.append(arguments[2])

    engine = world.database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        async with world.database.transaction() as session:
            await members_by(session, by="kind")
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    assert sum("FROM organisations" in statement for statement in statements) == 1
