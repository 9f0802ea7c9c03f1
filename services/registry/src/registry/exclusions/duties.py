"""What exclusions do by time."""

from datetime import timedelta
from typing import Final

from registry.exclusions.use_cases import move_exclusions
from shared.duties import Duty

DUTIES: Final = (Duty("move_exclusions", timedelta(minutes=1), move_exclusions),)
