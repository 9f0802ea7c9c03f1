"""How long keys and what they sign are good; pure decisions."""

from datetime import timedelta
from typing import Final

TOKEN_LIFETIME: Final = timedelta(minutes=10)
"""Of an access token: what a stolen one is worth at most."""

PUBLISHED_AFTER_RETIREMENT: Final = TOKEN_LIFETIME + timedelta(minutes=5)
KEPT_AFTER_RETIREMENT: Final = timedelta(days=1)
