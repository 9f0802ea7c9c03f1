"""What people and organisations do in the registry before anybody buys."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.api.running import BOARD, PASSWORD
from tests.api.world import World

from local.sample.arithmetic import Dice
from local.sample.identifiers import latvian_registration_number

CRITERIA = (
    "field_related",
    "delegates_representative",
    "states_benefits",
    "can_cofinance",
    "joins_pilot_project",
    "technological_capacity",
    "good_standing",
)


def join(world: World, who: str) -> str:
    """Let somebody open an account and register an organisation; return the organisation's id."""
    email = f"{who}@avt.example"
    world.ask("nobody", "POST", "registry/accounts", json={"email": email, "name": who.title()})
    account = world.ask(
        "nobody",
        "POST",
        "registry/accounts/confirmation",
        json={"token": world.code_for(email), "password": PASSWORD},
    )
    world.note("account_id", account["id"])
    world.log_in(who)
    return register(world, who, f"SIA {who.title()}")


def register(world: World, who: str, name: str) -> str:
    """Let an account register an organisation, and act for it; return the organisation's id."""
    organisation = world.ask(who, "POST", "registry/organisations", json=entry(who, name))
    world.note("organisation_id", organisation["id"])
    world.log_in(who, organisation["id"])
    return str(organisation["id"])


def entry(who: str, name: str) -> dict[str, Any]:
    """What the directory is to say of an organisation."""
    number = latvian_registration_number(Dice(name), "40203")
    return {
        "name": name,
        "names": {"lv": name},
        "sector": "private",
        "kinds": ["producer"],
        "stages": ["post_production"],
        "roles": ["editing"],
        "region": "riga",
        "country": "LV",
        "registration_number": number,
        "vat_number": f"LV{number}",
        "address": {
            "street": "Rīta iela 1",
            "city": "Rīga",
            "postal_code": "LV-1001",
            "country": "LV",
        },
        "email": f"{who}@avt.example",
        "description": {"lv": "Studija.", "en": "A studio."},
        "languages": ["lv", "en"],
    }


def invite(world: World) -> None:
    organisation = world.ids["organisation_id"][1]
    invitation = world.ask(
        "maker",
        "POST",
        f"registry/organisations/{organisation}/invitations",
        json={"email": "guest-of-maker@avt.example"},
    )
    world.note("invitation_id", invitation["id"])


def apply(world: World) -> None:
    organisation = world.ids["organisation_id"][1]
    application = world.ask(
        "maker",
        "POST",
        "registry/applications",
        json={
            "organisation_id": organisation,
            "statements": dict.fromkeys(CRITERIA, "Mēs to varam."),
        },
    )
    world.note("application_id", application["id"])
    world.ask(
        "manager",
        "POST",
        f"registry/applications/{application['id']}/assessments",
        json={"criterion": "field_related", "met": True, "note": "Seen"},
        headers={"If-Match": '"v1"'},
    )
    at = f"registry/applications/{application['id']}"
    tag = {"If-Match": etag(world, "board", at)}
    world.ask("manager", "POST", f"{at}/notes", json={"text": "Zvanīt pēc Jāņiem"})
    _ask_and_show(world, organisation, at)
    tag = {"If-Match": etag(world, "board", at)}
    world.ask("board", "POST", f"{at}/conflicts", json={"reason": "Kopīgs uzņēmums"}, headers=tag)


def _ask_and_show(world: World, organisation: str, at: str) -> None:
    body = {
        "criteria": ["good_standing"],
        "text": "Kādi parādi?",
        "due_at": (datetime.now(UTC) + timedelta(days=20)).isoformat(),
    }
    tag = {"If-Match": etag(world, "manager", at)}
    asked = world.ask("manager", "POST", f"{at}/information-requests", json=body, headers=tag)
    world.note("request_id", asked["information_requests"][0]["id"])
    shown = world.ask(
        "maker",
        "POST",
        f"{at}/evidence",
        json={"criterion": "good_standing", "title": "Izziņa", "note": "Parādu nav"},
        headers={"If-Match": etag(world, "maker", at)},
    )
    world.note("evidence_id", shown["id"])
    draft = world.ask(
        "maker", "POST", "registry/application-drafts", json={"organisation_id": organisation}
    )
    world.note("draft_id", draft["id"])


