"""The offices of the cluster: offered, accepted, ended, and by whom."""

import asyncio
import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from services.registry.tests.builders import PASSWORD
from services.registry.tests.conftest import CLOCK, Person, World

from registry.offices.changes import settle_offices
from registry.offices.orm import OfficeTerm
from shared.clocks import MovedClock

YESTERDAY = (CLOCK.now() - timedelta(days=1)).date().isoformat()
DECISION = {
    "reference": "Minutes 1",
    "decided_on": YESTERDAY,
}


def offer(person: Person, office: str = "board", **changes: Any) -> dict[str, Any]:
    area = {"board": "finance", "coordinator": "national_interests"}.get(office)
    return {"office": office, "area": area, "email": person.email, "decision": DECISION, **changes}


def tag(term: dict[str, Any]) -> dict[str, str]:
    return {"If-Match": f'"v{term["version"]}"'}


async def does(
    person: Person, term: dict[str, Any], what: str, status: int = 200, **body: Any
) -> dict[str, Any]:
    bodies = {
        "acceptance": {"publish_name": True},
        "confirmation": {},
        "resignation": {},
        "recall": {"decision": DECISION, "reason": "Trust is lost"},
    }
    sent = {"json": {**bodies[what], **body}} if what in bodies else {}
    answer = await person.calls(
        "POST", f"/office-terms/{term['id']}/{what}", headers=tag(term), **sent
    )
    assert answer.status_code == status, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def offered(by: Person, to: Person, office: str = "board", **changes: Any) -> dict[str, Any]:
    answer = await by.calls("POST", "/office-terms", json=offer(to, office, **changes))
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def elected(world: World, area: str = "finance") -> tuple[Person, dict[str, Any]]:
    """Somebody on the board, and its term."""
    person = await world.person()
    term = await offered(world.manager, person, area=area)
    term = await does(person, term, "acceptance")
    person.organisation_id, person.roles = world.cluster_id, ("board",)
    return await world.give_token(person), term


async def appointed(
    world: World, second: Person, office: str, **changes: Any
) -> tuple[Person, dict[str, Any]]:
    """Somebody whom two of the board put into office, and its term."""
    person = await world.person()
    term = await offered(world.board, person, office, **changes)
    term = await does(second, term, "confirmation")
    term = await does(person, term, "acceptance")
    person.organisation_id, person.roles = world.cluster_id, (office,)
    return await world.give_token(person), term


async def roles_of(world: World, person: Person) -> list[str]:
    async with world.database.transaction() as session:
        held = await world.directory.roles_of(session, person.id)
    return sorted(role for one in held for role in one.roles)


async def later(world: World, **time: float) -> None:
    async with world.database.transaction() as session:
        await settle_offices(session, MovedClock(timedelta(**time)), vault=world.vault)


async def term_of(world: World, person: Person) -> dict[str, Any]:
    answer = await world.manager.calls("GET", "/office-terms?status=in_office")
    found: dict[str, Any] = next(
        one for one in answer.json()["items"] if one["account_id"] == str(person.id)
    )
    return found


async def test_the_first_officers_are_on_record_by_the_bootstrap_and_nameless_until_they_say_so(
    new_world: World,
) -> None:
    world = new_world
    officers = (await world.calls("GET", "/officers")).json()["items"]
    assert [(one["office"], one["name"]) for one in officers] == [
        ("board", None),
        ("manager", None),
    ]
    term = await term_of(world, world.board)
    assert (term["decision_kind"], term["recorded_by"]) == ("bootstrap", None)
    begun = datetime.fromisoformat(term["began_at"])
    assert (
        timedelta(days=364) < datetime.fromisoformat(term["ends_at"]) - begun < timedelta(days=367)
    )
    assert (await does(world.board, term, "publication"))["name_public"]
    officers = (await world.calls("GET", "/officers")).json()["items"]
    assert [one["name"] for one in officers] == ["valde", None]
    shown = (await world.calls("GET", "/offices")).json()["items"]
    board = next(one for one in shown if one["office"] == "board")
    assert (board["seats_min"], board["seats"], board["taken"]) == (5, 7, 1)
    assert board["term_months"] == 12
    assert not board["checked"]
    assert "brochure" in board["source"]


