"""The nouns of billing, lowest floor first."""

from typing import Final

from billing.fees.noun import NOUN as fees
from billing.invoices.noun import NOUN as invoices
from billing.invoicing_runs.noun import NOUN as invoicing_runs
from billing.ledger.noun import NOUN as ledger
from billing.loyalty.noun import NOUN as loyalty
from billing.mandates.noun import NOUN as mandates
from billing.notices.noun import NOUN as notices
from billing.obligations.noun import NOUN as obligations
from billing.orders.noun import NOUN as orders
from billing.organisations.noun import NOUN as organisations
from billing.payments.noun import NOUN as payments
from billing.ratings.noun import NOUN as ratings
from billing.taxes.noun import NOUN as taxes
from shared.nouns import Nouns

NOUNS: Final = Nouns(
    notices,
    taxes,
    fees,
    loyalty,
    organisations,
    orders,
    ratings,
    mandates,
    ledger,
    invoicing_runs,
    invoices,
    payments,
    obligations,
)