def vote(world: World) -> None:
    """Let those of the board that have no conflict vote on a waiver; they refuse it."""
    at = f"registry/applications/{world.ids['application_id'][0]}"
    unmet = {"criterion": "can_cofinance", "met": False, "note": "Nav budžeta"}
    tag = {"If-Match": etag(world, "manager", at)}
    world.ask("manager", "POST", f"{at}/assessments", json=unmet, headers=tag)
    waiver = {"proposal": "waived", "criterion": "can_cofinance", "reason": "Jauna studija"}
    tag = {"If-Match": etag(world, "manager", at)}
    opened = world.ask("manager", "POST", f"{at}/votes", json=waiver, headers=tag)
    world.note("vote_id", opened["id"])
    for member in BOARD[1:]:
        ballots = f"registry/board-votes/{opened['id']}/ballots"
        world.ask(member, "POST", ballots, json={"choice": "no"})


def leave(world: World) -> None:
    """Admit an organisation by the board's vote, and let it ask to leave next year."""
    organisation = join(world, "leaver")
    application = world.ask(
        "leaver",
        "POST",
        "registry/applications",
        json={
            "organisation_id": organisation,
            "statements": dict.fromkeys(CRITERIA, "Mēs to varam."),
        },
    )
    at = f"registry/applications/{application['id']}"
    for criterion in CRITERIA:
        tag = {"If-Match": etag(world, "manager", at)}
        met = {"criterion": criterion, "met": True, "note": "Redzēts"}
        world.ask("manager", "POST", f"{at}/assessments", json=met, headers=tag)
    offset = world.ask("manager", "GET", "registry/sandbox/clock")["offset_seconds"]
    now = datetime.now(UTC) + timedelta(seconds=offset)
    meeting = {"held_at": now.isoformat(), "participants": ["Ilze"], "notes": "Skaidrs."}
    tag = {"If-Match": etag(world, "manager", at)}
    world.ask("manager", "POST", f"{at}/meeting", json=meeting, headers=tag)
    tag = {"If-Match": etag(world, "manager", at)}
    admission = {"proposal": "admitted", "reason": "Laba studija."}
    opened = world.ask("manager", "POST", f"{at}/votes", json=admission, headers=tag)
    for member in BOARD[:2]:
        ballots = f"registry/board-votes/{opened['id']}/ballots"
        world.ask(member, "POST", ballots, json={"choice": "yes"})
    wished_on = (now + timedelta(days=300)).date().isoformat()
    request = world.ask(
        "leaver",
        "POST",
        "registry/leaving-requests",
        json={"organisation_id": organisation, "wished_on": wished_on},
    )
    world.note("leaving_id", request["id"])


def correct(world: World) -> None:
    at = f"registry/organisations/{world.ids['organisation_id'][1]}"
    correction = {"region": "vidzeme", "reason": "Pārcēlās"}
    tag = {"If-Match": etag(world, "manager", at)}
    world.ask("manager", "POST", f"{at}/corrections", json=correction, headers=tag)


def close(world: World) -> None:
    """An entry that the manager made by mistake, closed and no part of anything else."""
    made = world.ask(
        "manager", "POST", "registry/organisations", json=entry("mistake", "SIA Mistake")
    )
    at, tag = f"registry/organisations/{made['id']}", {"If-Match": '"v1"'}
    wanted = {"email": "successor@avt.example", "reason": "Neviens neatbild"}
    succession = world.ask("manager", "POST", f"{at}/successions", json=wanted)
    world.note("succession_id", succession["id"])
    why = {"reason": "Ievadīts kļūdas pēc"}
    closure = world.ask("manager", "POST", f"{at}/closures", json=why, headers=tag)
    world.note("closure_id", closure["id"])


def etag(world: World, who: str, path: str) -> str:
    token = {"Authorization": f"Bearer {world.tokens[who]}"}
    return str(world.client.get(f"/v1/{path}", headers=token).headers["etag"])
