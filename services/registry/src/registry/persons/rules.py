"""What an erased person is called; pure decisions."""

from typing import Final
from uuid import UUID

ERASED_NAME: Final = "(erased)"
"""What is shown where a name was: the same for everybody who was erased."""


def erased_address(account_id: UUID) -> str:
    """What stands in the place of the address: no address, and different for each account."""
    return f"erased:{account_id}"
