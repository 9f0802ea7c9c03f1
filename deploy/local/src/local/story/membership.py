"""Chapter 1: an applicant becomes a member."""

import secrets
from datetime import UTC, datetime
from typing import Any

from local.sample.arithmetic import Dice
from local.sample.identifiers import latvian_registration_number
from local.story.applying import apply_by_draft, ask_and_show
from local.story.cast import Cast
from local.story.stage import Actor, Login, moment

CRITERIA: dict[str, tuple[str, str]] = {
    "field_related": ("Esam pēcapstrādes studija.", "Two feature films graded last year"),
    "delegates_representative": ("Deleģējam Baibu.", "A named person, available weekly"),
    "states_benefits": ("Kopīgi pasūtījumi un eksports.", "Clear on export and shared orders"),
    "can_cofinance": ("Budžetā ir dalības maksa.", "Budget shown"),
    "joins_pilot_project": ("Kolektīvā tehnikas noma.", "Joins the shared rental pilot"),
    "technological_capacity": ("Pagaidām viena darbstacija.", "Only one grading workstation"),
    "good_standing": ("Nodokļu parādu nav.", "No debts in the public register"),
}
UNMET = "technological_capacity"


async def tell(cast: Cast) -> None:
    """Register, apply, meet, decide, delegate, declare; with two refusals on the way."""
    stage, narrator = cast.stage, cast.stage.narrator
    narrator.chapter("Registry: an applicant becomes a member")
    # Played twice on the same data, the story must not meet the applicant of the first time.
    play = secrets.token_hex(3)
    email = f"baiba-{play}@ziemelblazma.example"
    password = secrets.token_urlsafe(18)
    name = 'SIA "Ziemeļblāzmas Montāža"'

    baiba = cast.applicant
    await baiba.asks(
        "asks for an account; the answer tells nobody whether there is one",
        "POST",
        "/v1/registry/accounts",
        json={"email": email, "name": "Baiba", "language": "lv"},
    )
    await baiba.asks(
        "proves her address with the code from the mail, and chooses a password",
        "POST",
        "/v1/registry/accounts/confirmation",
        json={"token": await stage.code_for(email), "password": password},
    )
    await baiba.log_in(Login(email, password))
    number = latvian_registration_number(Dice(f"newcomer {play}"), "40203")
    organisation = await baiba.asks(
        f"registers {name}",
        "POST",
        "/v1/registry/organisations",
        json={
            "name": name,
            "names": {"lv": name, "en": "Ziemeļblāzmas Montāža Ltd"},
            "sector": "private",
            "kinds": ["producer"],
            "stages": ["post_production"],
            "roles": ["editing", "data_graphics"],
            "region": "vidzeme",
            "country": "LV",
            "registration_number": number,
            "vat_number": f"LV{number}",
            "address": {
                "street": "Rīta iela 7",
                "city": "Cēsis",
                "postal_code": "LV-4101",
                "country": "LV",
            },
            "email": "birojs@ziemelblazma.example",
            "website": "https://ziemelblazma.example",
            "description": {
                "lv": "Pēcapstrādes studija Cēsīs.",
                "en": "A post-production house in Cēsis.",
            },
            "languages": ["lv", "en"],
        },
    )
    narrator.told(f"{organisation['name']}, membership: {organisation['membership']}")
    cast.newcomer = Login(email, password, organisation["id"], organisation["name"])
    await baiba.log_in(cast.newcomer)

    said = {criterion: statement for criterion, (statement, _) in CRITERIA.items()}
    application = await apply_by_draft(cast, organisation["id"], statements=said)
    path = f"/v1/registry/applications/{application['id']}"

    await cast.stranger.asks(
        "tries to read the application of somebody else", "GET", path, expect=(403, 404)
    )
    version = await ask_and_show(cast, path, version=application["version"])
    version = await _assess_and_meet(cast, path, version=version)
    await _decide(cast, path, version=version)

    found = await cast.nobody.asks(
        "looks the new member up in the public directory",
        "GET",
        f"/v1/registry/organisations/{organisation['id']}",
    )
    stage.check(found["membership"] == "member", "the directory shows the new member")
    narrator.told(f"membership: {found['membership']} since {moment(found['member_since'])}")
    await _delegate_and_declare(cast, organisation["id"])


async def _assess_and_meet(cast: Cast, path: str, *, version: int) -> int:
    for index, (criterion, (_, note)) in enumerate(CRITERIA.items()):
        body = {"criterion": criterion, "met": criterion != UNMET, "note": note}
        if index == 0:
            seen = await cast.manager.asks(
                "records an assessment of each criterion; one is not met",
                "POST",
                f"{path}/assessments",
                json=body,
                version=version,
            )
        else:
            seen = await cast.manager.calls(
                "POST", f"{path}/assessments", json=body, version=version, quiet=True
            )
        version = seen["version"]
    cast.stage.narrator.told(f"six of seven are met; not met: {UNMET}")
    await cast.board.asks(
        "wants a vote before anybody met the candidate",
        "POST",
        f"{path}/votes",
        json={"proposal": "admitted", "reason": "Laba studija."},
        version=version,
        expect=(409, 422),
    )
    met = await cast.manager.asks(
        "records the in-person meeting (klātienes tikšanās)",
        "POST",
        f"{path}/meeting",
        json={
            "held_at": datetime.now(UTC).isoformat(),
            "participants": ["Ilze", "Baiba"],
            "notes": "Studija apskatīta, motivācija skaidra.",
        },
        version=version,
    )
    after: int = met["version"]
    return after


