"""What each event of the business means in the cluster's books.

Every posting is a list of lines whose debits equal its credits; the database
checks the same sum again when the transaction commits. The client's debt to the
provider never passes through the cluster: accounts 9xxx keep it beside the books
(memorandum), so that what was invoiced under mandates and what of it is paid can
be read, and these accounts balance among themselves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

FEE_RECEIVABLE = "2310"
BANK = "2620"
PROVIDER_CREDITS = "5310"
VAT_PAYABLE = "5721"
INTERMEDIATION_INCOME = "6110"
LOYALTY_EXPENSE = "7710"
MEMO_CLIENTS_OWE = "9010"
MEMO_PROVIDERS_INVOICED = "9020"


@dataclass(frozen=True)
class PostingLine:
    """One side of a posting, in EUR cents; `party_id` is the organisation it concerns."""

    account: str
    debit_cents: int
    credit_cents: int
    party_id: UUID | None = None


def debit(account: str, cents: int, party_id: UUID | None = None) -> PostingLine:
    return PostingLine(account, cents, 0, party_id)


def credit(account: str, cents: int, party_id: UUID | None = None) -> PostingLine:
    return PostingLine(account, 0, cents, party_id)


def balanced(lines: Sequence[PostingLine]) -> tuple[PostingLine, ...]:
    """The lines without zeros; ValueError unless debits equal credits and none is negative."""
    kept = tuple(line for line in lines if line.debit_cents or line.credit_cents)
    if any(line.debit_cents < 0 or line.credit_cents < 0 for line in kept):
        raise ValueError("a posting line is never negative: post the other side")
    if sum(line.debit_cents for line in kept) != sum(line.credit_cents for line in kept):
        raise ValueError("debits and credits of a posting differ")
    return kept


def client_invoice_lines(
    *, provider_id: UUID, client_id: UUID, gross_cents: int, cluster_share_cents: int
) -> tuple[PostingLine, ...]:
    """A client invoice: the cluster's part of its discount becomes a debt to the provider."""
    return balanced(
        [
            debit(LOYALTY_EXPENSE, cluster_share_cents),
            credit(PROVIDER_CREDITS, cluster_share_cents, provider_id),
            debit(MEMO_CLIENTS_OWE, gross_cents, client_id),
            credit(MEMO_PROVIDERS_INVOICED, gross_cents, provider_id),
        ]
    )


def fee_invoice_lines(
    *, provider_id: UUID, fee_cents: int, credit_used_cents: int, vat_cents: int
) -> tuple[PostingLine, ...]:
    """A fee invoice: income in full, the credit consumed, VAT on what is left."""
    return balanced(
        [
            debit(FEE_RECEIVABLE, fee_cents - credit_used_cents + vat_cents, provider_id),
            debit(PROVIDER_CREDITS, credit_used_cents, provider_id),
            credit(INTERMEDIATION_INCOME, fee_cents),
            credit(VAT_PAYABLE, vat_cents),
        ]
    )


def credit_payout_lines(*, provider_id: UUID, amount_cents: int) -> tuple[PostingLine, ...]:
    """The cluster pays a provider, from its bank account, what it owes it of discounts."""
    return balanced(
        [debit(PROVIDER_CREDITS, amount_cents, provider_id), credit(BANK, amount_cents)]
    )


def fee_payment_lines(*, provider_id: UUID, amount_cents: int) -> tuple[PostingLine, ...]:
    """A provider's payment reaches the cluster's bank account."""
    return balanced([debit(BANK, amount_cents), credit(FEE_RECEIVABLE, amount_cents, provider_id)])


def client_payment_lines(
    *, provider_id: UUID, client_id: UUID, amount_cents: int
) -> tuple[PostingLine, ...]:
    """A client paid its provider directly: only the memorandum accounts move."""
    return balanced(
        [
            debit(MEMO_PROVIDERS_INVOICED, amount_cents, provider_id),
            credit(MEMO_CLIENTS_OWE, amount_cents, client_id),
        ]
    )
