"""The table of fee schedules."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from billing.database import Base
from shared.database import UtcDateTime
from shared.personal_data import not_personal, who_acted


class FeeSchedule(Base):
    """Rates of the intermediation fee in millionths, from `valid_from` until the next row's."""

    __tablename__ = "fee_schedules"
    __personal__ = (
        who_acted("created_by"),
        not_personal("source", what="where a rule is written"),
    )
    __table_args__ = (
        CheckConstraint("member_rate_ppm BETWEEN 0 AND 1000000", name="member_rate_range"),
        CheckConstraint("non_member_rate_ppm BETWEEN 0 AND 1000000", name="non_member_rate_range"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime, unique=True)
    member_rate_ppm: Mapped[int] = mapped_column(Integer)
    non_member_rate_ppm: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=func.now())
