"""Keeping the newest taxonomy."""

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from search.documents.use_cases import reindex_documents
from search.taxonomy.orm import Taxonomy
from search.taxonomy.readers import TaxonomyRead


async def keep_taxonomy(session: AsyncSession, taxonomy: TaxonomyRead) -> bool:
    """Keep the labels; every document is indexed again. False when ours are as new or newer."""
    stated = {"id": taxonomy.id, "version": taxonomy.version, "labels": taxonomy.labels}
    kept = await session.execute(
        insert(Taxonomy)
        .values(stated)
        .on_conflict_do_update(
            index_elements=[Taxonomy.id], set_=stated, where=Taxonomy.version < taxonomy.version
        )
        .returning(Taxonomy.id)
    )
    if kept.scalar_one_or_none() is None:
        return False
    await reindex_documents(session)
    return True
