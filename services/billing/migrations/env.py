"""Alembic's entry: billing's tables, over the connection that `python -m billing migrate` opened."""

from billing.tables import metadata
from shared.migrations import run_env

run_env(metadata)
