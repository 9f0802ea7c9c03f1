"""Which versions of the taxonomy were published."""

from datetime import datetime

from sqlalchemy import Integer
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime


class TaxonomyPublication(Base):
    """One row for each version that was announced, so that none is announced twice."""

    __tablename__ = "taxonomy_publications"

    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
