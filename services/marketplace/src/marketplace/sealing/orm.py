"""The table of wrapped keys: one for each tender that was published."""

from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.personal_data import not_personal


class TenderKey(Base):
    """The key that seals the bids of one tender, itself encrypted under the master key.

    `master_key_id` tells which master key that was, without telling anything about the key.
    """

    __tablename__ = "tender_keys"
    __personal__ = (not_personal("master_key_id", "nonce", "wrapped_key", what="keys"),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"), primary_key=True)
    master_key_id: Mapped[str]
    nonce: Mapped[bytes]
    wrapped_key: Mapped[bytes]
