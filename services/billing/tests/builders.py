"""What billing's tests are built of: facts of others, documents, and one running service."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from pydantic import SecretStr
from sqlalchemy import select

from billing.invoices.documents import InvoiceDocument
from billing.invoices.rules import Numbering, RatedOrder, Sale, client_invoice, due_day
from billing.invoicing.running import Running
from billing.invoicing_runs.queries import get_run
from billing.invoicing_runs.schemas import InvoicingRunOut
from billing.invoicing_runs.use_cases import request_run
from billing.mandates.rules import MandateInForce
from billing.organisations.rules import Party
from billing.process import PROCESS
from billing.ratings.lines import Line
from billing.ratings.rules import Figures
from billing.settings import Settings
from billing.taxes.rules import VatTreatment
from shared.clocks import SystemClock
from shared.database import Database
from shared.ids import new_id
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event
from shared.tables import outbox

V1 = "/v1/billing"
READ_WRITE = ("billing:read", "billing:write")
IBAN = "LV80BANK0000435195001"
STANDARD = VatTreatment("S", 210_000)
_numbers = itertools.count(10_000)


def settings(database_url: str, **changes: Any) -> Settings:
    """Settings of billing in a test, with the cluster as seller."""
    values: dict[str, Any] = {
        "database_url": database_url,
        "broker_url": "memory://",
        "secret_key": SecretStr("the secret key of billing's own tests"),
        "environment": "test",
        "sandbox_clock": True,
        "seller_id": CLUSTER_ID,
        "seller_name": "Biedrība „Parauga AVT klasteris”",
        "seller_registration_number": "40008000013",
        "seller_vat_number": "LV40000000015",
        "seller_street": "Parauga iela 1",
        "seller_city": "Rīga",
        "seller_postal_code": "LV-1010",
        "seller_email": "rekini@klasteris.example",
        "seller_iban": IBAN,
        "seller_bic": "BANKLV22",
        "invoicing_poll_seconds": 0.05,
    }
    return Settings(**{**values, **changes})


CLUSTER_ID = UUID("019b0000-0000-7000-8000-0000000000c1")


def euro(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


def latvian_vat_number(seed: int) -> str:
    """A VAT number of valid form: the check digit follows the weights of a company's code."""
    from stdnum.lv import pvn

    for base in itertools.count(40_100_000_000 + seed * 11):
        if pvn.is_valid(str(base)):
            return f"LV{base}"
    raise AssertionError("numbers never end")


def organisation_data(**changes: Any) -> dict[str, Any]:
    """The data of an organisation's fact: a Latvian company with a VAT number, no member."""
    number = next(_numbers)
    vat = latvian_vat_number(number)
    return {
        "id": str(new_id()),
        "version": 1,
        "name": f"SIA Paraugs {number}",
        "names": {},
        "sector": "private",
        "kinds": ["producer"],
        "stages": [],
        "roles": [],
        "region": "riga",
        "country": "LV",
        "registration_number": vat[2:],
        "vat_number": vat,
        "address": {
            "street": "Ķekavas iela 3",
            "city": "Rīga",
            "postal_code": "LV-1004",
            "country": "LV",
        },
        "email": f"rekini{number}@paraugs.example",
        "website": None,
        "description": {},
        "languages": ["lv"],
        "membership": "none",
        "member_since": None,
        **changes,
    }


def order_data(client_id: UUID, provider_id: UUID, **changes: Any) -> dict[str, Any]:
    """The data of an order's fact, confirmed an hour ago."""
    now = datetime.now(UTC)
    return {
        "id": str(new_id()),
        "version": 2,
        "tender_id": str(new_id()),
        "lot_id": str(new_id()),
        "bid_id": str(new_id()),
        "client_id": str(client_id),
        "provider_id": str(provider_id),
        "title": {"lv": "Filmēšana Ķemeros", "en": "Shooting in Ķemeri"},
        "net": euro("1000.00"),
        "share_percent": 100,
        "status": "confirmed",
        "placed_at": (now - timedelta(hours=2)).isoformat(),
        "confirmed_at": (now - timedelta(hours=1)).isoformat(),
        "completed_at": None,
        "milestones": [],
        **changes,
    }


