"""Tables of invoicing runs and of what each did for every order."""

from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal, who_acted

State = Literal["queued", "running", "done", "failed"]


class InvoicingRun(Base):
    """A run over the orders completed before `until`; `finished_at` is null while it lasts."""

    __tablename__ = "invoicing_runs"
    __personal__ = (who_acted("requested_by"),)
    __table_args__ = (
        one_of("state", get_args(State)),
        CheckConstraint(
            "(state IN ('done', 'failed')) = (finished_at IS NOT NULL)", name="finished_when_over"
        ),
        Index(
            "ix_invoicing_runs_unfinished",
            "id",
            postgresql_where=text("finished_at IS NULL"),
        ),
        Index("ix_invoicing_runs_requested_by", "requested_by", "id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[State] = mapped_column(String(10))
    requested_by: Mapped[UUID | None]
    """The caller's subject, who may read what the run issued; null for the service's own job."""
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RunResult(Base):
    """What a run did with one order for one kind of invoice; `reason` where it did not issue."""

    __tablename__ = "invoicing_run_results"
    __personal__ = (not_personal("kind", "reason", what="codes"),)
    __table_args__ = (
        one_of("outcome", ("issued", "skipped", "failed")),
        CheckConstraint("(outcome = 'issued') = (invoice_id IS NOT NULL)", name="issued_is_linked"),
        CheckConstraint("(outcome = 'issued') = (reason IS NULL)", name="otherwise_explained"),
        Index(
            "ix_invoicing_run_results_invoice",
            "invoice_id",
            postgresql_where=text("invoice_id IS NOT NULL"),
        ),
    )

    run_id: Mapped[UUID] = mapped_column(ForeignKey("invoicing_runs.id"), primary_key=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("orders.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(String(60))
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
