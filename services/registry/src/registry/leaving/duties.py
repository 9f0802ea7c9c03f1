"""What leaving does by time."""

from datetime import timedelta
from typing import Final

from registry.leaving.reminding import remind_of_leavings
from registry.leaving.use_cases import settle_leavings
from shared.duties import Duty

DUTIES: Final = (
    Duty("settle_leavings", timedelta(minutes=1), settle_leavings),
    Duty("remind_of_leavings", timedelta(hours=1), remind_of_leavings),
)