async def _decide(cast: Cast, path: str, *, version: int) -> None:
    decision = {"proposal": "admitted", "reason": "Papildina klastera pēcapstrādes kapacitāti."}
    await cast.board.asks(
        "wants a vote, though one criterion is unmet and nobody waived it",
        "POST",
        f"{path}/votes",
        json=decision,
        version=version,
        expect=(409, 422),
    )
    waiver = await cast.board.asks(
        "lets the board vote on waiving that criterion",
        "POST",
        f"{path}/votes",
        json={
            "proposal": "waived",
            "criterion": UNMET,
            "reason": "Tehniku nomās no klastera dalībniekiem.",
        },
        version=version,
    )
    await _vote(cast.board, waiver, "yes")
    await _vote(cast.board_two, waiver, "yes")
    waived = await cast.manager.asks("sees the waiver on record", "GET", path)
    cast.stage.check(waived["unmet"] == [], "nothing stands in the way any more")
    opened = await cast.manager.asks(
        "lets the board vote on the admission",
        "POST",
        f"{path}/votes",
        json=decision,
        version=waived["version"],
    )
    await cast.manager.asks(
        "tries to vote in the board's place",
        "POST",
        f"/v1/registry/board-votes/{opened['id']}/ballots",
        json={"choice": "yes"},
        expect=403,
    )
    await _vote(cast.board, opened, "yes")
    seen = await cast.applicant.asks(
        "sees that one vote alone admits nobody", "GET", f"/v1/registry/board-votes/{opened['id']}"
    )
    cast.stage.check(seen["status"] == "open", "one of three does not decide")
    cast.stage.check(seen["ballots"] == [], "the candidate does not see who voted what")
    await _vote(cast.board_two, opened, "no")
    decided = await _vote(cast.board_three, opened, "yes")
    cast.stage.check(decided["status"] == "passed", "two of three admit")
    cast.stage.narrator.told(
        f"admitted by the board: {decided['yes']} yes, {decided['no']} no, of {decided['electors']}"
    )


async def _vote(member: Actor, vote: dict[str, Any], choice: str) -> dict[str, Any]:
    after: dict[str, Any] = await member.asks(
        f"votes {choice} on: {vote['proposal']}",
        "POST",
        f"/v1/registry/board-votes/{vote['id']}/ballots",
        json={"choice": choice},
    )
    return after


async def _delegate_and_declare(cast: Cast, organisation_id: str) -> None:
    baiba = cast.applicant
    assert cast.newcomer is not None
    await baiba.log_in(cast.newcomer)
    deputy = cast.newcomer.email.replace("baiba", "karlis")
    login = Login(deputy, secrets.token_urlsafe(18))
    await cast.nobody.opens_account(login, "Kārlis")
    karlis = Actor(cast.stage, "Kārlis, whom she invites,")
    await karlis.log_in(login)
    await baiba.asks(
        "invites Kārlis as a second representative; the answer tells nothing about him",
        "POST",
        f"/v1/registry/organisations/{organisation_id}/invitations",
        json={"email": deputy},
    )
    secret = await cast.stage.code_for(deputy)
    await cast.stranger.asks(
        "guesses at the code of the invitation",
        "POST",
        "/v1/registry/invitations/acceptance",
        json={"secret": secrets.token_urlsafe(32)},
        expect=404,
    )
    await karlis.asks(
        "accepts with the code from his mail",
        "POST",
        "/v1/registry/invitations/acceptance",
        json={"secret": secret},
    )
    path = f"/v1/registry/organisations/{organisation_id}/competences"
    await baiba.asks(
        "declares two competences",
        "POST",
        path,
        json={
            "stage": "post_production",
            "role": "editing",
            "title": {"lv": "Krāsu korekcija kinoteātriem", "en": "Colour grading for cinemas"},
            "description": {
                "lv": "Kalibrēts ekrāns, kinoteātru krāsu telpa.",
                "en": "A calibrated screen and the cinema colour space.",
            },
            "languages": ["lv", "en"],
        },
    )
    await baiba.calls(
        "POST",
        path,
        json={
            "stage": "post_production",
            "role": "data_graphics",
            "title": {"lv": "Titri un datografika", "en": "Titles and data graphics"},
            "description": {"lv": "Kustīgi attēli.", "en": "Moving pictures."},
            "languages": ["lv", "en"],
        },
    )
    await baiba.asks(
        "may not declare a competence in another member's name",
        "POST",
        f"/v1/registry/organisations/{cast.credentials.studio.organisation_id}/competences",
        json={
            "stage": "post_production",
            "role": "editing",
            "title": {"lv": "Svešs darbs"},
            "description": {"lv": "Svešs darbs."},
            "languages": ["lv"],
        },
        expect=(403, 404),
    )
