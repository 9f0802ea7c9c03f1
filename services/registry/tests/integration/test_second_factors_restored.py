"""What becomes of second factors when the owner takes a thief's change of address back."""

import asyncio
from typing import Any

import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import Person, World
from services.registry.tests.second_factors import enrols, in_a_login, logs_in

from registry.identity.second_factors.rules import RECOVERY_CODES


async def moves_away(world: World, thief: Person) -> None:
    """Somebody that knows the password gives the account an address of its own."""
    there = f"zaglis{thief.id.hex[-12:]}@kadrs.example"
    asked = {"email": there, "current_password": PASSWORD}
    assert (await thief.calls("POST", "/me/email", json=asked)).status_code == 202
    code = await world.mails.code_for(there)
    moved = await thief.calls("POST", "/me/email/confirmation", json={"token": code})
    assert moved.status_code == 200, moved.text


async def newest_code(world: World, person: Person, *, after: int = 0) -> str:
    """The code that was mailed last to the person's own address, once there are more than that."""
    async with asyncio.timeout(20):
        while len(found := codes_to(world, person)) <= after:
            await asyncio.sleep(0.02)
    return found[-1]


def codes_to(world: World, person: Person) -> list[str]:
    return [
        line
        for mail in world.mails.to(person.email)
        for line in mail.get_content().splitlines()
        if len(line) == 43 and " " not in line
    ]


async def takes_back(world: World, person: Person) -> None:
    """The owner uses the code that its earlier address got."""
    code = await newest_code(world, person)
    undone = await world.calls("POST", "/email-restorations", json={"token": code})
    assert undone.status_code == 204, undone.text


async def dates_back(world: World, person: Person, days: str) -> None:
    """What the person has was added so long before."""
    async with world.database.transaction() as session:
        for table, columns in (
            ("second_factors", ("created_at", "confirmed_at")),
            ("recovery_codes", ("created_at",)),
        ):
            changes = ", ".join(f"{one} = {one} - interval '{days}'" for one in columns)
            await session.execute(
                sa.text(f"update {table} set {changes} where account_id = :who"),
                {"who": person.id},
            )


async def kept_by(world: World, person: Person) -> tuple[list[Any], int]:
    """The second factors of the person, and how many recovery codes."""
    async with world.database.transaction() as session:
        kept = await session.scalars(
            sa.text("select id from second_factors where account_id = :who"), {"who": person.id}
        )
        left = await session.scalar(
            sa.text("select count(*) from recovery_codes where account_id = :who"),
            {"who": person.id},
        )
        return list(kept), int(left or 0)


async def test_undoing_a_thiefs_change_of_address_removes_what_it_added_since(
    world: World,
) -> None:
    person = await world.person()
    mine = await enrols(person)
    await dates_back(world, person, "8 days")
    thief = await in_a_login(world, person, otp=mine.code())
    await moves_away(world, thief)
    await enrols(thief, name="Zagļa")
    assert (await thief.calls("POST", "/recovery-codes")).status_code == 201
    await takes_back(world, person)
    assert await kept_by(world, person) == ([mine.id], 0), "the thief has read the codes"


async def test_undoing_it_also_removes_what_a_thief_added_before_and_the_owner_comes_in(
    world: World,
) -> None:
    person = await world.person()
    thief = await in_a_login(world, person)
    await enrols(thief, name="Zagļa")
    await dates_back(world, person, "6 days")
    await moves_away(world, thief)
    await takes_back(world, person)
    assert await kept_by(world, person) == ([], 0)
    before = len(codes_to(world, person))
    await world.calls("POST", "/password-resets", json={"email": person.email})
    code = await newest_code(world, person, after=before)
    body = {"token": code, "new_password": PASSWORD}
    reset = await world.calls("POST", "/password-resets/confirmation", json=body)
    assert reset.status_code == 204, reset.text
    assert (await logs_in(world, person)).status_code == 201


async def test_undoing_it_leaves_a_second_factor_that_is_older_than_any_suspicion(
    world: World,
) -> None:
    person = await world.person()
    mine = await enrols(person)
    await dates_back(world, person, "8 days")
    await moves_away(world, await in_a_login(world, person, otp=mine.code()))
    await takes_back(world, person)
    assert await kept_by(world, person) == ([mine.id], RECOVERY_CODES)
