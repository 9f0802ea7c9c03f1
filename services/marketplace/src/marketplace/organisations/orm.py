"""The table of organisations that the registry has told of."""

from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base


class Organisation(Base):
    """One organisation at the latest version that has arrived here."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    membership: Mapped[str]
