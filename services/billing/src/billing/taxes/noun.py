"""What VAT rates bring to the service."""

from typing import Final

from billing.taxes.orm import MemberState, VatRate
from billing.taxes.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("taxes", routers=(router,), tables=(VatRate, MemberState))
