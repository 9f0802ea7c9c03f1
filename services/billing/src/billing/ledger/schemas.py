"""Shapes of the ledger on the wire."""

from datetime import date
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from billing.amounts.fields import Total
from shared.money import Cents


class AccountBalanceOut(BaseModel):
    """One account's sums; `balance` is debit less credit."""

    code: str
    name: dict[str, str]
    kind: str
    debit: Total
    credit: Total
    balance: Total


class TrialBalanceOut(BaseModel):
    """All accounts; `difference` is zero, always, and the memorandum accounts balance alone."""

    accounts: list[AccountBalanceOut]
    debit: Total
    credit: Total
    difference: Total
    memorandum_difference: Total


class LedgerLineOut(BaseModel):
    """One side of an entry."""

    model_config = ConfigDict(from_attributes=True)

    account: str
    party_id: UUID | None
    debit: Cents = Field(validation_alias="debit_cents")
    credit: Cents = Field(validation_alias="credit_cents")


class LedgerEntryOut(BaseModel):
    """One event of the business in the books."""

    id: UUID
    posted_at: AwareDatetime
    occurred_on: date
    source_type: str
    source_id: UUID
    text: str
    lines: list[LedgerLineOut]
