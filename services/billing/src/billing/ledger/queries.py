"""Reads of the ledger."""

from collections import defaultdict
from collections.abc import AsyncGenerator, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from billing.amounts.fields import Total
from billing.callers import require_manager
from billing.ledger.orm import Account, Entry, EntryLine
from billing.ledger.schemas import AccountBalanceOut, LedgerEntryOut, LedgerLineOut, TrialBalanceOut
from shared.callers import Caller
from shared.http.paging import Key, Page, Paging, page_of_batches


async def trial_balance(session: AsyncSession, *, by: Caller) -> TrialBalanceOut:
    """Every account with its sums. For the manager. The difference is zero."""
    require_manager(by)
    sums = (
        select(
            EntryLine.account,
            func.sum(EntryLine.debit_cents).label("debit"),
            func.sum(EntryLine.credit_cents).label("credit"),
        )
        .group_by(EntryLine.account)
        .subquery()
    )
    rows = await session.execute(
        select(Account, sums.c.debit, sums.c.credit)
        .outerjoin(sums, sums.c.account == Account.code)
        .order_by(Account.code)
    )
    found = [(account, int(debit or 0), int(credit or 0)) for account, debit, credit in rows]
    debit = sum(row[1] for row in found)
    credit = sum(row[2] for row in found)
    aside = sum(row[1] - row[2] for row in found if row[0].kind == "memorandum")
    return TrialBalanceOut(
        accounts=[
            AccountBalanceOut(
                code=account.code,
                name=account.name,
                kind=account.kind,
                debit=Total.of(debits),
                credit=Total.of(owed),
                balance=Total.of(debits - owed),
            )
            for account, debits, owed in found
        ],
        debit=Total.of(debit),
        credit=Total.of(credit),
        difference=Total.of(debit - credit),
        memorandum_difference=Total.of(aside),
    )


async def list_entries(
    session: AsyncSession, *, by: Caller, paging: Paging
) -> Page[LedgerEntryOut]:
    """One page of entries with their lines, newest first. For the manager."""
    require_manager(by)

    async def shown(entries: Sequence[Entry]) -> AsyncGenerator[LedgerEntryOut]:
        lines: dict[UUID, list[LedgerLineOut]] = defaultdict(list)
        rows = await session.scalars(
            select(EntryLine)
            .where(EntryLine.entry_id.in_([entry.id for entry in entries]))
            .order_by(EntryLine.entry_id, EntryLine.position)
        )
        for row in rows:
            lines[row.entry_id].append(LedgerLineOut.model_validate(row))
        for entry in entries:
            yield LedgerEntryOut(
                id=entry.id,
                posted_at=entry.posted_at,
                occurred_on=entry.occurred_on,
                source_type=entry.source_type,
                source_id=entry.source_id,
                text=entry.text,
                lines=lines[entry.id],
            )

    return await page_of_batches(
        session,
        select(Entry),
        keys=[Key(Entry.id, lambda row: row.id, descending=True)],
        paging=paging,
        to_items=shown,
    )
