"""Carrying out an invoicing run: one transaction for each invoice.

A run that is killed leaves whole invoices and nothing else; whoever carries it out
again finds the rest by asking what is still due. Its results are written in the
transactions of the invoices they tell of.

    guard    holds an advisory lock on the run, so that one process carries it out;
             the lock dies with its connection
    unit     one client invoice, or one fee invoice: lock, decide, number, write
    end      `failed` when any unit had a defect, else `done`; skipped units are no defect
"""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from billing.invoices.documents import CreditTransfer
from billing.invoices.issuing import Issuer
from billing.invoices.repository import client_orders_due, fee_orders_due, providers_due
from billing.invoices.rules import CLIENT, FEE
from billing.invoices.use_cases import (
    Outcome,
    issue_client_invoice,
    issue_fee_invoice,
)
from billing.invoicing_runs.orm import InvoicingRun, RunResult
from billing.settings import Settings
from shared.clocks import Clock, business_clock_of
from shared.database import Database
from shared.failures import is_infrastructure
from shared.locks import lock_named, try_locks

log = structlog.get_logger(__name__)

Unit = Callable[[AsyncSession, Clock], Awaitable[Outcome | None]]

_OVER: Final = ("done", "failed")


def issuer_of(settings: Settings) -> Issuer:
    """The cluster as issuer; a run is only ever asked for when it is configured."""
    seller = settings.seller
    assert seller is not None, "a run is refused while the seller is not configured"
    account = CreditTransfer(seller.name, settings.seller_iban, settings.seller_bic or None)
    return Issuer(seller, account, settings.payment_days)


class Running:
    """Carries out runs against one database; knows the clock's rule and the issuer."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._settings = settings
        self._issuer = issuer_of(settings)

    async def carry_out(self, run_id: UUID) -> bool:
        """Do all that the run still has to do; False: another process is at it, or it is over.

        Infrastructure errors (the database is away) are raised and leave the run unfinished,
        to be carried out again; any other error of a unit is logged, recorded as its failure,
        and the run goes on.
        """
        async with self._database.transaction() as guard:
            if not await try_locks(guard, lock_named("billing.invoicing_run", run_id)):
                return False
            async with self._database.transaction() as session:
                run = await session.get(InvoicingRun, run_id)
                if run is None or run.state in _OVER:
                    return False
                run.state = "running"
                run.started_at = run.started_at or await self._now(session)
                until = run.until
            await self._all_units(run_id, until)
            await self._finish(run_id)
        return True

    async def _all_units(self, run_id: UUID, until: datetime) -> None:
        async with self._database.transaction() as session:
            orders = await client_orders_due(session, until)
        for order_id in orders:

            async def client(
                session: AsyncSession, clock: Clock, order_id: UUID = order_id
            ) -> Outcome | None:
                return await issue_client_invoice(
                    session, clock, issuer=self._issuer, order_id=order_id
                )

            await self._unit(run_id, CLIENT, client, (order_id,))
        async with self._database.transaction() as session:
            providers = await providers_due(session, until)
        for provider_id in providers:
            await self._fees_of(run_id, provider_id, until)

    async def _fees_of(self, run_id: UUID, provider_id: UUID, until: datetime) -> None:
        """Fee invoices of one provider, until nothing is left that can be issued."""

        async def fees(session: AsyncSession, clock: Clock) -> Outcome | None:
            return await issue_fee_invoice(
                session, clock, issuer=self._issuer, provider_id=provider_id, until=until
            )

        while True:
            async with self._database.transaction() as session:
                order_ids = await fee_orders_due(session, provider_id=provider_id, until=until)
            outcome = await self._unit(run_id, FEE, fees, tuple(order_ids))
            if outcome is None or outcome.invoice_id is None:
                return

    async def _unit(
        self, run_id: UUID, kind: str, unit: Unit, order_ids: tuple[UUID, ...]
    ) -> Outcome | None:
        try:
            async with self._database.transaction() as session:
                clock = await self._clock(session)
                outcome = await unit(session, clock)
                if outcome is not None:
                    await _record(session, run_id, kind, outcome)
                return outcome
        except Exception as error:
            if is_infrastructure(error):
                raise
            log.exception("invoicing_unit_failed", run_id=str(run_id), kind=kind)
            reason = type(error).__name__[:60]
        async with self._database.transaction() as session:
            await _record(session, run_id, kind, Outcome(order_ids, None, reason), "failed")
        return None

    async def _finish(self, run_id: UUID) -> None:
        async with self._database.transaction() as session:
            failed = await session.scalar(
                select(func.count()).where(
                    RunResult.run_id == run_id, RunResult.outcome == "failed"
                )
            )
            run = await session.get(InvoicingRun, run_id)
            assert run is not None, "runs are never deleted"
            run.state = "failed" if failed else "done"
            run.finished_at = await self._now(session)

    async def _clock(self, session: AsyncSession) -> Clock:
        return await business_clock_of(session, movable=self._settings.sandbox_clock)

    async def _now(self, session: AsyncSession) -> datetime:
        return (await self._clock(session)).now().astimezone(UTC)


async def _record(
    session: AsyncSession, run_id: UUID, kind: str, outcome: Outcome, name: str | None = None
) -> None:
    """Write the results of a unit; what an earlier attempt of this run said is replaced."""
    name = name or ("issued" if outcome.invoice_id else "skipped")
    await session.flush()
    for order_id in outcome.order_ids:
        values = {"outcome": name, "reason": outcome.reason, "invoice_id": outcome.invoice_id}
        await session.execute(
            insert(RunResult)
            .values(run_id=run_id, order_id=order_id, kind=kind, **values)
            .on_conflict_do_update(index_elements=["run_id", "order_id", "kind"], set_=values)
        )
