"""The one lock between rating and invoicing.

Ratings follow from facts that arrive in any order, so several handlers may want to
rate the same client's orders, and an invoice must not be issued from a rating that is
being replaced. Whoever rates takes the lock alone; whoever invoices shares it.
Held until the transaction ends.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# Any fixed number; it only has to differ from those of other advisory locks of this database.
_RATING: Final = 7_310_204_501


async def lock_for_rating(session: AsyncSession) -> None:
    """Wait until nobody else rates or invoices."""
    await session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _RATING})


async def lock_for_invoicing(session: AsyncSession) -> None:
    """Wait until nobody rates; others may invoice meanwhile."""
    await session.execute(text("select pg_advisory_xact_lock_shared(:key)"), {"key": _RATING})
