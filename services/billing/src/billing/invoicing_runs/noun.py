"""What invoicing runs bring to the service."""

from typing import Final

from billing.invoicing_runs.orm import InvoicingRun, RunResult
from billing.invoicing_runs.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("invoicing_runs", routers=(router,), tables=(InvoicingRun, RunResult))
