"""What an invoice's papers cost."""

from collections.abc import AsyncIterator

from services.billing.tests.builders import a_client_invoice
from tests.load.measuring import Figure, measure

from billing.invoices.pdf import write_pdf
from billing.invoices.ubl import write_ubl


async def run() -> AsyncIterator[Figure]:
    """Write the UBL document, then the PDF with it inside."""
    document = a_client_invoice()
    ubl = write_ubl(document)

    async def write_one_ubl(_: int) -> None:
        write_ubl(document)

    async def write_one_pdf(_: int) -> None:
        write_pdf(document, ubl)

    yield await measure("an invoice as UBL", write_one_ubl, operations=200)
    yield await measure("an invoice as PDF/A-3", write_one_pdf, operations=50, warmup=3)
