"""What the marketplace's tests are built of: request bodies, and one running marketplace."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from sqlalchemy import select

from marketplace.affiliations import use_cases as affiliations
from marketplace.organisations.orm import Organisation
from marketplace.organisations.rules import Power
from marketplace.organisations.use_cases import keep_organisation
from marketplace.sealing.seals import MasterKey
from marketplace.settings import Settings
from shared.callers import Caller
from shared.clocks import store_offset
from shared.database import Database
from shared.ids import new_id

MASTER_KEY = "bWFzdGVyIGtleSBvZiB0aGUgdGVzdHMsIDMyIGJ5dGU="
READ_WRITE = ("marketplace:read", "marketplace:write")
V1 = "/v1/marketplace"
_ID = Organisation.id


def settings(database_url: str, **changes: Any) -> Settings:
    """Settings of a marketplace in a test; its clock can be moved."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "broker_url": "memory://",
        "secret_key": SecretStr("the secret key of the marketplace's tests"),
        "bid_master_key": SecretStr(MASTER_KEY),
        "environment": "test",
        "sandbox_clock": True,
    }
    return Settings(**{**values, **changes})


def master_key() -> MasterKey:
    return MasterKey.from_base64(MASTER_KEY)


def representing(organisation_id: UUID) -> Caller:
    """A representative of the organisation, as a use case is called without HTTP."""
    return Caller(
        subject=uuid5(NAMESPACE_OID, str(organisation_id)),
        organisation_id=organisation_id,
        roles=frozenset({"representative"}),
        scopes=frozenset(READ_WRITE),
        token_id="",
        kind="person",
    )


