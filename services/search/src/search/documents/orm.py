"""The documents table: a projection of organisations, competences, listings and equipment.

It is the truth that the index follows. Each change raises `revision`; the
indexer notes in `indexed_revision` which one the index holds. A withdrawn
document stays as a tombstone without texts, so that an older event that comes
late cannot bring it back.
"""

from datetime import datetime
from typing import get_args
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text, text, true
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from search.database import Base
from search.documents.rules import Kind
from shared.database import UtcDateTime
from shared.declaring import one_of
from shared.personal_data import not_personal

CHANNEL = "search_documents"
"""Notified when a transaction that changed documents commits."""


class Document(Base):
    """A thing that can be found; its id is that of the thing in the service that owns it."""

    __tablename__ = "documents"
    __personal__ = (
        not_personal(
            "organisation_id",
            "titles",
            "descriptions",
            "stages",
            "roles",
            "region",
            "languages",
            "category",
            "price_unit",
            what="what organisations show of themselves and offer",
        ),
    )
    __table_args__ = (
        one_of("kind", get_args(Kind)),
        CheckConstraint("price_cents >= 0", name="price_not_negative"),
        CheckConstraint(
            "kind <> 'organisation' or organisation_id = id", name="organisation_is_its_own"
        ),
        Index("ix_documents_organisation_id", "organisation_id"),
        Index(
            "ix_documents_not_indexed",
            "id",
            postgresql_where=text("indexed_revision is distinct from revision"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(20))
    organisation_id: Mapped[UUID]
    """The provider; not a foreign key, since a listing's event may come before it is known."""
    version: Mapped[int] = mapped_column(BigInteger)
    """The aggregate's version in the newest event that was applied."""
    shown: Mapped[bool]
    findable: Mapped[bool] = mapped_column(server_default=true())
    """Of an organisation: whether its standing lets it and what it offers be found."""
    titles: Mapped[dict[str, str]] = mapped_column(JSONB)
    descriptions: Mapped[dict[str, str]] = mapped_column(JSONB)
    stages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    roles: Mapped[list[str]] = mapped_column(ARRAY(Text))
    region: Mapped[str | None] = mapped_column(Text)
    """None: that of its organisation."""
    languages: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """In which it can be read or is served."""
    category: Mapped[str | None] = mapped_column(Text)
    price_cents: Mapped[int | None] = mapped_column(BigInteger)
    price_unit: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revision: Mapped[int] = mapped_column(BigInteger)
    indexed_revision: Mapped[int | None] = mapped_column(BigInteger)
