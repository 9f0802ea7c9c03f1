"""Chapter 2: a listing, equipment, a tender with two lots, sealed bids."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from local.story.cast import Cast
from local.story.stage import Actor, Body, items, moment

DEADLINE_IN = timedelta(days=7)
SEALED_PHRASE = "Krāsas saskaņojam pēc rīta miglas virs Gaujas"
"""A phrase of the sealed bid that nobody may find before the opening."""


@dataclass
class Tender:
    """The tender of the story with its two lots, and the bids by their authors' names."""

    id: str
    grading: str
    graphics: str
    bids: dict[str, str]

    @property
    def path(self) -> str:
        """Return the tender's address."""
        return f"/v1/marketplace/tenders/{self.id}"


def euros(amount: str) -> dict[str, str]:
    """Return an amount as the API writes it."""
    return {"amount": amount, "currency": "EUR"}


async def tell(cast: Cast, interlude: Any) -> Tender:
    """Publish offers and a tender, bid, and try to look into the sealed bids."""
    cast.stage.narrator.chapter("Marketplace: offers, a tender with two lots, sealed bids")
    await _offer(cast)
    tender = await _publish_tender(cast)
    if interlude:
        await interlude("tender published")
    await _bid(cast, tender)
    await _peep(cast, tender)
    return tender


async def _offer(cast: Cast) -> None:
    baiba, narrator = cast.applicant, cast.stage.narrator
    listing = await baiba.asks(
        "publishes a listing",
        "POST",
        "/v1/marketplace/listings",
        json={
            "title": {"lv": "Krāsu korekcija garfilmām", "en": "Colour grading of feature films"},
            "description": {
                "lv": "Pilnmetrāžas filmu krāsu korekcija kalibrētā zālē Cēsīs.",
                "en": "Grading of full-length films in a calibrated room in Cēsis.",
            },
            "stage": "post_production",
            "role": "editing",
            "region": "vidzeme",
            "price": euros("65.00"),
            "price_unit": "hour",
            "languages": ["lv", "en"],
        },
    )
    await _publish(baiba, f"/v1/marketplace/listings/{listing['id']}")
    equipment = await baiba.asks(
        "publishes an equipment item",
        "POST",
        "/v1/marketplace/equipment",
        json={
            "title": {"lv": "Krāsu korekcijas pults", "en": "Colour grading panel"},
            "description": {
                "lv": "Pults ar trim lodēm un gredzeniem.",
                "en": "A panel with three balls and rings.",
            },
            "category": "editing",
            "day_rate": euros("85.00"),
            "quantity": 1,
            "region": "vidzeme",
        },
    )
    await _publish(baiba, f"/v1/marketplace/equipment/{equipment['id']}")
    narrator.told("both are public now")


async def _publish(who: Actor, path: str) -> Body:
    """Publish a draft; a new member's own event may still be on its way to the marketplace."""
    draft = await who.calls("GET", path, quiet=True)
    return await who.calls("POST", f"{path}/publication", version=draft.get("version"))


def _lots() -> list[dict[str, Any]]:
    return [
        {
            "title": {"lv": "Krāsu korekcija un skaņa", "en": "Colour grading and sound"},
            "description": {
                "lv": "90 minūšu dokumentālā filma.",
                "en": "A documentary film of 90 minutes.",
            },
            "stage": "post_production",
            "role": "editing",
            "budget": euros("20000.00"),
        },
        {
            "title": {"lv": "Datografika un titri", "en": "Data graphics and titles"},
            "description": {"lv": "Divpadsmit kartes.", "en": "Twelve maps."},
            "stage": "post_production",
            "role": "data_graphics",
            "budget": euros("6000.00"),
        },
    ]


async def _publish_tender(cast: Cast) -> Tender:
    client, narrator = cast.client, cast.stage.narrator
    deadline = datetime.now(UTC) + DEADLINE_IN
    wanted = {
        "title": {"lv": "Upe, kas atceras: pēcapstrāde", "en": "The River Remembers: finishing"},
        "description": {
            "lv": "Meklējam pēcapstrādi dokumentālajai filmai par Daugavu.",
            "en": "We look for post-production of a documentary about the Daugava.",
        },
        "deadline": deadline.isoformat(),
        "weights": {"price": 50, "quality": 30, "delivery": 20},
        "lots": _lots(),
    }
    await client.asks(
        "writes a tender whose deadline has passed",
        "POST",
        "/v1/marketplace/tenders",
        json=wanted | {"deadline": "2020-01-01T12:00:00Z"},
        expect=422,
    )
    draft = await client.asks(
        "writes a tender: two lots; price 50, quality 30, delivery 20; a week's time",
        "POST",
        "/v1/marketplace/tenders",
        json=wanted,
    )
    path = f"/v1/marketplace/tenders/{draft['id']}"
    await client.calls("POST", f"{path}/publication", version=draft.get("version"))
    public = await cast.nobody.asks("reads the tender's public part", "GET", path)
    narrator.told(
        f"{public['title']['lv']}; deadline {moment(public['deadline'])}; {public['status']}"
    )
    by_role = {lot["role"]: lot["id"] for lot in public["lots"]}
    return Tender(draft["id"], by_role["editing"], by_role["data_graphics"], {})


