"""Numbers without gaps.

A sequence would leave a gap at every rollback. A counter row is part of the issuing
transaction instead: whoever issues next in the same series waits for it to end, and a
number that was not used goes back with everything else.
"""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.days import riga_day
from billing.invoices.orm import InvoiceCounter
from billing.invoices.rules import Numbering, due_day, invoice_number
from shared.clocks import Clock


async def take_number(
    session: AsyncSession, clock: Clock, *, seller_id: UUID, kind: str, payment_days: int
) -> Numbering:
    """The next number of (legal seller, kind, year in Europe/Riga), and its invoice's days.

    Locks the series until the transaction ends: call it last, with everything decided.
    """
    now = clock.now()
    today = riga_day(now)
    sequence = await next_in_series(session, seller_id=seller_id, kind=kind, year=today.year)
    return Numbering(
        number=invoice_number(kind, today.year, sequence),
        sequence=sequence,
        issued_at=now,
        due_on=due_day(today, payment_days),
    )


async def next_in_series(session: AsyncSession, *, seller_id: UUID, kind: str, year: int) -> int:
    """The next number of (legal seller, kind, year in Europe/Riga); 1 for the first."""
    statement = (
        insert(InvoiceCounter)
        .values(seller_id=seller_id, kind=kind, year=year, last=1)
        .on_conflict_do_update(
            index_elements=["seller_id", "kind", "year"], set_={"last": InvoiceCounter.last + 1}
        )
        .returning(InvoiceCounter.last)
    )
    return (await session.execute(statement)).scalar_one()
