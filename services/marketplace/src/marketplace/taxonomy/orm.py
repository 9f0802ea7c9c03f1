"""The table of the taxonomy that the registry has published."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.base import Base
from shared.personal_data import not_personal


class Taxonomy(Base):
    """The latest version that has arrived here: one row per taxonomy id, so one in practice."""

    __tablename__ = "taxonomies"
    __personal__ = (not_personal("roles_by_stage", what="codes"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int]
    roles_by_stage: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
