"""A small piece of real business, so that generated requests meet something that exists.

Everything is made through the public API, but for the first officers, whom only a command
can appoint.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
from tests.api.running import PASSWORD, Platform

from local.mailbox import Mailbox
from local.sample.arithmetic import Dice
from local.sample.identifiers import latvian_registration_number

PATIENCE_SECONDS = 20.0
DAY = 86_400
Ids = dict[str, list[str]]


@dataclass
class World:
    """Tokens by who holds them, and what exists by the path parameter that names it."""

    client: httpx.Client
    mailbox: Mailbox
    tokens: dict[str, str] = field(default_factory=dict)
    ids: Ids = field(default_factory=dict)

    def ask(
        self, who: str, method: str, path: str, *, expect: int | None = None, **request: Any
    ) -> Any:
        """Send one request; anything but success (or what is expected) is a failure."""
        headers = {"Idempotency-Key": str(uuid4()), **request.pop("headers", {})}
        if who in self.tokens:
            headers["Authorization"] = f"Bearer {self.tokens[who]}"
        answer = self.client.request(method, f"/v1/{path}", headers=headers, **request)
        good = answer.status_code == expect if expect else answer.is_success
        assert good, f"{who}: {method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def wait(self, who: str, path: str, until: Callable[[Any], bool] = bool) -> Any:
        """Ask until what events bring has arrived."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            answer = self.client.get(
                f"/v1/{path}", headers={"Authorization": f"Bearer {self.tokens[who]}"}
            )
            if answer.is_success and until(answer.json()):
                return answer.json()
            assert time.monotonic() < deadline, f"{who}: GET {path}: {answer.text}"
            time.sleep(0.05)

    def code_for(self, address: str) -> str:
        """The code in the next mail to an address, once it has come."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (code := self.mailbox.next_code(address)) is None:
            assert time.monotonic() < deadline, f"no mail came to {address}"
            time.sleep(0.05)
        return code

    def note(self, name: str, *ids: str) -> None:
        """Remember things by the name that paths give them."""
        self.ids.setdefault(name, []).extend(ids)

    def log_in(self, who: str, organisation_id: str | None = None) -> None:
        body = {"email": f"{who}@avt.example", "password": PASSWORD}
        if organisation_id:
            body["organisation_id"] = organisation_id
        self.tokens[who] = self.ask("nobody", "POST", "registry/sessions", json=body)[
            "access_token"
        ]


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def build_world(platform: Platform) -> World:
    """Play one deal from an empty platform to a paid invoice, and open a second one."""
    world = World(httpx.Client(base_url=platform.gateway, timeout=30), platform.mailbox)
    world.log_in("manager", platform.cluster_id)
    world.log_in("board", platform.cluster_id)
    for who in ("buyer", "maker", "nobodys"):
        join(world, who)
    _invite(world)
    _apply(world)
    _correct(world)
    _offer(world)
    tender, lot = _tender(world)
    bid = _bid(world, tender, lot)
    order = _award(world, tender, lot, bid)
    _carry_out(world, order)
    _bill(world, order)
    open_tender, open_lot = _tender(world)
    _bid(world, open_tender, open_lot)
    _allow(world, open_tender)
    for name in ("letter_id", "suspension_id", "term_id"):
        world.ids[name] = [str(uuid4())]
    return world


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
    number = latvian_registration_number(Dice(name), "40203")
    organisation = world.ask(
        who,
        "POST",
        "registry/organisations",
        json={
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
        },
    )
    world.note("organisation_id", organisation["id"])
    world.log_in(who, organisation["id"])
    return str(organisation["id"])


def _invite(world: World) -> None:
    organisation = world.ids["organisation_id"][1]
    invitation = world.ask(
        "maker",
        "POST",
        f"registry/organisations/{organisation}/invitations",
        json={"email": "guest-of-maker@avt.example"},
    )
    world.note("invitation_id", invitation["id"])


def _apply(world: World) -> None:
    organisation = world.ids["organisation_id"][1]
    criteria = [
        "field_related",
        "delegates_representative",
        "states_benefits",
        "can_cofinance",
        "joins_pilot_project",
        "technological_capacity",
        "good_standing",
    ]
    application = world.ask(
        "maker",
        "POST",
        "registry/applications",
        json={
            "organisation_id": organisation,
            "statements": dict.fromkeys(criteria, "Mēs to varam."),
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
    tag = {"If-Match": _etag(world, "board", at)}
    world.ask("manager", "POST", f"{at}/notes", json={"text": "Zvanīt pēc Jāņiem"})
    world.ask("board", "POST", f"{at}/conflicts", json={"reason": "Kopīgs uzņēmums"}, headers=tag)


def _correct(world: World) -> None:
    at = f"registry/organisations/{world.ids['organisation_id'][1]}"
    correction = {"region": "vidzeme", "reason": "Pārcēlās"}
    tag = {"If-Match": _etag(world, "manager", at)}
    world.ask("manager", "POST", f"{at}/corrections", json=correction, headers=tag)


def _etag(world: World, who: str, path: str) -> str:
    token = {"Authorization": f"Bearer {world.tokens[who]}"}
    return str(world.client.get(f"/v1/{path}", headers=token).headers["etag"])


def _offer(world: World) -> None:
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


def _tender(world: World) -> tuple[str, str]:
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


def _bid(world: World, tender: str, lot: str) -> str:
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


def _allow(world: World, tender: str) -> None:
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


def _award(world: World, tender: str, lot: str, bid: str) -> str:
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


def _carry_out(world: World, order: str) -> None:
    path = f"marketplace/orders/{order}"
    world.ask("maker", "POST", f"{path}/confirmation")
    for milestone in world.ask("maker", "GET", path)["milestones"]:
        world.note("milestone_id", milestone["id"])
        world.ask("maker", "POST", f"{path}/milestones/{milestone['id']}/delivery")
        world.ask("buyer", "POST", f"{path}/milestones/{milestone['id']}/acceptance")
    world.ask("buyer", "POST", f"{path}/completion")
    world.ask("buyer", "POST", f"{path}/review", json={"rating": 5, "text": "Ļoti labi."})


def _bill(world: World, order: str) -> None:
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
