"""Alembic's entry: migrate the marketplace's tables and the platform's own."""

from marketplace.nouns import NOUNS
from shared.migrations import run_env

run_env(NOUNS.metadata)
