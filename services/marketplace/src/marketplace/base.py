"""The declarative base of every table that the marketplace owns, and what their columns share."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import DeclarativeBase

from marketplace import vocabulary
from shared.declaring import new_metadata

LocalisedText = dict[str, str]
"""A text by language, as it lies in a JSONB column."""

ByLanguage = Mapping[Any, str]
"""A text by language, as a use case takes it; the keys are checked at the edge."""


class Base(DeclarativeBase):
    """Named constraints: a violated one is translated to a domain error by its name."""

    metadata = new_metadata()
    # Words are plain text with a check constraint: a new word is one quick migration.
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy's own way to declare it)
        str: Text(),
        vocabulary.Stage: Text(),
        vocabulary.PriceUnit: Text(),
        vocabulary.OfferStatus: Text(),
        vocabulary.TenderStatus: Text(),
        vocabulary.LotStatus: Text(),
        vocabulary.BidStatus: Text(),
        vocabulary.OrderStatus: Text(),
        vocabulary.MilestoneStatus: Text(),
    }
