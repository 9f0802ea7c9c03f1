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
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shared.locks import Lock, lock_named, share_locks, take_locks


async def lock_party(session: AsyncSession, organisation_id: UUID) -> None:
    """Wait until nobody else keeps this organisation, or an order of which it is a party."""
    await take_locks(session, *_locks("billing.party", [organisation_id]))


async def share_parties(session: AsyncSession, organisation_ids: Iterable[UUID]) -> None:
    """Wait until nobody keeps a new state of these organisations."""
    await share_locks(session, *_locks("billing.party", organisation_ids))


async def lock_clients(session: AsyncSession, client_ids: Iterable[UUID]) -> None:
    """Wait until nobody else rates or invoices orders of these clients. After any party."""
    await take_locks(session, *_locks("billing.client", client_ids))


async def share_clients(session: AsyncSession, client_ids: Iterable[UUID]) -> None:
    """Wait until nobody rates orders of these clients; others may invoice meanwhile."""
    await share_locks(session, *_locks("billing.client", client_ids))


async def lock_credit(session: AsyncSession, provider_id: UUID) -> None:
    """Wait until nobody else invoices the provider's fees. After any client."""
    await take_locks(session, *_locks("billing.credit", [provider_id]))


def _locks(purpose: str, ids: Iterable[UUID]) -> list[Lock]:
    return [lock_named(purpose, ident) for ident in ids]
