"""Tables of the mandate's terms and of the mandates given."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, personal, who_acted


class MandateTerms(Base):
    """A published text that providers accept, by language."""

    __tablename__ = "mandate_terms"
    __personal__ = (not_personal("version", "text", "source", what="published terms"),)

    version: Mapped[str] = mapped_column(String(40), primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[dict[str, str]] = mapped_column(JSONB)
    source: Mapped[str] = mapped_column(Text)


class Mandate(Base):
    """A provider's mandate to invoice in its name; the one without an end counts."""

    __tablename__ = "mandates"
    __personal__ = (
        who_acted("accepted_by"),
        personal(
            "iban",
            what="a seller's account at a bank; a person's, where it is in business on its own",
            why="books and invoices are kept by law",
            basis="legal_obligation",
            kept_for="as long as the law has invoices kept",
            on_erasure="kept",
        ),
        not_personal("provider_id", what="ids of organisations"),
    )
    __table_args__ = (
        Index(
            "uq_mandates_open",
            "provider_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(index=True)
    terms_version: Mapped[str] = mapped_column(ForeignKey("mandate_terms.version"))
    accepted_by: Mapped[UUID]
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    iban: Mapped[str | None] = mapped_column(String(34))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
