"""What notices do by time."""

from datetime import timedelta
from typing import Final

from registry.notices.use_cases import spread_notices
from shared.duties import Duty

DUTIES: Final = (Duty("spread_notices", timedelta(seconds=30), spread_notices),)
