"""What is refused about invoicing runs."""

from typing import ClassVar

from shared.errors import Conflict, NotFound


class InvoicingRunNotFound(NotFound):
    """There is no such invoicing run, or the caller did not start it."""

    title = "Invoicing run not found"
    code: ClassVar[str] = "run_unknown"  # what callers switch on


class SellerNotConfigured(Conflict):
    """The cluster cannot invoice before its identity is configured."""

    title = "The cluster's identity as a seller is not configured"
