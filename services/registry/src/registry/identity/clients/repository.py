"""Finding machine accounts, by their id or by their credentials."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.clients.errors import ClientNotFound
from registry.identity.clients.orm import Client
from registry.identity.secrets import matches
from shared.rows import locked_row


async def locked_client(session: AsyncSession, client_id: UUID) -> Client:
    """Return the live machine account, locked; raise `ClientNotFound`."""
    client = await locked_row(session, Client, client_id)
    if client is None or client.revoked_at is not None:
        raise ClientNotFound("No live machine account has this id")
    return client


async def authenticated_client(
    session: AsyncSession, *, client_id: str, client_secret: str
) -> Client | None:
    """The live machine account whose credentials these are; None for any other.

    Held until the transaction ends: a revocation comes before a token that is signed in it, or
    after it and covers it. Takes as long for an unknown one.
    """
    try:
        client = await locked_row(session, Client, UUID(client_id), shared=True)
    except ValueError:
        client = None
    if client is not None and client.revoked_at is not None:
        client = None
    return client if matches(client_secret, client.secret_hash if client else None) else None
