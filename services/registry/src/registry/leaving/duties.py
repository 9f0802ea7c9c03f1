"""What leaving does by time."""

from datetime import timedelta
from typing import Final

from registry.leaving.use_cases import settle_leavings
from shared.duties import Duty

DUTIES: Final = (Duty("settle_leavings", timedelta(minutes=1), settle_leavings),)
