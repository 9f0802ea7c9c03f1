"""Words that several nouns of the marketplace share, as the API and the events spell them."""

from typing import Literal

Stage = Literal[
    "content_and_technology",
    "data_transfer",
    "pre_production",
    "production",
    "post_production",
    "ip_rights",
    "distribution",
]
"""A stage of the value chain, in order. The roles within one are the registry's data."""

Region = Literal[
    "riga", "kurzeme", "zemgale", "latgale", "vidzeme", "lithuania", "estonia", "abroad"
]
"""Where something is offered: a planning region of Latvia, a neighbour, or elsewhere.

The registry's list. Requests are held to it; what is stored or announced is shown as it is.
"""

PriceUnit = Literal["hour", "day", "project", "unit"]
"""What one listing price buys."""

OfferStatus = Literal["draft", "published", "withdrawn"]
"""Where a listing or an equipment item stands."""

TenderStatus = Literal["draft", "published", "opened", "awarded", "cancelled"]
"""Where a tender stands, as stored. `closed` is derived from the deadline, never stored."""

ShownTenderStatus = Literal["draft", "published", "closed", "opened", "awarded", "cancelled"]
"""Where a tender stands at one moment of the business clock."""

LotStatus = Literal["open", "awarded", "without_bids", "cancelled"]
"""Where a lot stands; `without_bids`: at the opening it had no bid that could be ranked."""

BidStatus = Literal["sealed", "withdrawn", "opened", "not_confirmed", "unreadable"]
"""Where a bid stands; the last two were left out of the ranking at the opening."""

OrderStatus = Literal["placed", "confirmed", "declined", "cancelled", "completed"]
"""Where an order stands."""

MilestoneStatus = Literal["pending", "delivered", "accepted"]
"""Where a milestone of an order stands."""
