"""A member gets a number without gaps, a class of dues and a start with its admission."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from services.registry.tests.admissions import Case, applied, applied_by
from services.registry.tests.conftest import CLOCK, World

from registry.actors import PLATFORM
from registry.admission.numbering import number_earlier_members
from registry.admission.use_cases import record_founding_members
from shared.clocks import RIGA


async def ready(world: World) -> Case:
    """An application that the board may admit."""
    case = await applied(world)
    await case.assess_all()
    await case.meet()
    return case


async def entry(case: Case) -> dict[str, Any]:
    answer = await case.world.calls("GET", f"/organisations/{case.applicant.organisation_id}")
    return dict(answer.json())


async def test_members_are_numbered_without_a_gap_though_two_come_at_once(new_world: World) -> None:
    cases = [await ready(new_world) for _ in range(3)]
    assert (await entry(cases[0]))["member_number"] is None
    answers = await asyncio.gather(*(case.decide() for case in cases))
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    entries = [await entry(case) for case in cases]
    assert sorted(one["member_number"] for one in entries) == [1, 2, 3]
    assert {one["dues_class"] for one in entries} == {"private_small"}
    assert {one["start"] for one in entries} == {datetime.now(RIGA).date().isoformat()}
    announced = await new_world.announced("member.admitted", entries[0]["id"])
    for name in ("member_number", "dues_class", "start"):
        assert announced[-1][name] == entries[0][name]


async def test_an_admission_that_fails_takes_no_number(new_world: World) -> None:
    first, second = await ready(new_world), await ready(new_world)
    await first.assess("good_standing", met=False)
    assert (await first.decide()).status_code == 409
    assert (await second.decide()).status_code == 200
    assert (await entry(second))["member_number"] == 1
    assert (await entry(first))["member_number"] is None


async def test_founders_are_numbered_and_those_before_numbers_too_by_their_begin(
    new_world: World,
) -> None:
    ids = [await new_world.organisation() for _ in range(3)]
    async with new_world.database.transaction() as session:
        await record_founding_members(session, CLOCK, organisation_ids=ids, by=PLATFORM)
        numbers = await session.scalars(
            sa.text("select member_number from organisations order by member_number limit 3")
        )
        assert list(numbers) == [1, 2, 3]
    moments = [datetime(2024, month, 1, tzinfo=UTC) for month in (9, 3, 6)]
    async with new_world.database.transaction() as session:
        for organisation_id, moment in zip(ids, moments, strict=True):
            await session.execute(
                sa.text(
                    "update organisations set member_number = null, dues_class = null,"
                    " member_since = :since where id = :id"
                ),
                {"since": moment, "id": organisation_id},
            )
        await session.execute(sa.text("update member_counter set last = 0"))
    for _ in range(2):
        async with new_world.database.transaction() as session:
            await number_earlier_members(session, CLOCK)
    shown = [(await new_world.calls("GET", f"/organisations/{one}")).json() for one in ids]
    assert [one["member_number"] for one in shown] == [3, 1, 2]
    assert [one["start"] for one in shown] == ["2024-09-01", "2024-03-01", "2024-06-01"]
    assert {one["dues_class"] for one in shown} == {"private_small"}
    told = await new_world.announced("organisation.updated", ids[1])
    assert [one["member_number"] for one in told] == [1]


async def test_who_comes_back_keeps_its_number(new_world: World) -> None:
    case = await ready(new_world)
    assert (await case.decide()).status_code == 200
    async with new_world.database.transaction() as session:
        await session.execute(
            sa.text("update organisations set membership = 'former' where id = :id"),
            {"id": case.applicant.organisation_id},
        )
    other = await ready(new_world)
    assert (await other.decide()).status_code == 200
    again = await applied_by(new_world, case.applicant)
    await again.assess_all()
    await again.meet()
    assert (await again.decide()).status_code == 200
    assert [(await entry(one))["member_number"] for one in (again, other)] == [1, 2]


async def test_the_class_of_dues_comes_from_sector_and_size_and_the_manager_may_set_another(
    new_world: World,
) -> None:
    case = await applied(new_world, size="micro")
    shown = (await case.applicant.calls("GET", case.path)).json()
    assert (shown["size"], shown["dues_class"]) == ("micro", "private_micro")
    body = {"dues_class": "private_large", "reason": "Pieder koncernam"}
    for by, code in ((new_world.board, "manager_only"), (case.applicant, "manager_only")):
        refused = await case.step("dues-class", body, by=by)
        assert (refused.status_code, refused.json()["code"]) == (403, code)
    unknown = await case.step("dues-class", {**body, "dues_class": "free"}, by=new_world.manager)
    assert (unknown.status_code, unknown.json()["code"]) == (422, "dues_class_unknown")
    assert unknown.json()["errors"][0]["pointer"] == "/dues_class"
    stale = await case.step("dues-class", body, by=new_world.manager, version='"v0"')
    assert stale.status_code == 412
    answer = await case.step("dues-class", body, by=new_world.manager)
    assert answer.status_code == 201, answer.text
    assert answer.json()["dues_class"] == "private_large"
    (choice,) = answer.json()["dues_class_choices"]
    assert choice["reason"] == "Pieder koncernam"
    await case.assess_all()
    await case.meet()
    assert (await case.decide()).status_code == 200
    assert (await entry(case))["dues_class"] == "private_large"
    late = await case.step("dues-class", body, by=new_world.manager)
    assert (late.status_code, late.json()["code"]) == (409, "already_decided")
