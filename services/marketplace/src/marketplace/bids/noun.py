"""What bids hand to the service."""

from typing import Final

from marketplace.bids.orm import Bid, BidMember
from marketplace.bids.routes import router
from shared.nouns import Noun

NOUN: Final = Noun("bids", routers=(router,), tables=(Bid, BidMember))
