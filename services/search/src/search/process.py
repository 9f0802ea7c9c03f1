"""What the processes of search are made of, in one process or in many."""

from pathlib import Path
from typing import Final

from pydantic import SecretStr

from search import rebuilding
from search.app import create_app
from search.indexing.running import run_indexer
from search.nouns import NOUNS
from search.readiness import index_can_be_written
from search.settings import Settings
from shared import clock_moves
from shared.command_line import ServiceProcess


def settings_for_openapi() -> Settings:
    """Settings that reach nothing: enough to write the API document."""
    return Settings(
        database_url="postgresql://openapi",
        broker_url="memory://openapi",
        secret_key=SecretStr("only for writing the API document"),
    )


PROCESS: Final = ServiceProcess(
    name=rebuilding.CONSUMER,
    settings=Settings,
    settings_for_openapi=settings_for_openapi,
    create_app=create_app,
    migrations=Path(__file__).resolve().parents[2] / "migrations",
    nouns=NOUNS,
    handlers=clock_moves.HANDLERS,
    beside_consumer=run_indexer,
    consumer_needs=lambda database: [index_can_be_written(database)],
)
