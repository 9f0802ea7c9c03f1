"""What is loaded of the ledger."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.ledger.orm import EntryLine
from billing.ledger.rules import PROVIDER_CREDITS


async def provider_credit(session: AsyncSession, provider_id: UUID) -> int:
    """Cents that the cluster owes the provider from discounts it bears: what a fee invoice uses."""
    return int(await session.scalar(credit_of(provider_id)) or 0)


def credit_of(provider_id: UUID) -> Select[int]:
    """The same as a select of one number, for a statement that asks for more."""
    return select(func.coalesce(func.sum(EntryLine.credit_cents - EntryLine.debit_cents), 0)).where(
        EntryLine.account == PROVIDER_CREDITS, EntryLine.party_id == provider_id
    )
