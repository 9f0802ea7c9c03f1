"""The marketplace's HTTP application."""

import structlog
from fastapi import FastAPI, Request
from starlette.responses import Response

from marketplace.nouns import NOUNS
from marketplace.sealing.errors import SealBroken
from marketplace.sealing.seals import MasterKey
from marketplace.settings import Settings
from shared.http.app import create_service_app
from shared.http.dead_letters import dead_letters_router
from shared.http.feeds import events_router
from shared.http.own_data import own_data_router
from shared.http.problems import problem_response
from shared.messaging.bus import Bus
from shared.readiness import outbox_flows
from shared.tokens import KeySource

log = structlog.get_logger(__name__)


def create_app(
    settings: Settings, *, keys: KeySource | None = None, bus: Bus | None = None
) -> FastAPI:
    """Build the application; `keys` and `bus` replace what the settings name."""
    app = create_service_app(
        name="marketplace",
        title="AVT Cluster: marketplace",
        description="What is bought: listings, equipment, tenders, sealed bids, orders, reviews.",
        settings=settings,
        nouns=NOUNS,
        routers=[
            events_router("marketplace"),
            dead_letters_router("marketplace"),
            own_data_router("marketplace", NOUNS.tables),
        ],
        keys=keys,
        bus=bus,
        needs=lambda database: [outbox_flows(database)],
    )
    app.state.master_key = MasterKey.from_base64(settings.bid_master_key.get_secret_value())
    app.add_exception_handler(SealBroken, _on_seal_broken)
    return app


async def _on_seal_broken(request: Request, error: Exception) -> Response:
    # The operator's fault: another master key than the one the tender was published under.
    log.error("seal_broken", path=request.url.path, reason=str(error))
    return problem_response(
        status=503,
        code="bids_locked",
        detail="The sealed bids cannot be opened at the moment; nothing was changed",
        instance=request.url.path,
    )
