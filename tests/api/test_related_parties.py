"""Ring trade from one account, as an attacker did it: two organisations, one person."""

import time
from uuid import uuid4

from tests.api.joining import register
from tests.api.world import PATIENCE_SECONDS, World, euros


def test_one_person_with_two_organisations_buys_nothing_from_itself(world: World) -> None:
    """The account that owns the tender registers a second organisation and bids with it."""
    tender = world.ask("nobody", "GET", f"marketplace/tenders/{world.ids['tender_id'][1]}")
    client_token = world.tokens["buyer"]
    second = register(world, "buyer", "SIA Otrs Vards")
    world.tokens["buyers_second"], world.tokens["buyer"] = world.tokens["buyer"], client_token
    before = seen_by_the_client(world, tender["id"])
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        answer = bid(world, tender)
        if answer["code"] == "related_parties":
            break
        # Until the registry's events have arrived the second organisation is not known at all.
        assert answer["code"] == "organisation_not_yet_known", answer
        assert time.monotonic() < deadline, answer
        time.sleep(0.05)
    assert second not in str(answer)
    mine = world.ask("buyers_second", "GET", f"marketplace/tenders/{tender['id']}/bids")
    assert mine["items"] == []
    assert seen_by_the_client(world, tender["id"]) == before


def bid(world: World, tender: dict[str, object]) -> dict[str, object]:
    lots = tender["lots"]
    assert isinstance(lots, list)
    body = {
        "lot_id": lots[0]["id"],
        "price": euros("100.00"),
        "delivery_days": 1,
        "approach": "Ar sevi.",
        "milestones": [{"title": "Viss", "share_percent": 100, "due_days": 1}],
    }
    answer = world.client.post(
        f"/v1/marketplace/tenders/{tender['id']}/bids",
        json=body,
        headers={
            "Authorization": f"Bearer {world.tokens['buyers_second']}",
            "Idempotency-Key": str(uuid4()),
        },
    )
    assert answer.status_code == 409, answer.text
    shown: dict[str, object] = answer.json()
    return shown


def seen_by_the_client(world: World, tender_id: str) -> list[object]:
    path = f"marketplace/tenders/{tender_id}"
    paths = (path, f"{path}/bids", "marketplace/orders", "marketplace/related-purchases")
    return [world.ask("buyer", "GET", one) for one in paths]
