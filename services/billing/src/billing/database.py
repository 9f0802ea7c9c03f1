"""The base of billing's tables."""

from sqlalchemy.orm import DeclarativeBase

from shared.declaring import new_metadata


class Base(DeclarativeBase):
    """Every table of billing; constraints are named, because names become refusals."""

    metadata = new_metadata()
