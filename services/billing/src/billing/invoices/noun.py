"""What invoices bring to the service."""

from typing import Final

from billing.invoices.events import EXAMPLES
from billing.invoices.orm import Invoice, InvoiceCounter, InvoicedOrder, InvoiceFile, Payment
from billing.invoices.routes import router
from shared.nouns import Noun

NOUN: Final = Noun(
    "invoices",
    routers=(router,),
    tables=(InvoiceCounter, Invoice, InvoicedOrder, InvoiceFile, Payment),
    examples=EXAMPLES,
)
