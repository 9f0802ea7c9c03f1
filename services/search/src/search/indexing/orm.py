"""Which index the documents' `indexed_revision` speaks of."""

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from search.database import Base

THE_INDEX = "documents"


class IndexState(Base):
    """The one row: the identity of the index that was last written in full."""

    __tablename__ = "index_state"
    __table_args__ = (CheckConstraint("name = 'documents'", name="one_index"),)

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    identity: Mapped[str | None] = mapped_column(Text)
    """None: everything is to be written again."""