def bid_body(lot: str, price: str, days: int, approach: str) -> dict[str, Any]:
    return {
        "lot_id": lot,
        "price": euros(price),
        "delivery_days": days,
        "approach": approach,
        "milestones": [
            {"title": "Melnraksts", "share_percent": 40, "due_days": days // 2},
            {"title": "Gala nodevums", "share_percent": 60, "due_days": days},
        ],
    }


async def _bid(cast: Cast, tender: Tender) -> None:
    narrator = cast.stage.narrator
    path = f"{tender.path}/bids"
    body = bid_body(tender.grading, "18450.00", 40, f"{SEALED_PHRASE}.")
    sent = await cast.applicant.asks("bids alone for lot 1", "POST", path, json=body)
    tender.bids["newcomer"] = sent["id"]
    narrator.told(f"a receipt, which says nothing of the offer: {sent['receipt'][:16]}…")
    await cast.applicant.asks(
        "bids 18450.123 for lot 2: no such amount exists",
        "POST",
        path,
        json=bid_body(tender.graphics, "18450.123", 20, "Kļūda."),
        expect=422,
    )
    sent = await cast.effects.asks(
        "bids alone for lot 1",
        "POST",
        path,
        json=bid_body(tender.grading, "19900.00", 30, "Divas komandas, viens vadītājs."),
    )
    tender.bids["effects"] = sent["id"]
    partner = cast.credentials.sound
    sent = await cast.studio.asks(
        f"bids for lot 1 as a consortium with {partner.organisation_name} (65 : 35)",
        "POST",
        path,
        json=bid_body(tender.grading, "17999.99", 35, "Attēls mums, skaņa partnerim.")
        | {"partners": [{"organisation_id": partner.organisation_id, "share_percent": 35}]},
    )
    tender.bids["consortium"] = sent["id"]
    await cast.sound.asks(
        "confirms its part of the consortium",
        "POST",
        f"/v1/marketplace/bids/{sent['id']}/confirmation",
    )
    sent = await cast.effects.asks(
        "bids for lot 2 as well",
        "POST",
        path,
        json=bid_body(tender.graphics, "5400.00", 20, "Kartes ar vēju un ūdeni."),
    )
    tender.bids["graphics"] = sent["id"]
    sent = await cast.applicant.asks(
        "bids for lot 2 as well",
        "POST",
        path,
        json=bid_body(tender.graphics, "5650.00", 25, "Kartes ar roku."),
    )
    tender.bids["graphics-newcomer"] = sent["id"]


async def _peep(cast: Cast, tender: Tender) -> None:
    """Nobody but the bidder and its partners reads a bid before the deadline."""
    stage, narrator = cast.stage, cast.stage.narrator
    bid = f"/v1/marketplace/bids/{tender.bids['newcomer']}"
    own = await cast.applicant.asks("reads its own sealed bid", "GET", bid)
    stage.check(own["offer"]["price"] == euros("18450.00"), "a bidder reads its own price")
    shared = await cast.sound.asks(
        "reads the consortium's bid as its partner",
        "GET",
        f"/v1/marketplace/bids/{tender.bids['consortium']}",
    )
    stage.check(
        shared["offer"]["price"] == euros("17999.99"), "a partner reads the consortium's price"
    )
    await cast.client.asks("tries to read a sealed bid", "GET", bid, expect=(403, 404))
    await cast.manager.asks("tries to read a sealed bid", "GET", bid, expect=(403, 404))
    await cast.effects.asks("tries to read a rival's bid", "GET", bid, expect=(403, 404))
    await cast.nobody.asks("tries to read a sealed bid", "GET", bid, expect=401)
    listed = await cast.client.asks(
        "lists the bids of its own tender", "GET", f"{tender.path}/bids"
    )
    stage.check(not items(listed), f"no sealed bid is listed for the client: {listed}")
    narrator.told("the list stays empty until the opening; not even the number of bids is shown")
    await cast.client.asks(
        "wants to open the bids before the deadline",
        "POST",
        f"{tender.path}/opening",
        expect=(409, 422),
    )
    found = await cast.agent.asks(
        "searches for a phrase of the sealed bid",
        "GET",
        "/v1/search/documents",
        params={"q": SEALED_PHRASE},
    )
    stage.check("miglas virs" not in str(found["items"]), "search knows nothing of a sealed bid")
    narrator.told("nothing of the bid is found")
