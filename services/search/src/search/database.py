"""The declarative base of the search service's tables."""

from sqlalchemy.orm import DeclarativeBase

from shared.declaring import new_metadata


class Base(DeclarativeBase):
    """Every table of the search service."""

    metadata = new_metadata()
