"""The registry's HTTP application."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from registry.directory import ClusterDirectory
from registry.identity.revocations.queries import list_revocations
from registry.identity.signing_keys.key_ring import KeyRing, StoredKeys
from registry.mail.sending import MailSender
from registry.mail.transports import MailPort, transport_of
from registry.matters import MATTERS
from registry.notices.letters import NoticeLetters
from registry.notices.mailing import NOTICE_MAIL
from registry.nouns import NOUNS
from registry.settings import Settings
from registry.vault import Vault
from shared.clocks import SystemClock
from shared.database import Database
from shared.http.app import create_service_app
from shared.http.dead_letters import dead_letters_router
from shared.http.feeds import events_router
from shared.messaging.bus import Bus
from shared.readiness import outbox_flows
from shared.tokens import KeySource


def create_app(
    settings: Settings,
    *,
    keys: KeySource | None = None,
    bus: Bus | None = None,
    mail: MailPort | None = None,
) -> FastAPI:
    """Build the application; `keys`, `bus` and `mail` replace what the settings name.

    Tokens are verified with the keys in the registry's own database: it asks nobody else.
    """
    database = Database(settings.database_url)
    vault = Vault(settings.master_secret.get_secret_value())
    sender = MailSender(
        database,
        vault,
        mail or transport_of(settings.mail_url),
        sender=settings.mail_from,
        composers={NOTICE_MAIL: NoticeLetters(vault)},
    )

    @asynccontextmanager
    async def sending_mails(_: FastAPI) -> AsyncIterator[None]:
        sending = asyncio.create_task(sender.run(), name="mail sender")
        yield
        sending.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sending

    async def load_revocations() -> Sequence[Mapping[str, Any]]:
        async with database.transaction() as session:
            in_force = await list_revocations(session, now=SystemClock().now())
        return [item.model_dump(mode="json") for item in in_force.items]

    app = create_service_app(
        name="registry",
        title="AVT Cluster: registry",
        description="Who belongs: organisations, people, identity, admission, competences.",
        settings=settings,
        nouns=NOUNS,
        routers=[events_router("registry"), dead_letters_router("registry")],
        database=database,
        keys=keys or StoredKeys(database),
        bus=bus,
        load_revocations=load_revocations,
        needs=lambda database: [outbox_flows(database)],
        lifespan=sending_mails,
    )
    app.state.directory = ClusterDirectory()
    app.state.matters = MATTERS
    app.state.key_ring = KeyRing(vault, issuer=settings.token_issuer)
    return app
