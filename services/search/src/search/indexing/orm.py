"""Which index the documents' `indexed_revision` speaks of, and how its writing goes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from search.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal

THE_INDEX = "documents"


class IndexState(Base):
    """The one row: the identity of the index that was last written in full.

    The indexer is another process than the API: here it tells whether it can write.
    """

    __tablename__ = "index_state"
    __personal__ = (not_personal("name", "identity", "failure", what="how the index goes"),)
    __table_args__ = (
        CheckConstraint("name = 'documents'", name="one_index"),
        CheckConstraint("(failure IS NULL) = (failing_since IS NULL)", name="failing_for_a_reason"),
    )

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    identity: Mapped[str | None] = mapped_column(Text)
    """None: everything is to be written again."""
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the whole of it was last written; None: never, so there is nothing to find."""
    written_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the indexer last wrote, or could write again after it could not."""
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failure: Mapped[str | None] = mapped_column(Text)
    """Why the indexer cannot write at present, in words; None: it can."""
