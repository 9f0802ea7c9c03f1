"""Taking over a newer taxonomy, and reading its labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.use_cases import index_everything_again
from search.taxonomy.orm import Taxonomy

ByCode = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of stages and roles: by code, by language."""

    stages: ByCode
    roles: ByCode

    def of(self, stages: Sequence[str], roles: Sequence[str]) -> list[Mapping[str, str]]:
        """The labels of these codes; a code without labels is its own in English."""
        found = [self.stages.get(code) or _spelled(code) for code in stages]
        return found + [self.roles.get(code) or _spelled(code) for code in roles]


def _spelled(code: str) -> Mapping[str, str]:
    return {"en": code.replace("_", " ")}


async def take_over(
    session: AsyncSession, *, taxonomy_id: UUID, version: int, labels: Mapping[str, ByCode]
) -> bool:
    """Store the labels unless ours are as new or newer; every document is indexed again."""
    statement = insert(Taxonomy).values(id=taxonomy_id, version=version, labels=labels)
    result = await session.execute(
        statement.on_conflict_do_update(
            index_elements=[Taxonomy.id],
            set_={"version": version, "labels": statement.excluded.labels},
            where=Taxonomy.version < version,
        ).returning(Taxonomy.id)
    )
    if result.scalar_one_or_none() is None:
        return False
    await index_everything_again(session)
    return True


async def read_labels(session: AsyncSession) -> Labels:
    """The newest labels; empty before the registry has published any."""
    row = await session.scalar(select(Taxonomy.labels).order_by(Taxonomy.version.desc()).limit(1))
    labels = row or {}
    return Labels(labels.get("stage", {}), labels.get("role", {}))
