"""Every fact that the marketplace announces, with an example of each: the source of its contracts.

`python -m marketplace contracts` writes them to shared/contracts/marketplace/; a test proves
that what is committed is what this module says.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from marketplace.equipment.events import (
    EquipmentPublished,
    EquipmentState,
    EquipmentUpdated,
    EquipmentWithdrawn,
)
from marketplace.listings.events import (
    ListingPublished,
    ListingState,
    ListingUpdated,
    ListingWithdrawn,
)
from marketplace.orders.events import (
    MilestoneState,
    OrderCancelled,
    OrderCompleted,
    OrderConfirmed,
    OrderDeclined,
    OrderPlaced,
    OrderState,
)
from marketplace.reviews.events import ReviewGiven
from marketplace.tenders.events import (
    LotState,
    TenderAwarded,
    TenderCancelled,
    TenderOpened,
    TenderPublished,
    TenderState,
    WeightsState,
)
from shared.messaging.events import Fact
from shared.money import Money


def _id(number: int) -> UUID:
    return UUID(f"019a0000-0000-7000-8000-{number:012x}")


def _at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


CLIENT, PROVIDER, TENDER, LOT, BID, ORDER = (_id(n) for n in (1, 2, 20, 21, 30, 40))


def _listing(kind: type[ListingState], *, version: int, **changes: Any) -> ListingState:
    values: dict[str, Any] = {
        "id": _id(10),
        "version": version,
        "provider_id": PROVIDER,
        "title": {"lv": "Skaņas ieraksts studijā", "en": "Sound recording in a studio"},
        "description": {
            "lv": "Balss un mūzikas ieraksts ar skaņu režisoru.",
            "en": "Voice and music recording with a sound engineer.",
        },
        "stage": "post_production",
        "role": "recording_studio",
        "region": "riga",
        "price": Money.of(6500),
        "price_unit": "hour",
        "languages": ["lv", "en"],
        "status": "published",
        "published_at": _at(2),
    }
    return kind(**{**values, **changes})


def _equipment(kind: type[EquipmentState], *, version: int, **changes: Any) -> EquipmentState:
    values: dict[str, Any] = {
        "id": _id(11),
        "version": version,
        "provider_id": PROVIDER,
        "title": {"lv": "Kinokameras komplekts", "en": "Cinema camera kit"},
        "description": {
            "lv": "Kamera, trīs objektīvi un statīvs.",
            "en": "Camera, three lenses and a tripod.",
        },
        "category": "camera",
        "day_rate": Money.of(24000),
        "quantity": 2,
        "region": "vidzeme",
        "status": "published",
        "published_at": _at(3),
    }
    return kind(**{**values, **changes})


def _tender(kind: type[TenderState], *, version: int, **changes: Any) -> TenderState:
    lot_status = changes.pop("lot_status", "open")
    values: dict[str, Any] = {
        "id": TENDER,
        "version": version,
        "client_id": CLIENT,
        "title": {"lv": "Reklāmas filma", "en": "Advertising film"},
        "description": {
            "lv": "30 sekunžu filma televīzijai un internetam.",
            "en": "A film of 30 seconds for television and the web.",
        },
        "deadline": _at(20, 14),
        "weights": WeightsState(price=60, quality=25, delivery=15),
        "lots": [
            LotState(
                id=LOT,
                title={"lv": "Filmēšana", "en": "Shooting"},
                description={"lv": "Divas filmēšanas dienas.", "en": "Two shooting days."},
                stage="production",
                role="av_production",
                status=lot_status,
            ),
            LotState(
                id=_id(22),
                title={"lv": "Montāža un skaņa", "en": "Editing and sound"},
                description={"lv": "Montāža, krāsas, skaņa.", "en": "Editing, colours, sound."},
                stage="post_production",
                role="editing",
                status=lot_status,
            ),
        ],
        "status": "published",
    }
    return kind(**{**values, **changes})


def _order(kind: type[OrderState], *, version: int, **changes: Any) -> OrderState:
    milestone_status = changes.pop("milestone_status", "pending")
    values: dict[str, Any] = {
        "id": ORDER,
        "version": version,
        "tender_id": TENDER,
        "lot_id": LOT,
        "bid_id": BID,
        "client_id": CLIENT,
        "provider_id": PROVIDER,
        "title": {"lv": "Filmēšana", "en": "Shooting"},
        "net": Money.of(240000),
        "share_percent": 60,
        "status": "placed",
        "placed_at": _at(23),
        "confirmed_at": None,
        "completed_at": None,
        "milestones": [
            MilestoneState(
                id=_id(41), title="Script", net=Money.of(72000), status=milestone_status
            ),
            MilestoneState(
                id=_id(42), title="Shooting", net=Money.of(168000), status=milestone_status
            ),
        ],
    }
    return kind(**{**values, **changes})


EXAMPLES: Final[tuple[Fact, ...]] = (
    _listing(ListingPublished, version=2),
    _listing(ListingUpdated, version=3, price=Money.of(7000)),
    _listing(ListingWithdrawn, version=4, price=Money.of(7000), status="withdrawn"),
    _equipment(EquipmentPublished, version=2),
    _equipment(EquipmentUpdated, version=3, quantity=3),
    _equipment(EquipmentWithdrawn, version=4, quantity=3, status="withdrawn"),
    _tender(TenderPublished, version=2),
    _tender(TenderCancelled, version=3, status="cancelled", lot_status="cancelled"),
    _tender(TenderOpened, version=3, status="opened"),
    _tender(TenderAwarded, version=5, status="awarded", lot_status="awarded"),
    _order(OrderPlaced, version=1),
    _order(OrderConfirmed, version=2, status="confirmed", confirmed_at=_at(24)),
    _order(
        OrderCompleted,
        version=7,
        status="completed",
        confirmed_at=_at(24),
        completed_at=_at(30),
        milestone_status="accepted",
    ),
    _order(OrderDeclined, version=2, status="declined"),
    _order(OrderCancelled, version=2, status="cancelled"),
    ReviewGiven(
        id=_id(50),
        version=1,
        order_id=ORDER,
        client_id=CLIENT,
        provider_id=PROVIDER,
        rating=5,
        text="Delivered on the agreed day, and the sound is excellent.",
        given_at=_at(31),
    ),
)
"""One example for each type of event; the service announces no other type."""

FACTS: Final[tuple[type[Fact], ...]] = tuple(type(example) for example in EXAMPLES)
