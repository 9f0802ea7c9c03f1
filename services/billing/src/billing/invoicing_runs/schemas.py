"""Shapes of invoicing runs on the wire."""

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from billing.amounts.fields import Moment
from billing.invoicing_runs.orm import State


class InvoicingRunIn(BaseModel):
    """A run over the orders completed before `until`; without it, before now."""

    model_config = ConfigDict(extra="forbid")

    until: Moment | None = None


class RunCountsOut(BaseModel):
    """How many results there are of each outcome (one per order and kind of invoice)."""

    issued: int = 0
    skipped: int = 0
    failed: int = 0


class InvoicingRunSummaryOut(BaseModel):
    """A run; over when `state` is `done` or `failed` (something went wrong for some order)."""

    id: UUID
    until: AwareDatetime
    state: State
    requested_at: AwareDatetime
    started_at: AwareDatetime | None
    finished_at: AwareDatetime | None
    counts: RunCountsOut


class RunResultOut(BaseModel):
    """What the run did with one order for one kind of invoice.

    Reasons of a skip: `no_mandate`, `not_rated` (a party is unknown), `no_vat_rate`; it is
    tried again by every later run. A failure is a defect and names its kind.
    """

    model_config = ConfigDict(from_attributes=True)

    order_id: UUID
    kind: Literal["client", "fee"]
    outcome: Literal["issued", "skipped", "failed"]
    reason: str | None
    invoice_id: UUID | None


class InvoicingRunOut(InvoicingRunSummaryOut):
    """A run with its results, at most the first 1000 by order."""

    results: list[RunResultOut]
