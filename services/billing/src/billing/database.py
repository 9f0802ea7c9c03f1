"""The base of billing's tables, and how a violated constraint becomes a refusal."""

from collections.abc import Mapping

from sqlalchemy import MetaData
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase

from shared.database import NAMING_CONVENTION, constraint_name
from shared.errors import DomainError


class Base(DeclarativeBase):
    """Every table of billing; constraints are named, because names become refusals."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)


async def flush_or_refuse(session: AsyncSession, refusals: Mapping[str, DomainError]) -> None:
    """Write pending changes; raise the refusal that stands for a violated constraint's name.

    The transaction is unusable after a refusal: the edge that opened it rolls it back.
    """
    try:
        await session.flush()
    except IntegrityError as error:
        refusal = refusals.get(constraint_name(error) or "")
        if refusal is None:
            raise
        raise refusal from error
