"""Chapter 3: opening, ranking, award, orders, deliveries, a review."""

from collections.abc import Sequence
from typing import Any

from local.story.cast import Cast
from local.story.stage import Actor, Body, items, money
from local.story.tendering import Tender, bid_body

MOVE_SECONDS = 8 * 86_400
"""A day more than bidders have."""


async def let_time_pass(cast: Cast, seconds: int) -> None:
    """Move the business clock from its present offset, and wait until the marketplace knows."""
    path = "/v1/registry/sandbox/clock"
    now = await cast.manager.calls("GET", path, quiet=True)
    await cast.manager.asks(
        "lets eight days pass (the sandbox's business clock)",
        "POST",
        path,
        json={"offset_seconds": now["offset_seconds"] + seconds},
    )


async def tell(cast: Cast, tender: Tender, interlude: Any) -> list[Body]:
    """Open, score, rank, award, confirm, deliver, accept, complete, review; return the orders."""
    stage, narrator = cast.stage, cast.stage.narrator
    narrator.chapter("Marketplace: opening, ranking, award, delivery, review")
    await let_time_pass(cast, MOVE_SECONDS)
    _, passed = await cast.nobody.waits(tender.path, lambda body: body["status"] != "published")
    narrator.told(f"the marketplace knows after {passed * 1000:.0f} ms: the tender is closed")
    await cast.studio.asks(
        "bids after the deadline",
        "POST",
        f"{tender.path}/bids",
        json=bid_body(tender.graphics, "5000.00", 20, "Par vēlu."),
        expect=(409, 422),
    )
    await cast.stranger.asks(
        "tries to open somebody else's tender", "POST", f"{tender.path}/opening", expect=(403, 404)
    )
    await cast.client.asks("opens the bids", "POST", f"{tender.path}/opening")
    for name, score, reason in (
        ("newcomer", 78, "Labs piedāvājums, maza komanda."),
        ("effects", 85, "Pieredze ar garfilmām."),
        ("consortium", 88, "Attēls un skaņa vienā komandā."),
        ("graphics", 90, "Pārliecinoši paraugi."),
        ("graphics-newcomer", 70, "Skaisti, bet lēni."),
    ):
        request = {"score": score, "reason": reason}
        where = f"/v1/marketplace/bids/{tender.bids[name]}/quality-score"
        if name == "newcomer":
            await cast.client.asks("scores the quality of each bid", "POST", where, json=request)
        else:
            await cast.client.calls("POST", where, json=request, quiet=True)
    narrator.told("five bids scored, each with a reason that is kept")
    ranking = await cast.client.asks(
        "asks for the ranking of lot 1", "GET", f"/v1/marketplace/lots/{tender.grading}/ranking"
    )
    _show_ranking(cast, ranking, tender)
    orders = await _award(cast, tender)
    if interlude:
        await interlude("tender awarded")
    await _carry_out(cast, orders)
    if interlude:
        await interlude("orders confirmed")
    stage.check(len(orders) == 3, "two orders for the consortium and one for lot 2")
    return orders


def _show_ranking(cast: Cast, ranking: Body, tender: Tender) -> None:
    names = {bid: name for name, bid in tender.bids.items()}
    people = cast.credentials
    authors = {
        "consortium": f"{people.studio.organisation_name} + {people.sound.organisation_name}",
        "effects": people.effects.organisation_name,
        "newcomer": cast.newcomer.organisation_name if cast.newcomer else "",
    }
    rows: list[tuple[str, str, str]] = []
    for bid in ranking["ranked"]:
        author = authors[names[bid["bid_id"]]]
        heading = f"{author}: {money(bid['price'])}, {bid['delivery_days']} days"
        rows.append((str(bid["place"]), heading, bid["total"]["rounded"]))
        rows += [("", f"   {line['criterion']}: {line['formula']}", "") for line in bid["lines"]]
    cast.stage.narrator.table(("place", "bid", "points"), rows)
    cast.stage.check(ranking["complete"], "every bid of the lot has its quality score")
    cast.stage.check(
        names[ranking["ranked"][0]["bid_id"]] == "consortium", "the consortium is ranked first"
    )


async def _award(cast: Cast, tender: Tender) -> list[Body]:
    narrator = cast.stage.narrator
    first = await cast.client.asks(
        "awards lot 1 to the consortium",
        "POST",
        f"/v1/marketplace/lots/{tender.grading}/award",
        json={"bid_id": tender.bids["consortium"], "reason": "Augstākais punktu skaits."},
    )
    await cast.client.asks(
        "awards the same lot again, to another",
        "POST",
        f"/v1/marketplace/lots/{tender.grading}/award",
        json={"bid_id": tender.bids["effects"]},
        expect=409,
    )
    second = await cast.client.asks(
        f"awards lot 2 to {cast.credentials.effects.organisation_name}",
        "POST",
        f"/v1/marketplace/lots/{tender.graphics}/award",
        json={"bid_id": tender.bids["graphics"], "reason": "Augstākais punktu skaits."},
    )
    orders = [*first["orders"], *second["orders"]]
    for order in orders:
        share = "" if order["share_percent"] == 100 else f", {order['share_percent']} % of the lot"
        narrator.told(f"{order['status']}: an order of {money(order['net'])}{share}")
    return orders


def provider_of(cast: Cast, order: Body) -> Actor:
    """Return the actor whose organisation is to carry out ``order``."""
    for login, actor in (
        (cast.credentials.studio, cast.studio),
        (cast.credentials.sound, cast.sound),
        (cast.credentials.effects, cast.effects),
        (cast.newcomer, cast.applicant),
    ):
        if login and login.organisation_id == order["provider_id"]:
            return actor
    raise cast.stage.fail(f"nobody of the cast provides order {order['id']}")


async def _carry_out(cast: Cast, orders: Sequence[Body]) -> None:
    client = cast.client
    await cast.stranger.asks(
        "tries to read somebody else's order",
        "GET",
        f"/v1/marketplace/orders/{orders[0]['id']}",
        expect=(403, 404),
    )
    for order in orders:
        path = f"/v1/marketplace/orders/{order['id']}"
        provider = provider_of(cast, order)
        await provider.asks("confirms its order", "POST", f"{path}/confirmation")
        whole = await provider.calls("GET", path, quiet=True)
        for milestone in whole["milestones"]:
            step = f"{path}/milestones/{milestone['id']}"
            await provider.calls("POST", f"{step}/delivery", quiet=True)
            await client.calls("POST", f"{step}/acceptance", quiet=True)
        cast.stage.narrator.told(f"{len(whole['milestones'])} milestones delivered and accepted")
        done = await client.asks("completes the order", "POST", f"{path}/completion")
        cast.stage.narrator.told(f"order {done['status']}")
    review = f"/v1/marketplace/orders/{orders[0]['id']}/review"
    said = {"rating": 5, "text": "Precīzi, laikā un ar dvēseli."}
    await cast.stranger.asks(
        "tries to review an order of others", "POST", review, json=said, expect=(403, 404)
    )
    await client.asks("reviews the first order", "POST", review, json=said)
    given = await cast.nobody.asks(
        "reads the provider's reviews",
        "GET",
        "/v1/marketplace/reviews",
        params={"provider_id": orders[0]["provider_id"]},
    )
    shown = items(given)
    cast.stage.check(bool(shown) and shown[0]["rating"] == 5, "the review is public")
    cast.stage.narrator.told(f"{shown[0]['rating']} of 5: {shown[0]['text']}")
