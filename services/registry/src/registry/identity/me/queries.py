"""Reading who the caller is."""

from typing import cast

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.errors import UnknownAccount
from registry.identity.access_tokens.standings import standings_of
from registry.identity.accounts.orm import Account
from registry.identity.clients.orm import Client
from registry.identity.me.schemas import Me, OwnOrganisation
from registry.organisations.orm import Organisation
from registry.vocabulary import Membership, Office
from shared.http.callers import Caller


async def who_is(session: AsyncSession, *, by: Caller) -> Me:
    """What the registry knows about the caller; raise `UnknownAccount` when that is nothing."""
    account = await session.get(Account, by.subject)
    client = None if account else await session.get(Client, by.subject)
    if account is None and client is None:
        raise UnknownAccount("The token names nobody that the registry knows")
    known = account or client
    assert known is not None
    standings = await standings_of(session, by.subject) if account else []
    organisations = {
        row.id: row
        for row in await session.scalars(
            select(Organisation).where(
                Organisation.id.in_([standing.organisation_id for standing in standings])
            )
        )
    }
    return Me(
        subject=by.subject,
        kind=by.kind,
        name=known.name,
        email=account.email if account else None,
        organisation_id=by.organisation_id,
        roles=sorted(by.roles),
        scopes=sorted(by.scopes),
        organisations=[
            OwnOrganisation(
                id=organisation.id,
                name=organisation.name,
                membership=cast("Membership", organisation.membership),
                roles=cast("list[Office]", sorted(standing.roles)),
            )
            for standing in standings
            if standing.organisation_id is not None
            and (organisation := organisations.get(standing.organisation_id)) is not None
        ],
    )
