"""What the search service refuses.

NotFound
└── DocumentNotFound     no document with this id is shown
RuleViolated
└── PriceRangeEmpty      the lowest price is above the highest
"""

from shared.errors import NotFound, RuleViolated


class DocumentNotFound(NotFound):
    """No document with this id is shown: it never was, or was withdrawn."""


class PriceRangeEmpty(RuleViolated):
    """The lowest price is above the highest."""
