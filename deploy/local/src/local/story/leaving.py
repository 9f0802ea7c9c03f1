"""Chapter 7: a member leaves, once its order is carried out and its last invoice is paid."""

from datetime import UTC, datetime, timedelta
from typing import Any

from local.story.cast import Cast
from local.story.delivering import MOVE_SECONDS, let_time_pass
from local.story.money import BILLING, finished, invoicing_machine
from local.story.stage import Actor, Body, items, money
from local.story.suspending import TENDERS, tender_body
from local.story.tendering import bid_body

LEAVINGS = "/v1/registry/leaving-requests"
STATED_WITHIN = 60.0
"""Seconds: the services compare every ten what is open with what they have stated."""
ORDERS = "/v1/marketplace/orders"


async def tell(cast: Cast) -> None:
    """Let the newcomer ask to leave with an order open, finish it, pay, and be gone."""
    cast.stage.narrator.chapter("Everywhere: a member leaves, and owes nobody anything")
    assert cast.newcomer is not None
    member = cast.applicant
    await member.log_in(cast.newcomer)
    order = await _takes_an_order(cast)
    kept = await _tender(cast, member)
    request = await _asks(cast, order)
    await member.asks(
        "wants to publish a tender all the same, and is refused",
        "POST",
        f"{TENDERS}/{kept['id']}/publication",
        version=kept["version"],
        expect=409,
    )
    await _finishes(cast, order)
    await _told(cast, request, "billing", "to_invoice")
    await _pays(cast, request, order)
    left, seconds = await member.waits(
        f"{LEAVINGS}/{request['id']}",
        lambda body: body["status"] == "completed",
        within=STATED_WITHIN,
    )
    cast.stage.check(
        all(one["open_count"] == 0 for one in left["statements"]), "nothing of it is open"
    )
    cast.stage.narrator.told(f"it has left, {seconds * 1000:.0f} ms after the last payment")
    shown = await cast.nobody.asks(
        "looks it up in the directory",
        "GET",
        f"/v1/registry/organisations/{cast.newcomer.organisation_id}",
    )
    cast.stage.check(shown["standing"] == "former", "the directory shows a former member")
    cast.stage.narrator.told(f"standing: {shown['standing']}")


async def _takes_an_order(cast: Cast) -> Body:
    """A tender from its publishing to the order that the newcomer confirms."""
    member, client = cast.applicant, cast.client
    tender = await _tender(cast, client)
    path, lot = f"{TENDERS}/{tender['id']}", tender["lots"][0]["id"]
    await client.calls("POST", f"{path}/publication", version=tender["version"], quiet=True)
    bid = await member.asks(
        "bids once more",
        "POST",
        f"{path}/bids",
        json=bid_body(lot, "900.00", 10, "Divas dienas, divi cilvēki."),
    )
    await let_time_pass(cast, MOVE_SECONDS)
    await client.waits(path, lambda body: body["status"] != "published")
    await client.calls("POST", f"{path}/opening", quiet=True)
    award = await client.asks(
        "awards the lot to it",
        "POST",
        f"/v1/marketplace/lots/{lot}/award",
        json={"bid_id": bid["id"], "reason": "Vienīgais piedāvājums, laba cena."},
    )
    (order,) = award["orders"]
    await member.asks("confirms the order", "POST", f"{ORDERS}/{order['id']}/confirmation")
    return order


async def _tender(cast: Cast, client: Actor) -> Body:
    clock = await cast.manager.calls("GET", "/v1/registry/sandbox/clock", quiet=True)
    now = datetime.now(UTC) + timedelta(seconds=clock["offset_seconds"])
    body = tender_body(now) | {"deadline": (now + timedelta(days=7)).isoformat()}
    return await client.calls("POST", TENDERS, json=body, quiet=True)


async def _asks(cast: Cast, order: Body) -> Body:
    assert cast.newcomer is not None
    body: dict[str, Any] = {
        "organisation_id": cast.newcomer.organisation_id,
        "reason": "Studija pārceļas uz Lietuvu.",
    }
    await cast.stranger.asks(
        "may not let somebody else's organisation leave", "POST", LEAVINGS, json=body, expect=403
    )
    request = await cast.applicant.asks("asks to leave the cluster", "POST", LEAVINGS, json=body)
    open_here = await _told(cast, request, "marketplace", "order")
    cast.stage.check(
        [one["id"] for one in open_here] == [order["id"]], "the order is what is still open"
    )
    return request


async def _told(cast: Cast, request: Body, service: str, kind: str) -> list[Body]:
    """Wait until a service says that something of this kind, and nothing else, is open there."""

    def said(body: Body) -> list[Body]:
        return [
            one
            for statement in body["statements"]
            if statement["service"] == service
            for one in statement["open"]
        ]

    body, seconds = await cast.applicant.waits(
        f"{LEAVINGS}/{request['id']}",
        lambda body: {one["kind"] for one in said(body)} == {kind},
        within=STATED_WITHIN,
    )
    opened = said(body)
    cast.stage.narrator.told(
        f"{service} says after {seconds * 1000:.0f} ms what is open: {kind}, {opened[0]['link']}"
    )
    return opened


async def _finishes(cast: Cast, order: Body) -> None:
    path = f"{ORDERS}/{order['id']}"
    whole = await cast.applicant.calls("GET", path, quiet=True)
    for milestone in whole["milestones"]:
        step = f"{path}/milestones/{milestone['id']}"
        await cast.applicant.calls("POST", f"{step}/delivery", quiet=True)
        await cast.client.calls("POST", f"{step}/acceptance", quiet=True)
    cast.stage.narrator.told("what it has begun it may finish: all is delivered and accepted")
    await cast.client.asks("completes the order", "POST", f"{path}/completion")


async def _pays(cast: Cast, request: Body, order: Body) -> None:
    """The order is invoiced, and the newcomer pays the cluster's fee; its own claim is its own."""
    machine = await invoicing_machine(cast)
    asked = await machine.asks(
        "starts an invoicing run", "POST", f"{BILLING}/invoicing-runs", json={}
    )
    await finished(machine, asked)
    (owed,) = await _told(cast, request, "billing", "invoice")
    listed = await cast.applicant.asks("lists its invoices", "GET", f"{BILLING}/invoices")
    (fee,) = [one for one in items(listed) if one["id"] == owed["id"]]
    cast.stage.check(
        fee["kind"] == "fee" and order["id"] in fee["order_ids"], "it owes the order's fee"
    )
    await cast.manager.asks(
        f"records that it has paid {money(fee['gross'])}",
        "POST",
        f"{BILLING}/invoices/{fee['id']}/payments",
        json={
            "amount": fee["gross"],
            "paid_on": fee["issued_on"],
            "reference": f"Banka {fee['number']}",
        },
    )
