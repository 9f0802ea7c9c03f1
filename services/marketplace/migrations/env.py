"""Alembic's entry: migrate the marketplace's tables and the platform's own."""

from marketplace.tables import metadata
from shared.migrations import run_env

run_env(metadata)
