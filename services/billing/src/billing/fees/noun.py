"""What fee schedules bring to the service."""

from typing import Final

from billing.fees.orm import FeeSchedule
from billing.fees.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("fees", routers=(router,), tables=(FeeSchedule,))
