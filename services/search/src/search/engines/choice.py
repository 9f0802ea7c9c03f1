"""Which engine a deployment has: the one place that knows both."""

from search.engines.port import IndexWriter, SearchEngine
from search.settings import Settings


def open_engine(settings: Settings) -> SearchEngine:
    """The reading side that the settings name; the engine's package is loaded only then."""
    if settings.engine == "meilisearch":
        from search.engines.meilisearch import MeilisearchEngine

        return MeilisearchEngine(settings.meilisearch_url, settings.server_key)
    from search.engines.embedded import EmbeddedEngine

    return EmbeddedEngine(settings.index_path)


def open_writer(settings: Settings) -> IndexWriter:
    """The writing side that the settings name; one process of a deployment may open it."""
    if settings.engine == "meilisearch":
        from search.engines.meilisearch import MeilisearchWriter

        return MeilisearchWriter(settings.meilisearch_url, settings.server_key)
    from search.engines.embedded import EmbeddedWriter

    return EmbeddedWriter(settings.index_path)
