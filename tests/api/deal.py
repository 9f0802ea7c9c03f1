"""One deal, from a listing to a paid invoice."""

import time
from datetime import UTC, datetime, timedelta

from tests.api.world import DAY, PASSWORD, PATIENCE_SECONDS, World, euros


def offer(world: World) -> None:
    organisation = world.ids["organisation_id"][1]
    text = {"lv": "Krāsu korekcija", "en": "Colour grading"}
    place = {"stage": "post_production", "role": "editing"}
    competence = world.ask(
        "maker",
        "POST",
        f"registry/organisations/{organisation}/competences",
        json={**place, "title": text, "description": text, "languages": ["lv"]},
    )
    world.note("competence_id", competence["id"])
    listing = {
        **place,
        "title": text,
        "description": text,
        "region": "riga",
        "price": euros("65.00"),
        "price_unit": "hour",
        "languages": ["lv"],
    }
    equipment = {
        "title": text,
        "description": text,
        "category": "editing",
        "day_rate": euros("85.00"),
        "quantity": 1,
        "region": "riga",
    }
    for kind, name, body in (
        ("listings", "listing_id", listing),
        ("equipment", "item_id", equipment),
    ):
        for publish in (True, False):
            made = world.ask("maker", "POST", f"marketplace/{kind}", json=body)
            world.note(name, made["id"])
            if publish:
                world.ask("maker", "POST", f"marketplace/{kind}/{made['id']}/publication")
    key = world.ask(
        "maker",
        "POST",
        "registry/api-keys",
        json={
            "name": "Key",
            "scopes": ["marketplace:read"],
            "expires_at": (datetime.now(UTC) + timedelta(days=30)).isoformat(),
        },
    )
    world.note("key_id", key["id"])
    logins = world.ask("maker", "GET", "registry/sessions")["items"]
    world.note("session_id", *(login["id"] for login in logins))
    factor = world.ask(
        "maker",
        "POST",
        "registry/second-factors",
        json={"name": "Telephone", "current_password": PASSWORD},
    )
    world.note("factor_id", factor["id"])
    machine = world.ask(
        "manager",
        "POST",
        "registry/clients",
        json={"name": "Machine", "scopes": ["billing:invoicing", "billing:issued", "feeds:read"]},
    )
    world.note("client_id", machine["client_id"])
    world.tokens["machine"] = world.ask(
        "nobody",
        "POST",
        "registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": machine["client_id"],
            "client_secret": machine["client_secret"],
        },
    )["access_token"]


def tender(world: World) -> tuple[str, str]:
    offset = world.ask("manager", "GET", "registry/sandbox/clock")["offset_seconds"]
    deadline = datetime.now(UTC) + timedelta(seconds=offset, days=7)
    text = {"lv": "Filmas pēcapstrāde", "en": "Post-production of a film"}
    tender = world.ask(
        "buyer",
        "POST",
        "marketplace/tenders",
        json={
            "title": text,
            "description": text,
            "deadline": deadline.isoformat(),
            "weights": {"price": 50, "quality": 30, "delivery": 20},
            "lots": [
                {
                    "title": text,
                    "description": text,
                    "stage": "post_production",
                    "role": "editing",
                    "budget": euros("20000.00"),
                }
            ],
        },
    )
    lot = tender["lots"][0]["id"]
    world.note("tender_id", tender["id"])
    world.note("lot_id", lot)
    world.ask("buyer", "POST", f"marketplace/tenders/{tender['id']}/publication")
    return tender["id"], lot


def bid(world: World, tender: str, lot: str) -> str:
    bid: str = world.ask(
        "maker",
        "POST",
        f"marketplace/tenders/{tender}/bids",
        json={
            "lot_id": lot,
            "price": euros("18450.00"),
            "delivery_days": 40,
            "approach": "Rūpīgi.",
            "milestones": [{"title": "Viss", "share_percent": 100, "due_days": 40}],
        },
    )["id"]
    world.note("bid_id", bid)
    return bid


def allow(world: World, tender: str) -> None:
    buyer, maker = world.ids["organisation_id"][:2]
    allowed = world.ask(
        "manager",
        "POST",
        "marketplace/related-purchases",
        json={
            "client_id": buyer,
            "provider_id": maker,
            "tender_id": tender,
            "reason": "Viena grupa.",
        },
    )
    world.note("related_purchase_id", allowed["id"])


def award(world: World, tender: str, lot: str, bid: str) -> str:
    world.ask("manager", "POST", "registry/sandbox/clock", json={"offset_seconds": 8 * DAY})
    world.wait("buyer", f"marketplace/tenders/{tender}", lambda body: body["status"] != "published")
    # An access token lives on the system clock: it is still good.
    world.ask("buyer", "POST", f"marketplace/tenders/{tender}/opening")
    world.ask(
        "buyer",
        "POST",
        f"marketplace/bids/{bid}/quality-score",
        json={"score": 90, "reason": "Labi."},
    )
    award = world.ask(
        "buyer",
        "POST",
        f"marketplace/lots/{lot}/award",
        json={"bid_id": bid, "reason": "Labākais."},
    )
    order: str = award["orders"][0]["id"]
    world.note("order_id", order)
    return order


def carry_out(world: World, order: str) -> None:
    path = f"marketplace/orders/{order}"
    world.ask("maker", "POST", f"{path}/confirmation")
    for milestone in world.ask("maker", "GET", path)["milestones"]:
        world.note("milestone_id", milestone["id"])
        world.ask("maker", "POST", f"{path}/milestones/{milestone['id']}/delivery")
        world.ask("buyer", "POST", f"{path}/milestones/{milestone['id']}/acceptance")
    world.ask("buyer", "POST", f"{path}/completion")
    world.ask("buyer", "POST", f"{path}/review", json={"rating": 5, "text": "Ļoti labi."})


def bill(world: World, order: str) -> None:
    terms = world.ask("maker", "GET", "billing/mandate-terms")
    version = terms["items"][0]["version"]
    world.ask("maker", "POST", "billing/mandates", json={"accepted_terms_version": version})
    world.wait("maker", f"billing/orders/{order}/rating")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        run = world.ask("machine", "POST", "billing/invoicing-runs", json={})
        world.note("run_id", run["id"])
        world.wait(
            "machine",
            f"billing/invoicing-runs/{run['id']}",
            lambda body: body["state"] in {"done", "failed"},
        )
        invoices = world.ask("maker", "GET", "billing/invoices")["items"]
        if len(invoices) >= 2:
            break
        assert time.monotonic() < deadline, "no invoices were issued"
    world.note("invoice_id", *(invoice["id"] for invoice in invoices))
    found = world.wait("maker", "search/documents", lambda body: bool(body["items"]))
    world.note("document_id", *(item["id"] for item in found["items"][:3]))
