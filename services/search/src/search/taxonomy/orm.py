"""The newest taxonomy of value-chain stages and roles, whole, as published."""

from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from search.database import Base
from shared.personal_data import not_personal


class Taxonomy(Base):
    """One row per taxonomy id; there is one in practice."""

    __tablename__ = "taxonomies"
    __personal__ = (not_personal("labels", what="labels of codes"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger)
    labels: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """{"stage": {code: {language: label}}, "role": {code: {language: label}}}."""
