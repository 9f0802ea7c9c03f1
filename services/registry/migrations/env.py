"""Alembic's entry: migrate the registry's tables and the platform's own."""

from registry.nouns import NOUNS
from shared.migrations import run_env

run_env(NOUNS.metadata)