def euro(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def a_listing(**changes: Any) -> dict[str, Any]:
    return {
        "title": {"lv": "Skaņas ieraksts", "en": "Sound recording"},
        "description": {"lv": "Balss un mūzika.", "en": "Voice and music."},
        "stage": "post_production",
        "role": "recording_studio",
        "region": "riga",
        "price": euro("65.00"),
        "price_unit": "hour",
        "languages": ["lv", "en"],
        **changes,
    }


def an_item(**changes: Any) -> dict[str, Any]:
    return {
        "title": {"lv": "Kinokamera", "en": "Cinema camera"},
        "description": {"lv": "Ar trim objektīviem.", "en": "With three lenses."},
        "category": "camera",
        "day_rate": euro("240.00"),
        "quantity": 2,
        "region": "vidzeme",
        **changes,
    }


def a_lot(**changes: Any) -> dict[str, Any]:
    return {
        "title": {"en": "Shooting"},
        "description": {"en": "Two shooting days."},
        "stage": "production",
        "role": "av_production",
        "budget": euro("7777.77"),
        **changes,
    }


def a_tender(**changes: Any) -> dict[str, Any]:
    return {
        "title": {"lv": "Reklāmas filma", "en": "Advertising film"},
        "description": {"en": "A film of 30 seconds."},
        "deadline": (datetime.now(UTC) + timedelta(days=7)).isoformat(),
        "weights": {"price": 60, "quality": 25, "delivery": 15},
        "lots": [a_lot(), a_lot(title={"en": "Editing"}, stage="post_production", role="editing")],
        **changes,
    }


def a_bid(lot_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "lot_id": lot_id,
        "price": euro("4000.00"),
        "delivery_days": 20,
        "approach": "We shoot in two days with a small crew.",
        "milestones": [
            {"title": "Script", "share_percent": 30, "due_days": 5},
            {"title": "Film", "share_percent": 70, "due_days": 20},
        ],
        **changes,
    }


@dataclass
class Market:
    """A running marketplace: its application, its database, and callers' tokens."""

    app: FastAPI
    http: httpx.AsyncClient
    database: Database
    mint: Callable[..., str]
    moved: int = field(default=0)

    async def organisation(self, name: str = "SIA Paraugs", membership: str = "member") -> UUID:
        """Make an organisation known, as the registry's event does."""
        organisation_id = new_id()
        async with self.database.transaction() as session:
            await keep_organisation(
                session,
                organisation_id=organisation_id,
                version=1,
                name=name,
                membership=membership,
            )
        return organisation_id

    async def stands(self, organisation_id: UUID, standing: str, *may: Power) -> None:
        """Let the registry tell of an organisation's standing and what it may."""
        (row,) = await self.rows(select(Organisation.version).where(organisation_id == _ID))
        async with self.database.transaction() as session:
            await keep_organisation(
                session,
                organisation_id=organisation_id,
                version=row.version + 1,
                name="SIA Paraugs",
                membership="member",
                standing=standing,
                may=may,
            )

    async def organisations(self, count: int) -> list[UUID]:
        return [await self.organisation(f"SIA Paraugs {number}") for number in range(count)]

    async def tie(
        self,
        *organisations: UUID,
        since: datetime = datetime(2020, 1, 1, tzinfo=UTC),
        until: datetime | None = None,
        version: int = 1,
        person: str = "",
    ) -> str:
        """Let one person hold an office in each organisation, as the registry's events tell.

        Returns the person's fingerprint; the same one with a higher version changes the tie.
        """
        person = person or secrets.token_hex(32)
        async with self.database.transaction() as session:
            for organisation_id in organisations:
                await affiliations.keep_affiliation(
                    session,
                    affiliation_id=uuid5(organisation_id, person),
                    version=version,
                    organisation_id=organisation_id,
                    person=person,
                    since=since,
                    until=until,
                )
        return person

    async def as_manager(
        self, cluster: UUID, path: str, body: Any = None, **token: Any
    ) -> httpx.Response:
        """Post as the cluster's manager; `token` replaces what its token says."""
        headers = self.headers(cluster, **{"roles": ("manager",), **token})
        headers["Idempotency-Key"] = str(new_id())
        return await self.http.post(V1 + path, json=body, headers=headers)

    def headers(self, organisation_id: UUID | None, **token: Any) -> dict[str, str]:
        """The headers of a representative of the organisation; none: of nobody."""
        if organisation_id is None and not token:
            return {}
        # The same person each time: an Idempotency-Key belongs to its caller.
        person = uuid5(NAMESPACE_OID, str(organisation_id))
        claims = {"subject": person, "roles": ("representative",), "scopes": READ_WRITE, **token}
        return {"Authorization": f"Bearer {self.mint(organisation_id=organisation_id, **claims)}"}

    async def get(self, path: str, by: UUID | None = None, **more: Any) -> httpx.Response:
        headers = {**self.headers(by), **more.pop("headers", {})}
        return await self.http.get(V1 + path, headers=headers, **more)

    async def post(
        self, path: str, body: Any = None, *, by: UUID | None = None, key: str | None = None
    ) -> httpx.Response:
        headers = {**self.headers(by), "Idempotency-Key": key or str(new_id())}
        return await self.http.post(V1 + path, json=body, headers=headers)

    async def patch(
        self, path: str, body: Any, *, by: UUID | None = None, tag: str | None = None
    ) -> httpx.Response:
        headers = self.headers(by) | ({"If-Match": tag} if tag is not None else {})
        return await self.http.patch(V1 + path, json=body, headers=headers)

    async def done(
        self, path: str, body: Any = None, *, by: UUID, key: str | None = None
    ) -> dict[str, Any]:
        """Post what must succeed, and return the answer."""
        answer = await self.post(path, body, by=by, key=key)
        assert answer.is_success, answer.text
        result: dict[str, Any] = answer.json()
        return result

    async def move_clock(self, **by: float) -> None:
        """Move the business clock on, as `clock.moved` does."""
        self.moved += int(timedelta(**by).total_seconds())
        async with self.database.transaction() as session:
            await store_offset(session, offset_seconds=self.moved, version=abs(self.moved) + 1)

    async def published_tender(self, client_id: UUID, **changes: Any) -> dict[str, Any]:
        # A week ahead of the business clock, wherever the test has moved that.
        deadline = datetime.now(UTC) + timedelta(seconds=self.moved, days=7)
        body = a_tender(**{"deadline": deadline.isoformat(), **changes})
        draft = await self.done("/tenders", body, by=client_id)
        return await self.done(f"/tenders/{draft['id']}/publication", by=client_id)

    async def bid(self, tender: dict[str, Any], by: UUID, lot: int = 0, **changes: Any) -> str:
        """Place a bid for one of the tender's lots and return its id."""
        body = a_bid(tender["lots"][lot]["id"], **changes)
        placed = await self.done(f"/tenders/{tender['id']}/bids", body, by=by)
        return str(placed["id"])

    async def opened(self, tender: dict[str, Any], by: UUID) -> dict[str, Any]:
        """Let the deadline pass and open the bids."""
        await self.move_clock(days=8)
        return await self.done(f"/tenders/{tender['id']}/opening", by=by)

    async def order(self, client_id: UUID, provider_id: UUID, **offer: Any) -> dict[str, Any]:
        """Play a tender of one lot up to its one order."""
        tender = await self.published_tender(
            client_id, lots=[a_lot()], weights={"price": 100, "quality": 0, "delivery": 0}
        )
        bid_id = await self.bid(tender, provider_id, **offer)
        await self.opened(tender, client_id)
        award = await self.done(
            f"/lots/{tender['lots'][0]['id']}/award", {"bid_id": bid_id}, by=client_id
        )
        (order,) = award["orders"]
        return dict(order)

    async def completed_order(self, client_id: UUID, provider_id: UUID) -> dict[str, Any]:
        """Play an order until the client has completed it."""
        order = await self.order(client_id, provider_id)
        path = f"/orders/{order['id']}"
        await self.done(f"{path}/confirmation", by=provider_id)
        for milestone in order["milestones"]:
            await self.done(f"{path}/milestones/{milestone['id']}/delivery", by=provider_id)
            await self.done(f"{path}/milestones/{milestone['id']}/acceptance", by=client_id)
        return await self.done(f"{path}/completion", by=client_id)

    async def rows(self, statement: Any) -> list[Any]:
        async with self.database.transaction() as session:
            return list(await session.execute(statement))

    async def announced(self) -> list[tuple[str, dict[str, Any]]]:
        """Type (without producer and version) and data of every announced event, in order.

        But for notices, which tell no state: `notices` has them.
        """
        return [one for one in await self._outbox() if one[0] != "notice.due"]

    async def notices(self) -> list[dict[str, Any]]:
        """The data of every notice that somebody is to be told, in order."""
        return [data for kind, data in await self._outbox() if kind == "notice.due"]

    async def _outbox(self) -> list[tuple[str, dict[str, Any]]]:
        from shared.tables import outbox

        rows = await self.rows(outbox.select().order_by(outbox.c.id))
        return [
            (row.type.removeprefix("avt.marketplace.").removesuffix(".v1"), row.data)
            for row in rows
        ]
