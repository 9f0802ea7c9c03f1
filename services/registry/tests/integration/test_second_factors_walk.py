"""A walk at random over adding, showing, replaying, losing, removing and restoring second factors.

No token says `otp` unless a code was used for it, each code is used once, and while a recovery code
or the operator is there nobody stays locked out.
"""

import asyncio
import random
from collections import Counter

import pytest
from services.registry.tests.conftest import World
from services.registry.tests.second_factors import (
    App,
    begins,
    confirms,
    in_a_login,
    logs_in,
    proves,
    time_passes,
)

from registry.identity.credentials.giving_back import remove_lost_second_factors
from shared.clocks import SystemClock

STEPS = 30
ACTS = ("add", "login", "login", "replay", "wrong", "recover", "recover", "remove", "lose", "time")


@pytest.mark.parametrize("seed", [1, 2])
async def test_no_walk_proves_without_a_code_or_locks_the_owner_out(
    world: World, seed: int
) -> None:
    dice = random.Random(seed)
    person = await world.person()
    inside = await in_a_login(world, person)
    app: App | None = None
    codes: list[str] = []
    spent: list[dict[str, str]] = []
    seen: Counter[str] = Counter()

    async def shown(token: str) -> bool:
        return "otp" in (await world.app.state.verifier.verify(token)).amr

    for _ in range(STEPS):
        act = dice.choice(ACTS)
        if act == "add" and app is None:
            before = await shown(inside.token)
            answer = await begins(inside)
            assert answer.status_code == 201, (answer.text, seen)
            begun = answer.json()
            app = App(begun["id"], begun["secret"])
            answer = await confirms(inside, app, app.code(-1))
            codes, spent = answer.json()["recovery_codes"], [{"otp": app.code(-1)}]
            assert await shown(inside.token) is before, "adding one proves nothing of this login"
        elif act in ("login", "recover") and app is not None:
            if act == "recover" and not codes:
                continue
            proof = {"recovery_code": codes.pop()} if act == "recover" else {"otp": app.code()}
            if act == "login":
                await time_passes(world, app)
                spent.append(proof)
            answer = await logs_in(world, person, **proof)
            assert answer.status_code == 201, answer.text
            assert await shown(answer.json()["access_token"])
            inside.token = answer.json()["access_token"]
            if act == "recover":
                spent.append(proof)
        elif (
            act == "replay"
            and app is not None
            and (used := [one for one in spent if "recovery_code" in one])
        ):
            assert (await logs_in(world, person, **dice.choice(used))).status_code == 401
        elif act == "wrong" and app is not None:
            assert (await proves(inside, otp=app.wrong_code())).status_code == 422
            # So that the walk never waits for the pause: a right one forgives.
            await time_passes(world, app)
            assert (await proves(inside, otp=app.code())).status_code == 200
        elif act == "remove" and app is not None and await shown(inside.token):
            assert (await inside.calls("DELETE", f"/second-factors/{app.id}")).status_code == 204
            app, codes = None, []
        elif act == "lose" and app is not None:
            async with world.database.transaction() as session:
                await remove_lost_second_factors(
                    session,
                    SystemClock(),
                    vault=world.vault,
                    directory=world.directory,
                    email=person.email,
                    reason="Recognised in the office",
                )
            app, codes = None, []
            # Tokens tell their second only: one of the second of a revocation counts as older.
            await asyncio.sleep(1)
            inside = await in_a_login(world, person)
        else:
            continue
        seen[act] += 1
        plain = await logs_in(world, person)
        assert plain.status_code == (201 if app is None else 401)
        if app is None:
            assert not await shown(plain.json()["access_token"])
    assert len(seen) > 3, seen
