"""Alembic's entry: migrate the search service's tables and the platform's own."""

from search.nouns import NOUNS
from shared.migrations import run_env

run_env(NOUNS.metadata)