async def test_an_offer_gives_nothing_before_the_person_itself_accepts(new_world: World) -> None:
    world = new_world
    person, stranger = await world.person(), await world.person()
    term = await offered(world.manager, person)
    assert (term["status"], term["account_id"]) == ("confirmed", None)
    assert await roles_of(world, person) == []
    assert (await stranger.calls("GET", f"/office-terms/{term['id']}")).status_code == 404
    await does(stranger, term, "acceptance", 404)
    mine = (await person.calls("GET", "/office-terms")).json()["items"]
    assert [one["id"] for one in mine] == [term["id"]]
    answer = await person.calls(
        "POST", f"/office-terms/{term['id']}/acceptance", json={}, headers=tag(term)
    )
    assert answer.status_code == 422, "accepting says that the name becomes public"
    term = await does(person, term, "acceptance")
    assert (term["status"], term["email"], term["seat"]) == ("in_office", None, 2)
    assert [
        (one["name"], one["offices"]) for one in term["people"] if one["id"] == str(person.id)
    ] == [("Cilvēks", ["board"])]
    assert await roles_of(world, person) == ["board"]
    body = {"email": person.email, "password": PASSWORD, "organisation_id": str(world.cluster_id)}
    assert (await world.calls("POST", "/sessions", json=body)).status_code == 201
    await does(person, term, "acceptance", 409)
    names = [one["name"] for one in (await world.calls("GET", "/officers")).json()["items"]]
    assert names == [None, "Cilvēks", None]


async def test_the_answer_to_an_offer_does_not_tell_whether_the_address_has_an_account(
    new_world: World,
) -> None:
    known = await offered(new_world.manager, await new_world.person())
    nobody = Person(new_world, uuid.uuid4(), "nobody@kadrs.example")
    unknown = await offered(new_world.manager, nobody)
    assert {name for name in known if known[name] != unknown[name]} <= {
        "id", "email", "recorded_at", "lapses_at",
    }  # fmt: skip


async def test_two_of_the_board_appoint_and_nobody_does_so_for_itself(new_world: World) -> None:
    world = new_world
    second, _ = await elected(world)
    person = await world.person()
    for who in (world.manager, person):
        refused = await who.calls("POST", "/office-terms", json=offer(person, "accountant"))
        assert (refused.status_code, refused.json()["code"]) == (403, "office_required")
    own = await world.board.calls("POST", "/office-terms", json=offer(world.board, "expert"))
    assert (own.status_code, own.json()["code"]) == (403, "own_office")
    term = await offered(world.board, person, "accountant")
    assert term["status"] == "proposed"
    assert (await person.calls("GET", "/office-terms")).json()["items"] == []
    await does(person, term, "acceptance", 404)
    refused_ = await does(world.board, term, "confirmation", 403)
    assert refused_["code"] == "another_member_needed"
    assert (await does(world.manager, term, "confirmation", 403))["code"] == "office_required"
    for_second = await offered(world.board, second, "expert")
    assert (await does(second, for_second, "confirmation", 403))["code"] == "own_office"
    stale = {**term, "version": 9}
    assert (await does(second, stale, "confirmation", 412))["code"] == "stale_term"
    term = await does(second, term, "confirmation")
    term = await does(person, term, "acceptance")
    assert await roles_of(world, person) == ["accountant"]


async def test_a_recall_acts_at_once_and_voids_what_the_recalled_has_offered(
    new_world: World,
) -> None:
    world = new_world
    second, seat = await elected(world)
    expert, term = await appointed(world, second, "expert")
    pending = await offered(second, await world.person(), "assessor")
    assert (await expert.calls("GET", "/me")).status_code == 200
    once = await does(second, term, "recall")
    assert (once["status"], once["recall_recorded_by"]) == ("in_office", str(second.id))
    assert (await does(second, once, "recall", 403))["code"] == "another_member_needed"
    done = await does(world.board, once, "recall")
    assert (done["ended_because"], done["ended_by"]) == ("recalled", str(world.board.id))
    assert (await expert.calls("GET", "/me")).status_code == 401
    assert await roles_of(world, expert) == []
    assert (await does(second, seat, "recall", 403))["code"] in {"own_office", "office_required"}
    gone = await does(world.manager, seat, "recall")
    assert gone["end_note"] == "Trust is lost"
    assert (await second.calls("GET", "/me")).status_code == 401
    await asyncio.sleep(1.1)  # tokens are dated by the second
    await world.give_token(second)
    assert (await does(second, pending, "withdrawal", 403))["code"] == "office_required"
    left = await world.manager.calls("GET", f"/office-terms/{pending['id']}")
    assert (left.json()["status"], left.json()["email"]) == ("lapsed", None)
    tied = await world.announced("affiliation.changed")
    assert tied[-1]["until"] is not None


