"""What each of an organisation's people may do, and how roles come and go."""

import asyncio
import uuid
from datetime import timedelta
from typing import Any

import pytest
from services.registry.tests.admissions import applied_by
from services.registry.tests.builders import PASSWORD, competence_body, statements
from services.registry.tests.conftest import CLOCK, Person, World
from services.registry.tests.exclusions import Excluding
from services.registry.tests.integration.test_invitations import answers, invited, invites
from services.registry.tests.leavings import admitted

from registry.permissions import OPENED_BY
from registry.vocabulary import ROLES, Role

ANYTHING = str(uuid.UUID(int=7))


async def log_in(world: World, person: Person, organisation_id: Any) -> dict[str, Any]:
    """Log in for the organisation; what `GET me` says of the token."""
    body = {
        "email": person.email,
        "password": PASSWORD,
        "organisation_id": str(organisation_id),
    }
    person.token = (await world.calls("POST", "/sessions", json=body)).json()["access_token"]
    return dict((await person.calls("GET", "/me")).json())


async def changes(by: Person, person: Person, organisation_id: Any, *roles: str, tag: str) -> Any:
    return await by.calls(
        "PATCH",
        f"/organisations/{organisation_id}/representatives/{person.id}",
        json={"roles": list(roles)},
        headers={"If-Match": tag},
    )


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def ask(person: Person, operation: str, organisation_id: Any) -> Any:
    """Ask for one of the operations that the table names, about the person's organisation."""
    here = f"/organisations/{organisation_id}"
    at = {"If-Match": '"v99"'}
    match operation:
        case "update_organisation":
            return await person.calls("PATCH", here, json={"email": None}, headers=at)
        case "list_corrections":
            return await person.calls("GET", f"{here}/corrections")
        case "list_representatives":
            return await person.calls("GET", f"{here}/representatives")
        case "show_representative":
            return await person.calls("GET", f"{here}/representatives/{person.id}")
        case "change_roles":
            path = f"{here}/representatives/{ANYTHING}"
            return await person.calls("PATCH", path, json={"roles": ["reader"]}, headers=at)
        case "dismiss_representative":
            return await person.calls("DELETE", f"{here}/representatives/{ANYTHING}")
        case "list_invitations":
            return await person.calls("GET", f"{here}/invitations")
        case "invite_representative":
            return await invites(person, organisation_id, f"{uuid.uuid4().hex}@kadrs.example")
        case "withdraw_invitation":
            return await person.calls("DELETE", f"{here}/invitations/{ANYTHING}")
        case "declare_competence":
            return await person.calls("POST", f"{here}/competences", json=competence_body())
        case "withdraw_competence":
            keeper = await person.world.person(organisation_id=organisation_id)
            made = await keeper.calls("POST", f"{here}/competences", json=competence_body())
            return await person.calls("DELETE", f"/competences/{made.json()['id']}")
        case "submit_application":
            body = {"organisation_id": str(organisation_id), "statements": statements()}
            return await person.calls("POST", "/applications", json=body)
        case "list_applications" | "show_application" | "withdraw_application":
            keeper = await person.world.person(organisation_id=organisation_id)
            body = {"organisation_id": str(organisation_id), "statements": statements()}
            made = await keeper.calls("POST", "/applications", json=body)
            if operation == "withdraw_application":
                path = f"/applications/{made.json()['id']}/withdrawal"
                return await person.calls("POST", path, json={}, headers={"If-Match": "*"})
            if operation == "show_application":
                return await person.calls("GET", f"/applications/{made.json()['id']}")
            return await person.calls("GET", "/applications")
        case "request_leaving" | "list_leavings" | "show_leaving" | "cancel_leaving":
            keeper = await person.world.person(organisation_id=organisation_id)
            await admitted(person.world, organisation_id)
            body = {"organisation_id": str(organisation_id)}
            if operation == "request_leaving":
                return await person.calls("POST", "/leaving-requests", json=body)
            made = await keeper.calls("POST", "/leaving-requests", json=body)
            if operation == "list_leavings":
                return await person.calls("GET", "/leaving-requests")
            path = f"/leaving-requests/{made.json()['id']}"
            if operation == "cancel_leaving":
                return await person.calls("POST", f"{path}/cancellation", headers=at)
            return await person.calls("GET", path)
        case "answer_request" | "add_evidence" | "withdraw_evidence" | "list_evidence":
            return await asks_about_an_application(person, operation, organisation_id)
        case "list_board_votes" | "show_board_vote":
            keeper = await person.world.person(organisation_id=organisation_id)
            case = await applied_by(person.world, keeper)
            await case.assess("can_cofinance", met=False)
            opened = await case.propose("waived", "can_cofinance")
            if operation == "list_board_votes":
                return await person.calls("GET", "/board-votes")
            return await person.calls("GET", f"/board-votes/{opened.json()['id']}")
        case "list_exclusions" | "show_exclusion" | "give_statement" | "appeal_exclusion":
            return await asks_about_an_exclusion(person, operation, organisation_id)
        case _ if "draft" in operation:
            return await asks_about_a_draft(person, operation, organisation_id)
        case "successions_of":
            return await person.calls("GET", f"{here}/successions")
        case "show_succession" | "end_succession":
            body = {"email": f"{uuid.uuid4().hex}@kadrs.example", "reason": "Neviens neatbild"}
            made = await person.world.manager.calls("POST", f"{here}/successions", json=body)
            path = f"/successions/{made.json()['id']}"
            if operation == "end_succession":
                return await person.calls("POST", f"{path}/ending", headers={"If-Match": "*"})
            return await person.calls("GET", path)
    raise AssertionError(f"the test does not know how to ask for {operation}")