def completed(order: dict[str, Any], at: datetime | None = None) -> dict[str, Any]:
    """The same order when it is completed, now unless told."""
    return {
        **order,
        "version": order["version"] + 3,
        "status": "completed",
        "completed_at": (at or datetime.now(UTC)).isoformat(),
    }


def event(event_type: str, data: dict[str, Any], event_id: UUID | None = None) -> Event:
    return Event(
        id=event_id or new_id(),
        source=f"/{event_type.split('.')[1]}",
        type=event_type,
        time=datetime.now(UTC),
        subject=data.get("id"),
        data=data,
    )


def a_party(**changes: Any) -> Party:
    values: dict[str, Any] = {
        "id": new_id(),
        "name": "SIA Dzintara kadrs",
        "registration_number": "40000000015",
        "vat_number": "LV40000000015",
        "street": "Brīvības gatve 214A",
        "city": "Rīga",
        "postal_code": "LV-1039",
        "country": "LV",
        "email": "rekini@dzintarakadrs.example",
    }
    return Party(**{**values, **changes})


def a_rated_order(**changes: Any) -> RatedOrder:
    values: dict[str, Any] = {
        "id": new_id(),
        "title": {"lv": "Reklāmas filmas „Ūdens ceļš” montāža", "en": "Editing of “Water Way”"},
        "client_id": new_id(),
        "provider_id": new_id(),
        "net_cents": 123_450,
        "completed_at": datetime(2026, 11, 20, 22, 30, tzinfo=UTC),
        "steps": (
            Line("net", {"lv": "Cena bez PVN", "en": "Net price"}, "1 234.50 EUR", 123_450),
            Line(
                "fee",
                {"lv": "Starpniecības maksa 3 %", "en": "Intermediation fee 3 %"},
                "1 234.50 EUR × 3 % = 37.04 EUR",
                3_704,
            ),
            Line(
                "discount",
                {"lv": "Lojalitātes atlaide 5 %: 2. pirkums", "en": "Loyalty discount 5 %"},
                "1 234.50 EUR × 5 % = 61.73 EUR",
                -6_173,
            ),
        ),
    }
    amounts = {
        "fee_rate_ppm": 30_000,
        "discount_rate_ppm": 50_000,
        "fee_cents": 3_704,
        "discount_cents": 6_173,
        "cluster_share_cents": 6_173,
        "provider_share_cents": 0,
    }
    for name in amounts.keys() & changes.keys():
        amounts[name] = changes.pop(name)
    return RatedOrder(**{**values, "figures": Figures(**amounts), **changes})


def a_client_invoice(
    treatment: VatTreatment = STANDARD,
    *,
    seller: Party | None = None,
    buyer: Party | None = None,
    **changes: Any,
) -> InvoiceDocument:
    """A client invoice of a fixed day; the same arguments give the same document."""
    issued_at = datetime(2026, 11, 21, 10, tzinfo=UTC)
    values: dict[str, Any] = {
        "numbering": Numbering("AVT-K-2026-000001", 1, issued_at, due_day(issued_at.date(), 14)),
        "order": a_rated_order(),
        "sale": Sale(
            seller or a_party(),
            buyer or a_party(name="Žagaru ķēdes reklāmas aģentūra, SIA"),
            treatment,
        ),
        "mandate": MandateInForce(new_id(), datetime(2026, 11, 1, tzinfo=UTC), "2026-01", IBAN),
        "issuer": a_party(name="Biedrība „Parauga AVT klasteris”"),
    }
    return client_invoice(**{**values, **changes})


