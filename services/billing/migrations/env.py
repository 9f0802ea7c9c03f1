"""Alembic's entry: billing's tables, over the connection that `python -m billing migrate` opened."""

from billing.nouns import NOUNS
from shared.migrations import run_env

run_env(NOUNS.metadata)
