"""The locks between rating and invoicing, none wider than one organisation.

A rating follows from the client's other orders and from both parties, whose facts arrive in
any order and in several processes; and an invoice must not be issued from a rating that is
being replaced. So there are three kinds of locks, each held until the transaction ends:

    party    whoever keeps an organisation's new state takes it alone; whoever keeps an order
             shares those of its client and its provider. So no order arrives unseen while
             the orders that a membership touches are looked up.
    client   whoever rates orders of the client takes it alone; whoever invoices some shares it.
    credit   whoever invoices a provider's fees takes it alone, since it uses up the credit.

Nobody waits in a circle, since everybody takes parties first, then clients, then a credit, each
kind in one order and at once. What is written in between is the row of an organisation whose
party lock is held, for which nobody else waits; all other rows are locked and written afterwards.
"""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Any fixed numbers: pairs of integers are apart from all locks that are one number.
_PARTY: Final = 7_310_201
_CLIENT: Final = 7_310_202
_CREDIT: Final = 7_310_203

# The rows of `unnest` come, and so are locked, in the order of the array.
_EACH: Final = "from unnest(cast(:keys as int[])) as key"
_ALONE: Final = text(f"select count(pg_advisory_xact_lock(:kind, key)) {_EACH}")
_SHARED: Final = text(f"select count(pg_advisory_xact_lock_shared(:kind, key)) {_EACH}")


async def lock_party(session: AsyncSession, organisation_id: UUID) -> None:
    """Wait until nobody else keeps this organisation, or an order of which it is a party."""
    await session.execute(_ALONE, {"kind": _PARTY, "keys": _keys([organisation_id])})


async def share_parties(session: AsyncSession, organisation_ids: Iterable[UUID]) -> None:
    """Wait until nobody keeps a new state of these organisations."""
    await session.execute(_SHARED, {"kind": _PARTY, "keys": _keys(organisation_ids)})


async def lock_clients(session: AsyncSession, client_ids: Iterable[UUID]) -> None:
    """Wait until nobody else rates or invoices orders of these clients. After any party."""
    await session.execute(_ALONE, {"kind": _CLIENT, "keys": _keys(client_ids)})


async def share_clients(session: AsyncSession, client_ids: Iterable[UUID]) -> None:
    """Wait until nobody rates orders of these clients; others may invoice meanwhile."""
    await session.execute(_SHARED, {"kind": _CLIENT, "keys": _keys(client_ids)})


async def lock_credit(session: AsyncSession, provider_id: UUID) -> None:
    """Wait until nobody else invoices the provider's fees. After any client."""
    await session.execute(_ALONE, {"kind": _CREDIT, "keys": _keys([provider_id])})


def _keys(ids: Iterable[UUID]) -> list[int]:
    # The low bits of our ids are random. Two that share a key only wait for each other.
    return sorted({(ident.int & 0xFFFF_FFFF) - 2**31 for ident in ids})
