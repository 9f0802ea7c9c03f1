"""Alembic's entry: migrate the search service's tables and the platform's own."""

from search.tables import metadata
from shared.migrations import run_env

run_env(metadata)