async def asks_about_an_application(person: Person, operation: str, organisation_id: Any) -> Any:
    keeper = await person.world.person(organisation_id=organisation_id)
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    at = f"/applications/{(await keeper.calls('POST', '/applications', json=body)).json()['id']}"
    if operation == "list_evidence":
        return await person.calls("GET", f"{at}/evidence")
    path, sent = {
        "answer_request": (f"{at}/information-requests/{ANYTHING}/answer", {"answer": "Jā"}),
        "add_evidence": (
            f"{at}/evidence",
            {"criterion": "good_standing", "title": "Izziņa", "note": "Parādu nav"},
        ),
        "withdraw_evidence": (f"{at}/evidence/{ANYTHING}/withdrawal", {}),
    }[operation]
    return await person.calls("POST", path, json=sent, headers={"If-Match": "*"})


async def asks_about_an_exclusion(person: Person, operation: str, organisation_id: Any) -> Any:
    keeper = await person.world.person(organisation_id=organisation_id)
    await admitted(person.world, organisation_id)
    case = Excluding(person.world, organisation_id, keeper, [])
    assert (await case.open()).status_code == 201
    at = f"/exclusions/{case.id}"
    if operation == "give_statement":
        return await case.does(person, "statements", text="Tā nebija")
    if operation == "appeal_exclusion":
        return await case.does(person, "appeal", text="Tā nebija")
    return await person.calls("GET", "/exclusions" if operation == "list_exclusions" else at)


async def asks_about_a_draft(person: Person, operation: str, organisation_id: Any) -> Any:
    body = {"organisation_id": str(organisation_id), "statements": statements()}
    if operation == "start_draft":
        return await person.calls("POST", "/application-drafts", json=body)
    keeper = await person.world.person(organisation_id=organisation_id)
    made = await keeper.calls("POST", "/application-drafts", json=body)
    at = f"/application-drafts/{made.json()['id']}"
    method, path = {
        "list_drafts": ("GET", "/application-drafts"),
        "show_draft": ("GET", at),
        "edit_draft": ("PATCH", at),
        "delete_draft": ("DELETE", at),
        "submit_draft": ("POST", f"{at}/submission"),
    }[operation]
    sent = {"json": {"size": "micro"}} if method == "PATCH" else {}
    return await person.calls(method, path, headers={"If-Match": "*"}, **sent)


HIDDEN = {
    "show_exclusion",
    "show_board_vote",
    "show_application",
    "list_evidence",
    "show_draft",
    "edit_draft",
    "delete_draft",
    "submit_draft",
}
"""What does not exist for who may not see it."""


LISTS = {
    f"list_{noun}" for noun in ("applications", "board_votes", "drafts", "leavings", "exclusions")
}
"""What is empty for who may see none of it."""

