"""Numbers without gaps.

A sequence would leave a gap at every rollback. A counter row is part of the issuing
transaction instead: whoever issues next in the same series waits for it to end, and a
number that was not used goes back with everything else.
"""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.orm import InvoiceCounter


async def next_in_series(session: AsyncSession, *, seller_id: UUID, kind: str, year: int) -> int:
    """The next number of (legal seller, kind, year in Europe/Riga); 1 for the first.

    Locks the series until the transaction ends: call it last, with everything decided.
    """
    statement = (
        insert(InvoiceCounter)
        .values(seller_id=seller_id, kind=kind, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["seller_id", "kind", "year"], set_={"last": InvoiceCounter.last + 1}
        )
        .returning(InvoiceCounter.last)
    )
    return (await session.execute(statement)).scalar_one()
