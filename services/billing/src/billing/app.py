"""Billing's application: an inventory of what it serves."""

from fastapi import FastAPI

from billing.fees.routes import router as fees
from billing.invoices.routes import router as invoices
from billing.invoicing.worker import invoicing_worker
from billing.invoicing_runs.routes import router as invoicing_runs
from billing.ledger.routes import router as ledger
from billing.loyalty.routes import router as loyalty
from billing.mandates.routes import router as mandates
from billing.payments.routes import router as payments
from billing.problems import PROBLEMS
from billing.ratings.routes import router as ratings
from billing.settings import Settings
from billing.taxes.routes import router as taxes
from shared.http.app import create_service_app
from shared.http.dead_letters import dead_letters_router
from shared.http.feeds import events_router
from shared.messaging.bus import Bus
from shared.readiness import outbox_flows
from shared.tokens import KeySource


def create_app(
    settings: Settings, *, keys: KeySource | None = None, bus: Bus | None = None
) -> FastAPI:
    """The HTTP application; while it lives it also carries out the invoicing runs asked for."""
    return create_service_app(
        name="billing",
        title="AVT Cluster: billing",
        description="Fees, loyalty discounts, VAT, invoices, payments and the ledger.",
        settings=settings,
        problem_table=PROBLEMS,
        routers=[
            fees,
            loyalty,
            taxes,
            ratings,
            mandates,
            invoicing_runs,
            invoices,
            payments,
            ledger,
            events_router("billing"),
            dead_letters_router("billing"),
        ],
        keys=keys,
        bus=bus,
        needs=lambda database: [outbox_flows(database)],
        lifespan=invoicing_worker,
    )
