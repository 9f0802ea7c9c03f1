"""All tables of billing, for migrations and their tests: importing this fills the metadata."""

from billing.database import Base
from billing.fees import orm as fees
from billing.invoices import orm as invoices
from billing.invoicing_runs import orm as invoicing_runs
from billing.ledger import orm as ledger
from billing.loyalty import orm as loyalty
from billing.mandates import orm as mandates
from billing.orders import orm as orders
from billing.organisations import orm as organisations
from billing.ratings import orm as ratings
from billing.taxes import orm as taxes

metadata = Base.metadata

__all__ = [
    "fees",
    "invoices",
    "invoicing_runs",
    "ledger",
    "loyalty",
    "mandates",
    "metadata",
    "orders",
    "organisations",
    "ratings",
    "taxes",
]
