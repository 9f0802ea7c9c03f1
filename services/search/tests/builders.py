"""Events as the registry and the marketplace announce them, with only what a test cares for."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from shared.messaging.events import Event

WHEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


def event(type_: str, data: dict[str, Any], *, time: datetime = WHEN) -> Event:
    """An event of `avt.<type_>.v1` with an id of its own."""
    producer = type_.split(".", maxsplit=1)[0]
    return Event(
        id=uuid4(),
        source=f"/{producer}",
        type=f"avt.{type_}.v1",
        time=time,
        subject=str(data["id"]),
        data=data,
    )


def organisation(
    organisation_id: UUID, *, version: int = 1, name: str = "SIA Baltijas kadrs", **changes: Any
) -> Event:
    data = {
        "id": str(organisation_id),
        "version": version,
        "name": name,
        "names": {},
        "sector": "private",
        "kinds": ["producer"],
        "stages": ["production"],
        "roles": ["av_production"],
        "region": "riga",
        "country": "LV",
        "description": {"lv": "Filmas un reklāmas", "en": "Films and commercials"},
        "languages": ["lv"],
        "membership": "none",
    }
    return event("registry.organisation.updated", data | changes)


def competence(
    competence_id: UUID, organisation_id: UUID, *, version: int = 1, **changes: Any
) -> Event:
    data = {
        "id": str(competence_id),
        "version": version,
        "organisation_id": str(organisation_id),
        "stage": "post_production",
        "role": "editing",
        "title": {"lv": "Īsfilmu montāža", "en": "Editing of short films"},
        "description": {"lv": "Montāža līdz 4K"},
        "languages": ["lv", "en"],
        "status": "declared",
    }
    what = "withdrawn" if changes.get("status") == "withdrawn" else "declared"
    return event(f"registry.competence.{what}", data | changes)


def listing(listing_id: UUID, provider_id: UUID, *, version: int = 2, **changes: Any) -> Event:
    data = {
        "id": str(listing_id),
        "version": version,
        "provider_id": str(provider_id),
        "title": {"lv": "Skaņas ieraksts studijā", "en": "Sound recording in a studio"},
        "description": {"lv": "Balss un mūzikas ieraksts.", "en": "Voice and music recording."},
        "stage": "post_production",
        "role": "recording_studio",
        "region": "riga",
        "price": {"amount": "65.00", "currency": "EUR"},
        "price_unit": "hour",
        "languages": ["lv", "en"],
        "status": "published",
        "published_at": "2026-03-02T09:00:00Z",
    }
    what = "withdrawn" if changes.get("status") == "withdrawn" else "published"
    return event(f"marketplace.listing.{what}", data | changes)


def equipment(item_id: UUID, provider_id: UUID, *, version: int = 2, **changes: Any) -> Event:
    data = {
        "id": str(item_id),
        "version": version,
        "provider_id": str(provider_id),
        "title": {"lv": "Kinokameras komplekts", "en": "Cinema camera kit"},
        "description": {"lv": "Kamera, objektīvi un statīvs.", "en": "Camera, lenses, tripod."},
        "category": "camera",
        "day_rate": {"amount": "240.00", "currency": "EUR"},
        "quantity": 2,
        "region": "vidzeme",
        "status": "published",
        "published_at": "2026-03-03T09:00:00Z",
    }
    what = "withdrawn" if changes.get("status") == "withdrawn" else "published"
    return event(f"marketplace.equipment.{what}", data | changes)


def taxonomy(*, version: int = 1, **labels: str) -> Event:
    """A taxonomy with one stage and role; `labels` of the role by language."""
    data = {
        "id": "7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a01",
        "version": version,
        "stages": [
            {
                "code": "post_production",
                "position": 5,
                "labels": {"lv": "Apstrādes process", "en": "Post-production"},
                "roles": [{"code": "recording_studio", "labels": labels}],
            }
        ],
    }
    return event("registry.taxonomy.published", data)


def review(provider_id: UUID, rating: int, *, review_id: UUID | None = None) -> Event:
    data = {
        "id": str(review_id or uuid4()),
        "version": 1,
        "provider_id": str(provider_id),
        "rating": rating,
        "text": "Ļoti labi",
    }
    return event("marketplace.review.given", data)
