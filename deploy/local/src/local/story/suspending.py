"""Chapter 6: the board suspends a member, which acts everywhere, and lifts that again."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from local.story.cast import Cast
from local.story.finding import DOCUMENTS
from local.story.stage import Body
from local.story.tendering import bid_body, euros

LISTINGS = "/v1/marketplace/listings"
TENDERS = "/v1/marketplace/tenders"


async def tell(cast: Cast) -> float:
    """Suspend a member and lift that; return the seconds until search had forgotten the member."""
    stage, narrator, member = cast.stage, cast.stage.narrator, cast.applicant
    narrator.chapter("Everywhere: a member is suspended, and comes back")
    assert cast.newcomer is not None
    await member.log_in(cast.newcomer)
    entry = f"/v1/registry/organisations/{cast.newcomer.organisation_id}"
    clock = await cast.manager.calls("GET", "/v1/registry/sandbox/clock", quiet=True)
    now = datetime.now(UTC) + timedelta(seconds=clock["offset_seconds"])

    title = f"Kustību tveršana {uuid4().hex[:6]}"
    shown = await member.asks("publishes a listing", "POST", LISTINGS, json=_listing(title))
    await _publishes(cast, LISTINGS, shown)
    await _waits(cast, title, found=True)
    kept = await member.calls("POST", LISTINGS, json=_listing(f"{title} B"), quiet=True)
    tender = await cast.client.calls("POST", TENDERS, json=tender_body(now), quiet=True)
    await cast.client.calls(
        "POST", f"{TENDERS}/{tender['id']}/publication", version=tender["version"], quiet=True
    )

    path = await _suspends(cast, entry, now)
    stage.step = narrator.asked(cast.agent.name, "looks for its listing at once")
    hidden_after = await _waits(cast, title, found=False)
    narrator.told(f"not found any more, {hidden_after * 1000:.0f} ms after the board's answer")
    await _publishes(cast, LISTINGS, kept, refused=True)
    await member.asks(
        "bids, and is refused",
        "POST",
        f"{TENDERS}/{tender['id']}/bids",
        json=bid_body(tender["lots"][0]["id"], "900.00", 10, "Ātri."),
        expect=409,
    )
    listed = await cast.nobody.asks(
        "sees by the directory why",
        "GET",
        "/v1/registry/organisations",
        params={"standing": "suspended", "limit": 200},
    )
    stage.check(
        cast.newcomer.organisation_id in {one["id"] for one in listed["items"]},
        "the directory lists it among the suspended ones",
    )

    await _lifts(cast, path)
    stage.step = narrator.asked(cast.agent.name, "looks for the listing again")
    seconds = await _waits(cast, title, found=True)
    narrator.told(f"found again after {seconds * 1000:.0f} ms: it was held back, not withdrawn")
    await _publishes(cast, LISTINGS, kept)
    back = await cast.nobody.calls("GET", entry, quiet=True)
    stage.check(back["standing"] == "member", "the member stands as it did before")
    return hidden_after


async def _suspends(cast: Cast, entry: str, now: datetime) -> str:
    proposed = await cast.board.asks(
        "proposes to suspend the member for a month, with the reason",
        "POST",
        f"{entry}/suspensions",
        json={
            "reason": "Trīs klienti sūdzas par nepabeigtiem darbiem.",
            "ends_at": (now + timedelta(days=30)).isoformat(),
        },
    )
    path = f"/v1/registry/suspensions/{proposed['id']}"
    await cast.board.asks(
        "may not confirm what he proposed himself",
        "POST",
        f"{path}/confirmation",
        version=proposed["version"],
        expect=409,
    )
    confirmed = await cast.board_two.asks(
        "confirms it", "POST", f"{path}/confirmation", version=proposed["version"]
    )
    cast.stage.check(confirmed["status"] == "in_force", "the suspension is in force at once")
    await cast.stranger.asks(
        "may not read why",
        "GET",
        f"{entry}/suspensions",
        expect=403,
    )
    return path


async def _lifts(cast: Cast, path: str) -> None:
    assert cast.newcomer is not None
    entry = f"/v1/registry/organisations/{cast.newcomer.organisation_id}/suspensions"
    (open_one,) = [
        one
        for one in (await cast.board.calls("GET", entry, quiet=True))["items"]
        if one["status"] == "in_force"
    ]
    half = await cast.board.asks(
        "proposes to lift it before its end",
        "POST",
        f"{path}/lifting",
        json={"reason": "Darbi pabeigti, klienti apmierināti."},
        version=open_one["version"],
    )
    await cast.board_two.asks(
        "agrees, and it is lifted",
        "POST",
        f"{path}/lifting",
        json={"reason": "Piekrītu."},
        version=half["version"],
    )


async def _publishes(cast: Cast, path: str, draft: Body, *, refused: bool = False) -> None:
    what = "wants to publish another listing, and is refused" if refused else "publishes it"
    await cast.applicant.asks(
        what,
        "POST",
        f"{path}/{draft['id']}/publication",
        version=draft["version"],
        expect=409 if refused else (200, 201),
    )


async def _waits(cast: Cast, title: str, *, found: bool) -> float:
    _, seconds = await cast.agent.waits(
        DOCUMENTS,
        lambda body: any(title == one["title"] for one in body["items"]) is found,
        params={"q": title, "language": "lv"},
    )
    return seconds


def _listing(title: str) -> dict[str, Any]:
    return {
        "title": {"lv": title},
        "description": {"lv": "Kustību ieraksts studijā."},
        "stage": "post_production",
        "role": "editing",
        "region": "vidzeme",
        "price": euros("70.00"),
        "price_unit": "hour",
        "languages": ["lv"],
    }


def tender_body(now: datetime) -> dict[str, Any]:
    """A small tender with twenty days' time, decided by the price alone."""
    return {
        "title": {"lv": "Kustību tveršana reklāmai"},
        "description": {"lv": "Viena diena studijā."},
        "deadline": (now + timedelta(days=20)).isoformat(),
        "weights": {"price": 100, "quality": 0, "delivery": 0},
        "lots": [
            {
                "title": {"lv": "Ieraksts"},
                "description": {"lv": "Viena diena."},
                "stage": "post_production",
                "role": "editing",
            }
        ],
    }
