"""What reputation does when a client has reviewed a provider."""

from sqlalchemy.ext.asyncio import AsyncSession

from search.reputation.readers import ReviewRead
from search.reputation.use_cases import keep_review
from shared.messaging.consuming import Handler
from shared.messaging.events import Event


async def on_review(session: AsyncSession, event: Event) -> None:
    """Count the review into its provider's reputation."""
    await keep_review(session, event.read(ReviewRead))


HANDLERS: dict[str, Handler] = {"avt.marketplace.review.given.v1": on_review}
