"""Billing's application: an inventory of what it serves."""

from fastapi import FastAPI

from billing.nouns import NOUNS
from billing.settings import Settings
from shared.http.app import create_service_app
from shared.http.dead_letters import dead_letters_router
from shared.http.feeds import events_router
from shared.http.own_data import own_data_router
from shared.messaging.bus import Bus
from shared.readiness import outbox_flows
from shared.tokens import KeySource


def create_app(
    settings: Settings, *, keys: KeySource | None = None, bus: Bus | None = None
) -> FastAPI:
    """The HTTP application; the invoicing runs asked for are carried out by the worker."""
    return create_service_app(
        name="billing",
        title="AVT Cluster: billing",
        description="Fees, loyalty discounts, VAT, invoices, payments and the ledger.",
        settings=settings,
        nouns=NOUNS,
        routers=[
            events_router("billing"),
            dead_letters_router("billing"),
            own_data_router("billing", NOUNS.tables),
        ],
        keys=keys,
        bus=bus,
        needs=lambda database: [outbox_flows(database)],
    )
