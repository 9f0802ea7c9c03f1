"""Requests to leave and what the services state of them, for tests."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from prometheus_client import CollectorRegistry
from services.registry.tests.conftest import CLOCK, Person, World

from registry.actors import PLATFORM
from registry.admission.use_cases import record_founding_members
from registry.nouns import NOUNS
from shared.ids import new_id
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event

PATHS = {
    "order": "/v1/marketplace/orders",
    "tender": "/v1/marketplace/tenders",
    "invoice": "/v1/billing/invoices",
}


async def a_member(world: World) -> Person:
    """An administrator of a member, made for the test."""
    organisation_id = await world.organisation()
    await admitted(world, organisation_id)
    return await world.person(organisation_id=organisation_id)


async def admitted(world: World, organisation_id: UUID) -> None:
    """Make an organisation a member, as those were that founded the cluster."""
    async with world.database.transaction() as session:
        await record_founding_members(
            session, CLOCK, organisation_ids=[organisation_id], by=PLATFORM
        )


async def ask(by: Person, organisation_id: Any = None, **changes: Any) -> Any:
    body = {"organisation_id": str(organisation_id or by.organisation_id), **changes}
    return await by.calls("POST", "/leaving-requests", json=body)


async def asked(by: Person, **changes: Any) -> dict[str, Any]:
    answer = await ask(by, **changes)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/registry/leaving-requests/{answer.json()['id']}"
    assert answer.headers["ETag"] == '"v1"'
    body: dict[str, Any] = answer.json()
    return body


async def cancel(by: Person, request: dict[str, Any], version: str | None = None) -> Any:
    headers = {"If-Match": version or f'"v{request["version"]}"'}
    return await by.calls(
        "POST", f"/leaving-requests/{request['id']}/cancellation", headers=headers
    )


async def show(by: Person, request: dict[str, Any]) -> Any:
    return await by.calls("GET", f"/leaving-requests/{request['id']}")


async def entry(world: World, organisation_id: Any) -> dict[str, Any]:
    shown: dict[str, Any] = (await world.calls("GET", f"/organisations/{organisation_id}")).json()
    return shown


class Leavings:
    """The marketplace and billing, as far as the registry hears them."""

    def __init__(self, world: World) -> None:
        self.processor = EventProcessor(
            name="registry",
            database=world.database,
            handlers=NOUNS.handlers,
            registry=CollectorRegistry(),
        )

    async def hear(self, event: Event) -> None:
        await self.processor(event)

    async def states(self, service: str, request: dict[str, Any], **said: Any) -> None:
        await self.hear(statement(service, request, **said))


def statement(
    service: str,
    request: dict[str, Any],
    *,
    version: int = 1,
    opened: list[tuple[str, UUID]] | None = None,
    sealed: bool = False,
    completed: int = 0,
    **changes: Any,
) -> Event:
    """One statement of a service about a request; each has an id of its own."""
    things = [
        {"kind": kind, "id": str(one), "link": f"{PATHS[kind]}/{one}"} for kind, one in opened or ()
    ]
    return Event(
        id=new_id(),
        source=f"/{service}",
        type=f"avt.{service}.obligations.stated.v1",
        time=datetime.now(UTC),
        data={
            "id": request["id"],
            "version": version,
            "request_id": request["id"],
            "organisation_id": request["organisation_id"],
            "open": things,
            "open_count": len(things),
            "sealed_bids": sealed,
            "orders_completed": completed,
            "stated_at": datetime.now(UTC).isoformat(),
            **changes,
        },
    )