OF_EXCLUSIONS = {"give_statement", "appeal_exclusion"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("operation", OPENED_BY)
async def test_an_operation_is_open_to_the_roles_that_the_table_names_and_to_no_other(
    world: World, operation: str, role: Role
) -> None:
    organisation_id = await world.organisation()
    await world.person(organisation_id=organisation_id)
    person = await world.person(organisation_id=organisation_id, roles=[role])
    answer = await ask(person, operation, organisation_id)
    opens = role in OPENED_BY[operation]
    if operation in LISTS:
        assert bool(answer.json()["items"]) is opens
    elif operation in HIDDEN:
        assert answer.status_code in ({200, 201, 204} if opens else {404})
    elif opens:
        assert answer.status_code not in {401, 403, 422}, answer.text
    elif operation in OF_EXCLUSIONS and role not in OPENED_BY["show_exclusion"]:
        assert answer.status_code == 404
    else:
        assert code(answer) == (403, "role_not_held")


async def test_a_token_says_the_roles_and_for_a_release_representative_beside_administrator(
    world: World,
) -> None:
    organisation_id = await world.organisation()
    for roles, said in (
        (["administrator", "seller"], ["administrator", "representative", "seller"]),
        (["buyer"], ["buyer"]),
        (ROLES, sorted([*ROLES, "representative"])),
    ):
        person = await world.person(organisation_id=organisation_id, roles=roles)  # type: ignore[arg-type]
        me = await log_in(world, person, organisation_id)
        assert me["roles"] == said
        assert [one["roles"] for one in me["organisations"]] == [said]


async def test_who_enters_an_organisation_holds_every_role_in_it(world: World) -> None:
    founder = await world.person()
    made = (await founder.calls("POST", "/organisations", json=world.body())).json()
    me = await log_in(world, founder, made["id"])
    assert set(me["roles"]) == {*ROLES, "representative"}


async def test_an_invitation_names_the_roles_and_its_acceptance_gives_these(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    guest = await world.person()
    made = await invites(first, organisation_id, guest.email, roles=["seller", "buyer"])
    assert made.json()["roles"] == ["buyer", "seller"]
    secret = await world.mails.code_for(guest.email)
    assert (await answers(guest, "lookup", secret)).json()["roles"] == ["buyer", "seller"]
    assert (await answers(guest, "acceptance", secret)).status_code == 201
    assert (await log_in(world, guest, organisation_id))["roles"] == ["buyer", "seller"]
    for wrong in ([], ["king"], ["buyer", "buyer"], None):
        refused = await invites(first, organisation_id, guest.email, roles=wrong)
        assert code(refused) == (422, "validation_failed")


async def test_nobody_gains_a_role_but_by_accepting_it(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    reader = await world.person(organisation_id=organisation_id, roles=["reader"])
    given = await changes(first, reader, organisation_id, "reader", "finance", tag="*")
    assert code(given) == (409, "roles_not_accepted")
    own = await changes(reader, reader, organisation_id, "reader", "finance", tag="*")
    assert code(own) == (403, "role_not_held")
    await invites(first, organisation_id, reader.email, roles=["finance"])
    secret = await world.mails.code_for(reader.email)
    assert (await log_in(world, reader, organisation_id))["roles"] == ["reader"]
    assert (await answers(reader, "acceptance", secret)).status_code == 201
    assert (await log_in(world, reader, organisation_id))["roles"] == ["finance", "reader"]


async def test_an_administrator_takes_further_roles_for_itself(world: World) -> None:
    organisation_id = await world.organisation()
    person = await world.person(organisation_id=organisation_id, roles=["administrator"])
    path = f"/organisations/{organisation_id}/representatives/{person.id}"
    shown = await person.calls("GET", path)
    assert (shown.headers["ETag"], shown.json()["roles"]) == ('"v1"', ["administrator"])
    changed = await changes(
        person, person, organisation_id, "buyer", "administrator", tag=shown.headers["ETag"]
    )
    assert (changed.status_code, changed.headers["ETag"]) == (200, '"v2"')
    assert changed.json()["roles"] == ["administrator", "buyer"]
    stale = await changes(person, person, organisation_id, "administrator", tag='"v1"')
    assert code(stale) == (412, "stale_representative")
    missing = await person.calls("PATCH", path, json={"roles": ["buyer"]})
    assert missing.status_code == 428


async def test_a_lost_role_is_lost_for_tokens_and_keys_at_once(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    person = await world.person(organisation_id=organisation_id)
    await log_in(world, person, organisation_id)
    body = {
        "name": "A program",
        "scopes": ["marketplace:write"],
        "expires_at": (CLOCK.now() + timedelta(days=9)).isoformat(),
    }
    key = (await person.calls("POST", "/api-keys", json=body)).json()["api_key"]
    taken = await changes(first, person, organisation_id, "reader", tag="*")
    assert taken.status_code == 200, taken.text
    assert code(await person.calls("GET", "/me")) == (401, "token_revoked")
    revoked = (await world.announced("token.revoked"))[-1]
    assert (revoked["subject"], revoked["organisation_id"]) == (
        str(person.id),
        str(organisation_id),
    )
    await asyncio.sleep(1.1)  # A token of the second of a revocation counts as older.
    exchanged = await world.calls("POST", "/api-keys/exchange", json={"api_key": key})
    person.token = exchanged.json()["access_token"]
    assert (await person.calls("GET", "/me")).json()["roles"] == ["reader"]


async def test_an_organisation_is_never_left_without_an_administrator(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    third = await world.person(organisation_id=organisation_id, roles=["buyer"])
    told = await asyncio.gather(
        changes(first, second, organisation_id, "buyer", tag="*"),
        changes(second, first, organisation_id, "buyer", tag="*"),
    )
    assert sorted(answer.status_code for answer in told) == [200, 403]
    left = first if told[0].status_code == 200 else second
    own = await changes(left, left, organisation_id, "buyer", tag="*")
    assert code(own) == (409, "last_administrator")
    here = f"/organisations/{organisation_id}/representatives"
    assert code(await left.calls("DELETE", f"{here}/{left.id}")) == (409, "last_administrator")
    assert code(await world.manager.calls("DELETE", f"{here}/{left.id}")) == (
        409,
        "last_administrator",
    )
    assert (await third.calls("DELETE", f"{here}/{third.id}")).status_code == 204


async def test_an_entry_is_handed_to_an_administrator_first(world: World) -> None:
    organisation_id = await world.organisation()
    refused = await invites(world.manager, organisation_id, "x@kadrs.example", roles=["buyer"])
    assert code(refused) == (422, "administrator_needed")
    assert refused.json()["errors"][0]["pointer"] == "/roles"


async def test_with_the_role_of_administrator_go_the_open_invitations(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    second = await world.person(organisation_id=organisation_id)
    guest = await world.person()
    _, secret = await invited(second, organisation_id, guest.email)
    assert (await changes(first, second, organisation_id, "buyer", tag="*")).status_code == 200
    assert code(await answers(guest, "acceptance", secret)) == (404, "unknown_invitation")


async def test_a_manager_who_only_reads_in_a_company_takes_no_power_there(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    _, secret = await invited(first, organisation_id, "kads@kadrs.example")
    await invites(first, organisation_id, "cits@kadrs.example", roles=["reader"])
    secret = await world.mails.code_for("cits@kadrs.example")
    assert (await answers(world.manager, "acceptance", secret)).status_code == 201
    gain = await changes(world.manager, world.manager, organisation_id, *ROLES, tag="*")
    assert code(gain) == (409, "roles_not_accepted")
    friend = await invites(world.manager, organisation_id, "draugs@kadrs.example")
    assert code(friend) == (403, "not_its_representative")


async def test_strangers_and_keys_see_and_change_no_roles(world: World) -> None:
    organisation_id = await world.organisation()
    first = await world.person(organisation_id=organisation_id)
    stranger = await world.person(organisation_id=await world.organisation())
    path = f"/organisations/{organisation_id}/representatives/{first.id}"
    for answer in (
        await stranger.calls("GET", path),
        await changes(stranger, first, organisation_id, "reader", tag="*"),
    ):
        assert code(answer) == (403, "not_its_representative")
    assert (await world.calls("GET", path)).status_code == 401
    elsewhere = f"/organisations/{organisation_id}/representatives/{stranger.id}"
    assert code(await first.calls("GET", elsewhere)) == (404, "unknown_representative")
    unknown = await changes(first, stranger, organisation_id, "reader", tag="*")
    assert code(unknown) == (404, "unknown_representative")
    body = {
        "name": "A program",
        "scopes": ["registry:read", "registry:write"],
        "expires_at": (CLOCK.now() + timedelta(days=9)).isoformat(),
    }
    key = (await first.calls("POST", "/api-keys", json=body)).json()["api_key"]
    token = (await world.calls("POST", "/api-keys/exchange", json={"api_key": key})).json()
    machine = Person(world, first.id, first.email, token=token["access_token"])
    assert code(await changes(machine, first, organisation_id, "reader", tag="*")) == (
        403,
        "person_only",
    )


def test_every_operation_of_the_table_exists(world: World) -> None:
    offered = {
        operation["operationId"].removeprefix("registry_")
        for item in world.app.openapi()["paths"].values()
        for operation in item.values()
    }
    assert set(OPENED_BY) <= offered
