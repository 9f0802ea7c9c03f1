"""What suspensions do by time."""

from datetime import timedelta
from typing import Final

from registry.standing.use_cases import move_suspensions
from shared.duties import Duty

DUTIES: Final = (Duty("move_suspensions", timedelta(minutes=1), move_suspensions),)
