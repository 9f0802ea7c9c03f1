"""What may be wrong with what is asked of documents."""

from shared.errors import NotFound, RuleViolated


class DocumentNotFound(NotFound):
    """No document with this id is shown: it never was, or was withdrawn."""

    title = "No such document"


class PriceRangeEmpty(RuleViolated):
    """The lowest price is above the highest."""

    title = "The price range is empty"