@dataclass
class Books:
    """A running billing service: its application, its database, and callers' tokens."""

    app: FastAPI
    http: httpx.AsyncClient
    database: Database
    settings: Settings
    mint: Callable[..., str]
    keys: "itertools.count[int]" = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.processor = EventProcessor(
            name="billing",
            database=self.database,
            handlers=PROCESS.heard,
            registry=CollectorRegistry(),
        )

    async def hear(self, event_type: str, data: dict[str, Any], **more: Any) -> None:
        """Consume one event as the consumer process does."""
        await self.processor(event(event_type, data, **more))

    async def organisation(self, **changes: Any) -> UUID:
        """Make an organisation known; returns its id."""
        data = organisation_data(**changes)
        await self.hear("avt.registry.organisation.registered.v1", data)
        return UUID(data["id"])

    async def member(self, **changes: Any) -> UUID:
        """Make a member known, admitted three years ago."""
        since = (datetime.now(UTC) - timedelta(days=1100)).isoformat()
        return await self.organisation(membership="member", member_since=since, **changes)

    async def confirmed(self, client: UUID, provider: UUID, **changes: Any) -> dict[str, Any]:
        """An order that the provider has confirmed; returns its data."""
        data = order_data(client, provider, **changes)
        await self.hear("avt.marketplace.order.confirmed.v1", data)
        return data

    async def completed(self, client: UUID, provider: UUID, **changes: Any) -> dict[str, Any]:
        """An order that is confirmed and completed; returns its data."""
        data = completed(await self.confirmed(client, provider, **changes))
        await self.hear("avt.marketplace.order.completed.v1", data)
        return data

    def headers(self, **claims: Any) -> dict[str, str]:
        """A caller's token and a fresh idempotency key."""
        claims.setdefault("scopes", READ_WRITE)
        return {
            "Authorization": f"Bearer {self.mint(**claims)}",
            "Idempotency-Key": f"key-{next(self.keys)}",
        }

    def as_manager(self) -> dict[str, str]:
        return self.headers(organisation_id=CLUSTER_ID, roles=["manager"])

    def as_representative(self, organisation_id: UUID) -> dict[str, str]:
        return self.headers(organisation_id=organisation_id, roles=["representative"])

    def as_machine(self) -> dict[str, str]:
        return self.headers(kind="machine", scopes=["billing:invoicing"])

    async def mandate(self, provider: UUID, iban: str | None = IBAN) -> dict[str, Any]:
        """The provider's mandate; returns it."""
        answer = await self.http.post(
            f"{V1}/mandates",
            json={"accepted_terms_version": "2026-01", "iban": iban},
            headers=self.as_representative(provider),
        )
        assert answer.status_code == 201, answer.text
        result: dict[str, Any] = answer.json()
        return result

    async def request(self, until: datetime | None = None) -> UUID:
        """Ask for an invoicing run without carrying it out; returns its id."""
        async with self.database.transaction() as session:
            run = await request_run(
                session, SystemClock(), settings=self.settings, by=None, until=until
            )
        return run.id

    async def invoice(self, until: datetime | None = None) -> InvoicingRunOut:
        """Ask for an invoicing run and carry it out; returns it."""
        run_id = await self.request(until)
        await Running(self.database, self.settings).carry_out(run_id)
        return await self.run(run_id)

    async def run(self, run_id: UUID) -> InvoicingRunOut:
        async with self.database.transaction() as session:
            return await get_run(session, run_id)

    async def get(self, path: str, headers: dict[str, str] | None = None) -> Any:
        """GET below /v1/billing as the manager unless told; returns the JSON."""
        answer = await self.http.get(f"{V1}{path}", headers=headers or self.as_manager())
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def announced(self, event_type: str) -> list[dict[str, Any]]:
        """The data of what billing announced of one type, in order."""
        async with self.database.transaction() as session:
            rows = await session.scalars(
                select(outbox.c.data).where(outbox.c.type == event_type).order_by(outbox.c.id)
            )
            return list(rows)

    async def scalar(self, statement: Any) -> Any:
        async with self.database.transaction() as session:
            return await session.scalar(statement)
