"""The table of organisations that the registry has told of."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal


class Organisation(Base):
    """One organisation at the latest version that has arrived here."""

    __tablename__ = "organisations"
    __personal__ = (
        not_personal(
            "name",
            "membership",
            "standing",
            "may",
            what="an organisation, as the registry shows it",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    name: Mapped[str]
    membership: Mapped[str]
    standing: Mapped[str | None]
    """None: the registry has not told of it, or by a word that is not known here."""
    may: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    """What of that which is done here its standing allows; None: all."""
    member_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
