"""Reading who the caller is."""

from typing import cast

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.accounts.orm import Account
from registry.identity.clients.orm import Client
from registry.identity.directory import OrganisationDirectory
from registry.identity.errors import AccountNotFound
from registry.identity.me.schemas import MeOut, OwnOrganisationOut
from registry.vocabulary import Office, Role
from shared.callers import Caller


async def show_me(session: AsyncSession, *, directory: OrganisationDirectory, by: Caller) -> MeOut:
    """Who the caller is, for whom it acts with this token, and for whom it could.

    Raises `AccountNotFound` (`unknown_account`) when the registry knows nothing of it.
    """
    account = await session.get(Account, by.subject)
    client = None if account else await session.get(Client, by.subject)
    if account is None and client is None:
        raise AccountNotFound("The token names nobody that the registry knows")
    known = account or client
    assert known is not None
    held = await directory.roles_of(session, by.subject) if account else []
    entries = await directory.entries_of(
        session, [one.organisation_id for one in held if one.organisation_id is not None]
    )
    return MeOut(
        subject=by.subject,
        kind=by.kind,
        name=known.name,
        email=account.email if account else None,
        organisation_id=by.organisation_id,
        roles=sorted(by.roles),
        scopes=sorted(by.scopes),
        organisations=[
            OwnOrganisationOut(
                id=one.organisation_id,
                name=entry.name,
                membership=entry.membership,
                roles=cast("list[Office | Role]", sorted(one.roles)),
            )
            for one in held
            if one.organisation_id is not None
            and (entry := entries.get(one.organisation_id)) is not None
        ],
    )
