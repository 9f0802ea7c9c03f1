"""What the search service refuses.

NotFound
└── DocumentNotFound     no document with this id is shown
RuleViolated
├── PriceRangeEmpty      the lowest price is above the highest
└── UnknownParameter     a query parameter that this list does not have
"""

from shared.errors import NotFound, RuleViolated


class DocumentNotFound(NotFound):
    """No document with this id is shown: it never was, or was withdrawn."""


class PriceRangeEmpty(RuleViolated):
    """The lowest price is above the highest."""


class UnknownParameter(RuleViolated):
    """A query parameter that this list does not have; left in, it would filter nothing."""
