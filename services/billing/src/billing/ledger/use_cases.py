"""Posting to the books."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from billing.ledger.orm import Entry, EntryLine
from billing.ledger.rules import PostingLine, balanced
from shared.ids import new_id


async def post_entry(
    session: AsyncSession,
    *,
    source_type: str,
    source_id: UUID,
    occurred_on: date,
    posted_at: datetime,
    text: str,
    lines: Sequence[PostingLine],
) -> None:
    """Write one entry. An entry without lines (nothing moved) is not written.

    A source is posted once (unique), debits equal credits (checked here, and by a trigger
    when the transaction commits), and nothing posted ever changes (another trigger).
    """
    kept = balanced(lines)
    if not kept:
        return
    entry = Entry(
        id=new_id(),
        posted_at=posted_at,
        occurred_on=occurred_on,
        source_type=source_type,
        source_id=source_id,
        text=text,
    )
    session.add(entry)
    await session.flush()
    session.add_all(
        EntryLine(
            entry_id=entry.id,
            position=position,
            account=line.account,
            party_id=line.party_id,
            debit_cents=line.debit_cents,
            credit_cents=line.credit_cents,
        )
        for position, line in enumerate(kept, start=1)
    )
    await session.flush()
