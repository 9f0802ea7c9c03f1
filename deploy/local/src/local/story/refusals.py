"""Chapter 8: the gateway, and what it refuses."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from local.story.cast import Cast
from local.story.stage import Actor

# {"alg":"none"} and {"sub":"manager"}, unsigned.
UNSIGNED = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtYW5hZ2VyIn0."


async def tell(cast: Cast) -> None:
    """Ask for health and the reference; try forged, revoked and malformed requests."""
    stage, narrator = cast.stage, cast.stage.narrator
    narrator.chapter("Gateway: one entrance, and what it refuses")
    ready = await cast.nobody.asks("asks whether the platform is ready", "GET", "/readyz")
    narrator.told(", ".join(f"{name} {said['status']}" for name, said in ready["services"].items()))
    document = await cast.nobody.asks("fetches the merged API document", "GET", "/v1/openapi.json")
    stage.check(document["openapi"].startswith("3.1"), "the document is OpenAPI 3.1")
    narrator.told(f"OpenAPI {document['openapi']}, {len(document['paths'])} paths of all services")

    forger = Actor(stage, "A forger", token=UNSIGNED)
    await forger.asks(
        "shows an unsigned token (alg: none)", "GET", "/v1/marketplace/orders", expect=401
    )
    await cast.client.asks(
        "sends a field that nobody knows",
        "POST",
        "/v1/marketplace/tenders",
        json=_draft() | {"surprise": True},
        expect=422,
    )
    await cast.client.asks(
        "sends something that is not JSON",
        "POST",
        "/v1/marketplace/tenders",
        content=b'{"title": ',
        headers={"Content-Type": "application/json"},
        expect=(400, 422),
    )
    await _repeat(cast)
    await cast.agent.asks("logs out", "DELETE", "/v1/registry/sessions/current")
    stage.step = narrator.asked(cast.agent.name, "finds that the same token is dead at once")
    await cast.agent.calls("GET", "/v1/registry/me", expect=401)


def _draft() -> dict[str, Any]:
    return {
        "title": {"lv": "Īsfilmas pēcapstrāde"},
        "description": {"lv": "Piecpadsmit minūtes."},
        "deadline": (datetime.now(UTC) + timedelta(days=60)).isoformat(),
        "weights": {"price": 100, "quality": 0, "delivery": 0},
        "lots": [
            {
                "title": {"lv": "Montāža"},
                "description": {"lv": "Attēls un skaņa."},
                "stage": "post_production",
                "role": "editing",
            }
        ],
    }


async def _repeat(cast: Cast) -> None:
    """A client whose connection broke may send the same again, and nothing happens twice."""
    stage, path, key, draft = cast.stage, "/v1/marketplace/tenders", str(uuid4()), _draft()
    first = await cast.client.asks(
        "sends the same draft twice with one Idempotency-Key", "POST", path, key=key, json=draft
    )
    second = await cast.client.calls("POST", path, key=key, json=draft)
    stage.check(first["id"] == second["id"], "the second answer is the first one")
    stage.narrator.told("one draft, and twice the same answer")
    await cast.client.asks(
        "uses that key for another body",
        "POST",
        path,
        key=key,
        json=draft | {"description": {"lv": "Cits."}},
        expect=422,
    )
