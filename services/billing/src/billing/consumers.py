"""What billing does about the events of others: a table of event type to handler."""

from collections.abc import Mapping
from typing import Final

from billing.ratings import consumers as ratings
from shared import clock_moves
from shared.messaging.consuming import Handler

HANDLERS: Final[Mapping[str, Handler]] = {**ratings.HANDLERS, **clock_moves.HANDLERS}