async def test_seats_are_never_exceeded_by_acceptances_at_once(new_world: World) -> None:
    world = new_world
    terms = []
    for _ in range(6):
        person = await world.person()
        terms.append((person, await offered(world.manager, person)))
    full = await world.manager.calls("POST", "/office-terms", json=offer(await world.person()))
    assert (full.status_code, full.json()["code"]) == (409, "office_full")
    await asyncio.gather(*(does(person, term, "acceptance") for person, term in terms))
    async with world.database.transaction() as session:
        seats = await session.scalars(
            sa.select(OfficeTerm.seat).where(
                OfficeTerm.office == "board", OfficeTerm.status == "in_office"
            )
        )
        assert sorted(seat or 0 for seat in seats) == [1, 2, 3, 4, 5, 6, 7]
    with pytest.raises(sa.exc.IntegrityError, match="uq_office_terms_seat"):
        async with world.database.transaction() as session:
            await session.execute(sa.update(OfficeTerm).where(OfficeTerm.seat == 7).values(seat=6))


async def test_coordinators_are_one_for_each_theme(new_world: World) -> None:
    second, _ = await elected(new_world)
    board = new_world.board
    await appointed(new_world, second, "coordinator")
    person = await new_world.person()
    again = await board.calls("POST", "/office-terms", json=offer(person, "coordinator"))
    assert (again.status_code, again.json()["code"]) == (409, "office_full")
    for area in (None, "weather"):
        bad = await board.calls(
            "POST", "/office-terms", json=offer(person, "coordinator", area=area)
        )
        assert (bad.status_code, bad.json()["code"]) == (422, "area_does_not_fit")
    await appointed(new_world, second, "coordinator", area="export_new_products")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"decision": {**DECISION, "decided_on": "2999-01-01"}}, "/decision/decided_on"),
        ({"decision": {**DECISION, "decided_on": "2001-01-01"}}, "/decision/decided_on"),
        ({"begins_at": "2020-01-01T00:00:00Z"}, "/begins_at"),
        ({"ends_at": "2020-01-01T00:00:00Z"}, "/ends_at"),
        ({"ends_at": "2199-01-01T00:00:00Z"}, "/ends_at"),
        ({"area": None}, "/area"),
        ({"office": "emperor"}, "/office"),
        ({"email": "nobody"}, "/email"),
    ],
)
async def test_impossible_terms_are_refused_by_field(
    world: World, changes: dict[str, Any], pointer: str
) -> None:
    before = await world.count("office_terms")
    body = offer(await world.person(), **changes)
    answer = await world.manager.calls("POST", "/office-terms", json=body)
    assert answer.status_code == 422
    assert pointer in answer.text
    assert await world.count("office_terms") == before


async def test_offices_that_exclude_each_other_are_not_one_persons(new_world: World) -> None:
    world = new_world
    second, _ = await elected(world)
    term = await offered(world.board, second, "auditor")
    third, _ = await elected(world)
    term = await does(third, term, "confirmation")
    refused = await does(second, term, "acceptance", 409)
    assert refused["code"] == "offices_exclude_each_other"
    assert await roles_of(world, second) == ["board"]


async def test_areas_of_the_board_rotate_by_each_members_own_act(new_world: World) -> None:
    person, term = await elected(new_world)
    path = f"/office-terms/{term['id']}"
    for who, status in ((new_world.manager, 404), (person, 200)):
        answer = await who.calls("PATCH", path, json={"area": "training"}, headers=tag(term))
        assert answer.status_code == status
    assert answer.json()["area"] == "training"


async def test_an_api_key_carries_no_office(new_world: World) -> None:
    manager = new_world.manager
    body = {
        "name": "A program",
        "scopes": ["registry:read", "registry:write"],
        "expires_at": (CLOCK.now() + timedelta(days=9)).isoformat(),
    }
    key = (await manager.calls("POST", "/api-keys", json=body)).json()["api_key"]
    answer = await new_world.calls("POST", "/api-keys/exchange", json={"api_key": key})
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    me = (await new_world.calls("GET", "/me", headers=headers)).json()
    assert (me["roles"], me["organisation_id"]) == ([], str(new_world.cluster_id))
    refused = await new_world.calls("POST", "/office-terms", json=offer(manager), headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "person_only")
