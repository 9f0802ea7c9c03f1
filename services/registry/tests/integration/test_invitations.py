"""A delegation is an invitation: nothing about a person changes without an act of its own."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, Person, World

from registry.identity.credentials.use_cases import end_access_of
from registry.invitations.errors import InvitationNotFound
from registry.invitations.rules import LIFETIME, MOST_OPEN
from registry.invitations.use_cases import look_up_invitation
from shared.testing.clocks import FixedClock


async def invites(by: Person, organisation_id: Any, email: str, **more: Any) -> Any:
    return await by.calls(
        "POST", f"/organisations/{organisation_id}/invitations", json={"email": email, **more}
    )


async def invited(by: Person, organisation_id: Any, email: str) -> tuple[str, str]:
    """Invite an address; return the invitation's id and the secret from its newest mail."""
    before = len(by.world.mails.to(email))
    answer = await invites(by, organisation_id, email)
    assert answer.status_code == 201, answer.text
    secret = await by.world.mails.code_for(email, number=before + 1)
    return answer.json()["id"], secret


async def answers(person: Person, how: str, secret: str) -> Any:
    return await person.calls("POST", f"/invitations/{how}", json={"secret": secret})


async def status_of(by: Person, organisation_id: Any, invitation_id: str) -> str:
    listed = await by.calls("GET", f"/organisations/{organisation_id}/invitations")
    return str({item["id"]: item["status"] for item in listed.json()["items"]}[invitation_id])


async def acts_for(world: World, person: Person) -> Any:
    """Whom the person's next login acts for."""
    body = {"email": person.email, "password": PASSWORD}
    token = (await world.calls("POST", "/sessions", json=body)).json()["access_token"]
    me = await world.calls("GET", "/me", headers={"Authorization": f"Bearer {token}"})
    return me.json()["organisation_id"]


def refused(answer: Any) -> bool:
    return (answer.status_code, answer.json()["code"]) == (404, "unknown_invitation")


