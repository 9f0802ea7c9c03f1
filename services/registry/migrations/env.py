"""Alembic's entry: migrate the registry's tables and the platform's own."""

from registry.tables import metadata
from shared.migrations import run_env

run_env(metadata)
