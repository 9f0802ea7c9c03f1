"""How many logins failed, and when the last."""

from datetime import datetime

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from registry.database import Base
from shared.database import UtcDateTime
from shared.personal_data import personal


class LoginAttempts(Base):
    """Failed logins in a window that began with the first, whether or not an account has it.

    Keyed by a keyed hash of address, origin or login: the table lists nothing that somebody tried.
    """

    __tablename__ = "login_attempts"
    __personal__ = (
        personal(
            "counted_hash",
            what="an address or origin that failed to log in, as a keyed hash",
            why="passwords are not guessed",
            basis="legitimate_interest",
            kept_for="a day",
            on_erasure="expires",
            exported=False,
        ),
    )
    __table_args__ = (
        CheckConstraint("failures > 0", name="failures_positive"),
        CheckConstraint("last_failed_at >= began_at", name="began_before"),
    )

    counted_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_failed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
