"""Every consumer's own handler takes the committed example of every event that it hears."""

import importlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa
from tests.architecture.source import SERVICES

from shared.command_line import ServiceProcess
from shared.database import Database
from shared.ids import new_id
from shared.messaging.consuming import EventProcessor, Handler
from shared.tables import inbox
from shared.testing.contracts import read_example
from shared.tokens import Claims, RevocationList
from shared.tokens.watching import TOKEN_REVOKED


def handlers_of(service: str) -> Mapping[str, Handler]:
    process: ServiceProcess = importlib.import_module(f"{service}.process").PROCESS
    return process.heard


CONSUMERS = [service for service in SERVICES if handlers_of(service)]


@pytest.mark.parametrize("service", CONSUMERS)
async def test_a_handler_takes_each_example_and_what_a_producer_may_add_to_it(
    service: str, fresh_database: Callable[[str], Awaitable[str]]
) -> None:
    database = Database(await fresh_database(service))
    process = EventProcessor(name=service, database=database, handlers=handlers_of(service))
    taken = set()
    for kind in handlers_of(service):
        example = read_example(kind)
        data = {**example.data, "version": int(example.data["version"]) + 1}
        later = example.model_copy(update={"id": new_id(), "data": {**data, "added": {"x": [1]}}})
        for event in (example, later):
            await process(event)  # what is not understood is raised
            taken.add(event.id)
    async with database.transaction() as session:
        assert set(await session.scalars(sa.select(inbox.c.event_id))) == taken
    await database.dispose()


def test_every_service_hears_something() -> None:
    assert set(SERVICES) == set(CONSUMERS)


def test_those_who_verify_tokens_take_the_example_of_a_revocation() -> None:
    """The gateway and every service hand the event's data to the one list."""
    data = read_example(TOKEN_REVOKED).data
    revocations = RevocationList()
    revocations.absorb({**data, "added_later": {"x": [1]}})
    subject, at = UUID(str(data["subject"])), datetime.fromisoformat(str(data["revoked_at"]))
    organisation_id = UUID(str(data["organisation_id"]))
    assert revocations.covers(issued(subject, at - timedelta(minutes=1), organisation_id))
    assert not revocations.covers(issued(subject, at - timedelta(minutes=1), None))
    assert not revocations.covers(issued(subject, at + timedelta(minutes=1), organisation_id))


def issued(subject: UUID, at: datetime, organisation_id: UUID | None) -> Claims:
    iat = int(at.timestamp())
    return Claims(
        iss="avt-registry",
        aud="avt-api",
        sub=subject,
        jti="t",
        iat=iat,
        exp=iat + 600,
        org=organisation_id,
    )