async def test_an_accepted_invitation_makes_a_representative(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person()
    invitation_id, secret = await invited(first, organisation_id, second.email)
    shown = (await answers(second, "lookup", secret)).json()
    assert (shown["organisation_id"], shown["office"]) == (str(organisation_id), "representative")
    listing = f"/organisations/{organisation_id}/representatives"
    assert str(second.id) not in (await first.calls("GET", listing)).text
    accepted = await answers(second, "acceptance", secret)
    assert (accepted.status_code, accepted.json()) == (201, shown)
    assert str(second.id) in (await second.calls("GET", listing)).text
    assert await status_of(first, organisation_id, invitation_id) == "accepted"
    assert await acts_for(world, second) == str(organisation_id)


async def test_f1_whoever_invites_a_stranger_ends_none_of_its_sessions(world: World) -> None:
    """Replays a review's finding: delegate the manager by its address, dismiss it, in a loop."""
    attacker = await world.person()
    mine = (await attacker.calls("POST", "/organisations", json=world.body())).json()["id"]
    victim, revoked = world.manager, await world.count("revocations")
    path = f"/organisations/{mine}/representatives"
    assert (await attacker.calls("POST", path, json={"email": victim.email})).status_code == 405
    assert (await invites(attacker, mine, victim.email)).status_code == 201
    assert (await attacker.calls("DELETE", f"{path}/{victim.id}")).status_code == 404
    assert (await victim.calls("GET", "/me")).status_code == 200
    assert await world.count("revocations") == revoked
    me = (await victim.calls("GET", "/me")).json()
    assert [one["id"] for one in me["organisations"]] == [str(world.cluster_id)]


async def test_f2_whoever_invites_a_newcomer_captures_no_login_of_it(world: World) -> None:
    """Replays a review's finding: the first delegation was whom the next login acted for."""
    attacker = await world.person()
    mine = (await attacker.calls("POST", "/organisations", json=world.body())).json()["id"]
    newcomer = await world.person()
    _, secret = await invited(attacker, mine, newcomer.email)
    assert await acts_for(world, newcomer) is None
    own = (await newcomer.calls("POST", "/organisations", json=world.body())).json()["id"]
    assert await acts_for(world, newcomer) == own
    # Even one that is accepted takes nothing over from what the person chose before.
    assert (await answers(newcomer, "acceptance", secret)).status_code == 201
    assert await acts_for(world, newcomer) == own


async def test_an_answer_is_the_same_whether_or_not_an_account_has_the_address(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    known = (await world.person()).email
    unknown = f"nobody{uuid.uuid4().hex[:8]}@kadrs.example"
    told = []
    for email in (known, unknown, first.email):
        answer = await invites(first, organisation_id, email.upper())
        assert answer.status_code == 201
        body = answer.json()
        assert body.pop("email") == email.upper()
        assert body.keys() == {"id", "office", "roles", "status", "created_at", "expires_at"}
        told.append((body["office"], body["status"], len(answer.content) - len(email)))
        secret = await world.mails.code_for(email.upper())
        assert secret not in answer.text
    assert len(set(told)) == 1


async def test_the_secret_counts_and_not_the_address_that_it_was_sent_to(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    squatter = await world.person()
    friend = await world.person()
    _, secret = await invited(first, organisation_id, squatter.email)
    assert refused(await answers(squatter, "acceptance", "A" * 43))
    assert (await answers(friend, "acceptance", secret)).status_code == 201
    assert refused(await answers(squatter, "acceptance", secret))


async def test_the_database_keeps_the_hash_of_a_secret_alone(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person()
    _, secret = await invited(first, organisation_id, second.email)
    answered = await answers(second, "acceptance", secret)
    assert "Idempotency-Replayed" not in answered.headers
    async with world.database.transaction() as session:
        for table in ("invitations", "outgoing_mails", "idempotency_keys", "outbox"):
            rows = await session.scalars(sa.text(f"select t::text from {table} t"))
            assert not any(secret in row for row in rows), table


@pytest.mark.parametrize("end", ["withdrawn", "replaced", "refused", "dismissed", "access_ended"])
async def test_a_secret_that_no_longer_stands_says_nothing_and_opens_nothing(
    world: World, end: str
) -> None:
    organisation_id = await world.organisation()
    keeper = await world.person(organisation_id=organisation_id)
    inviter = await world.person(organisation_id=organisation_id)
    guest = await world.person()
    invitation_id, secret = await invited(inviter, organisation_id, guest.email)
    base = f"/organisations/{organisation_id}"
    if end == "withdrawn":
        path = f"{base}/invitations/{invitation_id}"
        assert (await keeper.calls("DELETE", path)).status_code == 204
        assert refused(await keeper.calls("DELETE", path))
    elif end == "replaced":
        await invited(keeper, organisation_id, guest.email)
    elif end == "refused":
        assert (await answers(guest, "refusal", secret)).status_code == 204
    elif end == "dismissed":
        gone = await keeper.calls("DELETE", f"{base}/representatives/{inviter.id}")
        assert gone.status_code == 204
    else:
        async with world.database.transaction() as session:
            await end_access_of(session, CLOCK, directory=world.directory, account_id=inviter.id)
    unknown = await answers(guest, "lookup", "B" * 43)
    for how in ("lookup", "acceptance", "refusal"):
        answer = await answers(guest, how, secret)
        assert refused(answer)
        assert answer.json()["detail"] == unknown.json()["detail"]
    expected = {"replaced": "withdrawn", "dismissed": "void", "access_ended": "void"}.get(end, end)
    assert await status_of(keeper, organisation_id, invitation_id) == expected
    assert (await guest.calls("GET", "/me")).json()["organisations"] == []


async def test_an_invitation_expires_after_fourteen_days_of_the_system_clock(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    guest = await world.person()
    _, secret = await invited(first, organisation_id, guest.email)
    for days, stands in ((LIFETIME - timedelta(minutes=1), True), (LIFETIME, False)):
        later = FixedClock(CLOCK.now() + days)
        async with world.database.transaction() as session:
            if stands:
                await look_up_invitation(session, later, secret=secret, by=guest.caller)
            else:
                with pytest.raises(InvitationNotFound):
                    await look_up_invitation(session, later, secret=secret, by=guest.caller)


async def test_an_organisation_has_twenty_open_invitations_at_most(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    addresses = [f"{number}{uuid.uuid4().hex[:8]}@kadrs.example" for number in range(MOST_OPEN)]
    for email in addresses:
        assert (await invites(first, organisation_id, email)).status_code == 201
    more = await invites(first, organisation_id, "another@kadrs.example")
    assert (more.status_code, more.json()["code"]) == (409, "too_many_invitations")
    assert (await invites(first, organisation_id, addresses[0])).status_code == 201


async def test_an_address_that_was_sent_enough_keeps_its_last_invitation(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    guest = await world.person()
    for _ in range(5):
        invitation_id, secret = await invited(first, organisation_id, guest.email)
    beyond = await invites(first, organisation_id, guest.email)
    assert (beyond.status_code, beyond.json()["id"]) == (201, invitation_id)
    assert (await answers(guest, "acceptance", secret)).status_code == 201


async def test_who_represents_the_organisation_already_is_told_so(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    invitation_id, secret = await invited(first, organisation_id, "cits@kadrs.example")
    answer = await answers(first, "acceptance", secret)
    assert (answer.status_code, answer.json()["code"]) == (409, "already_representative")
    assert await status_of(first, organisation_id, invitation_id) == "open"


async def test_strangers_and_keys_neither_invite_nor_answer(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    stranger = await world.person(organisation_id=await world.organisation())
    invitation_id, secret = await invited(first, organisation_id, "viesis@kadrs.example")
    path = f"/organisations/{organisation_id}/invitations"
    for answer in (
        await stranger.calls("GET", path),
        await invites(stranger, organisation_id, stranger.email),
        await stranger.calls("DELETE", f"{path}/{invitation_id}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    elsewhere = f"/organisations/{stranger.organisation_id}/invitations/{invitation_id}"
    assert refused(await stranger.calls("DELETE", elsewhere))
    assert (await world.manager.calls("GET", path)).status_code == 200
    assert refused(await answers(stranger, "lookup", "nonsense"))
    nowhere = f"/organisations/{uuid.uuid4()}/invitations"
    assert (await world.manager.calls("GET", nowhere)).status_code == 404
    body = {
        "name": "A program",
        "scopes": ["registry:read", "registry:write"],
        "expires_at": (CLOCK.now() + timedelta(days=9)).isoformat(),
    }
    key = (await first.calls("POST", "/api-keys", json=body)).json()["api_key"]
    token = (await world.calls("POST", "/api-keys/exchange", json={"api_key": key})).json()
    machine = Person(world, first.id, first.email, token=token["access_token"])
    for answer in (
        await invites(machine, organisation_id, "otrs@kadrs.example"),
        await machine.calls("DELETE", f"{path}/{invitation_id}"),
        *[await answers(machine, how, secret) for how in ("lookup", "acceptance", "refusal")],
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "person_only")


@pytest.mark.parametrize("other", ["acceptance", "by another", "withdrawal", "dismissal"])
async def test_of_two_acts_at_once_on_one_invitation_one_counts(world: World, other: str) -> None:
    for _ in range(4):
        organisation_id = await world.organisation()
        keeper = await world.person(organisation_id=organisation_id)
        inviter = await world.person(organisation_id=organisation_id)
        guest, second = await world.person(), await world.person()
        invitation_id, secret = await invited(inviter, organisation_id, guest.email)
        base = f"/organisations/{organisation_id}"
        against = {
            "acceptance": answers(guest, "acceptance", secret),
            "by another": answers(second, "acceptance", secret),
            "withdrawal": keeper.calls("DELETE", f"{base}/invitations/{invitation_id}"),
            "dismissal": keeper.calls("DELETE", f"{base}/representatives/{inviter.id}"),
        }
        rival = against.pop(other)
        for unused in against.values():
            unused.close()
        accepted, also = await asyncio.gather(answers(guest, "acceptance", secret), rival)
        listed = (await keeper.calls("GET", f"{base}/representatives")).json()["items"]
        people = {item["account_id"] for item in listed} & {str(guest.id), str(second.id)}
        statuses = sorted((accepted.status_code, also.status_code))
        if other == "dismissal":
            assert also.status_code == 204
            assert accepted.status_code in {201, 404}
        else:
            assert statuses in ([201, 404], [204, 404]), (accepted.text, also.text)
        assert len(people) == (201 in statuses)


async def test_the_manager_puts_nobody_into_an_organisation_that_is_represented(
    world: World,
) -> None:
    represented, empty = await world.organisation(), await world.organisation()
    await world.person(organisation_id=represented)
    accomplice = await world.person()
    answer = await invites(world.manager, represented, accomplice.email)
    assert (answer.status_code, answer.json()["code"]) == (403, "not_its_representative")
    _, secret = await invited(world.manager, empty, accomplice.email)
    assert (await answers(accomplice, "acceptance", secret)).status_code == 201


async def test_who_registers_its_own_organisation_acts_for_it_though_it_accepted_another_before(
    world: World,
) -> None:
    stranger_of = await world.organisation()
    newcomer = await world.person()
    _, secret = await invited(
        await world.person(organisation_id=stranger_of), stranger_of, newcomer.email
    )
    assert (await answers(newcomer, "acceptance", secret)).status_code == 201
    made = await newcomer.calls("POST", "/organisations", json=world.body())
    assert await acts_for(world, newcomer) == made.json()["id"]
