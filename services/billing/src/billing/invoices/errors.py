"""What is refused about invoices."""

from typing import ClassVar

from shared.errors import NotFound


class InvoiceNotFound(NotFound):
    """There is no such invoice, or the caller is no party to it."""

    title = "Invoice not found"
    code: ClassVar[str] = "invoice_unknown"  # what callers switch on
